/*
 * report(owner, field, values, extra): how a rule says what it found.
 *
 *   owner    a table of the model
 *   field    a field of it ("publish"), a way to one ({ "drop", 1 }), or nil for the
 *            owner itself; the place is the field's value, the owner's key where
 *            the field is absent; "value" of an environment variable, a label, …
 *   values   what the message's {names} stand for; texts are put in single quotes
 *   extra    nil, or { note = { owner, field, text } or a list of those,
 *            fix = "…", message = "…" }, which may hold {names} too
 *
 * Provenance (an overlay, an alias, a default) is noted by itself.
 */
#ifndef LINT_REPORT_H
#define LINT_REPORT_H

#include "lint_rule.h"
#include "model.h"

/* Asked before a finding is added; true drops it. `path` is as in `lint.ignore`:
 * services.redis.ports.redis. */
struct lint_sink {
	struct arena *arena;
	struct diags *diags;
	const struct rule *rule;
	/* The level for a finding in this stack. */
	enum rule_level (*level)(void *context, const struct stack *,
				 const struct rule *);
	bool (*ignores)(void *context, const struct stack *, const struct rule *,
			struct text path, struct span at);
	void *context;
};

/* Pushes report(); the sink must outlive the call it is given to. */
void
lint_report_push(struct lua_State *, struct lint_sink *);

/* The way from the stack to an object: services.redis.ports.redis. */
struct text
lint_path(struct arena *, const struct object *);

#endif
