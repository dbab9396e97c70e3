/* The environments of a spec, and the layers of each, merged. */
#ifndef ENVIRONMENTS_H
#define ENVIRONMENTS_H

#include "pipeline.h"

/* Lists the environments of run->root. Errors in their chains are reported and
 * mark the environment failed. */
void
environments_list(struct run *);

/* Merges base, parents, the environment and `--set` into environment->merged. */
void
environments_merge(struct run *, struct environment *);

/* Reports each `--set` that no environment has a parameter for. */
void
environments_check_settings(struct run *);

#endif
