/*
 * What of a service the cluster would refuse, or would do otherwise than asked:
 * names, users, volumes, ways in. Errors are what is lost; warnings what works by
 * luck; an info is for what the cluster does in its own way.
 */
#include "kubernetes.h"

enum {
	/* A pod of a StatefulSet carries <name>-<hash of 10> as a label value. */
	stateful_name_max = 52,
	/* `stackc/network-NAME` has 63 characters after the slash. */
	network_name_max = 55,
	config_map_max = 1 << 20, /* bytes the API takes in one ConfigMap */
};

static struct diag *
report(struct diags *diags, enum severity severity, const char *id,
       const struct service *s, struct span at, struct text message)
{
	struct diag *d = diag_add(diags, severity, id, at, "%.*s", TA(message));
	d->subject = s->object.name;
	return d;
}

static bool
has_letter(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] >= 'a' && t.ptr[i] <= 'z')
			return true;
	return false;
}

static void
check_ports(struct arena *a, const struct service *s, struct diags *diags)
{
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		struct text name = p->object.name;
		if (p->alias_of)
			continue;
		if (port_is_range(p)) {
			struct diag *d = report(
				diags, SEVERITY_ERROR, "kubernetes/port-range", s,
				object_place(&p->object, "port"),
				text_format(a, "port '%.*s' is a range, which a Service "
					       "cannot have",
					    TA(name)));
			object_explain(diags, d, &p->object, "port");
			diag_why(d, T("each port of a Service is named by itself"));
		}
		if (has_letter(name) && text_find(name, T("--")) == name.len)
			continue;
		struct diag *d = report(
			diags, SEVERITY_ERROR, "kubernetes/port-name", s,
			object_at(&p->object),
			text_format(a, "'%.*s' cannot be a port's name in Kubernetes",
				    TA(name)));
		diag_why(d,
			 T("the name of a port has a letter, and no two '-' in a row"));
	}
}

static void
check_name(struct arena *a, const struct service *s, struct diags *diags)
{
	struct text name = s->object.name;
	bool stateful = kubernetes_workload_kind(s) == KIND_STATEFULSET;
	if ((s->ports.len || stateful) && name.len && name.ptr[0] <= '9')
		diag_why(report(diags, SEVERITY_ERROR, "kubernetes/service-name", s,
				object_at(&s->object),
				text_format(a, "'%.*s' cannot be the name of a Service",
					    TA(name))),
			 T("the name of a Service begins with a letter"));
	if (stateful && name.len > stateful_name_max)
		diag_why(report(diags, SEVERITY_ERROR, "kubernetes/service-name", s,
				object_at(&s->object),
				text_format(a,
					    "'%.*s' is too long for a StatefulSet: at "
					    "most %d characters",
					    TA(name), stateful_name_max)),
			 T("its pods carry the name and a digest as a label of 63 "
			   "characters"));
}

/* Each alias is a Service more. */
static void
check_aliases(struct arena *a, const struct service *s, const struct attachment *at,
	      struct diags *diags)
{
	for (size_t i = 0; i < at->aliases.len; i++) {
		struct text name = at->aliases.items[i].text;
		if (kubernetes_name_label(name) && name.ptr[0] > '9')
			continue;
		struct diag *d = report(
			diags, SEVERITY_ERROR, "kubernetes/alias", s,
			entry_place(at->aliases.items[i].object.at),
			text_format(a, "'%.*s' cannot be the name of a Service",
				    TA(name)));
		diag_why(d, T("an alias is a Service more, whose name is one label that "
			      "begins with a letter"));
	}
}

static void
check_networks(struct arena *a, const struct service *s, struct diags *diags)
{
	for (size_t i = 0; i < s->networks.len; i++) {
		const struct attachment *at = &s->networks.items[i];
		check_aliases(a, s, at, diags);
		if (at->object.name.len > network_name_max)
			report(diags, SEVERITY_ERROR, "kubernetes/network-name", s,
			       object_at(&at->object),
			       text_format(a,
					   "the name of network '%.*s' is too long for a "
					   "label: at most %d characters",
					   TA(at->object.name), network_name_max));
		if (at->network->subnet.len)
			report(diags, SEVERITY_INFO, "kubernetes/subnet", s,
			       object_place(&at->network->object, "subnet"),
			       text_format(
				       a,
				       "the subnet of network '%.*s' is not used: the "
				       "cluster gives addresses",
				       TA(at->object.name)));
	}
}

