/* A page is its template, line by line, with markers replaced by what they write. */
#include "docs.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *word;
	void (*write)(struct docs *, struct buffer *, struct text argument);
} markers[] = {
	{ "fields", write_fields },
	{ "targets", write_targets },
	{ "features", write_features },
	{ "commands", write_commands },
};

enum { marker_len = sizeof markers / sizeof *markers };

/* What stands in `<!-- … -->` on a line of its own. */
static bool
read_marker(struct text line, struct text *marker)
{
	if (!text_starts(line, T("<!-- ")) || !text_ends(line, T(" -->")))
		return false;
	*marker = text_trim(text_slice(line, 5, line.len - 4));
	return true;
}

static void
write_marker(struct docs *d, struct buffer *out, struct text marker, struct text path,
	     size_t line)
{
	struct text rest = marker, word;
	text_cut(&rest, ' ', &word);
	for (size_t i = 0; i < marker_len; i++)
		if (text_is(word, markers[i].word)) {
			markers[i].write(d, out, rest.ptr ? rest : (struct text){ 0 });
			return;
		}
	complain(d, path, line, "there is no marker '%.*s'", TA(word));
}

static struct text
make_page(struct docs *d, struct text path, struct text template)
{
	struct buffer out = { .arena = &d->arena };
	struct text rest = template, line, marker;
	buffer_format(&out,
		      "<!-- Made from %.*s by `zig build docs`; edits are lost. -->\n",
		      TA(path));
	for (size_t n = 1; text_cut(&rest, '\n', &line); n++)
		if (read_marker(line, &marker)) {
			write_marker(d, &out, marker, path, n);
		} else if (rest.ptr || line.len) {
			buffer_add(&out, line);
			buffer_byte(&out, '\n');
		}
	return buffer_text(&out);
}

static size_t
first_difference(struct text a, struct text b)
{
	size_t line = 1;
	for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
		line += a.ptr[i] == '\n';
	return line;
}

static void
write_path(struct text path, struct text bytes)
{
	FILE *file = fopen(path.ptr, "wb");
	if (!file || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file)) {
		perror(path.ptr);
		exit(2);
	}
}

static void
settle_page(struct docs *d, struct text path, struct text page)
{
	struct text old = { 0 };
	if (read_path(d, path, &old) && text_equal(old, page))
		return;
	if (d->update)
		write_path(path, page);
	else
		complain(d, path, first_difference(old, page),
			 "stale: `zig build docs` makes it anew");
}

void
make_pages(struct docs *d)
{
	struct names names = list_folder(d, "docs", ".in.md");
	claim_sections(d);
	for (size_t i = 0; i < 2 * names.len; i++) {
		bool last = i >= names.len;
		struct text name = names.items[i % names.len], template;
		struct text path = text_format(&d->arena, "docs/%.*s.md",
					       (int)name.len - 6, name.ptr);
		struct text from = text_format(&d->arena, "docs/%.*s", TA(name));
		d->quiet = !last;
		if (!read_path(d, from, &template))
			complain(d, from, 0, "cannot be read");
		else if (!last)
			make_page(d, name, template);
		else
			settle_page(d, path, make_page(d, name, template));
	}
	check_sections(d);
}
