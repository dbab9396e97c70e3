/*
 * What `raw.kubernetes` may add to: one section per object that the target writes,
 * from its root, and two for the parts of a workload that are asked for most. What
 * the API makes of it is for the API to say.
 */
#include "kubernetes.h"

/* What every object begins with. */
#define HEAD(name_from, labels_from)                                     \
	{ "apiVersion", NULL }, { "kind", NULL },                        \
		{ "metadata.name", name_from },                          \
		{ "metadata.namespace", "targets.kubernetes.name" },     \
		{ "metadata.labels", labels_from }

static const struct raw_key workload_keys[] = {
	HEAD(NULL, "labels"),
	{ "metadata.annotations", "annotations" },
	{ "spec.replicas", "replicas" },
	{ "spec.selector", NULL },
	{ "spec.serviceName", NULL },
	{ "spec.strategy", NULL },
	{ "spec.template.metadata.labels", "labels" },
	{ "spec.template.metadata.annotations", "annotations" },
	{ "spec.template.spec", "raw.kubernetes.pod" },
	{ "spec.volumeClaimTemplates", "volumes.NAME.raw.kubernetes.claim" },
	{ 0 },
};

static const struct raw_key pod_keys[] = {
	{ "restartPolicy", "restart" },
	{ "shareProcessNamespace", "init" },
	{ "terminationGracePeriodSeconds", "stop.grace" },
	{ "securityContext", "user, capabilities, no_new_privileges" },
	{ "topologySpreadConstraints", "replicas" },
	{ "automountServiceAccountToken", NULL },
	{ "enableServiceLinks", NULL },
	{ "nodeSelector", "platform" },
	{ "hostAliases", "extra_hosts" },
	{ "hostNetwork", "network" },
	{ "dnsPolicy", "network" },
	{ "imagePullSecrets", "registries.NAME.pull_secret" },
	{ "initContainers", NULL },
	{ "containers", "raw.kubernetes.container" },
	{ "volumes", "mounts" },
	{ 0 },
};

static const struct raw_key container_keys[] = {
	{ "name", NULL },
	{ "image", "image" },
	{ "imagePullPolicy", "pull" },
	{ "command", "entrypoint" },
	{ "args", "command" },
	{ "workingDir", "working_dir" },
	{ "env", "env" },
	{ "ports", "ports" },
	{ "startupProbe", "health" },
	{ "readinessProbe", "health" },
	{ "livenessProbe", "health.live" },
	{ "lifecycle", "stop" },
	{ "resources", "resources" },
	{ "securityContext", "user, read_only, capabilities, no_new_privileges" },
	{ "volumeMounts", "mounts" },
	{ 0 },
};

static const struct raw_key service_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.clusterIP", NULL },
	{ "spec.publishNotReadyAddresses", NULL },
	{ "spec.selector", NULL },
	{ "spec.ports", "ports" },
	{ 0 },
};

static const struct raw_key autoscaler_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.scaleTargetRef", NULL },
	{ "spec.minReplicas", "autoscale.min" },
	{ "spec.maxReplicas", "autoscale.max" },
	{ "spec.metrics", "autoscale.cpu, autoscale.memory" },
	{ 0 },
};

static const struct raw_key budget_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.maxUnavailable", NULL },
	{ "spec.selector", NULL },
	{ 0 },
};

static const struct raw_key policy_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.podSelector", NULL },
	{ "spec.policyTypes", NULL },
	{ "spec.ingress", "networks of the services" },
	{ "spec.egress", "internal, and networks of the services" },
	{ 0 },
};

static const struct raw_key claim_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.accessModes", "replicas of the services that mount it" },
	{ "spec.storageClassName", "class" },
	{ "spec.resources.requests.storage", "size" },
	{ 0 },
};

static const struct raw_key namespace_keys[] = {
	HEAD("targets.kubernetes.name", NULL),
	{ 0 },
};

static const struct raw_key kustomization_keys[] = {
	{ "apiVersion", NULL },
	{ "kind", NULL },
	{ "resources", NULL },
	{ "configMapGenerator", "mounts" },
	{ 0 },
};

static const struct raw_key gateway_keys[] = {
	HEAD("targets.kubernetes.gateway.parent", NULL),
	{ "spec.gatewayClassName", "targets.kubernetes.gateway.class" },
	{ "spec.listeners", "gateway.tls" },
	{ 0 },
};

