/*
 * What is known before decoding: `${vars.*}`, `${stack.name}` and
 * `${environment.name}` become text. Every scalar with a `$` in it is parsed here,
 * once, and carries its parts from then on; the references left in them are
 * bound in resolve.c.
 */
#ifndef VARS_H
#define VARS_H

#include "schema.h"
#include "value.h"

/* The merged tree of one environment with those references replaced. Errors (an
 * unknown name, a value that refers to itself, a reference in a key) are reported
 * and leave the reference in place. */
const struct node *
vars_substitute(struct arena *, struct diags *, const struct row *rows,
		const struct node *merged, struct text environment);

/* Parses the scalars of a tree that vars have no business in. */
const struct node *
vars_parse(struct arena *, struct diags *, const struct node *);

#endif
