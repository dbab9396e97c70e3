/* Parsing and printing by the same rows; see args.h. */
#include "args.h"

#include "out.h"

#include <stdio.h>

static const struct args_option *
find_letter(const struct args_option *options, char letter)
{
	for (; options->name; options++)
		if (options->letter == letter)
			return options;
	return NULL;
}

static const struct args_option *
find_name(const struct args_option *options, struct text name)
{
	for (; options->name; options++)
		if (text_is(name, options->name))
			return options;
	return NULL;
}

static void
print_help(const struct args_command *c, const struct args_option *options)
{
	out_format(OUT_RESULT, "usage: stackc %s %s\n\n%s\n", c->name, c->usage, c->brief);
	if (c->help)
		out_format(OUT_RESULT, "\n%s", c->help);
	out_write(OUT_RESULT, T("\noptions:\n"));
	for (; options->name; options++) {
		char left[64];
		snprintf(left, sizeof left, "%c%c%s--%s%s%s", options->letter ? '-' : ' ',
			 options->letter ? options->letter : ' ',
			 options->letter ? ", " : "  ", options->name,
			 options->value ? " " : "", options->value ? options->value : "");
		out_format(OUT_RESULT, "  %-26s %s\n", left, options->help);
	}
	out_format(OUT_RESULT, "  %-26s %s\n", "-h, --help", "print this");
}

static enum args_result
wrong(const struct args_command *c, const char *format, struct text what)
{
	out_format(OUT_TROUBLE, "stackc %s: ", c->name);
	out_format(OUT_TROUBLE, format, TA(what));
	out_format(OUT_TROUBLE, "\nusage: stackc %s %s\n", c->name, c->usage);
	return ARGS_WRONG;
}

/* The option an argument names, and the value where it is part of it. */
static const struct args_option *
split(const struct args_option *options, struct text arg, struct text *value)
{
	size_t equals = text_find_byte(arg, '=');
	*value = (struct text){ 0 };
	if (arg.ptr[1] != '-') {
		if (arg.len > 2)
			*value = text_slice(arg, 2, arg.len);
		return find_letter(options, arg.ptr[1]);
	}
	if (equals < arg.len)
		*value = text_slice(arg, equals + 1, arg.len);
	return find_name(options, text_slice(arg, 2, equals));
}

/* One option; *argv moves on where the value is the next argument. */
static enum args_result
take_option(struct arena *a, const struct args_command *c, const struct args_option *options,
	    char ***argv)
{
	struct text arg = text_of(**argv), value;
	const struct args_option *o = split(options, arg, &value);
	if (!o)
		return wrong(c, "there is no option '%.*s'", arg);
	if (!o->value && value.ptr)
		return wrong(c, "'%.*s' takes no value", arg);
	if (o->value && !value.ptr && !(*argv)[1])
		return wrong(c, "'%.*s' needs a value", arg);
	if (!o->value) {
		*o->flag = true;
		return ARGS_OK;
	}
	if (!value.ptr)
		value = text_of(*++*argv);
	array_push(a, o->values, value);
	return ARGS_OK;
}

enum args_result
args_parse(struct arena *a, const struct args_command *c, const struct args_option *options,
	   char **argv, struct text_list *positional)
{
	bool only_positional = false;
	for (; *argv; argv++) {
		struct text arg = text_of(*argv);
		if (only_positional || arg.len < 2 || arg.ptr[0] != '-') {
			array_push(a, positional, arg);
		} else if (text_is(arg, "--")) {
			only_positional = true;
		} else if (text_is(arg, "-h") || text_is(arg, "--help")) {
			print_help(c, options);
			return ARGS_HELP;
		} else if (take_option(a, c, options, &argv) == ARGS_WRONG) {
			return ARGS_WRONG;
		}
	}
	return ARGS_OK;
}
