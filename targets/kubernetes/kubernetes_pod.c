/*
 * The pod template: one container, and where a volume has to be prepared an init
 * container of the same image.
 */
#include "kubernetes.h"

enum {
	/* Seconds in which proxies learn that a pod is going, before it is told. */
	drain = 5,
	/* The API's own default for the time to stop. */
	default_grace = 30,
};

/* Whether others may still be sending to it while it is told to stop. */
static bool
drains(const struct service *s)
{
	return s->ports.len && kubernetes_workload_kind(s) == KIND_DEPLOYMENT;
}

static const char *
pull_policy(const struct service *s, struct text image)
{
	size_t tag = image.len;
	switch ((enum pull)s->pull) {
	case PULL_ALWAYS: return "Always";
	case PULL_MISSING: return "IfNotPresent";
	case PULL_NEVER: return "Never";
	case PULL_DEFAULT: break;
	}
	while (tag && image.ptr[tag - 1] != ':' && image.ptr[tag - 1] != '/')
		tag--;
	bool tagged = tag && image.ptr[tag - 1] == ':';
	bool moves = !tagged || text_is(text_slice(image, tag, image.len), "latest");
	return moves ? "Always" : "IfNotPresent";
}

static void
put_image(struct kubernetes *k, const struct service *s)
{
	struct text image = kubernetes_value_plain(k->arena, &s->image);
	yaml_set_text(k->out, "image", image);
	yaml_set_string(k->out, "imagePullPolicy", pull_policy(s, image));
}

static void
put_words(struct kubernetes *k, const char *key, const struct pair *items, size_t len)
{
	if (!len)
		return;
	yaml_set_row(k->out, key);
	for (size_t i = 0; i < len; i++)
		yaml_text(k->out, kubernetes_value_expanded(k, &items[i].value));
	yaml_close(k->out);
}

/* An empty `command` would be none to the API: where the image's entry point is taken
 * away, the spec's command is what is run. */
static void
put_program(struct kubernetes *k, const struct service *s)
{
	if (object_field(&s->object, "entrypoint") && !s->entrypoint.len) {
		put_words(k, "command", s->command.items, s->command.len);
		return;
	}
	put_words(k, "command", s->entrypoint.items, s->entrypoint.len);
	put_words(k, "args", s->command.items, s->command.len);
}

