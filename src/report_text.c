/*
 * The report people read; see report.h for its form. Colours are put round whole
 * words by paint(), which does nothing where there are none.
 */
#include "report.h"

#include "excerpt.h"

enum {
	width_default = 100,
	gutter_width = 5,
	advice_indent = 7, /* under the first letter after `  why: ` */
	others_named = 5,  /* more names help nobody; JSON has all */
};

enum style {
	STYLE_PLAIN,
	STYLE_BOLD,
	STYLE_GUTTER,
	STYLE_NOTE,
	STYLE_INFO,
	STYLE_WARNING,
	STYLE_ERROR,
};

struct report {
	struct buffer *out;
	struct sources *sources;
	bool color;
	size_t width;
};

static void
paint(struct report *r, enum style style)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "0",	[STYLE_BOLD] = "1",    [STYLE_GUTTER] = "34",
		[STYLE_NOTE] = "1;36",	[STYLE_INFO] = "1;34", [STYLE_WARNING] = "1;33",
		[STYLE_ERROR] = "1;31",
	};
	if (r->color)
		buffer_format(r->out, "\x1B[%sm", codes[style]);
}

static enum style
severity_style(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? STYLE_ERROR
	       : severity == SEVERITY_WARNING ? STYLE_WARNING
					      : STYLE_INFO;
}

static void
add_gutter(struct report *r, size_t line)
{
	paint(r, STYLE_GUTTER);
	if (line)
		buffer_format(r->out, "%*zu | ", gutter_width, line);
	else
		buffer_format(r->out, "%*s | ", gutter_width, "");
	paint(r, STYLE_PLAIN);
}

static void
add_excerpt(struct report *r, const struct diag *diag)
{
	struct excerpt e = excerpt_make(r->out->arena, r->sources, diag->at, r->width);
	add_gutter(r, e.number);
	excerpt_line(r->out, &e);
	buffer_byte(r->out, '\n');
	add_gutter(r, 0);
	excerpt_indent(r->out, &e);
	paint(r, severity_style(diag->severity));
	excerpt_carets(r->out, &e);
	paint(r, STYLE_PLAIN);
	buffer_byte(r->out, '\n');
}

static void
add_place(struct report *r, struct span span)
{
	paint(r, STYLE_BOLD);
	if (span.source) {
		struct position p = source_position(r->sources, span, span.offset);
		show_text(r->out, source_get(r->sources, span.source)->name);
		buffer_format(r->out, ":%zu:%zu: ", p.line, p.column);
	} else {
		buffer_add(r->out, T("stackc: "));
	}
	paint(r, STYLE_PLAIN);
}

static void
add_head(struct report *r, const struct diag *diag)
{
	add_place(r, diag->at);
	paint(r, severity_style(diag->severity));
	buffer_add(r->out, text_of(report_severity(diag->severity)));
	buffer_byte(r->out, '[');
	show_text(r->out, diag->id);
	buffer_add(r->out, T("]: "));
	paint(r, STYLE_PLAIN);
	paint(r, STYLE_BOLD);
	show_text(r->out, diag->message);
	paint(r, STYLE_PLAIN);
	buffer_byte(r->out, '\n');
	if (diag->at.source)
		add_excerpt(r, diag);
}

static void
add_note(struct report *r, const struct diag_note *note)
{
	if (note->at.source)
		add_place(r, note->at);
	else
		buffer_add(r->out, T("  "));
	paint(r, STYLE_NOTE);
	buffer_add(r->out, T("note: "));
	paint(r, STYLE_PLAIN);
	show_text(r->out, note->text);
	buffer_byte(r->out, '\n');
}

static void
add_label(struct report *r, const char *label)
{
	paint(r, STYLE_NOTE);
	buffer_format(r->out, "  %s: ", label);
	paint(r, STYLE_PLAIN);
}

static size_t
leading_spaces(struct text line)
{
	size_t len = 0;
	while (len < line.len && line.ptr[len] == ' ')
		len++;
	return len;
}

/* The spaces that all lines but the first begin with: rules write these texts
 * indented, as their code. */
static size_t
common_indent(struct text text)
{
	struct text line;
	size_t indent = text.len;
	text_cut(&text, '\n', &line);
	while (text_cut(&text, '\n', &line))
		if (leading_spaces(line) < line.len && leading_spaces(line) < indent)
			indent = leading_spaces(line);
	return indent;
}

static void
add_advice(struct report *r, const char *label, struct text text)
{
	text = text_trim(text);
	if (!text.len)
		return;
	size_t indent = common_indent(text);
	struct text line;
	add_label(r, label);
	text_cut(&text, '\n', &line);
	show_text(r->out, line);
	buffer_byte(r->out, '\n');
	while (text_cut(&text, '\n', &line)) {
		buffer_format(r->out, "%*s", advice_indent, "");
		show_text(r->out, text_slice(line, indent, line.len));
		buffer_byte(r->out, '\n');
	}
}

/* 'a', 'b' and 'c'; more than `len` are counted. */
static void
add_names(struct report *r, const struct text *names, size_t len, size_t max)
{
	size_t named = len > max ? max : len;
	for (size_t i = 0; i < named; i++) {
		bool last = i + 1 == len;
		buffer_add(r->out, !i ? T("'") : last ? T(" and '") : T(", '"));
		show_text(r->out, names[i]);
		buffer_byte(r->out, '\'');
	}
	if (len > named)
		buffer_format(r->out, " and %zu more", len - named);
}

static void
add_others(struct report *r, const struct diag *diag)
{
	if (!diag->others.len)
		return;
	add_label(r, "note");
	buffer_add(r->out, T("the same for "));
	add_names(r, diag->others.items, diag->others.len, others_named);
	buffer_byte(r->out, '\n');
}

static void
add_environments(struct report *r, const struct diag *diag)
{
	size_t len = diag->environments.len;
	if (!len)
		return;
	add_label(r, "in");
	buffer_format(r->out, "environment%s ", len == 1 ? "" : "s");
	add_names(r, diag->environments.items, len, len);
	buffer_byte(r->out, '\n');
}

static void
add_diag(struct report *r, const struct diag *diag)
{
	add_head(r, diag);
	for (size_t i = 0; i < diag->notes.len; i++)
		add_note(r, &diag->notes.items[i]);
	add_others(r, diag);
	add_environments(r, diag);
	add_advice(r, "why", diag->why);
	add_advice(r, "fix", diag->fix);
	buffer_byte(r->out, '\n');
}

static void
add_summary(struct report *r, const struct diags *diags)
{
	static const enum severity order[] = { SEVERITY_ERROR, SEVERITY_WARNING,
					       SEVERITY_INFO };
	const char *separator = "";
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		size_t count = report_count(diags, order[i]);
		if (!count)
			continue;
		buffer_format(r->out, "%s%zu %s%s", separator, count,
			      report_severity(order[i]), count == 1 ? "" : "s");
		separator = ", ";
	}
	buffer_byte(r->out, '\n');
}

void
report_text(struct buffer *out, struct sources *sources, const struct diags *diags,
	    const struct report_options *options)
{
	struct report r = { out, sources, options->color,
			    options->width ? options->width : width_default };
	for (size_t i = 0; i < diags->all.len; i++)
		add_diag(&r, diags->all.items[i]);
	if (diags->all.len)
		add_summary(&r, diags);
}
