/*
 * JUnit's XML as CI systems read it: a suite for each file, a failed case for each
 * finding; one that passed where there are none. Infos do not fail: they are what a
 * case that passed prints.
 * https://github.com/jenkinsci/xunit-plugin, junit-10.xsd
 */
#include "report_tree.h"

/* XML 1.0 has no control characters but tab and line breaks, escaped or not. */
static void
add_escaped(struct buffer *out, struct text text)
{
	uint32_t code;
	for (size_t at = 0, len; at < text.len; at += len ? len : 1) {
		len = text_rune(text, at, &code);
		bool fits = len && (code >= ' ' || code == '\t' || code == '\n') &&
			    code != 0xFFFE && code != 0xFFFF;
		if (!fits)
			buffer_add(out, T("\uFFFD"));
		else if (code == '&')
			buffer_add(out, T("&amp;"));
		else if (code == '<')
			buffer_add(out, T("&lt;"));
		else if (code == '>')
			buffer_add(out, T("&gt;"));
		else if (code == '"')
			buffer_add(out, T("&quot;"));
		else
			buffer_add(out, text_slice(text, at, at + len));
	}
}

static void
add_attribute(struct buffer *out, const char *name, struct text value)
{
	buffer_format(out, " %s=\"", name);
	add_escaped(out, value);
	buffer_byte(out, '"');
}

static void
add_case(struct buffer *out, struct sources *sources, const struct diag *d)
{
	struct arena *a = out->arena;
	struct text file = report_file(sources, d->at), place = file;
	if (d->at.source) {
		struct position p = source_position(sources, d->at, d->at.offset);
		place = text_format(a, "%.*s:%zu:%zu", TA(file), p.line, p.column);
	}
	buffer_add(out, T("    <testcase"));
	add_attribute(out, "name", text_format(a, "%.*s %.*s", TA(d->id), TA(place)));
	add_attribute(out, "classname", file);
	buffer_add(out, T(">\n"));
	if (d->severity == SEVERITY_INFO) {
		buffer_add(out, T("      <system-out>"));
		add_escaped(out, report_prose(a, d));
		buffer_add(out, T("</system-out>\n"));
	} else {
		buffer_add(out, T("      <failure"));
		add_attribute(out, "message", d->message);
		add_attribute(out, "type", text_of(report_severity(d->severity)));
		buffer_byte(out, '>');
		add_escaped(out, report_prose(a, d));
		buffer_add(out, T("</failure>\n"));
	}
	buffer_add(out, T("    </testcase>\n"));
}

static void
open_suite(struct buffer *out, struct text file, size_t tests, size_t failures)
{
	buffer_add(out, T("  <testsuite"));
	add_attribute(out, "name", file);
	buffer_format(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", tests, failures);
}

/* Findings are sorted by file. Returns the index after the suite. */
static size_t
add_suite(struct buffer *out, struct sources *sources, const struct diags *diags,
	  size_t from)
{
	struct text file = report_file(sources, diags->all.items[from]->at);
	size_t end = from, failures = 0;
	for (; end < diags->all.len; end++) {
		const struct diag *d = diags->all.items[end];
		if (!text_equal(report_file(sources, d->at), file))
			break;
		failures += d->severity != SEVERITY_INFO;
	}
	open_suite(out, file, end - from, failures);
	for (size_t i = from; i < end; i++)
		add_case(out, sources, diags->all.items[i]);
	buffer_add(out, T("  </testsuite>\n"));
	return end;
}

void
report_junit(struct buffer *out, struct sources *sources, const struct diags *diags,
	     const struct report_options *options)
{
	(void)options;
	buffer_add(out, T("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
	for (size_t i = 0; i < diags->all.len;)
		i = add_suite(out, sources, diags, i);
	if (!diags->all.len) {
		open_suite(out, T("stackc"), 1, 0);
		buffer_add(out, T("    <testcase name=\"no findings\" classname=\"stackc\"/>\n"
				  "  </testsuite>\n"));
	}
	buffer_add(out, T("</testsuites>\n"));
}
