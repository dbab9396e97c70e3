/* What is written reads back through libyaml: every text as the same string, and
 * to readers of YAML 1.1 and 1.2 alike as a string. */
#include "check.h"
#include "yamlout.h"
#include "yamltext.h"

#include <string.h>
#include <yaml.h>

static struct arena arena;

/* Reads the scalars of a stream into `out`, at most `max`; the count, or -1 where
 * it is no YAML. `plain` counts those written without quotes. */
static int
read_back(struct text yaml, struct text *out, int max, int *plain)
{
	yaml_parser_t parser;
	yaml_event_t e;
	int n = 0;
	bool done = false;
	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, (const yaml_char_t *)yaml.ptr, yaml.len);
	while (!done && n >= 0) {
		if (!yaml_parser_parse(&parser, &e)) {
			n = -1;
			break;
		}
		if (e.type == YAML_SCALAR_EVENT && n < max) {
			struct text t = { (const char *)e.data.scalar.value,
				          e.data.scalar.length };
			out[n++] = text_copy(&arena, t);
			*plain += e.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		}
		done = e.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&parser);
	return n;
}

/* The text as a value, an item, an item of a row, a key, and under a comment. */
static bool
survives(struct text t)
{
	struct yamlout *y = yaml_new(&arena);
	struct text got[8];
	int plain = 0;
	yaml_header(y, t);
	yaml_open_map(y);
	yaml_set_text(y, "k", t);
	yaml_space(y);
	yaml_comment(y, t);
	yaml_set_list(y, "k");
	yaml_comment(y, t);
	yaml_text(y, t);
	yaml_open_row(y);
	yaml_text(y, t);
	yaml_close(y);
	yaml_open_map(y);
	yaml_comment(y, t);
	yaml_key_text(y, t);
	yaml_text(y, t);
	yaml_close(y);
	yaml_close(y);
	yaml_close(y);
	int n = read_back(yaml_finish(y), got, 8, &plain);
	if (n != 7)
		return false;
	for (int i = 1; i < n; i++)
		if (i != 2 && !text_equal(got[i], t))
			return false;
	return true;
}

static const struct text nasty[] = {
	T(""),
	T(" "),
	T("  a"),
	T("a "),
	T("\n"),
	T("\n\n"),
	T("a\n"),
	T("a\n\n"),
	T("\na"),
	T(" a\nb"),
	T("a \nb"),
	T("a\n b\n"),
	T("a\nb "),
	T("a\r\nb\r\n"),
	T("a\rb"),
	T("a\tb"),
	T("\ta\nb"),
	T("a\n\tb\n"),
	T("a\xC2\x85"
	  "b"),
	T("a\xE2\x80\xA8"
	  "b\n"),
	T("\xEF\xBB\xBF"
	  "a"),
	T("a\nb\xF0\x9F\x98\x80\n"),
	T("\xF0\x9F\x98\x80"),
	T("\xE4\xB8\xAD\xE6\x96\x87"),
	T("\xE4\xB8\xAD: \xE6\x96\x87 # x"),
	T("\xC2\xA0x"),
	T("\0"),
	T("a\0b\n"),
	T("\x01\x1B\x7F"),
	T("\xEF\xBF\xBE"),
	T("---"),
	T("--- a"),
	T("...\na"),
	T("a\n---\nb\n"),
	T("a\n...\n"),
	T("# a\nb"),
	T("a\n# b\n"),
	T("- a"),
	T("-"),
	T("?"),
	T("? a"),
	T(":"),
	T("a:"),
	T(": a"),
	T("a: b"),
	T("a:b"),
	T("a #b"),
	T("a#b"),
	T("{a}"),
	T("[a]"),
	T("a, b"),
	T("a]"),
	T("}"),
	T("&a"),
	T("*a"),
	T("!a"),
	T("!!str a"),
	T("|"),
	T(">"),
	T("|\n a"),
	T("'"),
	T("''"),
	T("\""),
	T("\"'\\"),
	T("\\"),
	T("a\"b"),
	T("%YAML 1.1"),
	T("@a"),
	T("`a`"),
	T("<<"),
	T("="),
	T("$$x"),
	T("${A:?b}"),
	T("a\n\n\n b\n"),
	T("#"),
	T(","),
	T("a\\\nb"),
	T("\"a\nb\""),
};

static void
test_nasty(void)
{
	for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++)
		if (!survives(nasty[i])) {
			fprintf(stderr, "text %zu: '%.*s'\n", i, TA(nasty[i]));
			CHECK(!"a nasty text reads back");
		}
	CHECK(survives(T("plain")));
}

/* A fixed generator (Knuth's MMIX constants) over an alphabet of what hurts. */
static void
test_many(void)
{
	static const char *const pieces[] = {
		"a",
		" ",
		"\n",
		"\r",
		"\t",
		":",
		"-",
		"#",
		"'",
		"\"",
		"\\",
		"{",
		"}",
		"[",
		"]",
		",",
		"&",
		"*",
		"!",
		"|",
		">",
		"%",
		"@",
		"`",
		"?",
		"$",
		"~",
		"0",
		"1",
		".",
		"e",
		"no",
		"\xC2\x85",
		"\xE4\xB8\xAD",
		": ",
		"=",
		" #",
		"\n ",
		"\n\n",
		"\xF0\x9F\x98\x80",
		"\xE2\x80\xA9",
		"---",
		"<<",
		"\x7F",
	};
	uint64_t seed = 1;
	size_t bad = 0;
	for (int i = 0; i < 10000; i++) {
		struct arena before = arena;
		struct buffer b = { .arena = &arena };
		for (size_t n = (size_t)i % 13; n; n--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buffer_add(&b, text_of(pieces[(seed >> 33) %
			                              (sizeof pieces / sizeof *pieces)]));
		}
		if (!survives(buffer_text(&b)) && !bad++)
			fprintf(stderr, "text: '%.*s'\n", TA(buffer_text(&b)));
		arena = before;
	}
	CHECK(bad == 0);
}

