/*
 * Parameters without a value. Linting asks for none, and a target may keep them
 * open; all else that is written holds the values, so each one needs a default or
 * `--set`. `build` calls this; it errs on the side of asking.
 */
#include "check.h"
#include "service_value.h"

struct walk {
	struct diags *diags;
	const struct deployment *deployment;
	bool *reported; /* as in stack->parameters */
};

static void
report(struct walk *w, const struct part *part, struct span owner, struct text subject,
       struct text what)
{
	const struct parameter *p = part->parameter;
	struct diags *diags = w->diags;
	struct span at = part->at.source ? part->at : owner;
	struct diag *d = diag_error(diags, "parameters/no-value", at,
				    "parameter '%.*s' has no value", TA(p->object.name));
	d->subject = subject;
	diag_note(diags, d, object_at(&p->object), "declared here");
	diag_why(d, text_format(diags->arena, "the %.*s is in the files of target '%s'",
				TA(what), w->deployment->target->name));
	diag_fix(diags, d, "--set %.*s=VALUE, or a default in this environment: "
			   "parameters: { %.*s: { default: VALUE } }",
		 TA(p->object.name), TA(p->object.name));
}

/* The first reference that has no value and was not told of, or NULL. */
static const struct part *
find_open(struct walk *w, const struct value *v)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct part *part = &v->parts[i];
		if (part->kind != PART_PARAMETER || part->parameter->has_value)
			continue;
		const struct stack *stack = w->deployment->stack;
		bool *reported = &w->reported[part->parameter - stack->parameters.items];
		if (!*reported) {
			*reported = true;
			return part;
		}
	}
	return NULL;
}

static void
check_value(const struct service_value *v, void *context)
{
	struct walk *w = context;
	const struct part *part;
	if (!service_value_is_written(v) || service_value_is_open(v))
		return;
	while ((part = find_open(w, v->value)))
		report(w, part, object_at(v->object), v->service->object.name,
		       service_value_label(w->diags->arena, v));
}

static void
check_headers(struct walk *w, const struct route *r)
{
	for (size_t i = 0; i < r->options.headers.len; i++) {
		const struct pair *h = &r->options.headers.items[i];
		const struct part *part;
		while ((part = find_open(w, &h->value)))
			report(w, part, object_at(&h->object), r->object.name,
			       text_format(w->diags->arena, "header %.*s",
					   TA(h->object.name)));
	}
}

static void
check_gateway_values(struct walk *w, const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		for (size_t k = 0; k < g->hosts.items[i].routes.len; k++)
			check_headers(w, &g->hosts.items[i].routes.items[k]);
}

static void
check_raw_value(const struct raw_value *v, void *context)
{
	struct walk *w = context;
	const struct part *part;
	while ((part = find_open(w, &v->raw->value)))
		report(w, part, object_at(&v->raw->object), v->use->owner->name,
		       raw_label(w->diags->arena, v->use));
}

void
check_parameters(struct arena scratch, struct diags *diags, const struct deployment *d)
{
	struct walk w = { .diags = diags, .deployment = d };
	w.reported = arena_array(&scratch, bool, d->stack->parameters.len);
	for (size_t i = 0; i < d->services.len; i++)
		service_each_value(d->services.items[i], check_value, &w);
	if (d->carries_gateway && d->stack->gateway && !d->target->open_parameters)
		check_gateway_values(&w, d->stack->gateway);
	if (!d->target->open_parameters)
		raw_each_value(d, check_raw_value, &w);
}
