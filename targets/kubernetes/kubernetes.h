/*
 * What the files of the Kubernetes target share.
 *
 * kubernetes.c	  the target's data, and which files there are
 * _index	  what is found once for all files
 * _name	  what the API server takes as a name, a label, an annotation
 * _meta	  the head of an object, its labels, selectors
 * _value	  values: `$(NAME)`, secrets as variables
 * _security	  who a container runs as, and what that asks of the namespace
 * _volume	  what each mount becomes; _mount writes it
 * _probe	  health
 * _pod		  the pod template
 * _workload	  Deployment, StatefulSet, Job, and what scales and guards them
 * _service	  Service, and all objects of one service together
 * _registry	  where images come from, and the login there
 * _policy	  NetworkPolicies
 * _route	  Gateway and HTTPRoutes
 * _ingress	  Ingresses in place of these
 * _raw		  what `raw` may add to
 * _check, _refuse  what cannot be carried: services, the gateway
 * _steps	  up.sh, down.sh, README.md
 */
#ifndef KUBERNETES_H
#define KUBERNETES_H

#include "bundle.h"
#include "graft.h"
#include "service_value.h"
#include "yamlout.h"

/* Options: `kubernetes: { name, gateway: { parent | class, … }, nodes, tiers }`. */
struct kubernetes_gateway {
	struct object object;
	struct text parent;	/* NAMESPACE/NAME of a Gateway there is */
	struct text class;	/* … or the class of the Gateway to write */
	struct text ingress;	/* … or the class of the Ingresses to write */
	struct text tls_secret; /* with `class`: a Secret of type kubernetes.io/tls */
	struct text from;	/* the namespace its pods run in */
};

struct kubernetes_options {
	struct object object;
	struct text name; /* of the namespace */
	struct kubernetes_gateway *gateway;
	LIST(struct word) nodes, tiers;
};

/* A secret's variable in the container being written. */
struct kubernetes_variable {
	const struct secret *secret;
	struct text name;
	bool added; /* the spec has no variable that is this secret alone */
};

/* What one walk over the deployment finds; see kubernetes_index.c. */
struct kubernetes_service_index {
	bool carried; /* by this deployment */
	bool awaited; /* another service needs it healthy or completed */
	size_t wave;  /* 0: it waits for none */
	ARRAY(const struct port *) routed; /* what the gateway sends to */
};

struct kubernetes_volume_index {
	const struct service *owner; /* whose file the claim stands in */
	const struct service *last;
	size_t users; /* services that mount it */
	int64_t pods; /* the most pods that do at a time */
};

struct kubernetes_index {
	struct kubernetes_service_index *services; /* as in stack->services */
	struct kubernetes_volume_index *volumes;   /* as in stack->volumes */
	size_t waves;
};

/* One deployment, and the file being written. */
struct kubernetes {
	struct arena *arena; /* where all of the file lives until it is finished */
	struct yamlout *out;
	size_t objects; /* in the file so far */
	const struct graft *next_object; /* what raw has for the one begun next */
	const struct deployment *deployment;
	const struct stack *stack;
	const struct kubernetes_options *options;
	struct text namespace; /* the label `instance` too */
	struct kubernetes_index *index;
	ARRAY(struct kubernetes_variable) variables; /* of the service being written */
};

void
kubernetes_init(struct kubernetes *, struct arena *, const struct deployment *);

/* The last component of the deployment's folder: from where up.sh stands. */
struct text
kubernetes_folder(const struct deployment *);

/* kubernetes_index.c */
void
kubernetes_index_make(struct kubernetes *);

const struct kubernetes_service_index *
kubernetes_index_service(const struct kubernetes *, const struct service *);

const struct kubernetes_volume_index *
kubernetes_index_volume(const struct kubernetes *, const struct volume *);

/* Whether the gateway sends to this port of the service. */
bool
kubernetes_index_routed(const struct kubernetes *, const struct service *,
			const struct port *);

/* kubernetes_name.c: what validation in k8s.io/apimachinery allows. */

/* RFC 1123 label, at most 63 characters. */
bool kubernetes_name_label(struct text);

/* RFC 1123 subdomain: labels joined by dots, at most 253 characters. */
bool kubernetes_name_subdomain(struct text);

/* [PREFIX/]NAME, of a label or an annotation. */
bool kubernetes_name_key(struct text);

bool kubernetes_name_label_value(struct text);

/* An RFC 1123 label of at most 40 characters made from any text; never empty. */
struct text
kubernetes_name_slug(struct arena *, struct text);

/* kubernetes_meta.c */

/* `labels:`; service NULL: those of the stack as a whole. */
void
kubernetes_meta_labels(struct kubernetes *, const struct service *);

/* Begins an object and leaves its map open: apiVersion, kind, metadata. Service
 * NULL: it belongs to the stack as a whole. */
void
kubernetes_meta_object(struct kubernetes *, const char *api, const char *kind,
		       struct text name, const struct service *);

