/*
 * What no container runtime could do, whatever the target: numbers that contradict
 * each other, kernel settings that are not the container's own, addresses that are
 * none.
 */
#include "check.h"
#include "scalar.h"

static void
crossed(struct diags *diags, const struct service *s, const struct object *o,
	const char *key, struct text message)
{
	struct diag *d = diag_error(diags, "spec/crossed", object_place(o, key), "%.*s",
				    TA(message));
	d->subject = s->object.name;
	object_explain(diags, d, o, key);
}

static void
check_scale(struct diags *diags, const struct service *s)
{
	const struct autoscale *a = s->autoscale;
	if (a && a->max < a->min)
		crossed(diags, s, &a->object, "max",
			text_format(diags->arena, "max is %lld, less than min, which is %lld",
				    (long long)a->max, (long long)a->min));
}

static void
check_reserve(struct diags *diags, const struct service *s)
{
	const struct resources *r = s->resources;
	if (!r || !r->reserve)
		return;
	const struct object *o = &r->reserve->object;
	struct text name = s->object.name;
	if (r->cpus && r->reserve->cpus > r->cpus)
		crossed(diags, s, o, "cpus",
			text_format(diags->arena, "'%.*s' reserves more cpus than its limit",
				    TA(name)));
	if (r->memory && r->reserve->memory > r->memory)
		crossed(diags, s, o, "memory",
			text_format(diags->arena,
				    "'%.*s' reserves more memory than its limit", TA(name)));
}

static void
check_ulimits(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; i < s->ulimits.len; i++) {
		const struct ulimit *u = &s->ulimits.items[i];
		bool above = u->hard >= 0 && (u->soft < 0 || u->soft > u->hard);
		if (above)
			crossed(diags, s, &u->object, "soft",
				text_format(diags->arena,
					    "the soft limit of '%.*s' is above the hard one",
					    TA(u->object.name)));
	}
}

/* Of the settings below these each container has its own; sysctl(2) would change all
 * others for the whole host, and the runtime refuses them. */
static bool
is_namespaced(struct text key)
{
	static const char *const own[] = {
		"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
		"kernel.shmall", "kernel.shmmax", "kernel.shmmni",
		"kernel.shm_rmid_forced",
	};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (text_is(key, own[i]))
			return true;
	return text_starts(key, T("net.")) || text_starts(key, T("fs.mqueue."));
}

static void
check_sysctls(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; i < s->sysctls.len; i++) {
		const struct pair *p = &s->sysctls.items[i];
		struct text key = p->object.name, value;
		if (is_namespaced(key))
			continue;
		struct diag *d = diag_error(diags, "spec/host-sysctl", object_at(&p->object),
					    "'%.*s' is a setting of the host: no container "
					    "has its own",
					    TA(key));
		d->subject = s->object.name;
		if (value_literal(diags->arena, &p->value, &value))
			diag_fix(diags, d, "set it on the host: sysctl -w %.*s=%.*s", TA(key),
				 TA(value));
	}
}

/* What a network of its own has, and the host's has not. */
static void
check_host_network(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; s->network == NETWORK_HOST && i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		if (!p->publish.len)
			continue;
		struct diag *d = diag_error(diags, "spec/host-network",
					    object_place(&p->object, "publish"),
					    "port '%.*s' cannot be published: it is the host's "
					    "already",
					    TA(p->object.name));
		d->subject = s->object.name;
		object_explain(diags, d, &p->object, "publish");
	}
	for (size_t i = 0; s->network == NETWORK_HOST && i < s->sysctls.len; i++) {
		const struct pair *p = &s->sysctls.items[i];
		if (!text_starts(p->object.name, T("net.")))
			continue;
		struct diag *d = diag_error(diags, "spec/host-network", object_at(&p->object),
					    "'%.*s' is a setting of the host's network, which "
					    "the container shares",
					    TA(p->object.name));
		d->subject = s->object.name;
	}
}

static void
check_entrypoint(struct diags *diags, const struct service *s)
{
	if (!object_field(&s->object, "entrypoint") || s->entrypoint.len || s->command.len)
		return;
	struct diag *d = diag_error(diags, "spec/nothing-to-run",
				    object_place(&s->object, "entrypoint"),
				    "without an entry point '%.*s' needs a command",
				    TA(s->object.name));
	d->subject = s->object.name;
	object_explain(diags, d, &s->object, "entrypoint");
}

static void
check_replicas(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; i < s->needs.len; i++) {
		const struct need *n = &s->needs.items[i];
		bool container = n->service->placement == PLACEMENT_CONTAINER;
		if (!container || n->service->replicas || n->service->autoscale)
			continue;
		struct diag *d = diag_error(diags, "spec/no-replica", object_at(&n->object),
					    "'%.*s' is waited for, and has no replica",
					    TA(n->object.name));
		d->subject = s->object.name;
		diag_note(diags, d, object_place(&n->service->object, "replicas"),
			  "it has none");
	}
}

static void
check_extra_hosts(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; i < s->extra_hosts.len; i++) {
		const struct pair *p = &s->extra_hosts.items[i];
		struct text address;
		if (!value_literal(diags->arena, &p->value, &address) ||
		    text_is(address, "host-gateway") ||
		    (scalar_is_cidr(address) && text_find_byte(address, '/') == address.len))
			continue;
		struct diag *d = diag_error(diags, "spec/type", entry_place(p->object.at),
					    "expected an IP address or host-gateway, found "
					    "'%.*s'",
					    TA(address));
		d->subject = s->object.name;
		entry_explain(diags, d, p->object.at);
	}
}

static void
check_shm(struct diags *diags, const struct service *s)
{
	for (size_t i = 0; s->shm && i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		if (!text_is(m->object.name, "/dev/shm"))
			continue;
		struct diag *d = diag_error(diags, "spec/alternatives",
					    object_place(&s->object, "shm"),
					    "'shm' and a mount at /dev/shm exclude each other");
		d->subject = s->object.name;
		diag_note(diags, d, object_at(&m->object), "the other one");
	}
}

void
check_containers(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		check_scale(diags, s);
		check_reserve(diags, s);
		check_ulimits(diags, s);
		check_sysctls(diags, s);
		check_extra_hosts(diags, s);
		check_shm(diags, s);
		check_host_network(diags, s);
		check_entrypoint(diags, s);
		check_replicas(diags, s);
	}
}
