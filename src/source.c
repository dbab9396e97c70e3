/*
 * Texts and places; see source.h.
 *
 * A line table is built the first time a line of its source is asked for, so a
 * run without findings never pays for one. A line ends with LF, CR or both, as
 * in YAML. Masks are kept sorted and joined, so that asking is a binary search.
 */
#include "source.h"

#include <string.h>

void
sources_init(struct sources *s, struct arena *arena)
{
	*s = (struct sources){ .arena = arena };
	array_push(arena, &s->all, (struct source){ 0 });
}

uint32_t
source_add(struct sources *s, struct text name, struct text bytes)
{
	if (bytes.len >= UINT32_MAX || s->all.len >= UINT32_MAX)
		BUG("source '%.*s' is too large for a place", TA(name));
	array_push(s->arena, &s->all, (struct source){ .name = name, .bytes = bytes });
	return (uint32_t)(s->all.len - 1);
}

const struct source *
source_get(const struct sources *s, uint32_t number)
{
	if (!number || number >= s->all.len)
		BUG("there is no source %u", number);
	return &s->all.items[number];
}

static bool
is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* The offset after the line break at `at`. */
static size_t
after_break(struct text bytes, size_t at)
{
	bool both =
		bytes.ptr[at] == '\r' && at + 1 < bytes.len && bytes.ptr[at + 1] == '\n';
	return at + 1 + both;
}

static const struct source *
with_lines(struct sources *s, uint32_t number)
{
	source_get(s, number);
	struct source *source = &s->all.items[number];
	if (source->lines.len)
		return source;
	struct text bytes = source->bytes;
	array_push(s->arena, &source->lines, 0);
	for (size_t i = 0; i < bytes.len;) {
		if (!is_break(bytes.ptr[i])) {
			i++;
			continue;
		}
		i = after_break(bytes, i);
		array_push(s->arena, &source->lines, (uint32_t)i);
	}
	return source;
}

/* Index of the last line that begins at or before `offset`. */
static size_t
line_index(const struct source *source, size_t offset)
{
	size_t low = 0, high = source->lines.len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (source->lines.items[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct position
source_position(struct sources *s, struct span span, size_t offset)
{
	const struct source *source = with_lines(s, span.source);
	size_t line = line_index(source, offset), column = 1;
	for (size_t at = source->lines.items[line];
	     at < offset && at < source->bytes.len;) {
		uint32_t code;
		size_t len = text_rune(source->bytes, at, &code);
		at += len ? len : 1;
		column += at <= offset;
	}
	return (struct position){ line + 1, column };
}

struct text
source_line(struct sources *s, uint32_t number, size_t line)
{
	const struct source *source = with_lines(s, number);
	if (!line || line > source->lines.len)
		return (struct text){ 0 };
	size_t from = source->lines.items[line - 1], to = from;
	while (to < source->bytes.len && !is_break(source->bytes.ptr[to]))
		to++;
	return text_slice(source->bytes, from, to);
}

struct text
source_text(const struct sources *s, struct span span)
{
	struct text bytes = source_get(s, span.source)->bytes;
	return text_slice(bytes, span.offset, (size_t)span.offset + span.len);
}

static size_t
span_end(struct span span)
{
	return (size_t)span.offset + span.len;
}

/* Places are marked in reading order, so the search from the end is short. */
void
source_mask(struct sources *s, struct span span)
{
	if (!span.source || !span.len)
		return;
	source_get(s, span.source);
	struct source *source = &s->all.items[span.source];
	array_push(s->arena, &source->masks, span);
	struct span *masks = source->masks.items;
	size_t at = source->masks.len - 1, kept;
	for (; at && masks[at - 1].offset > span.offset; at--)
		masks[at] = masks[at - 1];
	masks[at] = span;
	kept = at ? at - 1 : 0;
	for (size_t i = kept + 1; i < source->masks.len; i++) {
		if (masks[i].offset > span_end(masks[kept]))
			masks[++kept] = masks[i];
		else if (span_end(masks[i]) > span_end(masks[kept]))
			masks[kept].len =
				(uint32_t)(span_end(masks[i]) - masks[kept].offset);
	}
	source->masks.len = kept + 1;
}

bool
source_is_masked(const struct sources *s, uint32_t number, size_t offset)
{
	const struct source *source = source_get(s, number);
	size_t low = 0, high = source->masks.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (span_end(source->masks.items[middle]) <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < source->masks.len && source->masks.items[low].offset <= offset;
}

/* What YAML 1.2 calls printable, without the byte order mark: libyaml refuses
 * one inside a document. */
static enum source_fault
rune_fault(uint32_t code)
{
	if (!code)
		return SOURCE_NUL;
	if (code == 0x85 || code == 0x2028 || code == 0x2029)
		return SOURCE_ODD_BREAK;
	if (code == '\t' || code == '\n' || code == '\r')
		return SOURCE_OK;
	if (code < 0x20 || (code >= 0x7F && code < 0xA0))
		return SOURCE_CONTROL;
	if (code == 0xFEFF || code == 0xFFFE || code == 0xFFFF)
		return SOURCE_CONTROL;
	return SOURCE_OK;
}

/* Text in another encoding is one fault, not one for each byte. */
static size_t
not_utf8_len(struct text bytes, size_t at)
{
	uint32_t code;
	size_t len = 1;
	while (at + len < bytes.len && !text_rune(bytes, at + len, &code))
		len++;
	return len;
}

enum source_fault
source_fault(struct text bytes, size_t from, size_t *at, size_t *len)
{
	for (size_t i = from; i < bytes.len;) {
		uint32_t code = (unsigned char)bytes.ptr[i];
		if (code >= 0x20 && code < 0x7F) {
			i++;
			continue;
		}
		size_t rune_len = text_rune(bytes, i, &code);
		enum source_fault fault = rune_len ? rune_fault(code) : SOURCE_NOT_UTF8;
		if (fault) {
			*at = i;
			*len = rune_len ? rune_len : not_utf8_len(bytes, i);
			return fault;
		}
		i += rune_len;
	}
	return SOURCE_OK;
}