/* The same with the user's labels and annotations, for what runs the service. */
void
kubernetes_meta_workload(struct kubernetes *, const char *api, const char *kind,
			 struct text name, const struct service *);

/* `labels:` and `annotations:` of a pod; the pods of a network carry its label.
 * `checksum` may be empty. */
void
kubernetes_meta_pod(struct kubernetes *, const struct service *, struct text checksum);

/* name and instance under this key, as a map or as `matchLabels` in one: what
 * never changes, for selectors are immutable. */
void
kubernetes_meta_identity(struct kubernetes *, const char *key, const struct service *);
void
kubernetes_meta_selector(struct kubernetes *, const char *key, const struct service *);

/* The label that the pods of a network carry. */
struct text
kubernetes_meta_network(struct arena *, const struct attachment *);

/* kubernetes_value.c */

/* The value with its parameters filled in. It holds no secret, and `build` has
 * made sure that no parameter is without a value. */
struct text
kubernetes_value_plain(struct arena *, const struct value *);

/* For an environment variable, an argument or a probe's command, in which the
 * kubelet expands `$(NAME)`: secrets become that, and `$` is kept from it. */
struct text
kubernetes_value_expanded(struct kubernetes *, const struct value *);

/* Whether the value is one secret and nothing else. */
bool
kubernetes_value_is_secret(const struct value *);

/* Sets k->variables: every secret the container's command and composed values
 * need, under the name of the variable that holds it. */
void
kubernetes_value_variables(struct kubernetes *, const struct service *);

/* Where a secret is in the cluster. */
struct kubernetes_secret {
	struct text name, key;
};

struct kubernetes_secret
kubernetes_value_secret(struct arena *, const struct stack *, const struct secret *);

/* `env:` of the container. */
void
kubernetes_value_env(struct kubernetes *, const struct service *);

/* kubernetes_security.c */

enum kubernetes_level {
	LEVEL_RESTRICTED,
	LEVEL_BASELINE,
	LEVEL_PRIVILEGED,
};

struct kubernetes_identity {
	bool numeric; /* false: `user` is a name, which the kubelet cannot judge */
	bool root;    /* asked for */
	int64_t uid;  /* -1: left to the image */
	int64_t gid;  /* -1: left to the image */
};

struct kubernetes_identity
kubernetes_security_identity(const struct service *);

/* The strictest Pod Security Standard its pods meet. */
enum kubernetes_level
kubernetes_security_level(struct arena scratch, const struct service *);

/* Whether the kubelet lets every pod set it. */
bool kubernetes_security_safe_sysctl(struct text name);

const char *kubernetes_security_level_name(enum kubernetes_level);

/* `securityContext:` of the pod and of a container. */
void
kubernetes_security_pod(struct kubernetes *, const struct service *);
void
kubernetes_security_container(struct kubernetes *, const struct service *);

/* kubernetes_volume.c */

enum kubernetes_source {
	SOURCE_TEMPLATE, /* a claim of the StatefulSet's own, one per pod */
	SOURCE_CLAIM,	 /* a PersistentVolumeClaim */
	SOURCE_MEMORY,
	SOURCE_SCRATCH, /* gone with the pod */
	SOURCE_CONFIG,	/* a key of the service's ConfigMap */
	SOURCE_FILE,	/* a key of the ConfigMap that kustomize makes from files */
	SOURCE_SECRET,
};

struct kubernetes_mount {
	enum kubernetes_source source;
	const struct volume *claim; /* SOURCE_TEMPLATE, SOURCE_CLAIM */
	struct text path;	    /* in the container */
	struct text volume;	    /* the pod volume's name */
	struct text object;	    /* the claim's, Secret's or ConfigMap's name */
	struct text key;	    /* in the ConfigMap or Secret; prepared: the folder */
	struct text content;	    /* SOURCE_CONFIG */
	struct text file;	    /* SOURCE_FILE: relative to the target's folder */
	struct text mode;
	int64_t size; /* SOURCE_MEMORY: bytes */
	bool read_only;
	bool prepared; /* in a folder of the volume that the server's user owns */
};

struct kubernetes_mounts {
	struct kubernetes_mount *items;
	size_t len, cap;
};

struct kubernetes_mounts
kubernetes_volume_mounts(struct kubernetes *, const struct service *);

/* Whether a volume is mounted where its kind keeps data. */
bool
kubernetes_volume_holds_data(const struct service *);

/* Whether one of its volumes can be mounted by one pod at a time only. */
bool
kubernetes_volume_exclusive(struct kubernetes *, const struct service *);

/* Of everything in the service's ConfigMap; empty where there is none. */
struct text
kubernetes_volume_checksum(struct arena *, const struct kubernetes_mounts *);

/* "512Mi" */
struct text
kubernetes_volume_quantity(struct arena *, int64_t bytes);

