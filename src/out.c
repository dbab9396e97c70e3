/*
 * Standard output and standard error; see out.h. The C library buffers, and its
 * error flag says that a write failed but not why: the first errno is kept.
 */
#include "out.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int first_error;

static FILE *
stream_file(enum out_stream stream)
{
	return stream == OUT_RESULT ? stdout : stderr;
}

static void
remember_error(void)
{
	if (!first_error)
		first_error = errno ? errno : EIO;
}

void
out_init(void)
{
	signal(SIGPIPE, SIG_IGN);
}

void
out_write(enum out_stream stream, struct text text)
{
	errno = 0;
	if (text.len && fwrite(text.ptr, 1, text.len, stream_file(stream)) != text.len)
		remember_error();
}

void
out_format(enum out_stream stream, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	errno = 0;
	if (vfprintf(stream_file(stream), format, args) < 0)
		remember_error();
	va_end(args);
}

bool
out_wants_color(enum out_stream stream)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	if (no_color && *no_color)
		return false;
	return term && strcmp(term, "dumb") && isatty(fileno(stream_file(stream)));
}

bool
out_finish(void)
{
	errno = 0;
	if (fflush(stdout) || ferror(stdout))
		remember_error();
	if (!first_error || first_error == EPIPE)
		return true;
	fprintf(stderr, "stackc: cannot write to standard output: %s\n",
		strerror(first_error));
	return false;
}
