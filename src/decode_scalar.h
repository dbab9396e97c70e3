/* Inside decode: reading scalars, and what placement does. */
#ifndef DECODE_SCALAR_H
#define DECODE_SCALAR_H

#include "model.h"
#include "scalar.h"

struct decoder {
	struct arena *arena;
	struct diags *diags;
	/* of the service being decoded */
	enum placement placement;
	int placement_layer;
	ARRAY(struct text) set_aside;
};

/* The rows of a target use: it has none of its own; its options are decoded apart. */
extern const struct row decode_target_options[];

bool
decode_options(struct decoder *, const struct row *rows, size_t size, struct object *use,
	       const struct entry *);

/* "expected X, found Y", the one place that words it. */
void
decode_expected(struct decoder *, struct span at, const char *expected,
		const struct node *found, struct text hint);

/* A scalar of the row's kind into the member. */
bool
decode_scalar(struct decoder *, const struct row *, const struct entry *, void *member);

/* A scalar that holds no reference, as text. */
bool
decode_text(struct decoder *, const struct row *, const struct entry *, struct text *);

/* A scalar with the references its row allows. */
bool
decode_value(struct decoder *, const struct row *, const struct entry *, struct value *);

/* Reads `placement` of a service's map, before its fields are decoded. */
void
decode_placement(struct decoder *, const struct node *service);

/* One info per service for the fields that were set aside. */
void
decode_report_aside(struct decoder *, const struct object *service);

#endif
