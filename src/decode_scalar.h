/* Inside decode: reading scalars, and what placement does. */
#ifndef DECODE_SCALAR_H
#define DECODE_SCALAR_H

#include "model.h"
#include "scalar.h"

/* As many fields as one takes in at a glance. */
enum { decode_fields_shown_max = 8 };

struct decoder {
	struct arena *arena;
	struct diags *diags;
	/* of the service being decoded */
	enum placement placement;
	int placement_layer;
	const struct entry *placement_at; /* NULL: not said */
	ARRAY(struct text) set_aside;
	struct span via; /* the alias that what is being decoded came through */
};

/* The rows of a target use: it has none of its own; its options are decoded apart. */
extern const struct row decode_target_options[];

bool
decode_options(struct decoder *, const struct row *rows, size_t size, struct object *use,
	       const struct entry *);

/* "expected X, found Y", the one place that words it. */
void
decode_expected(struct decoder *, const struct entry *found, const char *expected,
		struct text hint);

/* decode_hint.c: what to write instead of a value of the wrong kind, or an empty
 * text. */
struct text
decode_hint(struct arena *, const struct row *, const struct node *found);

/* Tells where the entry came from. */
void
decode_explain(struct decoder *, struct diag *, const struct entry *);

/* "a, b or c" of "a|b|c"; and the nearest to `word`: "did you mean 'a'?", or empty. */
struct text
decode_words_of(struct arena *, const char *words);
struct text
decode_near(struct arena *, const char *words, struct text word);

/* Whether the key is one that the row's flags allow; else that is reported. */
bool
decode_key(struct decoder *, const struct row *, const struct entry *);

/* decode_raw.c: the member is NULL after an error in its type. */
bool
decode_raw(struct decoder *, const struct row *, struct raw **member, const struct entry *,
	   const struct object *owner);

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
