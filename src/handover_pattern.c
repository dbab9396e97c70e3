/*
 * A PCRE2 pattern as a POSIX extended regular expression, for grep -E in up.sh.
 * Only what means the same in both passes: literals, classes, groups, repetition,
 * alternatives, anchors, and \d \w, which become classes. For the rest (\b,
 * lookaround, lazy and possessive repetition …) the answer is no; the pattern is
 * then checked when the bundle is made, and not again on the host.
 */
#include "handover_part.h"

#include <string.h>

/* After `(`, `?` begins a construct of PCRE2; after a repetition it makes it lazy,
 * and `+` makes it possessive. */
static bool
is_repetition(char c)
{
	return c == '*' || c == '+' || c == '?' || c == '}';
}

static bool
add_escape(struct buffer *b, char c, bool in_class)
{
	if (c == 'd') {
		buffer_add(b, in_class ? T("0-9") : T("[0-9]"));
		return true;
	}
	if (c == 'w') {
		buffer_add(b, in_class ? T("A-Za-z0-9_") : T("[A-Za-z0-9_]"));
		return true;
	}
	if (!c || !strchr(".*+?()[]{}|^$/-", c))
		return false;
	/* In a class of POSIX a backslash is itself; elsewhere `\-` is undefined. */
	if (in_class)
		return false;
	if (c != '-' && c != '/')
		buffer_byte(b, '\\');
	buffer_byte(b, c);
	return true;
}

/* Copies what opens a class: a `]` right after it is one of its members. Returns
 * where it ends. */
static size_t
add_class(struct buffer *b, struct text pattern, size_t i)
{
	buffer_byte(b, pattern.ptr[i++]);
	if (i < pattern.len && pattern.ptr[i] == '^')
		buffer_byte(b, pattern.ptr[i++]);
	if (i < pattern.len && pattern.ptr[i] == ']')
		buffer_byte(b, pattern.ptr[i++]);
	return i;
}

bool
pattern_as_extended(struct arena *a, struct text pattern, struct text *extended)
{
	struct buffer b = { .arena = a };
	bool in_class = false;
	char before = 0; /* 0 also after an escape, which is a literal */
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.ptr[i];
		if ((unsigned char)c < ' ' || (unsigned char)c > '~')
			return false;
		if (c == '\\') {
			if (++i == pattern.len ||
			    !add_escape(&b, pattern.ptr[i], in_class))
				return false;
			before = 0;
			continue;
		}
		if (!in_class && (c == '?' || c == '+') &&
		    (is_repetition(before) || before == '('))
			return false;
		if (!in_class && ((c == '*' && before == '(') || (c == ',' && before == '{')))
			return false; /* (*VERB), and {,2}, which was text until PCRE2 10.43 */
		if (c == '[' && in_class)
			return false; /* [:class:], or a bracket that needs care */
		if (c == '[') {
			in_class = true;
			i = add_class(&b, pattern, i) - 1;
			before = c;
			continue;
		}
		in_class &= c != ']';
		buffer_byte(&b, c);
		before = c;
	}
	*extended = buffer_text(&b);
	return !in_class;
}
