/* Layout, quoting by need, and that a reader made after nginx's own rules
 * (ngx_conf_read_token) gets back every argument. */
#include "check.h"
#include "confout.h"

#include <string.h>

static struct arena arena;

static const char sample[] =
	"# what this is\n"
	"# and how it is made\n"
	"worker_processes auto;\n"
	"\n"
	"http {\n"
	"    log_format main\n"
	"        \"$remote_addr [$time_local]\"\n"
	"        \"$status;\";\n"
	"\n"
	"    # why\n"
	"    map $http_upgrade $connection {\n"
	"        default upgrade;\n"
	"        \"\" \"\";\n"
	"    }\n"
	"    add_header X-Price \"5${dollar} \\\"a\\\" \\\\ 'b'\" always;\n"
	"    set $x \"100${dollar}\";\n"
	"}\n";

static void
write_http(struct confout *c)
{
	conf_begin(c, "log_format");
	conf_word(c, "main");
	conf_wrap(c);
	conf_expression(c, T("$remote_addr [$time_local]"));
	conf_wrap(c);
	conf_expression(c, T("$status;"));
	conf_end(c);
	conf_space(c);
	conf_space(c);
	conf_comment(c, T("why"));
	conf_begin(c, "map");
	conf_expression(c, T("$http_upgrade"));
	conf_expression(c, T("$connection"));
	conf_open(c);
	conf_space(c);
	conf_set_word(c, "default", "upgrade");
	conf_begin_text(c, T(""));
	conf_text(c, T(""));
	conf_end(c);
	conf_space(c);
	conf_close(c);
	CHECK(!conf_uses_dollar(c));
	conf_begin(c, "add_header");
	conf_word(c, "X-Price");
	conf_text(c, T("5$ \"a\" \\ 'b'"));
	conf_word(c, "always");
	conf_end(c);
	CHECK(conf_uses_dollar(c));
	conf_begin(c, "set");
	conf_expression(c, T("$x"));
	conf_text(c, T("100$"));
	conf_end(c);
}

static void
test_layout(void)
{
	struct confout *c = conf_new(&arena);
	conf_space(c);
	conf_comment(c, T("what this is\nand how it is\tmade"));
	conf_set_word(c, "worker_processes", "auto");
	conf_space(c);
	conf_begin(c, "http");
	conf_open(c);
	write_http(c);
	conf_close(c);
	struct text got = conf_finish(c);
	CHECK(text_is(got, sample));
	if (!text_is(got, sample))
		fprintf(stderr, "%.*s", TA(got));
}

static char
escaped(char c)
{
	return c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
}

/* The token at *at as nginx reads it; false at `;`, `{`, `}` or the end. */
static bool
read_token(struct text t, size_t *at, struct buffer *token)
{
	char quote = 0;
	token->len = 0;
	while (*at < t.len && strchr(" \n\t\r", t.ptr[*at]))
		++*at;
	if (*at == t.len || strchr(";{}#", t.ptr[*at]))
		return false;
	if (t.ptr[*at] == '"' || t.ptr[*at] == '\'')
		quote = t.ptr[(*at)++];
	for (bool variable = false; *at < t.len; ++*at) {
		char c = t.ptr[*at];
		if (quote ? c == quote : strchr(" \n\t\r;", c) || (c == '{' && !variable))
			break;
		if (c == '\\' && *at + 1 < t.len && strchr("\"'\\tnr", t.ptr[*at + 1]))
			c = escaped(t.ptr[++*at]);
		variable = c == '$';
		buffer_byte(token, c);
	}
	*at += quote != 0;
	return true;
}

static void
test_reads_back(void)
{
	static const char *const texts[] = {
		"",        " ",         "a b",
		";",       "a;b",       "{",
		"}",       "a{b}",      "#",
		"a#b",     "\"",        "'",
		"\\",      "\\\\",      "\\\"",
		"a\\",     "a'b",       "\"x\"",
		"\\n",     "~* \\.js$", "\xE4\xB8\xAD\xE6\x96\x87",
		"$host x", "${host}",   "/x;}",
		"\\.",     "a\"",       "a\nb\n",
		"\ta",     "a\r\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct confout *c = conf_new(&arena);
		struct buffer token = { .arena = &arena };
		size_t at = 0;
		conf_begin(c, "name");
		conf_expression(c, text_of(texts[i]));
		conf_word(c, "last");
		conf_end(c);
		struct text got = conf_finish(c);
		CHECK(read_token(got, &at, &token) &&
		      text_is(buffer_text(&token), "name"));
		CHECK(read_token(got, &at, &token) &&
		      text_is(buffer_text(&token), texts[i]));
		CHECK(read_token(got, &at, &token) &&
		      text_is(buffer_text(&token), "last"));
		CHECK(!read_token(got, &at, &token) && got.ptr[at] == ';');
	}
}

static void
test_can_hold(void)
{
	CHECK(conf_can_hold(T("a b;{}\"'\\\xE4\xB8\xAD")));
	CHECK(!conf_can_hold(T("a\nb")) && conf_can_hold_lines(T("a\nb\tc\r")));
	CHECK(!conf_can_hold_lines(T("a\x01")) && !conf_can_hold_lines(T("\xC2\x9F")));
	CHECK(!conf_can_hold(T("a\0b")));
	CHECK(!conf_can_hold(T("\x7F")));
	CHECK(!conf_can_hold(T("\xC2\x85")));
	CHECK(!conf_can_hold(T("\xFF")));
	CHECK(conf_can_hold(T("5$")) && !conf_can_hold_plain(T("5$")));
}

int
main(void)
{
	arena_init(&arena);
	test_layout();
	test_reads_back();
	test_can_hold();
	arena_release(&arena);
	return check_result();
}
