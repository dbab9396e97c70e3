/*
 * The Kubernetes target: a folder for `kubectl apply -k`. This file has the
 * target's data and says which files there are; the others write them (see
 * kubernetes.h).
 *
 * Nothing here is specific to one cluster: core objects, and the Gateway API for
 * what comes in from outside.
 */
#include "kubernetes.h"

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct row gateway_option_rows[] = {
	{ "parent", ROW_TEXT, AT(kubernetes_gateway, parent), .oneof = "gateway",
	  .example = "infra/public",
	  .help = "NAMESPACE/NAME of the Gateway that routes are attached to" },
	{ "class", ROW_NAME, AT(kubernetes_gateway, class), .oneof = "gateway",
	  .help = "write a Gateway of this class" },
	{ "ingress", ROW_NAME, AT(kubernetes_gateway, ingress), .oneof = "gateway",
	  .help = "write Ingresses of this class instead of HTTPRoutes" },
	{ "tls_secret", ROW_TEXT, AT(kubernetes_gateway, tls_secret),
	  .example = "www-tls",
	  .help = "with class or ingress: the Secret of type kubernetes.io/tls with the "
		  "certificate" },
	{ "from", ROW_NAME, AT(kubernetes_gateway, from),
	  .help = "the namespace the gateway's pods run in; no one else may then send to "
		  "routed ports" },
	{ 0 },
};

static const struct row option_rows[] = {
	{ "name", ROW_NAME, AT(kubernetes_options, name),
	  .help = "of the namespace; default <stack>-<environment>" },
	{ "gateway", ROW_STRUCT, AT(kubernetes_options, gateway),
	  .sub = gateway_option_rows, .size = sizeof(struct kubernetes_gateway),
	  .help = "what routes are attached to; default: the Gateway named after the "
		  "stack, in its namespace" },
	{ "nodes", ROW_WORDS, ROW_ONE_OR_LIST, AT(kubernetes_options, nodes),
	  .item = ROW_CIDR, .example = "[10.0.1.0/24]",
	  .help = "CIDR blocks that pods come from, as hosts outside the cluster see "
		  "them" },
	{ "tiers", ROW_WORDS, ROW_ONE_OR_LIST, AT(kubernetes_options, tiers),
	  .help = "the tiers whose services it runs, where another target could too; "
		  "default: all" },
	{ 0 },
};

void
kubernetes_init(struct kubernetes *k, struct arena *a, const struct deployment *d)
{
	const struct kubernetes_options *options = d->use->options;
	*k = (struct kubernetes){ .arena = a, .deployment = d, .stack = d->stack };
	k->options = options;
	k->namespace = options->name.len ? options->name : deployment_name(a, d);
	kubernetes_index_make(k);
}

struct text
kubernetes_folder(const struct deployment *d)
{
	size_t from = d->folder.len;
	while (from && d->folder.ptr[from - 1] != '/')
		from--;
	return text_slice(d->folder, from, d->folder.len);
}

/* Each file is made in an arena of its own. */
static struct kubernetes
begin_file(const struct kubernetes *all, struct arena *a, struct text what)
{
	struct kubernetes k = *all;
	k.arena = a;
	k.out = yaml_new(a);
	yaml_header(k.out,
		    text_format(a,
				"%.*s\n"
				"Made by `stackc build` for environment '%.*s'; edits "
				"here are lost.",
				TA(what), TA(all->stack->environment)));
	return k;
}

static void
end_file(struct kubernetes *k, struct arena *result, struct text name,
	 struct bundle *bundle)
{
	struct text path =
		text_format(result, "%.*s/%.*s", TA(k->deployment->folder), TA(name));
	bundle_add(bundle, path, text_copy(result, yaml_finish(k->out)), false);
}

static void
put_level_comment(struct kubernetes *k, enum kubernetes_level level)
{
	const struct deployment *d = k->deployment;
	for (size_t i = 0; i < d->services.len && level != LEVEL_RESTRICTED; i++) {
		const struct service *s = d->services.items[i];
		if (kubernetes_security_level(*k->arena, s) != level)
			continue;
		yaml_comment(k->out, text_format(k->arena,
						 "'%.*s' asks for more than is allowed "
						 "under `restricted`",
						 TA(s->object.name)));
		return;
	}
}

