/*
 * Lines are written as the calls come; only the words of a command are kept until
 * its end, when it is known whether it fits on one line.
 */
#include "shout.h"
#include "array.h"
#include "comment.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A command longer than this is continued on the next line. */
static const size_t line_max = 80;

struct shout {
	struct buffer out;
	ARRAY(struct text) words; /* of the command that was begun, quoted */
	size_t depth;
	bool space; /* an empty line is due */
};

struct shout *
sh_fragment(struct arena *a)
{
	struct shout *s = arena_new(a, struct shout);
	s->out.arena = a;
	return s;
}

struct shout *
sh_new(struct arena *a, struct text header)
{
	struct shout *s = sh_fragment(a);
	sh_line(s, "#!/bin/sh");
	sh_comment(s, header);
	sh_line(s, "set -eu");
	sh_space(s);
	return s;
}

struct text
sh_finish(struct shout *s)
{
	if (s->depth || s->words.len)
		BUG("a script ends while incomplete");
	return buffer_text(&s->out);
}

bool
sh_can_hold(struct text t)
{
	return text_find_byte(t, '\0') == t.len;
}

/* Bytes without a meaning to any shell, wherever they stand in a word. A word is
 * never the first of its command, so `=` is harmless too. */
static bool
is_harmless(struct text t)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
	for (size_t i = 0; i < t.len; i++)
		if (!memchr(bytes, t.ptr[i], sizeof bytes - 1))
			return false;
	return t.len > 0;
}

struct text
sh_quote(struct arena *a, struct text t)
{
	struct buffer out = { .arena = a };
	if (!sh_can_hold(t))
		BUG("a script cannot hold a NUL");
	if (is_harmless(t))
		return t;
	buffer_byte(&out, '\'');
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] == '\'')
			buffer_add(&out, T("'\\''"));
		else
			buffer_byte(&out, t.ptr[i]);
	buffer_byte(&out, '\'');
	return buffer_text(&out);
}

static void
indent(struct buffer *out, size_t levels)
{
	for (size_t i = 0; i < levels; i++)
		buffer_byte(out, '\t');
}

static void
begin_line(struct shout *s)
{
	if (s->words.len)
		BUG("a line begins inside a command");
	if (s->space && s->out.len)
		buffer_byte(&s->out, '\n');
	s->space = false;
}

static void
add_line(struct shout *s, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	char *line = arena_array(s->out.arena, char, (size_t)len + 1);
	vsnprintf(line, (size_t)len + 1, format, again);
	va_end(again);
	begin_line(s);
	indent(&s->out, s->depth);
	buffer_add(&s->out, (struct text){ line, (size_t)len });
	buffer_byte(&s->out, '\n');
}

void
sh_line(struct shout *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_line(s, format, args);
	va_end(args);
}

void
sh_open(struct shout *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_line(s, format, args);
	va_end(args);
	s->depth++;
}

void
sh_close(struct shout *s, const char *end)
{
	if (!s->depth)
		BUG("nothing in the script to close here");
	s->depth--;
	s->space = false;
	sh_line(s, "%s", end);
}

void
sh_between(struct shout *s, const char *line)
{
	sh_close(s, line);
	s->depth++;
}

void
sh_begin(struct shout *s, const char *words)
{
	begin_line(s);
	array_push(s->out.arena, &s->words, text_of(words));
}

void
sh_expression(struct shout *s, struct text t)
{
	if (!s->words.len)
		BUG("an argument without a command: '%.*s'", TA(t));
	array_push(s->out.arena, &s->words, t);
}

void
sh_text(struct shout *s, struct text t)
{
	sh_expression(s, sh_quote(s->out.arena, t));
}

void
sh_word(struct shout *s, const char *literal)
{
	sh_text(s, text_of(literal));
}

void
sh_end(struct shout *s)
{
	size_t column = 8 * s->depth;
	indent(&s->out, s->depth);
	for (size_t i = 0; i < s->words.len; i++) {
		struct text word = s->words.items[i];
		if (i && column + 1 + word.len + 2 > line_max) {
			buffer_add(&s->out, T(" \\\n"));
			indent(&s->out, s->depth + 1);
			column = 8 * (s->depth + 1);
		} else if (i) {
			buffer_byte(&s->out, ' ');
			column++;
		}
		buffer_add(&s->out, word);
		column += word.len;
	}
	buffer_byte(&s->out, '\n');
	s->words.len = 0;
}

void
sh_run_text(struct shout *s, const char *words, struct text t)
{
	sh_begin(s, words);
	sh_text(s, t);
	sh_end(s);
}

static bool
has_line(struct text t, struct text wanted)
{
	struct text line;
	while (text_cut(&t, '\n', &line))
		if (text_equal(line, wanted))
			return true;
	return false;
}

void
sh_here(struct shout *s, const char *words, struct text t)
{
	struct text mark = T("EOF");
	if (!sh_can_hold(t))
		BUG("a script cannot hold a NUL");
	for (int i = 2; has_line(t, mark); i++)
		mark = text_format(s->out.arena, "EOF%d", i);
	sh_line(s, "%s <<'%.*s'", words, TA(mark));
	buffer_add(&s->out, t);
	if (t.len && t.ptr[t.len - 1] != '\n')
		buffer_byte(&s->out, '\n');
	buffer_add(&s->out, mark);
	buffer_byte(&s->out, '\n');
}

void
sh_comment(struct shout *s, struct text t)
{
	struct buffer tabs = { .arena = s->out.arena };
	begin_line(s);
	indent(&tabs, s->depth);
	comment_write(&s->out, buffer_text(&tabs), "#", t);
}

void
sh_space(struct shout *s)
{
	s->space = true;
}
