/* lint: every pass and the rules, over one spec or several. Writes nothing. */
#include "command.h"
#include "lint.h"

struct lint_command {
	struct run run;
	struct text_list environments, targets, settings, formats, positional;
	bool strict;
};

static const struct args_command command = {
	.name = "lint",
	.usage = "[OPTION]... [SPEC]",
	.brief = "check the spec, and the whole of every environment, against the rules",
	.help = "SPEC is a file, or a folder that holds stack.yaml; default: the current folder.\n"
		"Exit status: 0 nothing of severity error, 1 findings, 2 could not run.\n",
};

static int
lint_one(struct lint_command *l, struct text spec, const struct command_reports *reports)
{
	struct run *run = &l->run;
	bool fine = pipeline_compile(run, spec);
	if (fine)
		lint_run(run);
	diags_settle(&run->diags, run->environments.len);
	fine &= command_report(run, reports);
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
		{ 0, "format", "FORMAT[=FILE]",
		  "text (default), json, sarif, github, gitlab, junit or rdjson; may be "
		  "repeated", &l.formats, NULL },
		{ 0, "strict", NULL, "warnings count as findings", NULL, &l.strict },
		{ 0 },
	};
	run_init(&l.run);
	int status = EXIT_TROUBLE;
	struct command_reports reports = { 0 };
	switch (args_parse(&l.run.arena, &command, options, argv, &l.positional)) {
	case ARGS_HELP: status = EXIT_FINE; break;
	case ARGS_WRONG: break;
	case ARGS_OK:
		if (command_formats(&l.run.arena, "lint", &l.formats, &reports) &&
		    command_select(&l.run, "lint", &l.environments, &l.targets, &l.settings) &&
		    command_spec("lint", &l.positional, &spec))
			status = lint_one(&l, spec, &reports);
	}
	run_release(&l.run);
	return status;
}
