/*
 * Lays under every service what it did not say itself: the service it extends,
 * `defaults.services`, label templates, and the facts the catalogue knows of its
 * kind. Puts in vars before, and settles removals after.
 */
#ifndef FILL_H
#define FILL_H

#include "pipeline.h"

/* The merged tree of the environment, complete. Errors are reported; the result
 * is then not to be decoded. */
const struct node *
fill_environment(struct run *, struct environment *);

#endif