static void
put_namespace(struct kubernetes *k)
{
	enum kubernetes_level level = LEVEL_RESTRICTED;
	for (size_t i = 0; i < k->deployment->services.len; i++) {
		const struct service *s = k->deployment->services.items[i];
		enum kubernetes_level its = kubernetes_security_level(*k->arena, s);
		level = its > level ? its : level;
	}
	const char *name = kubernetes_security_level_name(level);
	yaml_open_map(k->out);
	kubernetes_raw_map(k, RAW_STACK, k->stack->raw, "namespace");
	yaml_set_string(k->out, "apiVersion", "v1");
	yaml_set_string(k->out, "kind", "Namespace");
	yaml_set_map(k->out, "metadata");
	yaml_set_text(k->out, "name", k->namespace);
	yaml_set_map(k->out, "labels");
	yaml_set_text(k->out, "app.kubernetes.io/instance", k->namespace);
	yaml_set_text(k->out, "app.kubernetes.io/part-of", k->stack->name);
	yaml_set_string(k->out, "app.kubernetes.io/managed-by", "stackc");
	put_level_comment(k, level);
	yaml_set_string(k->out, "pod-security.kubernetes.io/enforce", name);
	yaml_set_string(k->out, "pod-security.kubernetes.io/warn", name);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static bool
has_routes(const struct deployment *d)
{
	return d->carries_gateway && d->stack->gateway && d->stack->gateway->hosts.len;
}

static bool
open_file_map(struct kubernetes *k, const struct service *s, struct text name, bool first)
{
	if (first) {
		yaml_space(k->out);
		yaml_comment(k->out,
			     T("files of the spec; their names in the cluster end in a "
			       "digest, so pods\nare replaced when they change"));
		yaml_set_list(k->out, "configMapGenerator");
	}
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", name);
	yaml_set_text(k->out, "namespace", k->namespace);
	yaml_set_map(k->out, "options");
	kubernetes_meta_labels(k, s);
	yaml_close(k->out);
	yaml_set_list(k->out, "files");
	return true;
}

/* True where the service has files. `first`: it would be the first that has. */
static bool
put_file_map(struct kubernetes *k, const struct service *s, bool first)
{
	struct kubernetes_mounts mounts = kubernetes_volume_mounts(k, s);
	bool open = false;
	for (size_t i = 0; i < mounts.len; i++) {
		const struct kubernetes_mount *m = &mounts.items[i];
		if (m->source != SOURCE_FILE)
			continue;
		if (!open)
			open = open_file_map(k, s, m->object, first);
		yaml_text(k->out,
			  text_format(k->arena, "%.*s=%.*s", TA(m->key), TA(m->file)));
	}
	if (open) {
		yaml_close(k->out);
		yaml_close(k->out);
	}
	return open;
}

static void
put_file_maps(struct kubernetes *k)
{
	bool any = false;
	for (size_t i = 0; i < k->deployment->services.len; i++)
		any |= put_file_map(k, k->deployment->services.items[i], !any);
	if (any)
		yaml_close(k->out);
}

static void
put_kustomization(struct kubernetes *k)
{
	yaml_open_map(k->out);
	kubernetes_raw_map(k, RAW_STACK, k->stack->raw, "kustomization");
	yaml_set_string(k->out, "apiVersion", "kustomize.config.k8s.io/v1beta1");
	yaml_set_string(k->out, "kind", "Kustomization");
	yaml_set_list(k->out, "resources");
	yaml_string(k->out, "00-namespace.yaml");
	yaml_string(k->out, "network-policies.yaml");
	for (size_t i = 0; i < k->deployment->services.len; i++) {
		const struct service *s = k->deployment->services.items[i];
		yaml_text(k->out, text_format(k->arena, "services/%.*s.yaml",
					      TA(s->object.name)));
	}
	if (has_routes(k->deployment))
		yaml_string(k->out, "routes.yaml");
	yaml_close(k->out);
	put_file_maps(k);
	yaml_close(k->out);
}

static void
emit_service(struct arena *result, struct arena scratch, const struct kubernetes *all,
	     const struct service *s, struct bundle *bundle)
{
	struct text name = s->object.name;
	struct kubernetes k = begin_file(
		all, &scratch, text_format(&scratch, "All of service '%.*s'.", TA(name)));
	kubernetes_service_file(&k, s);
	end_file(&k, result, text_format(&scratch, "services/%.*s.yaml", TA(name)),
		 bundle);
}

static void
emit_whole(struct arena *result, struct arena scratch, const struct kubernetes *all,
	   const char *name, const char *what, void (*put)(struct kubernetes *),
	   struct bundle *bundle)
{
	struct kubernetes k = begin_file(all, &scratch, text_of(what));
	put(&k);
	end_file(&k, result, text_of(name), bundle);
}

static void
emit(struct arena *a, struct arena scratch, const struct deployment *d,
     struct bundle *bundle)
{
	struct kubernetes all;
	kubernetes_init(&all, &scratch, d);
	emit_whole(a, scratch, &all, "kustomization.yaml",
		   "What `kubectl apply --server-side -k` takes from this folder.",
		   put_kustomization, bundle);
	emit_whole(a, scratch, &all, "00-namespace.yaml",
		   "The namespace, and how strict it is with pods.", put_namespace,
		   bundle);
	emit_whole(a, scratch, &all, "network-policies.yaml",
		   "Who may talk to whom: one policy per network.",
		   kubernetes_policy_file, bundle);
	for (size_t i = 0; i < d->services.len; i++)
		emit_service(a, scratch, &all, d->services.items[i], bundle);
	if (has_routes(d))
		emit_whole(a, scratch, &all, "routes.yaml",
			   "What is reachable from outside, by host name and path.",
			   kubernetes_ingress_wanted(&all) ? kubernetes_ingress_file
							   : kubernetes_route_file,
			   bundle);
}

const struct target target_kubernetes = {
	.name = "kubernetes",
	.brief = "manifests for a cluster, applied with kubectl",
	.docs_url = "https://kubernetes.io/docs/reference/kubernetes-api/",
	.runs = RUNS_CONTAINERS,
	.discovery = FIND_BY_CLUSTER,
	.makes_routes = true,
	.mounts_files = true,
	.options = option_rows,
	.options_size = sizeof(struct kubernetes_options),
	.tiers = offsetof(struct kubernetes_options, tiers),
	.nodes = offsetof(struct kubernetes_options, nodes),
	.carries =
		{
			[FEATURE_BUILD] = PLATFORM,   /* images come from a registry */
			[FEATURE_NEEDS] = MOVED,      /* up.sh starts in order */
			[FEATURE_HEALTH] = CARRIED,
			[FEATURE_RESTART] = PLATFORM, /* pods are always restarted */
			[FEATURE_LOGS] = PLATFORM,    /* the kubelet rotates */
			[FEATURE_CPUS] = CARRIED,
			[FEATURE_MEMORY] = CARRIED,
			[FEATURE_RESERVE] = CARRIED,
			[FEATURE_REPLICAS] = CARRIED,
			[FEATURE_AUTOSCALE] = CARRIED,
			[FEATURE_READ_ONLY] = CARRIED,
			[FEATURE_USER] = CARRIED,
			[FEATURE_CAPABILITIES] = CARRIED,
			[FEATURE_INIT] = CARRIED,
			[FEATURE_PUBLISH] = PLATFORM, /* what is lost check() knows */
			[FEATURE_LABELS] = CARRIED,
			[FEATURE_ANNOTATIONS] = CARRIED,
			[FEATURE_DIR_MOUNT] = LOST,
			[FEATURE_SECRET_CONFIG] = LOST,
			[FEATURE_STOP_SIGNAL] = PLATFORM, /* the image's STOPSIGNAL */
			[FEATURE_PLATFORM] = CARRIED,	  /* by the choice of nodes */
			[FEATURE_ULIMITS] = LOST, /* they are the runtime's on each node */
			[FEATURE_SHM] = CARRIED,
			[FEATURE_SYSCTLS] = CARRIED,
			[FEATURE_DEVICES] = LOST, /* only a device plugin hands them out */
			[FEATURE_GPUS] = CARRIED,
			[FEATURE_PRIVILEGED] = CARRIED,
			[FEATURE_EXTRA_HOSTS] = CARRIED,
			[FEATURE_HOST_NETWORK] = CARRIED,
		},
	.raw = kubernetes_raw,
	.check = kubernetes_check,
	.emit = emit,
	.steps = kubernetes_steps,
};
