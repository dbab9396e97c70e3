/*
 * One walk over the values that a deployment's files hold. It errs on the side of
 * asking: a value is needed where the target carries the field.
 */
#include "needed.h"

struct walk {
	struct diags *diags;
	const struct deployment *deployment;
	bool *reported; /* as in stack->parameters */
};

static void
need_value(struct walk *w, const struct value *v)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct part *part = &v->parts[i];
		if (part->kind != PART_PARAMETER || part->parameter->has_value)
			continue;
		const struct stack *stack = w->deployment->stack;
		bool *reported = &w->reported[part->parameter - stack->parameters.items];
		struct text name = part->parameter->object.name;
		if (!*reported) {
			struct diag *d =
				diag_error(w->diags, "parameters/no-value", part->at,
					   "parameter '%.*s' has no value", TA(name));
			d->subject = name;
			diag_why(d, text_format(w->diags->arena,
			                        "the files of target '%s' hold its value",
			                        w->deployment->target->name));
			diag_fix(w->diags, d, "give it: --set %.*s=VALUE, or a default",
			         TA(name));
		}
		*reported = true;
	}
}

static void
need_pairs(struct walk *w, const struct pair *pairs, size_t len)
{
	for (size_t i = 0; i < len; i++)
		need_value(w, &pairs[i].value);
}

static void
need_health(struct walk *w, const struct health *h)
{
	need_pairs(w, h->exec.items, h->exec.len);
	need_value(w, &h->shell);
	if (!h->live)
		return;
	need_pairs(w, h->live->exec.items, h->live->exec.len);
	need_value(w, &h->live->shell);
}

static void
need_service(struct walk *w, const struct service *s)
{
	const unsigned char *carries = w->deployment->target->carries;
	if (s->placement == PLACEMENT_CONTAINER)
		need_value(w, &s->image);
	need_pairs(w, s->entrypoint.items, s->entrypoint.len);
	need_pairs(w, s->command.items, s->command.len);
	need_pairs(w, s->env.items, s->env.len);
	if (s->process)
		need_pairs(w, s->process->args.items, s->process->args.len);
	if (carries[FEATURE_LABELS] == CARRIED)
		need_pairs(w, s->labels.items, s->labels.len);
	if (carries[FEATURE_ANNOTATIONS] == CARRIED)
		need_pairs(w, s->annotations.items, s->annotations.len);
	if (s->health)
		need_health(w, s->health);
	for (size_t i = 0; i < s->mounts.len; i++)
		need_value(w, &s->mounts.items[i].content);
	for (size_t i = 0; i < s->files.len; i++)
		need_value(w, &s->files.items[i].content);
}

static void
need_gateway(struct walk *w, const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *h = &g->hosts.items[i];
		for (size_t k = 0; k < h->routes.len; k++)
			need_pairs(w, h->routes.items[k].options.headers.items,
			           h->routes.items[k].options.headers.len);
	}
}

void
needed_check(struct arena scratch, struct diags *diags, const struct deployment *d)
{
	struct walk w = { .diags = diags, .deployment = d };
	if (d->target->open_parameters)
		return;
	w.reported = arena_array(&scratch, bool, d->stack->parameters.len);
	for (size_t i = 0; i < d->services.len; i++)
		need_service(&w, d->services.items[i]);
	if (d->carries_gateway && d->stack->gateway)
		need_gateway(&w, d->stack->gateway);
}
