/*
 * Counted strings. A text is a view: it owns nothing and may point into a
 * source, a literal or an arena. It may hold any byte, NUL included, unless the
 * function that made it says otherwise. The empty text may have a NULL pointer.
 */
#ifndef TEXT_H
#define TEXT_H

#include "arena.h"

#include <stdarg.h>
#include <stdint.h>

struct text {
	const char *ptr;
	size_t len;
};

/* A literal as a text. */
#define T(literal) ((struct text){ "" literal, sizeof(literal) - 1 })

/* For printf: "%.*s", TA(text) */
#define TA(text) (int)(text).len, (text).ptr

struct text
text_of(const char *nul_terminated);

bool
text_equal(struct text, struct text);

/* Whether the text is this literal. */
bool
text_is(struct text, const char *literal);

/* By bytes; a prefix comes first. Negative, 0 or positive. */
int
text_compare(struct text, struct text);

bool
text_starts(struct text, struct text prefix);

bool
text_ends(struct text, struct text suffix);

/* The bytes from `from` up to `to`; both are cut down to the length. */
struct text
text_slice(struct text, size_t from, size_t to);

/* Offset of the first `needle`, or the length of the text. */
size_t
text_find(struct text, struct text needle);

size_t
text_find_byte(struct text, char);

/* Splits at the first `separator`: *head is what stands before it and *rest
 * what stands after it. False where *rest was used up by the last call; start
 * with a rest whose ptr is not NULL. */
bool
text_cut(struct text *rest, char separator, struct text *head);

/* Without spaces, tabs and line breaks at both ends. */
struct text
text_trim(struct text);

/* FNV-1a, for tables; not for anything hostile input could profit from. */
uint64_t
text_hash(struct text);

/* A copy in the arena, with a NUL after it that is not counted. */
struct text
text_copy(struct arena *, struct text);

/* Formats like printf. A NUL follows that is not counted. */
[[gnu::format(printf, 2, 3)]] struct text
text_format(struct arena *, const char *format, ...);

[[gnu::format(printf, 2, 0)]] struct text
text_format_list(struct arena *, const char *format, va_list);

/* Text in the making: bytes are added at the end. */
struct buffer {
	struct arena *arena;
	char *ptr;
	size_t len, cap;
};

void
buffer_add(struct buffer *, struct text);

void
buffer_byte(struct buffer *, char);

[[gnu::format(printf, 2, 3)]] void
buffer_format(struct buffer *, const char *format, ...);

/* What was added so far. Later additions may move it. */
struct text
buffer_text(const struct buffer *);

/* Length of the UTF-8 sequence at `at`, or 0 where none that is well-formed
 * (Unicode table 3-7) stands there; *code gets the code point. */
size_t
text_rune(struct text, size_t at, uint32_t *code);

/* The candidate nearest to `word` by edit distance, or an empty text where none
 * is near enough (a third of its length) to be worth suggesting. */
struct text
text_nearest(struct text word, const struct text *candidates, size_t len);

#endif
