/*
 * The fields of the language: one table per struct, each once. What several
 * structs share is described where it is met first, and linked to elsewhere.
 */
#include "docs.h"

#include <string.h>

static struct table *
find_table(struct docs *d, const struct row *rows)
{
	for (size_t i = 0; i < d->tables.len; i++)
		if (d->tables.items[i].rows == rows)
			return &d->tables.items[i];
	return NULL;
}

/* Whether these rows are described under `path`: by the first who asks. */
static bool
claim(struct docs *d, const struct row *rows, struct text path)
{
	const struct table *t = find_table(d, rows);
	if (t)
		return text_equal(t->path, path);
	array_push(&d->arena, &d->tables,
		   (struct table){ .rows = rows, .path = text_copy(&d->arena, path) });
	return true;
}

static void
write_key(const struct row *r, size_t base, void *context)
{
	struct buffer *out = context;
	(void)base;
	buffer_format(out, "%s `%s`", out->ptr[out->len - 1] == ':' ? "" : ",", r->key);
}

static void
write_rows(struct docs *d, struct buffer *out, const struct row *rows, struct text path)
{
	for (const struct row *r = rows; r && r->kind != ROW_END; r++)
		if (r->kind != ROW_ALSO)
			write_row(d, out, r);
		else if (claim(d, r->sub, path))
			write_rows(d, out, r->sub, path);
}

/* The rows of other headings that belong here too. */
static void
write_shared(struct docs *d, struct buffer *out, const struct row *rows, struct text path)
{
	for (const struct row *r = rows; r->kind != ROW_END; r++) {
		if (r->kind != ROW_ALSO || claim(d, r->sub, path))
			continue;
		struct text other = find_table(d, r->sub)->path;
		buffer_format(out, "\nAnd, as in [`%.*s`](#%.*s):", TA(other),
			      TA(anchor_of(d, other)));
		schema_each(r->sub, 0, write_key, out);
		buffer_add(out, T(".\n"));
	}
}

/* "Only one of `file`, `content`", once per slot: by its first row. */
static void
write_slots(struct buffer *out, const struct row *rows)
{
	for (const struct row *r = rows; r->kind != ROW_END; r++) {
		bool first = r->oneof != NULL;
		for (const struct row *o = rows; first && o < r; o++)
			first = !o->oneof || strcmp(o->oneof, r->oneof);
		if (!first)
			continue;
		buffer_add(out, T("\nOnly one of"));
		for (const struct row *o = r; o->kind != ROW_END; o++)
			if (o->oneof && !strcmp(o->oneof, r->oneof))
				buffer_format(out, "%s `%s`", o == r ? "" : ",", o->key);
		buffer_add(out, T(".\n"));
	}
}

static struct text
path_inside(struct docs *d, struct text path, const struct row *r)
{
	const char *item = r->kind == ROW_LIST	      ? "[]"
			   : r->kind != ROW_MAP	      ? ""
			   : r->flags & ROW_FREE_KEYS ? ".KEY"
						      : ".NAME";
	return text_format(&d->arena, "%.*s%s%s%s", TA(path), path.len ? "." : "", r->key,
			   item);
}

static void
write_nested(struct docs *d, struct buffer *out, const struct row *rows, struct text path)
{
	for (const struct row *r = rows; r->kind != ROW_END; r++) {
		if (r->kind == ROW_ALSO && claim(d, r->sub, path))
			write_nested(d, out, r->sub, path);
		else if (r->kind != ROW_ALSO && r->sub)
			write_table(d, out, r->sub, path_inside(d, path, r), true);
	}
}

void
write_table(struct docs *d, struct buffer *out, const struct row *rows, struct text path,
	    bool nested)
{
	if (!claim(d, rows, path))
		return;
	find_table(d, rows)->shown = true;
	if (out->len && !text_ends(buffer_text(out), T("\n\n")))
		buffer_byte(out, '\n');
	buffer_format(out,
		      "### `%.*s`\n\n"
		      "| field | takes | default | meaning |\n"
		      "| --- | --- | --- | --- |\n",
		      TA(path));
	write_rows(d, out, rows, path);
	write_slots(out, rows);
	write_shared(d, out, rows, path);
	if (nested)
		write_nested(d, out, rows, path);
}

/* `<!-- fields services -->`; without a section, those of the whole file. */
void
write_fields(struct docs *d, struct buffer *out, struct text section)
{
	if (!section.len) {
		write_table(d, out, stack_rows, T("stack.yaml"), false);
		return;
	}
	const struct row *r = schema_row(stack_rows, section, NULL);
	if (!r || !r->sub)
		complain(d, T("docs"), 0, "there is no section '%.*s' with fields",
			 TA(section));
	else
		write_table(d, out, r->sub, path_inside(d, (struct text){ 0 }, r), true);
}

static void
claim_section(const struct row *r, size_t base, void *context)
{
	struct docs *d = context;
	(void)base;
	if (r->sub)
		claim(d, r->sub, path_inside(d, (struct text){ 0 }, r));
}

void
claim_sections(struct docs *d)
{
	schema_each(stack_rows, 0, claim_section, d);
}

static void
check_section(const struct row *r, size_t base, void *context)
{
	struct docs *d = context;
	(void)base;
	if (r->sub && !find_table(d, r->sub)->shown)
		complain(d, T("docs"), 0, "no page has <!-- fields %s -->", r->key);
}

void
check_sections(struct docs *d)
{
	schema_each(stack_rows, 0, check_section, d);
}
