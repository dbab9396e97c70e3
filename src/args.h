/*
 * Command lines by table: the rows of a command parse it and write its --help.
 * `-e X`, `-eX`, `--name X` and `--name=X` are the same; `--` ends the options.
 */
#ifndef ARGS_H
#define ARGS_H

#include "array.h"
#include "text.h"

struct text_list {
	struct text *items;
	size_t len, cap;
};

struct args_option {
	char letter;	   /* 0: none */
	const char *name;  /* without the dashes */
	const char *value; /* what it takes, "ENV"; NULL: a flag */
	const char *help;
	struct text_list *values; /* every value given, in order; for one with a value */
	bool *flag;		  /* for a flag */
};

struct args_command {
	const char *name;
	const char *usage; /* what follows the name: "[OPTION]... [SPEC]" */
	const char *brief;
	const char *help; /* more lines, or NULL */
};

enum args_result {
	ARGS_OK,
	ARGS_HELP,  /* --help was asked for and printed: exit 0 */
	ARGS_WRONG, /* told what is wrong: exit 2 */
};

/* `options` ends with a row whose name is NULL. */
enum args_result
args_parse(struct arena *, const struct args_command *, const struct args_option *options,
	   char **argv, struct text_list *positional);

#endif
