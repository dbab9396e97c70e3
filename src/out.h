/*
 * What commands print through. A failed write is remembered, not reported at
 * once: out_finish() tells in the end, so that a full disk never looks like
 * success. A reader that went away (`stackc lint | head`) is no failure.
 */
#ifndef OUT_H
#define OUT_H

#include "text.h"

enum out_stream {
	OUT_RESULT, /* standard output: what was asked for */
	OUT_TROUBLE, /* standard error: what went wrong with the run itself */
};

/* Once, first in main(): SIGPIPE would end a build in the middle of a commit. */
void
out_init(void);

void
out_write(enum out_stream, struct text);

[[gnu::format(printf, 2, 3)]] void
out_format(enum out_stream, const char *format, ...);

/* Whether the stream is a terminal that takes colour, and NO_COLOR
 * (https://no-color.org) does not forbid it. */
bool
out_wants_color(enum out_stream);

/* Once, last in main(). False where something written could not be stored; the
 * reason has then been told on standard error, and the exit status is 2. */
bool
out_finish(void);

#endif