static const struct raw_key route_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.parentRefs", "targets.kubernetes.gateway.parent" },
	{ "spec.hostnames", "name, aliases" },
	{ "spec.rules", "routes" },
	{ 0 },
};

static const struct raw_key ingress_keys[] = {
	HEAD(NULL, NULL),
	{ "spec.ingressClassName", "targets.kubernetes.gateway.ingress" },
	{ "spec.tls", "gateway.tls" },
	{ "spec.rules", "routes" },
	{ 0 },
};

const struct raw_section kubernetes_raw[] = {
	{ RAW_SERVICE, "workload", RAW_MAP, "the Deployment, StatefulSet or Job",
	  workload_keys },
	{ RAW_SERVICE, "pod", RAW_MAP, "the `spec` of its pods", pod_keys },
	{ RAW_SERVICE, "container", RAW_MAP, "the container in them", container_keys },
	{ RAW_SERVICE, "service", RAW_MAP, "the Service, and those of its aliases",
	  service_keys },
	{ RAW_SERVICE, "autoscaler", RAW_MAP, "the HorizontalPodAutoscaler",
	  autoscaler_keys },
	{ RAW_SERVICE, "disruption_budget", RAW_MAP, "the PodDisruptionBudget",
	  budget_keys },
	{ RAW_NETWORK, "policy", RAW_MAP, "the NetworkPolicy", policy_keys },
	{ RAW_VOLUME, "claim", RAW_MAP, "the PersistentVolumeClaim, or the template of it",
	  claim_keys },
	{ RAW_STACK, "namespace", RAW_MAP, "the Namespace", namespace_keys },
	{ RAW_STACK, "kustomization", RAW_MAP, "kustomization.yaml",
	  kustomization_keys },
	{ RAW_GATEWAY, "gateway", RAW_MAP, "the Gateway, where one is written",
	  gateway_keys },
	{ RAW_HOST, "route", RAW_MAP, "each HTTPRoute of the host", route_keys },
	{ RAW_HOST, "ingress", RAW_MAP, "the Ingress of the host, where there is one",
	  ingress_keys },
	{ 0 },
};

static struct text
render(void *context, struct arena *a, const struct value *v, bool *expression)
{
	(void)context;
	(void)expression;
	return kubernetes_value_plain(a, v);
}

static struct graft *
new_graft(struct kubernetes *k, enum raw_owner owner, const struct raw *raw,
	  const char *section)
{
	static const struct graft_values values = { .render = render };
	struct graft *g = graft_new(k->arena, k->deployment, raw, owner, section);
	g->values = &values;
	return g;
}

void
kubernetes_raw_map(struct kubernetes *k, enum raw_owner owner, const struct raw *raw,
		   const char *section)
{
	yaml_graft(k->out, new_graft(k, owner, raw, section));
}

void
kubernetes_raw_object(struct kubernetes *k, enum raw_owner owner, const struct raw *raw,
		      const char *section)
{
	k->next_object = new_graft(k, owner, raw, section);
}

static void
check_parts(struct diags *diags, const struct value *v, const struct object *object,
	    struct text subject)
{
	const struct secret *secret = value_secret(v);
	if (!secret)
		return;
	struct diag *d = diag_error(diags, "kubernetes/raw-secret",
				    v->at ? entry_place(v->at) : object_at(object),
				    "secret '%.*s' would stand in a manifest",
				    TA(secret->object.name));
	d->subject = subject;
	diag_fix(diags, d, "use it under 'env', or name the Secret that holds it in the "
			   "words of the API");
}

static void
check_service_value(const struct service_value *v, void *diags)
{
	if (v->field == SERVICE_RAW)
		check_parts(diags, v->value, v->object, v->service->object.name);
}

static void
check_raw_value(const struct raw_value *v, void *diags)
{
	check_parts(diags, &v->raw->value, &v->raw->object, v->use->owner->name);
}

void
kubernetes_raw_check(const struct deployment *d, struct diags *diags)
{
	for (size_t i = 0; i < d->services.len; i++)
		service_each_value(d->services.items[i], check_service_value, diags);
	raw_each_value(d, check_raw_value, diags);
}
