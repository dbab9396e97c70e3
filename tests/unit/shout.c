/* Layout, and that sh itself reads back what was written. */
#include "check.h"
#include "shout.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static const char sample[] =
	"#!/bin/sh\n"
	"# What it does.\n"
	"set -eu\n"
	"\n"
	"main() {\n"
	"\t# one\n"
	"\t# two\n"
	"\tif test -f 'a b'; then\n"
	"\t\trm -- 'a b'\n"
	"\telse\n"
	"\t\tdocker compose --env-file ../.env -f compose/compose.yaml up \\\n"
	"\t\t\t-d --wait --wait-timeout 300 \"$@\"\n"
	"\tfi\n"
	"}\n"
	"\n"
	"main \"$@\"\n";

static void
test_layout(void)
{
	struct shout *s = sh_new(&arena, T("What it does."));
	sh_open(s, "main() {");
	sh_comment(s, T("one\ntwo"));
	sh_open(s, "if test -f %.*s; then", TA(sh_quote(&arena, T("a b"))));
	sh_run_text(s, "rm --", T("a b"));
	sh_between(s, "else");
	sh_begin(s, "docker compose");
	static const char *const words[] = {
		"--env-file", "../.env",        "-f", "compose/compose.yaml", "up", "-d",
		"--wait",     "--wait-timeout", "300"
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sh_word(s, words[i]);
	sh_expression(s, T("\"$@\""));
	sh_end(s);
	sh_close(s, "fi");
	sh_space(s);
	sh_close(s, "}");
	sh_space(s);
	sh_space(s);
	sh_line(s, "main \"$@\"");
	struct text got = sh_finish(s);
	CHECK(text_is(got, sample));
	if (!text_is(got, sample))
		fprintf(stderr, "%.*s", TA(got));
}

/* What sh prints when it runs the script. */
static struct text
run(struct text script)
{
	struct buffer command = { .arena = &arena };
	struct buffer out = { .arena = &arena };
	char bytes[4096];
	size_t len;
	buffer_add(&command, T("exec 2>&1\n"));
	buffer_add(&command, script);
	buffer_byte(&command, '\0');
	FILE *pipe = popen(command.ptr, "r");
	while (pipe && (len = fread(bytes, 1, sizeof bytes, pipe)))
		buffer_add(&out, (struct text){ bytes, len });
	CHECK(pipe && pclose(pipe) == 0);
	return buffer_text(&out);
}

static const struct text nasty[] = {
	T(""),
	T(" "),
	T("'"),
	T("''"),
	T("a'b"),
	T("\""),
	T("\\"),
	T("$HOME"),
	T("$(id)"),
	T("`id`"),
	T("~"),
	T("*"),
	T("a\nb"),
	T("a\n"),
	T("-n"),
	T("#"),
	T("a;b"),
	T("a&b"),
	T("|"),
	T("<>"),
	T("{a,b}"),
	T("[a]"),
	T("!x"),
	T("\t"),
	T("\r\n"),
	T("a\\\nb"),
	T("%s"),
	T("--"),
	T("EOF"),
	T("EOF\nEOF2\nEOF"),
	T("\xE4\xB8\xAD"),
	T("a=b"),
	T("\x01\x7F\xFF"),
	T("'\n'"),
	T("$'a'"),
	T("plain"),
};

static void
test_sh_reads_back(void)
{
	struct shout *s = sh_fragment(&arena);
	struct buffer want = { .arena = &arena };
	sh_begin(s, "printf '%s|'");
	for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
		sh_text(s, nasty[i]);
		buffer_add(&want, nasty[i]);
		buffer_byte(&want, '|');
	}
	sh_end(s);
	CHECK(text_equal(run(sh_finish(s)), buffer_text(&want)));
}

static void
test_here(void)
{
	for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
		struct shout *s = sh_fragment(&arena);
		struct buffer want = { .arena = &arena };
		buffer_add(&want, nasty[i]);
		if (nasty[i].len && nasty[i].ptr[nasty[i].len - 1] != '\n')
			buffer_byte(&want, '\n');
		sh_open(s, "if :; then");
		sh_here(s, "cat", nasty[i]);
		sh_close(s, "fi");
		CHECK(text_equal(run(sh_finish(s)), buffer_text(&want)));
	}
}

/* A comment cannot be left, whatever it says. */
static void
test_comment(void)
{
	struct shout *s = sh_new(&arena, T("a\necho b\r\necho c\n"));
	sh_comment(s, T("x\necho d"));
	CHECK(run(sh_finish(s)).len == 0);
	CHECK(sh_can_hold(T("a\n")) && !sh_can_hold(T("a\0")));
}

int
main(void)
{
	arena_init(&arena);
	test_layout();
	test_sh_reads_back();
	test_here();
	test_comment();
	arena_release(&arena);
	return check_result();
}
