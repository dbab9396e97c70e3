/*
 * First the targets of the environment are bound, with the ones the spec implies;
 * then every service finds the one target that carries it, and becomes an instance
 * on each of its hosts. Orders of services come from order.c.
 */
#include "place.h"

#include "decode.h"
#include "instances.h"
#include "order.h"

static void
report_unknown_target(struct run *run, const struct target_use *use)
{
	size_t len = 0;
	while (targets[len])
		len++;
	struct text *names = arena_array(&run->arena, struct text, len);
	for (size_t i = 0; i < len; i++)
		names[i] = text_of(targets[i]->name);
	struct text all = diag_names(&run->arena, names, len);
	struct text near = text_nearest(use->object.name, names, len);
	struct diag *d = diag_error(&run->diags, "spec/undefined", object_at(&use->object),
				    "there is no target '%.*s'", TA(use->object.name));
	if (near.ptr)
		diag_fix(&run->diags, d, "did you mean '%.*s'? the targets are %.*s", TA(near),
			 TA(all));
	else
		diag_fix(&run->diags, d, "the targets are %.*s", TA(all));
}

static bool
uses_target(const struct stack *s, bool (*is_it)(const struct target *))
{
	for (size_t i = 0; i < s->targets.len; i++)
		if (s->targets.items[i].target && is_it(s->targets.items[i].target))
			return true;
	return false;
}

static bool
writes_routes(const struct target *t)
{
	return t->makes_routes || t->gateway_file;
}

static bool
is_firewall(const struct target *t)
{
	return t->is_firewall;
}

/* A target the spec does not name; `at` is what implies it. */
static void
add_target(struct run *run, struct stack *s, const struct target *t, const struct entry *at)
{
	struct arena *a = &run->arena;
	struct target_use *uses = arena_array(a, struct target_use, s->targets.len + 1);
	for (size_t i = 0; i < s->targets.len; i++)
		uses[i] = s->targets.items[i];
	uses[s->targets.len] = decode_default_use(a, &run->diags, t, at);
	s->targets.items = uses;
	s->targets.len++;
}

/* What the option names has to be there: a slip would leave services behind. */
static void
check_tiers(struct run *run, const struct stack *s, const struct target_use *use)
{
	struct words tiers = target_words(use, use->target->tiers);
	for (size_t i = 0; i < tiers.len; i++) {
		struct text name = tiers.items[i].text;
		if (list_find(&s->tiers, name))
			continue;
		struct diag *d = diag_error(&run->diags, "spec/undefined",
					    entry_place(tiers.items[i].object.at),
					    "there is no tier '%.*s'", TA(name));
		struct text *names = list_names(&run->arena, &s->tiers);
		struct text near = text_nearest(name, names, s->tiers.len);
		if (near.ptr)
			diag_fix(&run->diags, d, "did you mean '%.*s'?", TA(near));
	}
}

static void
bind_targets(struct run *run, struct stack *s)
{
	for (size_t i = 0; i < s->targets.len; i++) {
		struct target_use *use = &s->targets.items[i];
		use->target = target_find(use->object.name);
		if (!use->target)
			report_unknown_target(run, use);
		else
			check_tiers(run, s, use);
	}
	for (size_t i = 0; !s->targets.len && targets[i]; i++)
		if (targets[i]->is_default)
			add_target(run, s, targets[i], s->object.at);
	/* A gateway that is one of the services needs its routes written. */
	bool wants = s->gateway && s->gateway->run.len && !uses_target(s, writes_routes);
	for (size_t i = 0; wants && targets[i]; i++)
		if (targets[i]->gateway_file) {
			add_target(run, s, targets[i], object_field(&s->gateway->object, "run"));
			break;
		}
}

static bool
takes_tier(const struct target_use *use, struct text tier)
{
	struct words tiers = target_words(use, use->target->tiers);
	for (size_t i = 0; i < tiers.len; i++)
		if (text_equal(tiers.items[i].text, tier))
			return true;
	return !tiers.len;
}

static bool
can_run(const struct target *t, const struct service *service)
{
	if (service->placement == PLACEMENT_EXTERNAL)
		return false;
	return t->runs == (service->placement == PLACEMENT_PROCESS ? RUNS_PROCESSES :
								      RUNS_CONTAINERS);
}

/* A target that is not known might have run it. */
static bool
all_known(const struct stack *s)
{
	for (size_t i = 0; i < s->targets.len; i++)
		if (!s->targets.items[i].target)
			return false;
	return true;
}

