/*
 * The passes, in order. Each environment stops on its own after a pass that found
 * errors, so that one run shows all errors of a pass, no rule runs on a broken
 * model, and a broken environment does not hide what another one has.
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "catalog.h"
#include "target.h"

/* `--set NAME=VALUE`. */
struct setting {
	struct text name, value;
	uint32_t source; /* "--set NAME", the value its only line */
	bool used;
};

struct environment {
	struct text name;
	struct text description;
	bool development;
	bool selected; /* -e: the others are not compiled */
	bool failed;   /* a pass found errors; later passes leave it alone */
	const struct entry *at;	   /* in `environments`; NULL for the implied one */
	const struct node *merged; /* after overlay, then after fill */
	struct stack *stack;	   /* after decode */
	ARRAY(struct deployment) deployments; /* after place */
};

struct run {
	struct arena arena, scratch;
	struct sources sources;
	struct diags diags;
	struct script *script;
	struct catalog *catalog;
	struct text spec;   /* the path of stack.yaml */
	struct text folder; /* it stands in */
	const struct node *root;
	ARRAY(struct setting) settings;
	ARRAY(struct text) only_environments, only_targets; /* -e, -t */
	ARRAY(struct environment) environments;
	bool failed_world; /* the disk failed: exit status 2 */
};

void
run_init(struct run *);

void
run_release(struct run *);

/* Reads the spec (a file, or a folder that holds stack.yaml) and runs every pass
 * up to `check`. Findings are in run->diags. False where the world failed. */
bool
pipeline_compile(struct run *, struct text path);

/* The same for a spec that is no file: the examples of a rule. */
bool
pipeline_compile_text(struct run *, struct text name, struct text bytes);

#endif