static void
check_user(struct arena *a, const struct service *s, struct diags *diags)
{
	struct kubernetes_identity who = kubernetes_security_identity(s);
	if (!who.numeric) {
		struct diag *d =
			report(diags, SEVERITY_ERROR, "kubernetes/user", s,
			       object_place(&s->object, "user"),
			       text_format(a, "expected UID or UID:GID, found '%.*s'",
					   TA(s->user)));
		object_explain(diags, d, &s->object, "user");
		diag_why(d, T("the kubelet cannot tell from a name that it is not root"));
	} else if (who.uid < 0) {
		struct diag *d =
			report(diags, SEVERITY_WARNING, "kubernetes/user", s,
			       object_at(&s->object),
			       text_format(a, "nothing says which user '%.*s' runs as",
					   TA(s->object.name)));
		diag_why(d, T("pods of images that start as root are refused"));
		diag_fix(diags, d, "set user: \"1000:1000\" to the image's user");
	}
}

/* Whether a layer above the catalogue set the field. */
static bool
is_asked_for(const struct object *o, const char *key)
{
	const struct entry *e = object_field(o, key);
	return e && e->layer > LAYER_CATALOG;
}

static void
check_lifetime(struct arena *a, const struct service *s, struct diags *diags)
{
	bool ends = s->restart == RESTART_NO || s->restart == RESTART_ON_FAILURE;
	if (!s->once && ends) {
		struct diag *d =
			report(diags, SEVERITY_WARNING, "kubernetes/restart", s,
			       object_place(&s->object, "restart"),
			       text_format(a, "'%.*s' is started again whenever it ends",
					   TA(s->object.name)));
		diag_why(d, T("pods of a workload are always restarted"));
		diag_fix(diags, d, "set once: true for what runs to its end");
	}
	if (s->stop && s->stop->signal.len && !text_is(s->stop->signal, "SIGTERM") &&
	    is_asked_for(&s->stop->object, "signal")) {
		struct diag *d = report(
			diags, SEVERITY_ERROR, "kubernetes/stop-signal", s,
			object_place(&s->stop->object, "signal"),
			text_format(a, "the signal '%.*s' cannot be set in Kubernetes",
				    TA(s->stop->signal)));
		diag_why(d,
			 T("the signal is that of the image, STOPSIGNAL, else SIGTERM"));
	}
}

static void
check_publish(struct arena *a, const struct service *s, const struct port *p,
	      struct diags *diags)
{
	for (size_t i = 0; i < p->publish.len; i++) {
		const struct publish *to = &p->publish.items[i];
		enum severity severity = to->is_loopback ? SEVERITY_INFO : SEVERITY_ERROR;
		struct diag *d = report(
			diags, severity, "kubernetes/publish", s,
			object_place(&to->object, "port"),
			text_format(a, "port '%.*s' is not published in the cluster",
				    TA(p->object.name)));
		object_explain(diags, d, &to->object, "port");
		if (to->is_loopback)
			diag_fix(diags, d, "kubectl port-forward service/%.*s %lld:%lld",
				 TA(s->object.name), (long long)to->port,
				 (long long)p->port);
		else
			diag_fix(diags, d,
				 "let the gateway route to it, or set publish: null in "
				 "this environment");
	}
}

static void
check_scale(struct arena *a, const struct service *s, struct diags *diags)
{
	const struct autoscale *scale = s->autoscale;
	const char *key = scale ? "autoscale" : "replicas";
	if (kubernetes_workload_kind(s) == KIND_STATEFULSET &&
	    kubernetes_workload_most(s) > 1) {
		struct diag *d = report(
			diags, SEVERITY_ERROR, "kubernetes/store-replicas", s,
			object_place(&s->object, key),
			text_format(a, "'%.*s' holds data and would run more than once",
				    TA(s->object.name)));
		object_explain(diags, d, &s->object, key);
		diag_why(d, T("each replica has a volume, and so data, of its own"));
	}
	if (!scale)
		return;
	const struct resources none = { 0 }, *r = s->resources ? s->resources : &none;
	bool cpus = r->cpus || (r->reserve && r->reserve->cpus);
	bool memory = r->memory || (r->reserve && r->reserve->memory);
	bool by_cpu = scale->cpu || !scale->memory;
	if ((by_cpu && !cpus) || (scale->memory && !memory)) {
		const char *what = by_cpu && !cpus ? "cpus" : "memory";
		struct diag *d =
			report(diags, SEVERITY_ERROR, "kubernetes/autoscale", s,
			       object_place(&s->object, key),
			       text_format(a, "'%.*s' is scaled by %s but reserves none",
					   TA(s->object.name), what));
		diag_why(d, T("the load is measured in per cent of what is reserved"));
		diag_fix(diags, d, "set resources: { %s: … }", what);
	}
}

