/* The order in which things are bound: each step may rely on those before it. */
#include "resolve.h"

#include "resolver.h"
#include "raw.h"
#include "scalar.h"

#include <stdlib.h>

void
resolve_undefined(struct resolver *r, struct span at, const char *what, struct text name,
		  const struct text *names, size_t len)
{
	diag_undefined(r->diags, at, what, name, names, len);
}

void
resolve_connection(struct resolver *r, const struct service *consumer, struct service *to)
{
	if (!consumer || !consumer->runs)
		return;
	const struct service **pair = arena_array(r->arena, const struct service *, 2);
	pair[0] = consumer;
	pair[1] = to;
	struct text key = { (const char *)pair, 2 * sizeof *pair };
	if (index_get(&r->connections, key) != index_none)
		return;
	index_put(r->arena, &r->connections, key, 0);
	array_push(r->arena, &to->consumers, (struct service *)(uintptr_t)consumer);
}

static void
resolve_parameter(struct resolver *r, struct parameter *p)
{
	p->has_value = object_field(&p->object, "default") != NULL;
	p->value = p->def;
	if (!p->has_value || !p->pattern.len || scalar_matches(p->pattern, p->value))
		return;
	struct diag *d = diag_error(r->diags, "spec/pattern", object_place(&p->object, "default"),
				    "'%.*s' does not match the pattern of parameter '%.*s'",
				    TA(p->value), TA(p->object.name));
	diag_note(r->diags, d, object_place(&p->object, "pattern"), "the pattern");
}

static void
resolve_rule(struct resolver *r, struct firewall_rule *rule)
{
	size_t slash = text_find_byte(rule->allow, '/');
	struct text protocol = text_slice(rule->allow, slash + 1, rule->allow.len);
	rule->protocol = text_is(protocol, "udp") ? PROTOCOL_UDP : PROTOCOL_TCP;
	int64_t ports[2] = { 0 };
	bool are_ports = scalar_ports(text_slice(rule->allow, 0, slash), ports);
	rule->port = ports[0];
	rule->last = ports[1];
	if (are_ports &&
	    (text_is(protocol, "tcp") || text_is(protocol, "udp")))
		return;
	diag_error(r->diags, "spec/type", object_place(&rule->object, "allow"),
		   "expected a port and protocol such as 9100/tcp, found '%.*s'",
		   TA(rule->allow));
}

/* What runs, and what only its members run of: rules look at both. */
static void
each_service(struct resolver *r, void (*bind)(struct resolver *, struct service *))
{
	struct stack *s = r->stack;
	for (size_t i = 0; i < s->instances.len; i++)
		bind(r, s->instances.items[i]);
	for (size_t i = 0; i < s->services.len; i++)
		if (!s->services.items[i].runs)
			bind(r, &s->services.items[i]);
}

static void
resolve_firewall(struct resolver *r, struct firewall *f)
{
	if (f->ssh)
		resolve_sources(r, f->ssh->from.items, f->ssh->from.len);
	for (size_t i = 0; i < f->rules.len; i++) {
		struct firewall_rule *rule = &f->rules.items[i];
		resolve_rule(r, rule);
		resolve_sources(r, rule->from.items, rule->from.len);
	}
}

struct raw_resolver {
	struct resolver *resolver;
	const struct service *consumer;
};

static void
resolve_scalar(const struct raw *raw, void *context)
{
	const struct raw_resolver *c = context;
	resolve_value(c->resolver, c->consumer, (struct value *)(uintptr_t)&raw->value);
}

/* What no target writes here is not asked what it means. */
static void
resolve_service_raw(struct resolver *r, struct service *s)
{
	struct raw_resolver c = { r, s };
	const struct raw *raw = s->target ? raw_get(s->raw, text_of(s->target->name)) : NULL;
	if (raw)
		raw_each_scalar(raw, resolve_scalar, &c);
}

static void
resolve_raw(const struct raw_use *use, void *context)
{
	struct raw_resolver c = { .resolver = context };
	if (use->used && !use->service)
		raw_each_scalar(use->raw, resolve_scalar, &c);
}

static int
by_start(const void *a, const void *b)
{
	const struct service *const *x = a, *const *y = b;
	return ((*x)->order > (*y)->order) - ((*x)->order < (*y)->order);
}

/* They were found in the order of the spec, which says nothing. */
static void
sort_consumers(struct resolver *r, struct service *s)
{
	(void)r;
	if (s->consumers.len)
		qsort(s->consumers.items, s->consumers.len, sizeof *s->consumers.items,
		      by_start);
}

void
resolve_environment(struct run *run, struct environment *env)
{
	struct arena scratch = run->scratch;
	struct resolver r = {
		.run = run,
		.scratch = &scratch,
		.arena = &run->arena,
		.diags = &run->diags,
		.catalog = run->catalog,
		.stack = env->stack,
	};
	struct stack *s = env->stack;
	for (size_t i = 0; i < s->parameters.len; i++)
		resolve_parameter(&r, &s->parameters.items[i]);
	resolve_default_network(&r);
	resolve_registries(&r);
	each_service(&r, resolve_kind);
	each_service(&r, resolve_image);
	each_service(&r, resolve_once);
	each_service(&r, resolve_names);
	each_service(&r, resolve_service);
	each_service(&r, resolve_service_raw);
	resolve_paths(&r);
	if (s->gateway && s->router)
		resolve_gateway(&r, s->gateway);
	if (s->firewall)
		resolve_firewall(&r, s->firewall);
	raw_each_use(s, resolve_raw, &r);
	each_service(&r, sort_consumers);
}
