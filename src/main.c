/* The command table. Everything else is in cmd_<name>.c. */
#include "command.h"
#include "out.h"

#include <string.h>

static const struct {
	const char *name;
	int (*run)(char **argv);
	const char *brief;
} commands[] = {
	{ "build", cmd_build, "write the bundle of every environment" },
	{ "lint", cmd_lint, "check the spec and the whole of every environment" },
	{ "explain", cmd_explain, "tell what a name in a report or in the spec means" },
	{ "rules", cmd_rules, "list the rules" },
	{ "test", cmd_test, "run the good and bad examples of the rules" },
};

enum { command_len = sizeof commands / sizeof *commands };

static void
print_usage(enum out_stream to)
{
	out_write(to, T("usage: stackc COMMAND [ARGUMENT]...\n\n"
			"One stack spec in, every deployment file out, checked together.\n\n"
			"commands:\n"));
	for (size_t i = 0; i < command_len; i++)
		out_format(to, "  %-10s %s\n", commands[i].name, commands[i].brief);
	out_write(to, T("\n`stackc COMMAND --help` tells more; `stackc --version` the version\n"));
}

static int
run_command(char **argv)
{
	const char *name = argv[1];
	for (size_t i = 0; name && i < command_len; i++)
		if (!strcmp(name, commands[i].name))
			return commands[i].run(argv + 2);
	if (name && (!strcmp(name, "--help") || !strcmp(name, "-h"))) {
		print_usage(OUT_RESULT);
		return EXIT_FINE;
	}
	if (name && !strcmp(name, "--version")) {
		out_write(OUT_RESULT, T("stackc " STACKC_VERSION "\n"));
		return EXIT_FINE;
	}
	if (name)
		out_format(OUT_TROUBLE, "stackc: there is no command '%s'\n", name);
	print_usage(OUT_TROUBLE);
	return EXIT_TROUBLE;
}

int
main(int argc, char **argv)
{
	(void)argc;
	out_init();
	int status = run_command(argv);
	return out_finish() ? status : EXIT_TROUBLE;
}