static void
check_sysctls(struct arena *a, const struct service *s, struct diags *diags)
{
	for (size_t i = 0; i < s->sysctls.len; i++) {
		const struct pair *p = &s->sysctls.items[i];
		if (kubernetes_security_safe_sysctl(p->object.name))
			continue;
		struct diag *d = report(
			diags, SEVERITY_WARNING, "kubernetes/unsafe-sysctl", s,
			object_at(&p->object),
			text_format(a, "'%.*s' is not among the safe settings: each "
				       "node's kubelet has to allow it",
				    TA(p->object.name)));
		diag_why(d, T("a pod with one that is not allowed never starts, and the "
			      "namespace must be open to privileged pods"));
		diag_fix(diags, d, "kubelet --allowed-unsafe-sysctls=%.*s",
			 TA(p->object.name));
	}
}

static void
check_host_network(struct arena *a, const struct service *s, struct diags *diags)
{
	if (s->network != NETWORK_HOST)
		return;
	struct diag *d = report(diags, SEVERITY_WARNING, "kubernetes/host-network", s,
				object_place(&s->object, "network"),
				text_format(a, "no network policy holds for '%.*s'",
					    TA(s->object.name)));
	object_explain(diags, d, &s->object, "network");
	diag_why(d, T("a pod on its node's network is the node to others, and the "
		      "namespace must be open to privileged pods"));
	diag_fix(diags, d, "let a Service and the gateway lead to it instead");
}

/* An empty list is none to the API, which then takes the image's. */
static void
check_command(struct arena *a, const struct service *s, struct diags *diags)
{
	if (!is_asked_for(&s->object, "command") || s->command.len || s->entrypoint.len)
		return;
	struct diag *d = report(diags, SEVERITY_ERROR, "kubernetes/empty-command", s,
				object_place(&s->object, "command"),
				text_format(a, "the image's arguments cannot be taken from "
					       "'%.*s'",
					    TA(s->object.name)));
	object_explain(diags, d, &s->object, "command");
	diag_why(d, T("an empty list of arguments is none to the API"));
	diag_fix(diags, d, "set the entrypoint, too");
}

static void
check_extra_hosts(struct arena *a, const struct service *s, struct diags *diags)
{
	for (size_t i = 0; i < s->extra_hosts.len; i++) {
		const struct pair *p = &s->extra_hosts.items[i];
		struct text address;
		if (value_literal(a, &p->value, &address) &&
		    text_is(address, "host-gateway"))
			diag_why(report(diags, SEVERITY_ERROR, "kubernetes/extra-hosts",
					s, entry_place(p->object.at),
					T("a pod has no name for the host it runs on")),
				 T("it can move to another one"));
	}
}

static void
check_gpus(const struct service *s, struct diags *diags)
{
	if (s->gpus >= 0)
		return;
	struct diag *d = report(diags, SEVERITY_ERROR, "kubernetes/gpus", s,
				object_place(&s->object, "gpus"),
				T("a pod cannot ask for all GPUs"));
	object_explain(diags, d, &s->object, "gpus");
	diag_why(d, T("the scheduler counts them: nodes differ in how many they have"));
	diag_fix(diags, d, "write how many");
}

static void
check_volume(struct kubernetes *k, const struct service *s, const struct mount *m,
	     struct diags *diags)
{
	const struct volume *v = m->volume_bound;
	struct diag *found;
	if (v->host.len) {
		found = report(
			diags, SEVERITY_ERROR, "kubernetes/host-volume", s,
			object_place(&v->object, "host"),
			text_format(k->arena,
				    "volume '%.*s' is a folder of a host, which pods "
				    "may not mount",
				    TA(v->object.name)));
		object_explain(diags, found, &v->object, "host");
		diag_why(found,
			 T("a pod can move to another node, and the policy for pods "
			   "forbids it"));
		diag_fix(diags, found,
			 "set size in this environment: volumes: { %.*s: "
			 "{ size: 10GiB } }",
			 TA(v->object.name));
	} else if (!v->size && !v->external.len &&
		   kubernetes_index_volume(k, v)->owner == s) {
		found = report(diags, SEVERITY_WARNING, "kubernetes/volume-size", s,
			       object_at(&v->object),
			       text_format(k->arena,
					   "volume '%.*s' has no size and gets 1GiB",
					   TA(v->object.name)));
		diag_why(found,
			 T("a claim on storage names its size, and not every storage "
			   "class can grow one later"));
		diag_fix(diags, found, "set size");
	}
}

