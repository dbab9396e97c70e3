/*
 * Values that have to be known when the bundle is made. A target that keeps no
 * parameter open writes their values into its files, so each one that a file of it
 * holds needs a default or `--set`. Linting asks for none.
 */
#ifndef NEEDED_H
#define NEEDED_H

#include "pipeline.h"

/* Reports each parameter that this deployment needs and that has no value, once,
 * where it is referred to first. */
void
needed_check(struct arena scratch, struct diags *, const struct deployment *);

#endif