static void
report_twice(struct run *run, const struct service *service, const struct target_use *use)
{
	struct diag *d = diag_error(
		&run->diags, "place/carried-twice", object_at(&service->object),
		"service '%.*s' would run twice: '%s' and '%s' both run %s",
		TA(service->object.name), service->target->name, use->target->name,
		service->placement == PLACEMENT_PROCESS ? "processes" : "containers");
	if (service->tier.len)
		diag_fix(&run->diags, d, "say which tiers each runs: %s: { tiers: [%.*s] }",
			 service->target->name, TA(service->tier));
	else
		diag_fix(&run->diags, d, "give the service a 'tier', and say which 'tiers' "
					 "each target runs");
}

/* `other`: a target that could run it, but runs other tiers; or NULL. */
static void
report_nobody(struct run *run, const struct service *service,
	      const struct target_use *other)
{
	struct diag *d = diag_error(&run->diags, "place/not-carried",
				    object_at(&service->object), "no target runs service '%.*s'",
				    TA(service->object.name));
	if (!other)
		diag_fix(&run->diags, d,
			 "add a target that runs %s, or remove the service with null",
			 service->placement == PLACEMENT_PROCESS ? "processes" :
								    "containers");
	else if (service->tier.len)
		diag_fix(&run->diags, d, "add '%.*s' to the 'tiers' of target '%s'",
			 TA(service->tier), other->target->name);
	else
		diag_fix(&run->diags, d, "give it a 'tier' of those that target '%s' runs",
			 other->target->name);
}

static void
bind_target(struct run *run, struct stack *s, struct service *service)
{
	const struct target_use *other = NULL;
	for (size_t i = 0; i < s->targets.len; i++) {
		const struct target_use *use = &s->targets.items[i];
		if (!use->target || !can_run(use->target, service))
			continue;
		if (!takes_tier(use, service->tier)) {
			other = use;
			continue;
		}
		if (service->target) {
			report_twice(run, service, use);
			return;
		}
		service->target = use->target;
	}
	if (!service->target && service->placement != PLACEMENT_EXTERNAL && all_known(s))
		report_nobody(run, service, other);
}

/* "production/compose", with the host between where there are several. */
static struct text
folder_of(struct arena *a, const struct stack *s, const struct host *host,
	  const struct target *t)
{
	if (s->hosts.len > 1 && host)
		return text_format(a, "%.*s/%.*s/%s", TA(s->environment), TA(host->object.name),
				   t->name);
	return text_format(a, "%.*s/%s", TA(s->environment), t->name);
}

static bool
has_work(const struct stack *s, const struct deployment *d)
{
	const struct target *t = d->target;
	if (d->services.len)
		return true;
	if (t->is_firewall)
		return s->firewall != NULL;
	if (t->runs != RUNS_NOTHING || !s->gateway)
		return false;
	return !s->gateway->host_bound || s->gateway->host_bound == d->host;
}

static void
add_deployment(struct run *run, struct environment *env, const struct target_use *use,
	       const struct host *host)
{
	struct stack *s = env->stack;
	struct deployment d = {
		.target = use->target,
		.use = use,
		.stack = s,
		.host = host,
		.folder = folder_of(&run->arena, s, host, use->target),
		.carries_gateway = s->gateway && s->router == use->target,
	};
	for (size_t i = 0; i < s->start_order.len; i++) {
		struct service *service = s->start_order.items[i];
		if (service->target != use->target || service->host != host)
			continue;
		service->folder = d.folder;
		array_push(&run->arena, &d.services, service);
	}
	if (has_work(s, &d))
		array_push(&run->arena, &env->deployments, d);
}

static void
add_deployments(struct run *run, struct environment *env)
{
	struct stack *s = env->stack;
	for (size_t i = 0; i < s->targets.len; i++) {
		const struct target *t = s->targets.items[i].target;
		if (!t)
			continue;
		bool on_hosts = s->hosts.len && t->discovery != FIND_BY_CLUSTER;
		for (size_t k = 0; on_hosts && k < s->hosts.len; k++)
			add_deployment(run, env, &s->targets.items[i], &s->hosts.items[k]);
		if (!on_hosts)
			add_deployment(run, env, &s->targets.items[i], NULL);
	}
	for (size_t i = 0; i < env->deployments.len; i++) {
		env->deployments.items[i].siblings = env->deployments.items;
		env->deployments.items[i].sibling_len = env->deployments.len;
	}
}

