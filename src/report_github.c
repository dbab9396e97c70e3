/*
 * Annotations of a GitHub workflow: one command a line.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
#include "report_tree.h"

/* A value of a property may hold neither ':' nor ','. */
static void
add_escaped(struct buffer *out, struct text text, bool is_property)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		bool special = byte == '%' || byte < ' ' ||
			       (is_property && (byte == ':' || byte == ','));
		if (special)
			buffer_format(out, "%%%02X", byte);
		else
			buffer_byte(out, (char)byte);
	}
}

static void
add_place(struct buffer *out, struct sources *sources, struct span at)
{
	struct position from = source_position(sources, at, at.offset);
	struct position to = source_position(sources, at, (size_t)at.offset + at.len);
	buffer_add(out, T("file="));
	add_escaped(out, report_file(sources, at), true);
	buffer_format(out, ",line=%zu,endLine=%zu,", from.line, to.line);
	/* Columns are allowed only within one line, where the last one counts. */
	if (from.line == to.line)
		buffer_format(out, "col=%zu,endColumn=%zu,", from.column,
			      to.column > from.column ? to.column - 1 : from.column);
}

void
report_github(struct buffer *out, struct sources *sources, const struct diags *diags,
	      const struct report_options *options)
{
	static const char *const commands[] = {
		[SEVERITY_INFO] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};
	(void)options;
	for (size_t i = 0; i < diags->all.len; i++) {
		const struct diag *d = diags->all.items[i];
		buffer_format(out, "::%s ", commands[d->severity]);
		if (d->at.source)
			add_place(out, sources, d->at);
		buffer_add(out, T("title="));
		add_escaped(out, d->id, true);
		buffer_add(out, T("::"));
		add_escaped(out, report_prose(out->arena, d), false);
		buffer_byte(out, '\n');
	}
}
