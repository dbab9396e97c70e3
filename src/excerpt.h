/* The line of a place, and the carets under it. */
#ifndef EXCERPT_H
#define EXCERPT_H

#include "show.h"
#include "source.h"

struct cell {
	size_t at, len; /* bytes of the line */
	uint32_t code;
	struct shape shape;
	size_t column, width; /* on the terminal, from 0 */
	bool masked;
};

/* A line as far as it was laid out. */
struct excerpt {
	struct text line;
	size_t number; /* of the line */
	ARRAY(struct cell) cells;
	size_t width;	      /* of all cells */
	size_t from, to;      /* the columns that are shown */
	size_t mark, mark_to; /* the columns of the place */
	bool cut_before, cut_after;
};

/* Lays out the first line of `span` in at most `width` columns. */
struct excerpt
excerpt_make(struct arena *, struct sources *, struct span, size_t width);

/* Adds the line, without a line break; where it was cut stands `…`. */
void
excerpt_line(struct buffer *, const struct excerpt *);

/* Adds spaces up to the place. */
void
excerpt_indent(struct buffer *, const struct excerpt *);

/* Adds a caret for each column of the place that is shown: at least one. */
void
excerpt_carets(struct buffer *, const struct excerpt *);

#endif
