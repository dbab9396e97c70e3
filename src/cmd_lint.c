/* lint: every pass and the rules, over one spec or several. Writes nothing. */
#include "command.h"
#include "lint.h"
#include "out.h"
#include "report.h"

struct lint_command {
	struct run run;
	struct text_list environments, targets, settings, formats, positional;
	bool strict;
};

static const struct args_command command = {
	.name = "lint",
	.usage = "[OPTION]... [SPEC]...",
	.brief = "check the spec, and the whole of every environment, against the rules",
	.help = "SPEC is a file, or a folder that holds stack.yaml; default: the current folder.\n"
		"Exit status: 0 nothing of severity error, 1 findings, 2 could not run.\n",
};

static const struct report_format *
find_format(struct text name)
{
	for (const struct report_format *f = report_formats; f->name; f++)
		if (text_is(name, f->name))
			return f;
	return NULL;
}

/* Text is for people and goes where trouble goes; formats for programs are what
 * was asked for. */
static void
report(struct lint_command *l, const struct report_format *format)
{
	enum out_stream to = format == report_formats ? OUT_TROUBLE : OUT_RESULT;
	struct report_options options = { .color = out_wants_color(to) };
	struct buffer text = { .arena = &l->run.arena };
	format->write(&text, &l->run.sources, &l->run.diags, &options);
	out_write(to, buffer_text(&text));
}

static int
lint_one(struct lint_command *l, struct text spec, const struct report_format *format)
{
	struct run *run = &l->run;
	bool fine = pipeline_compile(run, spec);
	if (fine)
		lint_run(run);
	diags_settle(&run->diags, &run->sources, run->environments.len);
	report(l, format);
	if (!fine)
		return EXIT_TROUBLE;
	bool warned = l->strict && report_count(&run->diags, SEVERITY_WARNING);
	return run->diags.errors || warned ? EXIT_FINDINGS : EXIT_FINE;
}

int
cmd_lint(char **argv)
{
	struct lint_command l = { 0 };
	struct text spec = { 0 };
	const struct args_option options[] = {
		{ 'e', "environment", "ENV", "only this environment; may be repeated",
		  &l.environments, NULL },
		{ 0, "set", "NAME=VALUE", "the value of a parameter", &l.settings, NULL },
		{ 0, "format", "FORMAT", "text (default) or json", &l.formats, NULL },
		{ 0, "strict", NULL, "warnings count as findings", NULL, &l.strict },
		{ 0 },
	};
	run_init(&l.run);
	int status = EXIT_TROUBLE;
	const struct report_format *format = report_formats;
	enum args_result parsed =
		args_parse(&l.run.arena, &command, options, argv, &l.positional);
	if (l.formats.len)
		format = find_format(l.formats.items[l.formats.len - 1]);
	if (parsed == ARGS_OK && !format)
		out_format(OUT_TROUBLE, "stackc lint: there is no format '%.*s'\n",
			   TA(l.formats.items[l.formats.len - 1]));
	else if (parsed == ARGS_OK &&
		 command_select(&l.run, "lint", &l.environments, &l.targets, &l.settings) &&
		 command_spec("lint", &l.positional, &spec))
		status = lint_one(&l, spec, format);
	else if (parsed == ARGS_HELP)
		status = EXIT_FINE;
	run_release(&l.run);
	return status;
}
