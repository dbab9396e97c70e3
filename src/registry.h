/*
 * What images are called: names as far as they are known, with the values that
 * parameters have, before and after values are bound.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "catalog.h"

/* The text of a value that holds parameters only. One without a value stands as
 * `${parameters.NAME}`. */
struct text
registry_known(struct arena *, const struct stack *, const struct value *);

/* The registries of the stack, in their order, for catalog_infer_mirrored(). */
const struct mirror *
registry_mirrors(struct arena *, const struct stack *);

#endif
