/*
 * Values: text with references in it.
 *
 * A scalar is parsed once, here, into parts; every target renders the parts in
 * its own syntax with its own escaping, and nobody rewrites a rendered string.
 *
 * `$` alone is itself. In a run of `$` right before `{` each pair is one `$`, and
 * an odd one left over opens a reference: `$${` writes `${`.
 *
 * After `resolve` only three kinds of parts are left: text, parameters and
 * secrets. (`${vars.*}`, `${stack.name}` and `${environment.name}` became text in
 * `fill`; addresses and ports became text in `resolve`.)
 */
#ifndef VALUE_H
#define VALUE_H

#include "tree.h"

struct parameter;
struct secret;

enum part_kind {
	PART_TEXT,
	PART_PARAMETER,
	PART_SECRET,
	PART_REFERENCE, /* not yet bound */
};

struct part {
	enum part_kind kind;
	struct text text; /* PART_TEXT: its bytes; else what stood in the braces */
	struct span at;	  /* the reference, braces included, or the whole scalar */
	const struct parameter *parameter;
	const struct secret *secret;
};

struct value {
	const struct entry *at; /* NULL: the field is absent */
	const struct part *parts;
	size_t len;
	enum value_state {
		VALUE_NEW,  /* its references are not bound */
		VALUE_OPEN, /* being bound: meeting it again is a cycle */
		VALUE_DONE,
	} state;
};

/* Splits the text of a scalar. Errors (no closing brace, empty reference) are
 * reported; the result is then what could be read. What only looks like another
 * tool's variable (`${NAME}`, `${NAME:-x}`, `$$NAME`) stays text, with a warning.
 * Returns the number of parts. */
size_t
value_parse(struct arena *, struct diags *, const struct node *scalar,
	    const struct part **parts);

/* The same for a template of the catalogue, where `${address}` is a reference. */
size_t
value_parse_template(struct arena *, struct diags *, const struct node *scalar,
		     const struct part **parts);

/* A value that is just this text. */
struct value
value_of_text(struct arena *, struct text, const struct entry *at);

/* Whether the value is text throughout; then *text is all of it. */
bool
value_literal(struct arena *, const struct value *, struct text *text);

/* The value as text, every parameter replaced by its value (`--set`, else its
 * default), as files that no one expands need it. *missing is the first
 * parameter that has none, else NULL. Secrets are BUG(): ask value_secret first. */
struct text
value_expand(struct arena *, const struct value *, const struct parameter **missing);

/* The first secret in the value, or NULL. */
const struct secret *
value_secret(const struct value *);

/* The first parameter in the value, or NULL. */
const struct parameter *
value_parameter(const struct value *);

/* As the user would write it again: for messages and the catalogue. Secrets and
 * parameters stand as `${secrets.x}`, `${parameters.x}`. */
struct text
value_source(struct arena *, const struct value *);

#endif
