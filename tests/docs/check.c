/* Specs in pages are linted, and links are followed, so that pages stay true. */
#include "docs.h"
#include "lint.h"
#include "report.h"

#include <ctype.h>
#include <unistd.h>

/* Lines with a mark of their own are put before the spec, so that a finding shows
 * the line of the page. */
static void
lint(struct docs *d, struct text path, size_t line, struct text spec, bool whole)
{
	struct run run;
	struct buffer bytes = { .arena = &d->arena }, told = { .arena = &d->arena };
	for (size_t i = 1; i < line; i++)
		buffer_byte(&bytes, '\n');
	buffer_add(&bytes, spec);
	if (!whole)
		buffer_add(&bytes, T("stack: example\n"));
	run_init(&run);
	if (pipeline_compile_text(&run, path, buffer_text(&bytes)))
		lint_run(&run);
	diags_settle(&run.diags, run.environments.len);
	if (run.diags.errors || (whole && report_count(&run.diags, SEVERITY_WARNING))) {
		report_text(&told, &run.sources, &run.diags,
			    &(struct report_options){ 0 });
		complain(d, path, line, "the example has findings\n%.*s",
			 TA(buffer_text(&told)));
	}
	run_release(&run);
}

void
check_examples(struct docs *d, struct text path)
{
	struct text rest, line, from = { 0 };
	bool whole = false;
	size_t first = 0;
	if (!read_path(d, path, &rest))
		complain(d, path, 0, "cannot be read");
	else
		for (size_t n = 1; text_cut(&rest, '\n', &line); n++) {
			if (from.ptr && text_starts(line, T("```"))) {
				from.len = (size_t)(line.ptr - from.ptr);
				lint(d, path, first, from, whole);
				from = (struct text){ 0 };
			} else if (text_is(line, "```yaml stack") ||
				   text_is(line, "```yaml part")) {
				whole = text_ends(line, T("stack"));
				first = n + 1;
				from = rest;
			}
		}
}

struct text
anchor_of(struct docs *d, struct text heading)
{
	struct buffer b = { .arena = &d->arena };
	for (size_t i = 0; i < heading.len; i++) {
		unsigned char c = (unsigned char)heading.ptr[i];
		if (c == ' ')
			buffer_byte(&b, '-');
		else if (isalnum(c) || c == '-' || c == '_')
			buffer_byte(&b, (char)tolower(c));
	}
	return buffer_text(&b);
}

static bool
has_anchor(struct docs *d, struct text path, struct text anchor)
{
	struct text rest, line;
	if (!read_path(d, path, &rest))
		return false;
	while (text_cut(&rest, '\n', &line)) {
		size_t level = 0;
		while (level < line.len && line.ptr[level] == '#')
			level++;
		struct text heading = text_trim(text_slice(line, level, line.len));
		if (level && text_equal(anchor_of(d, heading), anchor))
			return true;
	}
	return false;
}

static struct text
folder_of(struct text path)
{
	while (path.len && path.ptr[path.len - 1] != '/')
		path.len--;
	return path;
}

static void
check_link(struct docs *d, struct text path, size_t line, struct text link)
{
	struct text rest = link, file;
	text_cut(&rest, '#', &file);
	struct text to = !file.len ? path
				   : text_format(&d->arena, "%.*s%.*s",
						 TA(folder_of(path)), TA(file));
	if (text_find(link, T("://")) < link.len || text_starts(link, T("mailto:")))
		return;
	if (access(text_copy(&d->arena, to).ptr, F_OK))
		complain(d, path, line, "the link leads to nothing: %.*s", TA(link));
	else if (rest.ptr && !has_anchor(d, to, rest))
		complain(d, path, line, "the link leads to no heading: %.*s", TA(link));
}

void
check_links(struct docs *d, struct text path)
{
	struct text rest, line;
	bool code = false;
	if (!read_path(d, path, &rest)) {
		complain(d, path, 0, "cannot be read");
		return;
	}
	for (size_t n = 1; text_cut(&rest, '\n', &line); n++) {
		code ^= text_starts(line, T("```"));
		for (size_t at; !code && (at = text_find(line, T("]("))) < line.len;) {
			line = text_slice(line, at + 2, line.len);
			check_link(d, path, n,
				   text_slice(line, 0, text_find_byte(line, ')')));
		}
	}
}
