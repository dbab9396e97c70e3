/*
 * Short forms become maps, by the rows of the schema: `http: 3001` is
 * `http: { port: 3001 }`, `needs: [a, b]` is `needs: { a: {}, b: {} }`. A node
 * made here has the span of what it was made from. After it, everything that can
 * be overridden is a map keyed by its identity, so that layers merge by key.
 */
#ifndef SHAPE_H
#define SHAPE_H

#include "schema.h"
#include "tree.h"

/* The map `map` with the short forms below it expanded and every entry stamped
 * with the layer it belongs to. What the rows do not know stays as it is. */
const struct node *
shape_map(struct arena *, const struct row *rows, const struct node *map, int layer);

#endif
