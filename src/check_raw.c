/*
 * What was asked of `raw`. That it is used at all is worth a line, for it says what
 * no rule understands. Whether it contradicts what its target writes nobody knows
 * better than that target: each deployment with raw is written once, aside, and the
 * report of the writers (graft.h) tells what both wanted to write, and what of raw
 * found no place.
 */
#include "check.h"

#include "bundle.h"
#include "graft.h"

struct walk {
	struct diags *diags;
	const struct environment *env;
	struct raw_report report;
	bool any; /* raw is used */
};

static struct diag *
report_use(struct diags *diags, enum severity severity, const char *id,
	   const struct raw_use *use, struct span at, struct text message)
{
	struct diag *d = diag_add(diags, severity, id, at, "%.*s", TA(message));
	if (use->kind != RAW_STACK)
		d->subject = use->owner->name;
	return d;
}

static void
tell_use(const struct raw_use *use, void *context)
{
	struct walk *w = context;
	struct arena *a = w->diags->arena;
	struct span at = object_at(&use->raw->object);
	struct text label = raw_label(a, use);
	w->any |= use->used;
	if (use->used)
		report_use(w->diags, SEVERITY_INFO, "raw/used", use, at,
			   text_format(a, "%.*s goes into the files of target '%s' as it is", TA(label),
				       use->target->name));
	else
		report_use(w->diags, SEVERITY_INFO, "raw/unused", use, at,
			   text_format(a, "%.*s is not used: target '%s' writes nothing of it here",
				       TA(label), use->target->name));
}

static void
report_conflict(struct diags *diags, const struct raw_conflict *c)
{
	const struct object *o = &c->raw->object;
	struct diag *d = diag_error(diags, "raw/conflict", object_at(o),
				    "'%.*s' is written by the target itself", TA(c->path));
	entry_explain(diags, d, o->at);
	if (c->key && c->key->field)
		diag_fix(diags, d, "say it by '%s'", c->key->field);
	else
		diag_fix(diags, d, "leave it out");
}

static bool
was_asked(const struct raw_report *report, const struct raw *raw)
{
	for (size_t i = 0; i < report->asked.len; i++)
		if (report->asked.items[i] == raw)
			return true;
	return false;
}

static void
check_asked(struct walk *w, const struct raw_use *use, const struct raw *raw,
	    const struct raw_section *s)
{
	if (was_asked(&w->report, raw))
		return;
	struct diag *d = report_use(w->diags, SEVERITY_ERROR, "raw/nowhere", use,
				    object_at(&raw->object),
				    text_format(w->diags->arena,
						"target '%s' writes nothing to add this to",
						use->target->name));
	diag_why(d, text_format(w->diags->arena, "it would go to %s", s->brief));
}

static void
check_sections(const struct raw_use *use, void *context)
{
	const struct raw_section *s = raw_first_section(use->target, use->kind);
	if (!use->used)
		return;
	if (!s->name)
		check_asked(context, use, use->raw, s);
	for (; s->name && s->brief; s++) {
		const struct raw *raw = raw_get(use->raw, text_of(s->name));
		if (s->owner == use->kind && raw)
			check_asked(context, use, raw, s);
	}
}

/* No target writes without the value of a parameter. What is written here nobody
 * reads, so any will do. */
static void
lend_values(struct stack *s, bool *lent, bool lend)
{
	for (size_t i = 0; i < s->parameters.len; i++) {
		struct parameter *p = &s->parameters.items[i];
		if (lend && !p->has_value)
			p->has_value = lent[i] = true;
		else if (!lend && lent[i])
			p->has_value = false;
	}
}

static void
emit_aside(struct walk *w, struct arena *a, struct arena scratch)
{
	struct stack *s = w->env->stack;
	bool *lent = arena_array(a, bool, s->parameters.len);
	lend_values(s, lent, true);
	for (size_t i = 0; i < w->env->deployments.len; i++) {
		struct deployment d = w->env->deployments.items[i];
		struct bundle aside;
		d.raw_report = &w->report;
		bundle_init(&aside, a, s->name, T(""));
		bundle_environment(&aside, s->environment, T(""));
		if (d.target->emit)
			d.target->emit(a, scratch, &d, &aside);
	}
	lend_values(s, lent, false);
}

void
check_raw(struct arena *a, struct arena scratch, struct diags *diags,
	  const struct environment *env, bool sound)
{
	struct walk w = { .diags = diags, .env = env, .report = { .arena = a } };
	raw_each_use(env->stack, tell_use, &w);
	if (!w.any || !sound)
		return;
	emit_aside(&w, a, scratch);
	for (size_t i = 0; i < w.report.conflicts.len; i++)
		report_conflict(diags, &w.report.conflicts.items[i]);
	raw_each_use(env->stack, check_sections, &w);
}