static void
check_mounts(struct kubernetes *k, const struct service *s, struct diags *diags)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		struct text path = m->object.name;
		if (text_find_byte(path, ':') < path.len)
			report(diags, SEVERITY_ERROR, "kubernetes/mount-path", s,
			       object_at(&m->object),
			       text_format(k->arena, "the path '%.*s' holds a ':'",
					   TA(path)));
		if (m->volume_bound)
			check_volume(k, s, m, diags);
		struct text content;
		if (value_literal(k->arena, &m->content, &content) &&
		    content.len > config_map_max)
			report(diags, SEVERITY_ERROR, "kubernetes/config-size", s,
			       object_place(&m->object, "config"),
			       text_format(k->arena,
					   "config '%.*s' is larger than a ConfigMap may "
					   "be: 1MiB",
					   TA(m->config)));
	}
}

static bool
is_reserved_key(struct text key)
{
	return text_starts(key, T("app.kubernetes.io/")) ||
	       text_starts(key, T("stackc/"));
}

static void
check_keys(struct arena *a, const struct service *s, const struct pair *items, size_t len,
	   struct diags *diags)
{
	for (size_t i = 0; i < len; i++) {
		const struct pair *p = &items[i];
		struct text key = p->object.name;
		if (is_reserved_key(key))
			report(diags, SEVERITY_ERROR, "kubernetes/label-reserved", s,
			       object_at(&p->object),
			       text_format(a, "'%.*s' is set by stackc itself", TA(key)));
		else if (!kubernetes_name_key(key))
			diag_why(report(diags, SEVERITY_ERROR, "kubernetes/label-key", s,
					object_at(&p->object),
					text_format(a,
						    "'%.*s' cannot be the key of a label "
						    "or an annotation",
						    TA(key))),
				 T("a key is [PREFIX/]NAME: at most 63 letters, digits, "
				   "'-', '_', '.', with a letter or digit at both ends"));
	}
}

static void
check_service(struct kubernetes *k, const struct service *s, struct diags *diags)
{
	struct arena *a = k->arena;
	check_name(a, s, diags);
	check_ports(a, s, diags);
	for (size_t i = 0; i < s->ports.len; i++)
		check_publish(a, s, &s->ports.items[i], diags);
	check_networks(a, s, diags);
	check_user(a, s, diags);
	check_lifetime(a, s, diags);
	check_scale(a, s, diags);
	check_sysctls(a, s, diags);
	check_host_network(a, s, diags);
	check_command(a, s, diags);
	check_extra_hosts(a, s, diags);
	check_gpus(s, diags);
	check_mounts(k, s, diags);
	check_keys(a, s, s->labels.items, s->labels.len, diags);
	check_keys(a, s, s->annotations.items, s->annotations.len, diags);
}

static void
check_options(struct kubernetes *k, struct diags *diags)
{
	const struct kubernetes_gateway *g = k->options->gateway;
	struct text namespace, name;
	if (!kubernetes_name_label(k->namespace))
		diag_error(
			diags, "kubernetes/namespace",
			object_place(&k->options->object, "name"),
			"'%.*s' cannot be the name of a namespace: at most 63 lower-case "
			"letters, digits and '-'",
			TA(k->namespace));
	if (!g || !g->parent.len)
		return;
	kubernetes_route_parent(k, &namespace, &name);
	if (!kubernetes_name_label(namespace) || !kubernetes_name_subdomain(name))
		diag_error(diags, "kubernetes/gateway-parent",
			   object_place(&g->object, "parent"),
			   "expected NAMESPACE/NAME of a Gateway, found '%.*s'",
			   TA(g->parent));
}

void
kubernetes_check(struct arena *a, const struct deployment *d, struct diags *diags)
{
	struct kubernetes k;
	kubernetes_init(&k, a, d);
	check_options(&k, diags);
	for (size_t i = 0; i < d->services.len; i++)
		check_service(&k, d->services.items[i], diags);
	kubernetes_secret_check(&k, diags);
	if (d->carries_gateway && d->stack->gateway)
		kubernetes_refuse_routes(&k, diags);
	kubernetes_raw_check(d, diags);
}
