/*
 * Commands: one file cmd_<name>.c and one row in main.c each. A command gets the
 * arguments after its name, ended by NULL, and returns the exit status: 0 nothing
 * of severity error, 1 findings, 2 could not run.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "args.h"
#include "pipeline.h"
#include "report.h"

enum exit_status {
	EXIT_FINE,
	EXIT_FINDINGS,
	EXIT_TROUBLE,
};

int cmd_build(char **argv);
int cmd_lint(char **argv);
int cmd_explain(char **argv);
int cmd_rules(char **argv);
int cmd_test(char **argv);

/* `-e`, `-t` and `--set` put into the run. False after a message. */
bool
command_select(struct run *, const char *command, const struct text_list *environments,
	       const struct text_list *targets, const struct text_list *settings);

/* The one SPEC, the current folder where none is given. False after a message. */
bool
command_spec(const char *command, const struct text_list *positional, struct text *spec);

struct command_output {
	const struct report_format *format;
	struct text file; /* NULL: a stream */
};

struct command_reports {
	struct command_output *items;
	size_t len, cap;
};

/* What `--format FORMAT` and `--format FORMAT=FILE` ask for; text, where nothing
 * does. False after a message. */
bool
command_formats(struct arena *, const char *command, const struct text_list *formats,
		struct command_reports *);

/* Prints or writes the findings, which are settled. False where a file could not be
 * written, after a message. */
bool
command_report(struct run *, const struct command_reports *);

#endif
