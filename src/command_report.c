/*
 * Where findings go. Text is for people and goes where trouble goes; of the formats
 * for programs one may take standard output, the others a file each, which is whole
 * or not there.
 */
#include "command.h"

#include "explain.h"
#include "os_dir.h"
#include "out.h"
#include "path.h"

static const struct report_format *
find_format(struct text name)
{
	for (const struct report_format *f = report_formats; f->name; f++)
		if (text_is(name, f->name))
			return f;
	return NULL;
}

static void
tell_unknown(struct arena *a, const char *command, struct text name)
{
	struct text names[16];
	size_t len = 0;
	for (; report_formats[len].name; len++)
		names[len] = text_of(report_formats[len].name);
	out_format(OUT_TROUBLE, "stackc %s: there is no format '%.*s'; there are %.*s\n",
		   command, TA(name), TA(diag_names(a, names, len)));
}

bool
command_formats(struct arena *a, const char *command, const struct text_list *formats,
		struct command_reports *reports)
{
	size_t printed = 0;
	for (size_t i = 0; i < formats->len; i++) {
		struct text file = formats->items[i], name;
		text_cut(&file, '=', &name);
		struct command_output output = { find_format(name), file };
		if (!output.format) {
			tell_unknown(a, command, name);
			return false;
		}
		printed += !file.ptr && output.format != report_formats;
		array_push(a, reports, output);
	}
	if (!reports->len)
		array_push(a, reports, (struct command_output){ report_formats, { 0 } });
	if (printed > 1)
		out_format(OUT_TROUBLE, "stackc %s: two formats would share standard output: "
					"write --format FORMAT=FILE\n", command);
	return printed < 2;
}

/* What knows the rules, for formats that explain them. */
struct knowing {
	struct run *run;
	struct rules rules;
	bool loaded;
};

static struct report_rule
explain_id(void *context, struct text id)
{
	struct knowing *k = context;
	struct arena *a = &k->run->arena;
	struct diags told_already;
	diags_init(&told_already, a);
	if (!k->loaded)
		rules_load(a, k->run->script, &told_already, &k->rules);
	k->loaded = true;
	return explain_finding(a, &k->rules, id);
}

/* Written beside it first, so that nobody reads half of it. */
static struct os_error
write_file(struct arena *a, struct text path, struct text bytes)
{
	struct os_dir dir;
	struct text name = path_name(path), aside = text_format(a, ".%.*s.new", TA(name));
	struct os_error e = os_dir_open(a, path_folder(path), &dir);
	if (e.kind)
		return e;
	os_unlink_at(a, &dir, aside); /* left by a run that was killed */
	e = os_write_at(a, &dir, aside, bytes, 0644);
	if (!e.kind)
		e = os_rename_at(a, &dir, aside, name);
	os_dir_close(&dir);
	return e;
}

static bool
report_to(struct run *run, const struct command_output *output, struct knowing *knowing)
{
	bool is_text = output->format == report_formats;
	enum out_stream to = is_text ? OUT_TROUBLE : OUT_RESULT;
	struct report_options options = {
		.color = !output->file.ptr && out_wants_color(to),
		.rule = explain_id,
		.context = knowing,
	};
	struct buffer text = { .arena = &run->arena };
	output->format->write(&text, &run->sources, &run->diags, &options);
	if (!output->file.ptr) {
		out_write(to, buffer_text(&text));
		return true;
	}
	struct os_error e = write_file(&run->arena, output->file, buffer_text(&text));
	if (e.kind)
		out_format(OUT_TROUBLE, "stackc: %.*s\n", TA(e.what));
	return !e.kind;
}

bool
command_report(struct run *run, const struct command_reports *reports)
{
	struct knowing knowing = { .run = run };
	bool fine = true;
	for (size_t i = 0; i < reports->len; i++)
		fine &= report_to(run, &reports->items[i], &knowing);
	return fine;
}
