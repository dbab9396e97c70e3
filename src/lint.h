/*
 * The rules run over what compiled: each rule over each environment, then those of
 * scope "stack" over all environments together.
 *
 * A rule that fails, or takes more than its share of steps or memory, becomes a
 * diagnostic; the others go on.
 */
#ifndef LINT_H
#define LINT_H

#include "lint_rule.h"
#include "pipeline.h"

/* Findings go to run->diags. Environments that failed are left out. */
void
lint_run(struct run *);

#endif
