/* How text that others wrote is shown on a terminal: nothing in it may move the
 * cursor, colour the screen or turn the direction of writing. */
#ifndef SHOW_H
#define SHOW_H

#include "text.h"

/* One code point as it is shown. */
struct shape {
	char escape[8]; /* NUL-terminated; empty: shown as it is */
	size_t width;	/* columns */
};

/* The code point at `at` and the bytes it takes: one where it is not UTF-8, and
 * *code is then that byte. */
struct shape
show_rune(struct text, size_t at, uint32_t *code, size_t *len);

/* Adds the text with harmful code points, line breaks among them, as `\x1B` or
 * `\u202E`, and tabs as spaces. */
void
show_text(struct buffer *, struct text);

#endif
