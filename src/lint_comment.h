/*
 * Findings accepted where they are: `# stackc: ignore[RULE] reason`, at the end of
 * the line or on lines of its own above it. Several rules are separated by commas.
 */
#ifndef LINT_COMMENT_H
#define LINT_COMMENT_H

#include "lint_rule.h"

struct node;

struct comment {
	struct span at;	  /* from `ignore` to the bracket */
	struct span rule; /* one rule of it */
	size_t line;	  /* of what it is about */
	bool used;
};

struct lint_comments {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	const struct rules *rules;
	ARRAY(struct comment) all; /* by source and line */
};

/* Reads the comments of every file of the spec whose tree is `root`, and reports
 * those that are not understood. */
void
lint_comments_read(struct lint_comments *, const struct node *root);

/* Whether one accepts a finding of the rule at this place. */
bool
lint_comments_accept(struct lint_comments *, const struct rule *, struct span at);

/* Reports each that nothing was found for. */
void
lint_comments_report_unused(struct lint_comments *);

#endif
