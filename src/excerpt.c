/*
 * An excerpt is laid out as cells, one for each code point of the line: where it
 * stands in the source, where on the terminal, and how it is shown. The line and
 * the carets under it are both made from these cells, so they cannot disagree
 * about wide characters, tabs or escapes. Of a long line only the bytes near the
 * place are laid out: a report stays linear where a whole file is one line.
 */
#include "excerpt.h"

enum { tab_width = 4 };

static bool
is_masked(const struct sources *s, uint32_t source, size_t offset, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (source_is_masked(s, source, offset + i))
			return true;
	return false;
}

static struct cell
make_cell(const struct excerpt *e, size_t at)
{
	struct cell cell = { .at = at, .column = e->width };
	cell.shape = show_rune(e->line, at, &cell.code, &cell.len);
	cell.width = cell.shape.width;
	if (cell.code == '\t')
		cell.width = tab_width - e->width % tab_width;
	return cell;
}

/* Back to the first byte of a code point. */
static size_t
rune_start(struct text line, size_t at)
{
	for (size_t i = 0; i < 3 && at && ((unsigned char)line.ptr[at] & 0xC0) == 0x80;
	     i++)
		at--;
	return at;
}

static bool
is_blank(const struct cell *cell)
{
	return cell->code == ' ' || cell->code == '\t';
}

/* From the code point at `at` up to the one before `end`. Where the place goes
 * on in the next line, spaces at the end of this one are no part of it. */
static void
place_mark(struct excerpt *e, size_t at, size_t end)
{
	e->mark = e->width;
	for (size_t i = e->cells.len; i-- && e->cells.items[i].at >= at;)
		e->mark = e->cells.items[i].column;
	e->mark_to = e->mark + 1;
	for (size_t i = 0; i < e->cells.len; i++) {
		const struct cell *cell = &e->cells.items[i];
		if (cell->at < at || cell->at >= end ||
		    (end > e->line.len && is_blank(cell)))
			continue;
		if (cell->column + cell->width > e->mark_to)
			e->mark_to = cell->column + cell->width;
	}
}

/* A third of the columns before the place, the rest from it on. */
static void
place_window(struct excerpt *e, size_t width)
{
	e->to = e->width;
	if (e->width <= width && !e->cut_before && !e->cut_after)
		return;
	size_t before = e->mark > width / 3 ? e->mark - width / 3 : 0;
	if (e->mark_to > width)
		for (size_t i = 0; i < e->cells.len && e->from < before; i++)
			e->from = e->cells.items[i].column;
	e->cut_before |= e->from > 0;
	e->cut_after |= e->width > e->from + width;
	if (e->to > e->from + width)
		e->to = e->from + width;
}

struct excerpt
excerpt_make(struct arena *a, struct sources *s, struct span span, size_t width)
{
	size_t number = source_position(s, span, span.offset).line;
	struct excerpt e = { .line = source_line(s, span.source, number),
			     .number = number };
	size_t begin =
		e.line.ptr ? (size_t)(e.line.ptr - source_get(s, span.source)->bytes.ptr)
			   : span.offset;
	size_t at = span.offset - begin, near = 4 * width;
	at = at < e.line.len ? at : e.line.len;
	size_t from = at > near ? rune_start(e.line, at - near) : 0;
	for (size_t i = from; i < e.line.len && i < at + near;) {
		struct cell cell = make_cell(&e, i);
		cell.masked = is_masked(s, span.source, begin + i, cell.len);
		cell.width = cell.masked ? 1 : cell.width;
		e.width += cell.width;
		array_push(a, &e.cells, cell);
		i += cell.len;
	}
	e.cut_before = from > 0;
	e.cut_after = at + near < e.line.len;
	place_mark(&e, at, (size_t)span.offset + span.len - begin);
	place_window(&e, width);
	return e;
}

void
excerpt_line(struct buffer *out, const struct excerpt *e)
{
	buffer_add(out, e->cut_before ? T("…") : T(""));
	for (size_t i = 0; i < e->cells.len; i++) {
		const struct cell *cell = &e->cells.items[i];
		if (cell->column < e->from || cell->column + cell->width > e->to)
			continue;
		if (cell->masked)
			buffer_byte(out, '*');
		else if (cell->code == '\t')
			buffer_format(out, "%*s", (int)cell->width, "");
		else if (cell->shape.escape[0])
			buffer_add(out, text_of(cell->shape.escape));
		else
			buffer_add(out,
				   text_slice(e->line, cell->at, cell->at + cell->len));
	}
	buffer_add(out, e->cut_after ? T("…") : T(""));
}

void
excerpt_indent(struct buffer *out, const struct excerpt *e)
{
	buffer_format(out, "%*s", (int)(e->mark - e->from + e->cut_before), "");
}

void
excerpt_carets(struct buffer *out, const struct excerpt *e)
{
	size_t to = e->mark_to < e->to ? e->mark_to : e->to;
	buffer_byte(out, '^');
	for (size_t i = e->mark + 1; i < to; i++)
		buffer_byte(out, '^');
}
