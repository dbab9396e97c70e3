/* Counted strings; see text.h. */
#include "text.h"

#include <stdio.h>
#include <string.h>

struct text
text_of(const char *s)
{
	return (struct text){ s, s ? strlen(s) : 0 };
}

bool
text_equal(struct text a, struct text b)
{
	return a.len == b.len && (!a.len || !memcmp(a.ptr, b.ptr, a.len));
}

bool
text_is(struct text a, const char *literal)
{
	return text_equal(a, text_of(literal));
}

int
text_compare(struct text a, struct text b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.ptr, b.ptr, len) : 0;
	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool
text_starts(struct text t, struct text prefix)
{
	return t.len >= prefix.len && text_equal(text_slice(t, 0, prefix.len), prefix);
}

bool
text_ends(struct text t, struct text suffix)
{
	return t.len >= suffix.len &&
	       text_equal(text_slice(t, t.len - suffix.len, t.len), suffix);
}

struct text
text_slice(struct text t, size_t from, size_t to)
{
	if (to > t.len)
		to = t.len;
	if (from > to)
		from = to;
	return (struct text){ t.ptr ? t.ptr + from : NULL, to - from };
}

size_t
text_find(struct text t, struct text needle)
{
	for (size_t i = 0; needle.len && i + needle.len <= t.len; i++)
		if (!memcmp(t.ptr + i, needle.ptr, needle.len))
			return i;
	return t.len;
}

size_t
text_find_byte(struct text t, char c)
{
	const char *at = t.len ? memchr(t.ptr, c, t.len) : NULL;
	return at ? (size_t)(at - t.ptr) : t.len;
}

bool
text_cut(struct text *rest, char separator, struct text *head)
{
	if (!rest->ptr)
		return false;
	size_t at = text_find_byte(*rest, separator);
	*head = text_slice(*rest, 0, at);
	*rest = at == rest->len ? (struct text){ 0 } : text_slice(*rest, at + 1, rest->len);
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct text
text_trim(struct text t)
{
	size_t from = 0, to = t.len;
	while (from < to && is_blank(t.ptr[from]))
		from++;
	while (to > from && is_blank(t.ptr[to - 1]))
		to--;
	return text_slice(t, from, to);
}

uint64_t
text_hash(struct text t)
{
	uint64_t hash = 0xcbf29ce484222325;
	for (size_t i = 0; i < t.len; i++)
		hash = (hash ^ (unsigned char)t.ptr[i]) * 0x100000001b3;
	return hash;
}

struct text
text_copy(struct arena *a, struct text t)
{
	char *copy = arena_array(a, char, t.len + 1);
	if (t.len)
		memcpy(copy, t.ptr, t.len);
	return (struct text){ copy, t.len };
}

struct text
text_format_list(struct arena *a, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	if (len < 0)
		BUG("cannot format '%s'", format);
	char *ptr = arena_array(a, char, (size_t)len + 1);
	vsnprintf(ptr, (size_t)len + 1, format, again);
	va_end(again);
	return (struct text){ ptr, (size_t)len };
}

struct text
text_format(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct text t = text_format_list(a, format, args);
	va_end(args);
	return t;
}

static void
buffer_reserve(struct buffer *b, size_t more)
{
	if (b->len + more <= b->cap)
		return;
	size_t cap = b->cap ? 2 * b->cap : 256;
	while (cap < b->len + more)
		cap *= 2;
	b->ptr = arena_grow(b->arena, b->ptr, 1, 1, b->cap, cap);
	b->cap = cap;
}

void
buffer_add(struct buffer *b, struct text t)
{
	if (!t.len)
		return;
	buffer_reserve(b, t.len);
	memcpy(b->ptr + b->len, t.ptr, t.len);
	b->len += t.len;
}

void
buffer_byte(struct buffer *b, char c)
{
	buffer_add(b, (struct text){ &c, 1 });
}

void
buffer_format(struct buffer *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	if (len < 0)
		BUG("cannot format '%s'", format);
	buffer_reserve(b, (size_t)len + 1);
	vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
	b->len += (size_t)len;
	va_end(again);
	va_end(args);
}

struct text
buffer_text(const struct buffer *b)
{
	return (struct text){ b->ptr, b->len };
}

/* First continuation byte: narrower after E0, ED, F0 and F4, so that overlong
 * forms, surrogates and code points past U+10FFFF are not well-formed. */
static bool
second_byte_fits(unsigned char lead, unsigned char second)
{
	unsigned char low = 0x80, high = 0xBF;
	switch (lead) {
	case 0xE0: low = 0xA0; break;
	case 0xED: high = 0x9F; break;
	case 0xF0: low = 0x90; break;
	case 0xF4: high = 0x8F; break;
	default: break;
	}
	return second >= low && second <= high;
}

size_t
text_rune(struct text t, size_t at, uint32_t *code)
{
	if (at >= t.len)
		return 0;
	const unsigned char *p = (const unsigned char *)t.ptr + at;
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (!len || p[0] > 0xF4 || len > t.len - at)
		return 0;
	if (len > 1 && !second_byte_fits(p[0], p[1]))
		return 0;
	uint32_t rune = len == 1 ? p[0] : p[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		rune = rune << 6 | (p[i] & 0x3F);
	}
	*code = rune;
	return len;
}

/* Longer words are never compared: names in a spec are short, and the table of
 * the distance grows with the square. */
enum { distance_len_max = 64 };

/* Characters added, left out, changed, or two swapped: each counts one. */
static size_t
edit_distance(struct text a, struct text b)
{
	size_t rows[3][distance_len_max + 1];
	size_t *above = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b.len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t best = last[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			bool swapped = i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
				       a.ptr[i - 2] == b.ptr[j - 1];
			if (swapped && above[j - 2] + 1 < best)
				best = above[j - 2] + 1;
			row[j] = best;
		}
		size_t *free = above;
		above = last;
		last = row;
		row = free;
	}
	return last[b.len];
}

struct text
text_nearest(struct text word, const struct text *candidates, size_t len)
{
	struct text nearest = { 0 };
	size_t best = word.len / 3 + 1;
	if (word.len > distance_len_max)
		return nearest;
	for (size_t i = 0; i < len; i++) {
		if (candidates[i].len > distance_len_max)
			continue;
		size_t distance = edit_distance(word, candidates[i]);
		if (distance < best || (distance == best && !nearest.ptr)) {
			best = distance;
			nearest = candidates[i];
		}
	}
	return nearest;
}