/* kubernetes_mount.c: `volumeMounts:`, `volumes:`, `volumeClaimTemplates:`, each only
 * where there is something to write. */
void
kubernetes_mount_container(struct kubernetes *, const struct kubernetes_mounts *);
void
kubernetes_mount_pod(struct kubernetes *, const struct kubernetes_mounts *);
void
kubernetes_mount_templates(struct kubernetes *, const struct service *,
			   const struct kubernetes_mounts *);

/* The claims and the ConfigMap that stand in this service's file. */
void
kubernetes_mount_objects(struct kubernetes *, const struct service *,
			 const struct kubernetes_mounts *);

/* kubernetes_probe.c */

/* `startupProbe:`, `readinessProbe:`, `livenessProbe:`. */
void
kubernetes_probe_all(struct kubernetes *, const struct service *);

/* Seconds in which the service is ready, or is taken for failed. */
int64_t
kubernetes_probe_budget(const struct service *);

/* Milliseconds as whole seconds, rounded up, at least 1. */
int64_t
kubernetes_probe_seconds(int64_t milliseconds);

/* kubernetes_pod.c */

/* `template:` of a workload. */
void
kubernetes_pod_template(struct kubernetes *, const struct service *,
			const struct kubernetes_mounts *);

/* kubernetes_workload.c */

enum kubernetes_kind {
	KIND_DEPLOYMENT,
	KIND_STATEFULSET,
	KIND_JOB,
};

enum kubernetes_kind
kubernetes_workload_kind(const struct service *);

/* "deployment/web": how kubectl names it. */
struct text
kubernetes_workload_name(struct kubernetes *, const struct service *);

/* The most pods there are of it, and the fewest that are wanted. */
int64_t
kubernetes_workload_most(const struct service *);
int64_t
kubernetes_workload_fewest(const struct service *);

/* The workload, and its HorizontalPodAutoscaler and PodDisruptionBudget. */
void
kubernetes_workload_objects(struct kubernetes *, const struct service *);

/* kubernetes_service.c */

/* The port that is listened on: a declared one where this is its catalogue name. */
const struct port *
kubernetes_service_port(const struct port *);

/* services/<service>.yaml */
void
kubernetes_service_file(struct kubernetes *, const struct service *);

/* kubernetes_registry.c */

/* imagePullSecrets, where the service's image needs them. */
void
kubernetes_registry_pod(struct kubernetes *, const struct service *);

/* Whether a pod logs in there. */
bool
kubernetes_registry_used(const struct kubernetes *, const struct registry *);

/* How its Secret is made; `apply_namespace` is the command for what it stands in. */
void
kubernetes_registry_readme(struct kubernetes *, const struct registry *,
			   struct text apply_namespace, struct buffer *readme);

/* kubernetes_policy.c: network-policies.yaml */
void
kubernetes_policy_file(struct kubernetes *);

/* kubernetes_route.c: routes.yaml */
void
kubernetes_route_file(struct kubernetes *);

/* The namespace (empty: the stack's own) and name of the Gateway. */
void
kubernetes_route_parent(const struct kubernetes *, struct text *namespace,
			struct text *name);

/* `*.example.com` is a host name, but no name of an object. */
struct text
kubernetes_route_name(struct arena *, const struct gateway_host *);

/* kubernetes_ingress.c */
bool
kubernetes_ingress_wanted(const struct kubernetes *);
void
kubernetes_ingress_file(struct kubernetes *);

/* The path of a PathPrefix match: a slash at the end says nothing there. */
struct text
kubernetes_route_prefix(struct text path);

/* A redirect's target taken apart; absent parts are empty. */
struct kubernetes_url {
	struct text scheme, host, port, path;
};

struct kubernetes_url
kubernetes_route_url(struct text to);

/* kubernetes_raw.c */
extern const struct raw_section kubernetes_raw[];

/* Right behind opening a map: merges a section of `raw` into it. */
void
kubernetes_raw_map(struct kubernetes *, enum raw_owner, const struct raw *,
		   const char *section);

/* Before beginning an object: merges it into that. */
void
kubernetes_raw_object(struct kubernetes *, enum raw_owner, const struct raw *,
		      const char *section);

void
kubernetes_raw_check(const struct deployment *, struct diags *);

/* kubernetes_check.c, kubernetes_refuse.c */
void
kubernetes_check(struct arena *, const struct deployment *, struct diags *);
void
kubernetes_refuse_routes(struct kubernetes *, struct diags *);

/* kubernetes_secret.c: commands that make the Secrets or bring them up to date;
 * empty where there are none. The first one is for a shell that has what is in
 * .env. */
struct text
kubernetes_secret_from_env(struct kubernetes *);
struct text
kubernetes_secret_from_files(struct kubernetes *);

/* Defaults that the first one cannot hand over. */
void
kubernetes_secret_check(struct kubernetes *, struct diags *);

/* kubernetes_steps.c */
void
kubernetes_steps(const struct deployment *, struct steps *);

#endif