static void
report_unknown_gateway(struct run *run, struct stack *s)
{
	const struct gateway *g = s->gateway;
	diag_undefined(&run->diags, object_place(&g->object, "run"), "service", g->run,
		       list_names(&run->arena, &s->services), s->services.len);
}

/* What it sends where depends on the host it runs on. */
static void
check_one_server(struct run *run, const struct gateway *g)
{
	if (g->service->instances.len <= 1)
		return;
	struct diag *d = diag_error(&run->diags, "gateway/several-hosts",
				    object_place(&g->object, "run"),
				    "the gateway '%.*s' runs on %zu hosts", TA(g->run),
				    g->service->instances.len);
	diag_fix(&run->diags, d, "let it run on one host");
}

/* A service is where its own `hosts` says. */
static void
check_same_host(struct run *run, const struct gateway *g)
{
	const struct host *host = g->service->host;
	if (!g->host_bound || !g->host.len || !host || g->host_bound == host)
		return;
	struct diag *d = diag_error(&run->diags, "gateway/several-hosts",
				    object_place(&g->object, "host"),
				    "the gateway '%.*s' runs on host '%.*s', not on '%.*s'",
				    TA(g->run), TA(host->object.name), TA(g->host));
	diag_fix(&run->diags, d, "leave gateway.host out: 'hosts' of the service says it");
}

/* The host it runs on: the only one, or the one it names. */
static const struct host *
gateway_host(struct run *run, const struct stack *s, const struct gateway *g)
{
	struct text *names = list_names(&run->arena, &s->hosts);
	struct span at = object_place(&g->object, g->host.len ? "host" : "run");
	const struct host *host = list_find(&s->hosts, g->host);
	if (g->host.len && !host) {
		diag_undefined(&run->diags, at, "host", g->host, names, s->hosts.len);
	} else if (!g->host.len && g->on_host && s->hosts.len > 1) {
		struct diag *d = diag_error(&run->diags, "place/no-host", at,
					    "the gateway does not say which host it runs on");
		diag_fix(&run->diags, d, "add gateway.host, one of %.*s",
			 TA(diag_names(&run->arena, names, s->hosts.len)));
	}
	return host || s->hosts.len != 1 ? host : &s->hosts.items[0];
}

static void
place_gateway(struct run *run, struct stack *s)
{
	struct gateway *g = s->gateway;
	if (!g)
		return;
	for (size_t i = 0; i < s->targets.len; i++) {
		const struct target *t = s->targets.items[i].target;
		if (t && writes_routes(t) && (!s->router || t->makes_routes))
			s->router = t;
	}
	if (!s->router || s->router->makes_routes)
		return;
	g->on_host = text_is(g->run, "host");
	g->host_bound = gateway_host(run, s, g);
	g->http = g->listen ? g->listen->http : 0;
	g->https = g->listen ? g->listen->https : 0;
	if (!g->run.len)
		diag_error(&run->diags, "gateway/no-server", object_at(&g->object),
			   "the gateway does not say what it runs on");
	else if (!g->on_host && !(g->service = list_find(&s->services, g->run)))
		report_unknown_gateway(run, s);
	if (!g->on_host && g->service) {
		check_one_server(run, g);
		check_same_host(run, g);
		g->host_bound = g->service->host;
	}
	if (!g->listen)
		g->http = 80;
}

/* A section that no target of the environment uses is worth a line, not more. */
static void
report_unused(struct run *run, const struct stack *s, const struct object *section,
	      const char *name, bool (*is_it)(const struct target *))
{
	if (section && !uses_target(s, is_it))
		diag_add(&run->diags, SEVERITY_INFO, "place/unused-section", object_at(section),
			 "no target uses '%s'", name);
}

void
place_environment(struct run *run, struct environment *env)
{
	struct stack *s = env->stack;
	bind_targets(run, s);
	for (size_t i = 0; i < s->services.len; i++)
		bind_target(run, s, &s->services.items[i]);
	instances_expand(run, s);
	place_gateway(run, s);
	order_services(&run->arena, run->scratch, &run->diags, s);
	report_unused(run, s, s->gateway ? &s->gateway->object : NULL, "gateway", writes_routes);
	report_unused(run, s, s->firewall ? &s->firewall->object : NULL, "firewall",
		      is_firewall);
	add_deployments(run, env);
}
