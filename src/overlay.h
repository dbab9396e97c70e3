/*
 * Laying one tree over another. Maps merge by key and the upper one wins; lists
 * and scalars are replaced; `null` removes. The result shares what did not change
 * and every entry knows which entry it replaced.
 *
 * A removal stays as an entry whose value is_null until fill.c settles it: a
 * lower layer may still be laid under it.
 */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "schema.h"
#include "tree.h"

/* `over` laid over `under`; both are maps that `rows` describe, shaped. Either
 * may be NULL. */
const struct node *
overlay_maps(struct arena *, const struct row *rows, const struct node *under,
	     const struct node *over);

#endif