static void
test_quotes(void)
{
	static const char *const quoted[] = {
		"no",
		"No",
		"NO",
		"on",
		"y",
		"N",
		"Off",
		"true",
		"False",
		"null",
		"~",
		"NULL",
		"1e3",
		"22:22",
		"0777",
		"0o17",
		"0x1F",
		"1_000",
		"+1",
		"-1",
		"1.5",
		".5",
		".inf",
		"-.Inf",
		".NaN",
		"190:20:30",
		"2001-12-14",
		"2001-12-14t21:59:43.10-05:00",
		"2001-12-14 21:59:43.10 -5",
		"0b101",
		"1001:1001",
		"3000",
		"12e03",
		"=",
		"<<",
		"*",
		"- a",
		"a: b",
		"a #b",
		"a:",
		" a",
		"a ",
		"@a",
		"%a",
		"`",
		"0.5",
		"685_230.15",
	};
	static const char *const plain[] = {
		"info",         "none",         "yesno",
		"16.4-alpine",  "512M",         "unless-stopped",
		"a:b",          "30s",          "registry.example.com/web:v1",
		"/app/uploads", "$$x",          "${A:?A is required}",
		"./x",          "--flag",       "a#b",
		"it's",         "\xE4\xB8\xAD", "postgres://u:p@h/db?a=b&c",
		"nope",
	};
	for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
		if (!yaml_needs_quotes(text_of(quoted[i]))) {
			fprintf(stderr, "'%s'\n", quoted[i]);
			CHECK(!"is quoted");
		}
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (yaml_needs_quotes(text_of(plain[i]))) {
			fprintf(stderr, "'%s'\n", plain[i]);
			CHECK(!"is plain");
		}
}

static const char sample[] = "# Made by stackc.\n"
			     "#\n"
			     "# Second line.\n"
			     "name: demo\n"
			     "\n"
			     "# what runs\n"
			     "services:\n"
			     "  # first\n"
			     "  web:\n"
			     "    command: [\"node\", \"a b\"]\n"
			     "    # two\n"
			     "    # lines\n"
			     "    ports:\n"
			     "    # why\n"
			     "    - target: 80\n"
			     "      # in the item\n"
			     "      published: \"8080\"\n"
			     "    - plain\n"
			     "    text: |\n"
			     "      one: {\n"
			     "        # not a comment\n"
			     "      }\n"
			     "    # after a block\n"
			     "    read_only: true\n"
			     "    \xE4\xB8\xAD: say \"x\"\n"
			     "    # after wide characters\n"
			     "    none: null\n"
			     "    empty: {}\n"
			     "    list: []\n"
			     "---\n"
			     "# in the second document\n"
			     "kind: Other\n";

static struct text
write_sample(void)
{
	struct yamlout *y = yaml_new(&arena);
	yaml_header(y, T("Made by stackc.\n\nSecond line."));
	yaml_open_map(y);
	yaml_set_string(y, "name", "demo");
	yaml_space(y);
	yaml_comment(y, T("what runs"));
	yaml_set_map(y, "services");
	yaml_comment(y, T("first"));
	yaml_set_map(y, "web");
	yaml_set_row(y, "command");
	yaml_string(y, "node");
	yaml_string(y, "a b");
	yaml_close(y);
	yaml_comment(y, T("two\nlines"));
	yaml_set_list(y, "ports");
	yaml_comment(y, T("why"));
	yaml_open_map(y);
	yaml_set_int(y, "target", 80);
	yaml_comment(y, T("in the item"));
	yaml_set_text(y, "published", T("8080"));
	yaml_close(y);
	yaml_string(y, "plain");
	yaml_close(y);
	yaml_set_text(y, "text", T("one: {\n  # not a comment\n}\n"));
	yaml_comment(y, T("after a block"));
	yaml_set_bool(y, "read_only", true);
	yaml_set_string(y, "\xE4\xB8\xAD", "say \"x\"");
	yaml_comment(y, T("after wide\xC2\x85"
	                  "characters"));
	yaml_key(y, "none");
	yaml_null(y);
	yaml_set_map(y, "empty");
	yaml_close(y);
	yaml_set_list(y, "list");
	yaml_close(y);
	yaml_close(y);
	yaml_close(y);
	yaml_close(y);
	yaml_document(y);
	yaml_open_map(y);
	yaml_comment(y, T("in the second document"));
	yaml_set_string(y, "kind", "Other");
	yaml_close(y);
	return yaml_finish(y);
}

static void
test_layout(void)
{
	struct text got = write_sample();
	CHECK(text_is(got, sample));
	if (!text_is(got, sample))
		fprintf(stderr, "%.*s", TA(got));
}

int
main(void)
{
	arena_init(&arena);
	test_nasty();
	test_many();
	test_quotes();
	test_layout();
	arena_release(&arena);
	return check_result();
}
