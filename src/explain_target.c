/* Targets and image kinds in words: what their struct or their file says. */
#include "explain.h"

/* The features a target does the same with, on one line. */
static void
add_features(struct buffer *b, const struct target *t, enum carries what,
	     const char *title)
{
	const char *separator = " ";
	size_t start = b->len;
	buffer_format(b, "%s:", title);
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		if (t->carries[i] != what || !target_may_run(t, i))
			continue;
		const char *note = feature_names[i].note;
		buffer_format(b, "%s%s%s%s", separator, feature_names[i].field,
			      note ? " " : "", note ? note : "");
		separator = ", ";
	}
	if (*separator == ' ')
		b->len = start;
	else
		buffer_byte(b, '\n');
}

static void
add_raw(struct buffer *b, const struct target *t)
{
	if (t->raw)
		buffer_add(b, T("\nraw\n"));
	for (const struct raw_section *s = t->raw; s && s->brief; s++)
		buffer_format(b, "  %s%s%s on %s: added to %s\n", t->name,
			      s->name ? "." : "", s->name ? s->name : "",
			      raw_owner_names[s->owner], s->brief);
}

bool
explain_target(struct buffer *b, struct text name)
{
	static const char *const runs[] = {
		[RUNS_NOTHING] = "nothing",
		[RUNS_CONTAINERS] = "containers",
		[RUNS_PROCESSES] = "processes",
	};
	const struct target *t = target_find(name);
	if (!t)
		return false;
	buffer_format(b, "target %s: %s\n\nruns: %s\n", t->name, t->brief, runs[t->runs]);
	if (t->docs_url)
		buffer_format(b, "documentation: %s\n", t->docs_url);
	if (t->runs != RUNS_NOTHING) {
		add_features(b, t, CARRIED, "writes");
		add_features(b, t, PLATFORM, "left to the platform");
		add_features(b, t, MOVED, "done by another file of the bundle");
		add_features(b, t, LOST, "cannot carry");
	}
	if (t->options && t->options->kind != ROW_END) {
		buffer_add(b, T("\noptions\n"));
		explain_rows(b, t->options);
	}
	add_raw(b, t);
	return true;
}
