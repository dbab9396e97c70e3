/*
 * How a string is written in YAML, decided before libyaml is asked: it would write
 * a literal block that it cannot keep as an escaped string, and a plain `no` as a
 * plain `no`. Plain is what nobody has to think about; all else gets quotes.
 */
#include "yamltext.h"

#include <string.h>

/* What YAML 1.1 reads as a number, a date or infinity is made of these. */
static const char number_bytes[] = "0123456789abcdefABCDEFxXoO_+-.:tTzZiInN ";

static bool
looks_like_number(struct text t)
{
	if (!memchr("0123456789+-.", t.ptr[0], 13))
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!memchr(number_bytes, t.ptr[i], sizeof number_bytes - 1))
			return false;
	return true;
}

static bool
looks_like_word(struct text t)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no",
		                             "on",   "off",  "y",     "n" };
	char lower[8] = { 0 };
	if (t.len >= sizeof lower)
		return false;
	for (size_t i = 0; i < t.len; i++)
		lower[i] = (char)(t.ptr[i] >= 'A' && t.ptr[i] <= 'Z' ? t.ptr[i] + 32
		                                                     : t.ptr[i]);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(lower, words[i]))
			return true;
	return false;
}

/* Whether libyaml writes the character as it is (its emitter, IS_PRINTABLE) and no
 * reader takes it for the end of a line. */
static bool
is_printable(uint32_t code)
{
	if (code < 0xA0)
		return code >= 0x20 && code <= 0x7E;
	return code <= 0xFFFD && code != 0x2028 && code != 0x2029 && code != 0xFEFF;
}

static bool
is_all_printable(struct text t, bool lines)
{
	uint32_t code;
	for (size_t i = 0, len; i < t.len; i += len) {
		len = text_rune(t, i, &code);
		if (!len)
			BUG("text for YAML is not UTF-8");
		if (!is_printable(code) && !(lines && code == '\n'))
			return false;
	}
	return true;
}

/* Only what nobody has to think about goes without quotes. */
static bool
starts_plainly(struct text t)
{
	char c = t.ptr[0], next = t.len > 1 ? t.ptr[1] : ' ';
	if (c == '-')
		return next != ' ' && !text_starts(t, T("---"));
	if (c == '.')
		return !text_starts(t, T("..."));
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || c == '/' ||
	       (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       c == '(' || c == '+' || c == '^';
}

bool
yaml_needs_quotes(struct text t)
{
	if (!t.len || !starts_plainly(t) || looks_like_number(t) || looks_like_word(t))
		return true;
	if (t.ptr[t.len - 1] == ' ' || t.ptr[t.len - 1] == ':')
		return true;
	return text_find(t, T(": ")) < t.len || text_find(t, T(" #")) < t.len ||
	       !is_all_printable(t, false);
}

yaml_scalar_style_t
yaml_quoted_style(struct text t)
{
	bool escapes = text_find_byte(t, '"') < t.len || text_find_byte(t, '\\') < t.len;
	return escapes && text_find_byte(t, '\'') == t.len && is_all_printable(t, false)
	               ? YAML_SINGLE_QUOTED_SCALAR_STYLE
	               : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}

/* A literal block keeps every byte unless it needs an indentation hint, has lines
 * that end in spaces (editors strip them, libyaml does not write some of them) or
 * ends in several line breaks. */
static bool
survives_literal(struct text t)
{
	if (t.ptr[0] == ' ' || t.ptr[0] == '\n' || !is_all_printable(t, true))
		return false;
	return text_find(t, T(" \n")) == t.len && !text_ends(t, T("\n\n")) &&
	       t.ptr[t.len - 1] != ' ';
}

yaml_scalar_style_t
yaml_text_style(struct text t)
{
	if (text_find_byte(t, '\n') < t.len && survives_literal(t))
		return YAML_LITERAL_SCALAR_STYLE;
	return yaml_key_style(t);
}

yaml_scalar_style_t
yaml_key_style(struct text t)
{
	return yaml_needs_quotes(t) ? yaml_quoted_style(t) : YAML_PLAIN_SCALAR_STYLE;
}
