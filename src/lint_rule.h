/*
 * A rule: rules/<pack>/<rule>.lua, known by the id <pack>/<rule>.
 *
 *   return {
 *     severity = "error", relaxed = "warning",  -- relaxed: where development is true;
 *                                               -- "off" is allowed for both
 *     scope = "environment",                    -- or "stack": all environments at once
 *     summary = "two services publish the same host port",
 *     message = "host port {port} is already taken by service {other}",
 *     why = "…", fix = "…",
 *     options = { keys = { default = {}, help = "…" } },
 *     bad = { "…" }, good = { "…" },            -- specs; see lint_test.h
 *     check = function(stack, report, options) … end,
 *   }
 *
 * With scope "stack" the first argument is a list of stacks. report() is described
 * in lint_report.h, the tables of the model in lint_model.h.
 */
#ifndef LINT_RULE_H
#define LINT_RULE_H

#include "catalog.h"
#include "diag.h"
#include "embedded.h"
#include "script.h"

/* A severity, or that the rule does not run. */
enum rule_level {
	LEVEL_INFO = SEVERITY_INFO,
	LEVEL_WARNING = SEVERITY_WARNING,
	LEVEL_ERROR = SEVERITY_ERROR,
	LEVEL_OFF,
};

enum option_kind {
	OPTION_TEXT,
	OPTION_NUMBER,
	OPTION_BOOL,
	OPTION_TEXTS,
};

struct rule_option {
	struct text name, help; /* a NUL follows the name */
	enum option_kind kind; /* that of the default */
	struct text shown;     /* the default, as one would write it */
};

struct rule {
	struct text id, pack; /* a NUL follows the id */
	enum rule_level severity, relaxed;
	bool is_stack_wide;
	struct text summary, message, why, fix;
	struct texts bad, good;
	ARRAY(struct rule_option) options;
	const struct embedded *file;
	int ref; /* of the Lua table */
};

struct rules {
	struct rule *items;
	size_t len, cap;
};

/* Loads every embedded rule, by id. One whose file fails is reported and left
 * out. */
void
rules_load(struct arena *, struct script *, struct diags *, struct rules *);

/* NULL where there is none. */
const struct rule *
rules_find(const struct rules *, struct text id);

/* The id nearest to a mistyped one, or an empty text. */
struct text
rules_nearest(struct arena *, const struct rules *, struct text id);

/* Adds a message, or what mends it, with its {names} as they are: {{ is {. */
void
rule_add_template(struct buffer *, struct text);

/* "off", "info", "warning", "error"; false where it is none of them. */
bool
rule_level_read(struct text, enum rule_level *);

const char *rule_level_name(enum rule_level);

#endif
