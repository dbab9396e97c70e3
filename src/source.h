/*
 * Texts that places point into: spec files, `--set` values, embedded catalogue
 * files. A source's bytes are never changed; tokens, messages and excerpts are
 * views into them, and all live in the arena of the sources.
 *
 * Places are kept in bytes. Lines and columns are worked out only when something
 * is reported.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "array.h"
#include "text.h"

/* A range of bytes. `source` is an index into struct sources; 0 is no place. */
struct span {
	uint32_t source, offset, len;
};

struct source {
	struct text name;  /* as the user wrote it: a path, or `--set NAME` */
	struct text bytes; /* without a byte order mark */
	ARRAY(uint32_t) lines; /* offset of each line's first byte; made on demand */
	ARRAY(struct span) masks;
};

struct sources {
	struct arena *arena;
	ARRAY(struct source) all; /* item 0 is not used */
};

/* Line and column from 1; the column counts code points. */
struct position {
	size_t line, column;
};

/* `arena` must outlive the sources. */
void
sources_init(struct sources *, struct arena *arena);

/* Adds a source and returns its number. Neither text is copied. */
uint32_t
source_add(struct sources *, struct text name, struct text bytes);

const struct source *
source_get(const struct sources *, uint32_t number);

struct position
source_position(struct sources *, struct span, size_t offset);

/* The bytes of line `line` (from 1), without its line break. */
struct text
source_line(struct sources *, uint32_t number, size_t line);

/* The bytes of a span. */
struct text
source_text(const struct sources *, struct span);

/* Marks bytes that no report may show: excerpts print `*` there. */
void
source_mask(struct sources *, struct span);

/* Whether the byte at this offset is marked. */
bool
source_is_masked(const struct sources *, uint32_t number, size_t offset);

/* Bytes that YAML cannot hold or that tools disagree on. */
enum source_fault {
	SOURCE_OK,
	SOURCE_NOT_UTF8,
	SOURCE_NUL,
	SOURCE_CONTROL,	   /* not printable, other than tab, LF, CR */
	SOURCE_ODD_BREAK,  /* U+0085, U+2028, U+2029: line breaks to some readers */
};

/* The first fault at or after `from`, and the bytes it takes in *len. *at is its
 * offset. */
enum source_fault
source_fault(struct text bytes, size_t from, size_t *at, size_t *len);

#endif
