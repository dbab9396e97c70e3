/*
 * Secrets that up.sh makes. Each folder with an up.sh has a .env of its own, one per
 * host: what is made on one host is not known on another.
 */
#include "check.h"
#include "service_value.h"

static void
check_length(struct diags *diags, const struct secret *s)
{
	const struct object *o = &s->generate->object;
	if (s->generate->length >= s->min_length)
		return;
	struct diag *d = diag_error(diags, "secrets/generated-too-short",
				    object_place(o, "length"),
				    "secret '%.*s' is made with %lld characters, fewer than it "
				    "may have",
				    TA(s->object.name), (long long)s->generate->length);
	object_explain(diags, d, o, "length");
	diag_note(diags, d, object_place(&s->object, "min_length"), "at least %lld",
		  (long long)s->min_length);
	diag_fix(diags, d, "generate: { length: %lld }", (long long)s->min_length);
}

/* Who reads the secret: the first one, and the first on another host. */
struct readers {
	const struct secret *secret;
	const struct service *service; /* the one looked at */
	const struct service *first, *other;
};

static void
add_reader(struct readers *r)
{
	if (!r->first)
		r->first = r->service;
	else if (!r->other && r->service->host != r->first->host)
		r->other = r->service;
}

static void
look_at_value(const struct service_value *v, void *context)
{
	struct readers *r = context;
	for (size_t i = 0; i < v->value->len; i++)
		if (v->value->parts[i].kind == PART_SECRET &&
		    v->value->parts[i].secret == r->secret)
			add_reader(r);
}

static void
look_at_service(struct readers *r, const struct service *s)
{
	r->service = s;
	service_each_value(s, look_at_value, r);
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].secret_bound == r->secret)
			add_reader(r);
}

static void
check_hosts(struct diags *diags, const struct stack *stack, const struct secret *s)
{
	struct readers r = { .secret = s };
	for (size_t i = 0; i < stack->instances.len; i++)
		if (stack->instances.items[i]->host)
			look_at_service(&r, stack->instances.items[i]);
	if (!r.other)
		return;
	struct diag *d = diag_error(diags, "secrets/generated-on-hosts",
				    object_at(&s->generate->object),
				    "secret '%.*s' would be made on host '%.*s' and on host "
				    "'%.*s', and differ",
				    TA(s->object.name), TA(r.first->host->object.name),
				    TA(r.other->host->object.name));
	diag_note(diags, d, object_at(&r.first->object), "'%.*s' reads it on the one",
		  TA(r.first->object.name));
	diag_note(diags, d, object_at(&r.other->object), "'%.*s' on the other",
		  TA(r.other->object.name));
	diag_fix(diags, d, "give the same value to both: generate: null in this environment");
}

void
check_generate(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->secrets.len; i++) {
		const struct secret *s = &stack->secrets.items[i];
		if (!s->generate || s->object.broken)
			continue;
		check_length(diags, s);
		if (stack->hosts.len > 1)
			check_hosts(diags, stack, s);
	}
}
