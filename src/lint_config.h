/*
 * The section `lint` of a spec: which rules run, how they are set, and which
 * findings are accepted.
 */
#ifndef LINT_CONFIG_H
#define LINT_CONFIG_H

#include "lint_rule.h"
#include "model.h"

struct lua_State;

/* An ignore of the spec; the same one in several environments is one. */
struct ignore_use {
	const struct lint_ignore *ignore;
	bool used, told_expired;
};

struct lint_config {
	struct arena *arena;
	struct diags *diags;
	const struct rules *rules;
	struct text today; /* 2027-03-01 */
	const struct text *environments; /* the names of all */
	size_t environment_len;
	ARRAY(struct ignore_use) ignores;
};

/* Reports unknown rules, options and severities, and takes note of the ignores. */
void
lint_config_check(struct lint_config *, const struct stack *);

/* The level of a rule for a stack. */
enum rule_level
lint_config_level(const struct stack *, const struct rule *);

/* Whether the stack accepts findings of this rule at `path`: at the path an ignore
 * names or below it. */
bool
lint_config_ignores(struct lint_config *, const struct stack *, const struct rule *,
		    struct text path);

/* Reports each ignore that nothing was found for. */
void
lint_config_report_unused(struct lint_config *);

/* Pushes a rule's options: the defaults, and what the stack sets instead. */
void
lint_config_push_options(struct lua_State *, const struct stack *, const struct rule *);

/* The day of SOURCE_DATE_EPOCH, else this day, as 2027-03-01. */
struct text
lint_config_today(struct arena *);

#endif