static void
put_ports(struct kubernetes *k, const struct service *s)
{
	if (!s->ports.len)
		return;
	yaml_set_list(k->out, "ports");
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		if (p->alias_of)
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", p->object.name);
		yaml_set_int(k->out, "containerPort", p->port);
		yaml_set_string(k->out, "protocol",
				p->protocol == PROTOCOL_UDP ? "UDP" : "TCP");
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static struct text
cpu_quantity(struct arena *a, int64_t thousandths)
{
	bool whole = thousandths % 1000 == 0;
	return text_format(a, whole ? "%lld" : "%lldm",
			   (long long)(whole ? thousandths / 1000 : thousandths));
}

static void
put_amounts(struct kubernetes *k, const char *key, int64_t cpus, int64_t memory,
	    int64_t gpus)
{
	if (!cpus && !memory && !gpus)
		return;
	yaml_set_map(k->out, key);
	if (cpus)
		yaml_set_text(k->out, "cpu", cpu_quantity(k->arena, cpus));
	if (memory)
		yaml_set_text(k->out, "memory",
			      kubernetes_volume_quantity(k->arena, memory));
	if (gpus)
		yaml_set_text(k->out, "nvidia.com/gpu",
			      text_format(k->arena, "%lld", (long long)gpus));
	yaml_close(k->out);
}

/* What is not reserved is requested as its limit: so the API has it anyway. GPUs
 * cannot be shared: their limit is what is requested. */
static void
put_resources(struct kubernetes *k, const struct service *s, int64_t gpus)
{
	const struct resources nothing = { 0 };
	const struct resources *r = s->resources ? s->resources : &nothing;
	const struct reserve none = { 0 }, *reserve = r->reserve ? r->reserve : &none;
	int64_t cpus = reserve->cpus ? reserve->cpus : r->cpus;
	int64_t memory = reserve->memory ? reserve->memory : r->memory;
	if (!cpus && !memory && !gpus)
		return;
	yaml_set_map(k->out, "resources");
	put_amounts(k, "requests", cpus, memory, 0);
	put_amounts(k, "limits", r->cpus, r->memory, gpus);
	yaml_close(k->out);
}

static void
put_drain(struct kubernetes *k, const struct service *s)
{
	if (!drains(s))
		return;
	yaml_comment(k->out, T("it answers on until no one is sent to it any more"));
	yaml_set_map(k->out, "lifecycle");
	yaml_set_map(k->out, "preStop");
	yaml_set_map(k->out, "sleep");
	yaml_set_int(k->out, "seconds", drain);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_container(struct kubernetes *k, const struct service *s,
	      const struct kubernetes_mounts *mounts)
{
	yaml_set_list(k->out, "containers");
	yaml_open_map(k->out);
	kubernetes_raw_map(k, RAW_SERVICE, s->raw, "container");
	yaml_set_text(k->out, "name", s->object.name);
	put_image(k, s);
	put_program(k, s);
	if (s->working_dir.len)
		yaml_set_text(k->out, "workingDir", s->working_dir);
	kubernetes_value_env(k, s);
	put_ports(k, s);
	kubernetes_probe_all(k, s);
	put_drain(k, s);
	put_resources(k, s, s->gpus);
	kubernetes_security_container(k, s);
	kubernetes_mount_container(k, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_prepare_command(struct kubernetes *k, const struct kubernetes_mounts *mounts)
{
	yaml_set_row(k->out, "command");
	yaml_string(k->out, "mkdir");
	yaml_string(k->out, "-p");
	yaml_string(k->out, "-m");
	yaml_string(k->out, "0700");
	for (size_t i = 0; i < mounts->len; i++) {
		const struct kubernetes_mount *m = &mounts->items[i];
		if (m->prepared)
			yaml_text(k->out, text_format(k->arena, "/volumes/%.*s/%.*s",
						      TA(m->volume), TA(m->key)));
	}
	yaml_close(k->out);
}

static void
put_prepare_mounts(struct kubernetes *k, const struct kubernetes_mounts *mounts)
{
	yaml_set_list(k->out, "volumeMounts");
	for (size_t i = 0; i < mounts->len; i++) {
		const struct kubernetes_mount *m = &mounts->items[i];
		if (!m->prepared)
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", m->volume);
		yaml_set_text(k->out, "mountPath",
			      text_format(k->arena, "/volumes/%.*s", TA(m->volume)));
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static void
put_prepare(struct kubernetes *k, const struct service *s,
	    const struct kubernetes_mounts *mounts)
{
	bool any = false;
	for (size_t i = 0; i < mounts->len; i++)
		any |= mounts->items[i].prepared;
	if (!any)
		return;
	yaml_comment(k->out,
		     T("The root of a volume belongs to root and may hold "
		       "lost+found; the server wants\na folder that is its own."));
	yaml_set_list(k->out, "initContainers");
	yaml_open_map(k->out);
	yaml_set_string(k->out, "name", "prepare-volume");
	put_image(k, s);
	put_prepare_command(k, mounts);
	put_resources(k, s, 0);
	kubernetes_security_container(k, s);
	put_prepare_mounts(k, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}

/* "linux/arm/v7": nodes are labelled with the first two. */
static void
put_node_selector(struct kubernetes *k, const struct service *s)
{
	struct text rest = s->platform, os, arch;
	if (!rest.len)
		return;
	text_cut(&rest, '/', &os);
	text_cut(&rest, '/', &arch);
	yaml_set_map(k->out, "nodeSelector");
	yaml_set_text(k->out, "kubernetes.io/os", os);
	yaml_set_text(k->out, "kubernetes.io/arch", arch);
	yaml_close(k->out);
}

static bool
is_first_address(struct kubernetes *k, const struct service *s, size_t at,
		 struct text address)
{
	for (size_t i = 0; i < at; i++)
		if (text_equal(kubernetes_value_plain(k->arena,
						      &s->extra_hosts.items[i].value),
			       address))
			return false;
	return true;
}

/* By address: each has a list of names. */
static void
put_host_aliases(struct kubernetes *k, const struct service *s)
{
	if (!s->extra_hosts.len)
		return;
	yaml_set_list(k->out, "hostAliases");
	for (size_t i = 0; i < s->extra_hosts.len; i++) {
		struct text ip = kubernetes_value_plain(k->arena,
							&s->extra_hosts.items[i].value);
		if (!is_first_address(k, s, i, ip))
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "ip", ip);
		yaml_set_list(k->out, "hostnames");
		for (size_t j = i; j < s->extra_hosts.len; j++) {
			const struct pair *p = &s->extra_hosts.items[j];
			if (text_equal(kubernetes_value_plain(k->arena, &p->value), ip))
				yaml_text(k->out, p->object.name);
		}
		yaml_close(k->out);
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

/* Pods of one service on one node would all go with that node. */
static void
put_spread(struct kubernetes *k, const struct service *s)
{
	if (kubernetes_workload_most(s) < 2 || kubernetes_workload_kind(s) == KIND_JOB)
		return;
	yaml_set_list(k->out, "topologySpreadConstraints");
	yaml_open_map(k->out);
	yaml_set_int(k->out, "maxSkew", 1);
	yaml_set_string(k->out, "topologyKey", "kubernetes.io/hostname");
	yaml_set_string(k->out, "whenUnsatisfiable", "ScheduleAnyway");
	kubernetes_meta_selector(k, "labelSelector", s);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_grace(struct kubernetes *k, const struct service *s)
{
	int64_t grace = s->stop && s->stop->grace
				? kubernetes_probe_seconds(s->stop->grace)
				: default_grace;
	if (drains(s))
		grace += drain;
	if (grace != default_grace)
		yaml_set_int(k->out, "terminationGracePeriodSeconds", grace);
}

void
kubernetes_pod_template(struct kubernetes *k, const struct service *s,
			const struct kubernetes_mounts *mounts)
{
	kubernetes_value_variables(k, s);
	yaml_set_map(k->out, "template");
	kubernetes_meta_pod(k, s, kubernetes_volume_checksum(k->arena, mounts));
	yaml_set_map(k->out, "spec");
	kubernetes_raw_map(k, RAW_SERVICE, s->raw, "pod");
	if (kubernetes_workload_kind(s) == KIND_JOB)
		yaml_set_string(k->out, "restartPolicy",
				s->restart == RESTART_NO ? "Never" : "OnFailure");
	yaml_comment(k->out,
		     T("the API's address and token are no business of the service"));
	yaml_set_bool(k->out, "automountServiceAccountToken", false);
	yaml_comment(k->out, T("variables like REDIS_PORT=tcp://… would be injected"));
	yaml_set_bool(k->out, "enableServiceLinks", false);
	if (s->init) {
		yaml_comment(k->out,
			     T("the pod's first process reaps orphans, as an init does"));
		yaml_set_bool(k->out, "shareProcessNamespace", true);
	}
	kubernetes_registry_pod(k, s);
	if (s->network == NETWORK_HOST) {
		yaml_comment(k->out, T("its ports are those of the node"));
		yaml_set_bool(k->out, "hostNetwork", true);
		yaml_set_string(k->out, "dnsPolicy", "ClusterFirstWithHostNet");
	}
	put_grace(k, s);
	put_node_selector(k, s);
	put_host_aliases(k, s);
	kubernetes_security_pod(k, s);
	put_spread(k, s);
	put_prepare(k, s, mounts);
	put_container(k, s, mounts);
	kubernetes_mount_pod(k, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}
