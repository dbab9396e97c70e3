/*
 * What targets do, from their data. The words about one target are in its own
 * folder, targets/NAME/README.md, so that a new one touches no shared file.
 */
#include "docs.h"
#include "target.h"

#include <string.h>

static const char *
runs(const struct target *t)
{
	switch (t->runs) {
	case RUNS_NOTHING: return "nothing";
	case RUNS_CONTAINERS: return "containers";
	case RUNS_PROCESSES: return "processes";
	}
	BUG("target '%s' runs what?", t->name);
}

static void
write_options(struct docs *d, struct buffer *out, const struct target *t)
{
	struct text path = text_format(&d->arena, "targets.%s", t->name);
	if (t->options)
		write_table(d, out, t->options, path, true);
	else
		buffer_add(out, T("It has no options.\n"));
}

static void
write_keys(struct buffer *out, const struct raw_section *s)
{
	const char *between = "";
	for (const struct raw_key *k = s->keys; k && k->path; k++) {
		buffer_format(out, "%s`%s`", between, k->path);
		if (k->field && strcmp(k->field, k->path))
			buffer_format(out, " (%s)", k->field);
		between = ", ";
	}
	buffer_add(out, T(" |\n"));
}

/* What `raw` may add to, and what the target writes there: from its tables. */
static void
write_raw(struct buffer *out, const struct target *t)
{
	if (!t->raw)
		return;
	buffer_format(out,
		      "\n### `raw.%s`\n\n"
		      "| on | key | added to | written there already (say it by) |\n"
		      "| --- | --- | --- | --- |\n",
		      t->name);
	for (const struct raw_section *s = t->raw; s->brief; s++) {
		buffer_format(out, "| %s | `%s%s%s` | %s | ", raw_owner_names[s->owner],
			      t->name, s->name ? "." : "", s->name ? s->name : "",
			      s->brief);
		write_keys(out, s);
	}
}

static void
write_target(struct docs *d, struct buffer *out, const struct target *t)
{
	struct text words, path = text_format(&d->arena, "targets/%s/README.md", t->name);
	buffer_format(out, "\n## %s\n\n%c%s. [Its documentation](%s).\n\n", t->name,
		      t->brief[0] & ~' ', t->brief + 1, t->docs_url);
	if (!read_path(d, path, &words)) {
		complain(d, path, 0, "is missing: what a user has to know of the target");
		return;
	}
	/* Its first line is a heading of its own. */
	size_t from = text_find(words, T("\n\n"));
	buffer_add(out, text_trim(text_slice(words, from, words.len)));
	buffer_add(out, T("\n\n"));
	write_options(d, out, t);
	write_raw(out, t);
}

/* A table of all, and a part for each. */
void
write_targets(struct docs *d, struct buffer *out, struct text argument)
{
	(void)argument;
	buffer_add(out, T("| target | runs | writes |\n| --- | --- | --- |\n"));
	for (size_t i = 0; targets[i]; i++)
		buffer_format(out, "| [`%s`](#%s)%s | %s | %s |\n", targets[i]->name,
			      targets[i]->name,
			      targets[i]->is_default ? ", the default" : "",
			      runs(targets[i]), targets[i]->brief);
	for (size_t i = 0; targets[i]; i++)
		write_target(d, out, targets[i]);
}

static const char *
does(const struct target *t, enum feature feature)
{
	static const char *const words[] = {
		[CARRIED] = "carried",
		[PLATFORM] = "platform",
		[MOVED] = "moved",
		[LOST] = "**lost**",
	};
	return target_may_run(t, feature) ? words[t->carries[feature]] : "–";
}

/* Features by those targets that run something. */
void
write_features(struct docs *d, struct buffer *out, struct text argument)
{
	(void)d;
	(void)argument;
	buffer_add(out, T("| field of a service |"));
	for (size_t i = 0; targets[i]; i++)
		if (targets[i]->runs != RUNS_NOTHING)
			buffer_format(out, " %s |", targets[i]->name);
	buffer_add(out, T("\n| --- |"));
	for (size_t i = 0; targets[i]; i++)
		if (targets[i]->runs != RUNS_NOTHING)
			buffer_add(out, T(" --- |"));
	for (enum feature f = 0; f < FEATURE_COUNT; f++) {
		const struct feature_name *name = &feature_names[f];
		buffer_format(out, "\n| `%s`%s%s |", name->field, name->note ? " " : "",
			      name->note ? name->note : "");
		for (size_t i = 0; targets[i]; i++)
			if (targets[i]->runs != RUNS_NOTHING)
				buffer_format(out, " %s |", does(targets[i], f));
	}
	buffer_byte(out, '\n');
}
