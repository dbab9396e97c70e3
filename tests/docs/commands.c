/* What the program says of itself, and that each command says something. */
#include "docs.h"

static void
write_command(struct docs *d, struct buffer *out, struct text name)
{
	int status;
	const char *argument = text_copy(&d->arena, name).ptr;
	struct text help = run_help(d, argument, &status);
	struct text usage = text_format(&d->arena, "usage: stackc %s", argument);
	if (status || !text_starts(help, usage))
		complain(d, T("stackc"), 0, "`%s --help` exits with %d and prints '%.*s'",
			 argument, status, TA(help));
	buffer_format(out, "\n## stackc %s\n\n```text\n%.*s```\n", argument, TA(help));
}

/* The list of commands, and the help of each. */
void
write_commands(struct docs *d, struct buffer *out, struct text argument)
{
	int status;
	struct text help = run_help(d, NULL, &status), line;
	struct text rest =
		text_slice(help, text_find(help, T("\ncommands:\n")), help.len);
	size_t len = 0;
	(void)argument;
	buffer_format(out, "```text\n%.*s```\n", TA(help));
	for (; text_cut(&rest, '\n', &line); len += text_starts(line, T("  ")))
		if (text_starts(line, T("  "))) {
			struct text name = text_trim(line);
			name = text_slice(name, 0, text_find_byte(name, ' '));
			write_command(d, out, name);
		}
	if (status || !len)
		complain(d, T("stackc"), 0, "`--help` exits with %d and lists no command",
			 status);
}
