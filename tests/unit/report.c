/* Reports, byte by byte: carets under wide characters, tabs and escapes, masks,
 * cut lines, notes, environments, JSON. */
#include "check.h"
#include "report.h"

#include <string.h>

static struct arena arena;
static struct sources sources;
static struct diags diags;
static const struct report_options plain = { 0 };

static uint32_t
start(struct text bytes)
{
	sources_init(&sources, &arena);
	diags_init(&diags, &arena);
	return source_add(&sources, T("stack.yaml"), bytes);
}

/* The place of the first `needle`. */
static struct span
find(struct text needle)
{
	struct text bytes = source_get(&sources, 1)->bytes;
	size_t at = text_find(bytes, needle);
	if (at == bytes.len)
		BUG("'%.*s' is not in the text", TA(needle));
	return (struct span){ 1, (uint32_t)at, (uint32_t)needle.len };
}

static bool
text_report_is(const struct report_options *options, const char *want)
{
	struct buffer out = { .arena = &arena };
	report_text(&out, &sources, &diags, options);
	if (text_is(buffer_text(&out), want))
		return true;
	fprintf(stderr, "wanted:\n%s\nis:\n%.*s\n", want, TA(buffer_text(&out)));
	return false;
}

static void
test_nothing(void)
{
	start(T("a: 1\n"));
	CHECK(text_report_is(&plain, ""));
}

static void
test_all_parts(void)
{
	start(T("a:\n  port: 3001\nb:\n  port: 3001\n"));
	struct diag *diag = diag_error(&diags, "ports/taken", (struct span){ 1, 27, 4 },
				       "host port %d is already taken", 3001);
	diag_note(&diags, diag, find(T("3001")), "'a' publishes it here");
	diag_note(&diags, diag, (struct span){ 0 }, "a note without a place");
	diag_why(diag, T("\n    two listeners:\n      - one does not start\n    and that "
			 "is that\n"));
	diag_fix(&diags, diag, "publish another port, for example %d", 3002);
	array_push(&arena, &diag->environments, T("staging"));
	array_push(&arena, &diag->environments, T("vm"));
	array_push(&arena, &diag->environments, T("production"));
	diag_add(&diags, SEVERITY_WARNING, "lint/x", (struct span){ 0 }, "no place");
	diag_add(&diags, SEVERITY_WARNING, "lint/y", (struct span){ 0 }, "no place");
	CHECK(text_report_is(&plain,
			     "stack.yaml:4:9: error[ports/taken]: "
			     "host port 3001 is already taken\n"
			     "    4 |   port: 3001\n"
			     "      |         ^^^^\n"
			     "stack.yaml:2:9: note: 'a' publishes it here\n"
			     "  note: a note without a place\n"
			     "  in: environments 'staging', 'vm' and 'production'\n"
			     "  why: two listeners:\n"
			     "         - one does not start\n"
			     "       and that is that\n"
			     "  fix: publish another port, for example 3002\n"
			     "\n"
			     "stackc: warning[lint/x]: no place\n"
			     "\n"
			     "stackc: warning[lint/y]: no place\n"
			     "\n"
			     "1 error, 2 warnings\n"));
}

static void
test_wide(void)
{
	start(T("服务: { 端口: 八十, é: e\u0301x, m: 😀 }\n"));
	diag_error(&diags, "a/b", find(T("八十")), "wide");
	diag_error(&diags, "a/b", find(T("e\u0301x")), "combining");
	diag_error(&diags, "a/b", find(T("😀")), "emoji");
	CHECK(text_report_is(&plain, "stack.yaml:1:11: error[a/b]: wide\n"
				     "    1 | 服务: { 端口: 八十, é: e\u0301x, m: 😀 }\n"
				     "      |               ^^^^\n"
				     "\n"
				     "stack.yaml:1:18: error[a/b]: combining\n"
				     "    1 | 服务: { 端口: 八十, é: e\u0301x, m: 😀 }\n"
				     "      |                        ^^\n"
				     "\n"
				     "stack.yaml:1:26: error[a/b]: emoji\n"
				     "    1 | 服务: { 端口: 八十, é: e\u0301x, m: 😀 }\n"
				     "      |                               ^^\n"
				     "\n"
				     "3 errors\n"));
}

static void
test_tabs_and_controls(void)
{
	start(T("\ta:\tb \x1B[31m \xFF \u202E c\n"));
	diag_error(&diags, "a/b", find(T("\t")), "tab");
	diag_error(&diags, "a/b", find(T("b")), "after\ta tab\x1B[0m");
	diag_error(&diags, "a/b", find(T("\xFF")), "byte \xFF");
	diag_error(&diags, "a/b", find(T("c")), "last\nline");
	CHECK(text_report_is(&plain, "stack.yaml:1:1: error[a/b]: tab\n"
				     "    1 |     a:  b \\x1B[31m \\xFF \\u202E c\n"
				     "      | ^^^^\n"
				     "\n"
				     "stack.yaml:1:5: error[a/b]: after a tab\\x1B[0m\n"
				     "    1 |     a:  b \\x1B[31m \\xFF \\u202E c\n"
				     "      |         ^\n"
				     "\n"
				     "stack.yaml:1:13: error[a/b]: byte \\xFF\n"
				     "    1 |     a:  b \\x1B[31m \\xFF \\u202E c\n"
				     "      |                    ^^^^\n"
				     "\n"
				     "stack.yaml:1:17: error[a/b]: last\\x0Aline\n"
				     "    1 |     a:  b \\x1B[31m \\xFF \\u202E c\n"
				     "      |                                ^\n"
				     "\n"
				     "4 errors\n"));
}

static void
test_masks(void)
{
	start(T("password: 密码hunter2 # x\n"));
	source_mask(&sources, find(T("密码hunter2")));
	diag_error(&diags, "secrets/literal", find(T("密码hunter2")), "masked");
	CHECK(text_report_is(&plain, "stack.yaml:1:11: error[secrets/literal]: masked\n"
				     "    1 | password: ********* # x\n"
				     "      |           ^^^^^^^^^\n"
				     "\n"
				     "1 error\n"));
}

static void
test_edges_of_lines(void)
{
	start(T("a: |  \r\n  x\r\nb:"));
	diag_error(&diags, "a/b", (struct span){ 1, 3, 10 }, "several lines");
	diag_error(&diags, "a/b", (struct span){ 1, 15, 0 }, "end of the file");
	diag_error(&diags, "a/b", (struct span){ 1, 6, 2 }, "the break itself");
	CHECK(text_report_is(&plain, "stack.yaml:1:4: error[a/b]: several lines\n"
				     "    1 | a: |  \n"
				     "      |    ^\n"
				     "\n"
				     "stack.yaml:3:3: error[a/b]: end of the file\n"
				     "    3 | b:\n"
				     "      |   ^\n"
				     "\n"
				     "stack.yaml:1:7: error[a/b]: the break itself\n"
				     "    1 | a: |  \n"
				     "      |       ^\n"
				     "\n"
				     "3 errors\n"));
}

static void
test_empty_file(void)
{
	start((struct text){ 0 });
	diag_error(&diags, "a/b", (struct span){ 1, 0, 0 }, "empty");
	CHECK(text_report_is(&plain, "stack.yaml:1:1: error[a/b]: empty\n"
				     "    1 | \n"
				     "      | ^\n"
				     "\n"
				     "1 error\n"));
}

static void
test_long_lines(void)
{
	const struct report_options narrow = { .width = 12 };
	start(T("a: 0123456789 环境 x: 0123456789\n"));
	diag_error(&diags, "a/b", find(T("环境")), "middle");
	diag_error(&diags, "a/b", find(T("a")), "start");
	diag_error(&diags, "a/b", (struct span){ 1, 3, 30 }, "longer than the window");
	CHECK(text_report_is(&narrow,
			     "stack.yaml:1:15: error[a/b]: middle\n"
			     "    1 | …789 环境 x: …\n"
			     "      |      ^^^^\n"
			     "\n"
			     "stack.yaml:1:1: error[a/b]: start\n"
			     "    1 | a: 012345678…\n"
			     "      | ^\n"
			     "\n"
			     "stack.yaml:1:4: error[a/b]: longer than the window\n"
			     "    1 | a: 012345678…\n"
			     "      |    ^^^^^^^^^\n"
			     "\n"
			     "3 errors\n"));
}

/* A window that would begin in the middle of a wide character. */
static void
test_window_begins_with_a_whole_character(void)
{
	const struct report_options narrow = { .width = 12 };
	start(T("a 环境环境环境环境 x: 0123456789\n"));
	diag_error(&diags, "a/b", find(T("x")), "odd");
	diag_error(&diags, "a/b", find(T(":")), "even");
	CHECK(text_report_is(&narrow, "stack.yaml:1:12: error[a/b]: odd\n"
				      "    1 | …境 x: 012345…\n"
				      "      |     ^\n"
				      "\n"
				      "stack.yaml:1:13: error[a/b]: even\n"
				      "    1 | …境 x: 012345…\n"
				      "      |      ^\n"
				      "\n"
				      "2 errors\n"));
}

/* Only bytes near the place are looked at. */
static void
test_very_long_line(void)
{
	static char bytes[100000];
	const struct report_options narrow = { .width = 12 };
	memset(bytes, '-', sizeof bytes);
	bytes[50000] = 'x';
	start((struct text){ bytes, sizeof bytes });
	diag_error(&diags, "a/b", find(T("x")), "far");
	CHECK(text_report_is(&narrow, "stack.yaml:1:50001: error[a/b]: far\n"
				      "    1 | …----x-------…\n"
				      "      |      ^\n"
				      "\n"
				      "1 error\n"));
}

static void
test_others_and_environments(void)
{
	static const char *const subjects[] = { "a", "b", "c", "d", "e", "f", "g" };
	start(T("labels: {}\n"));
	for (size_t i = 0; i < 7; i++) {
		diags.environment = i == 1 ? T("vm") : T("cluster");
		struct diag *diag = diag_add(&diags, SEVERITY_INFO, "labels/required",
					     find(T("labels")), "a label is missing");
		diag->subject = text_of(subjects[i]);
	}
	diags_settle(&diags, 3);
	CHECK(text_report_is(&plain,
			     "stack.yaml:1:1: info[labels/required]: a label is missing\n"
			     "    1 | labels: {}\n"
			     "      | ^^^^^^\n"
			     "  note: the same for 'b', 'c', 'd', 'e', 'f' and 1 more\n"
			     "  in: environments 'cluster' and 'vm'\n"
			     "\n"
			     "1 info\n"));
}

static void
test_color(void)
{
	const struct report_options color = { .color = true };
	start(T("a: 1\n"));
	diag_add(&diags, SEVERITY_WARNING, "a/b", find(T("1")), "m");
	CHECK(text_report_is(&color, "\x1B[1mstack.yaml:1:4: \x1B[0m"
				     "\x1B[1;33mwarning[a/b]: \x1B[0m\x1B[1mm\x1B[0m\n"
				     "\x1B[34m    1 | \x1B[0ma: 1\n"
				     "\x1B[34m      | \x1B[0m   \x1B[1;33m^\x1B[0m\n"
				     "\n"
				     "1 warning\n"));
}

static void
test_json(void)
{
	start(T("服务: 端口\n  x\n"));
	diags.environment = T("vm");
	struct diag *diag = diag_error(&diags, "a/b", (struct span){ 1, 8, 10 },
				       "not \"utf-8\": \xFF");
	diag_note(&diags, diag, find(T("端口")), "here");
	diag_fix(&diags, diag, "none");
	diag->subject = T("web");
	array_push(&arena, &diag->others, T("api"));
	struct buffer out = { .arena = &arena };
	report_json(&out, &sources, &diags, &plain);
	const char *want =
		"{\n\t\"diagnostics\":\t[{\n"
		"\t\t\t\"severity\":\t\"error\",\n"
		"\t\t\t\"id\":\t\"a/b\",\n"
		"\t\t\t\"message\":\t\"not \\\"utf-8\\\": \uFFFD\",\n"
		"\t\t\t\"subject\":\t\"web\",\n"
		"\t\t\t\"file\":\t\"stack.yaml\",\n"
		"\t\t\t\"span\":\t{\n"
		"\t\t\t\t\"offset\":\t8,\n\t\t\t\t\"length\":\t10,\n"
		"\t\t\t\t\"line\":\t1,\n\t\t\t\t\"column\":\t5,\n"
		"\t\t\t\t\"end_line\":\t2,\n\t\t\t\t\"end_column\":\t4\n\t\t\t},\n"
		"\t\t\t\"environments\":\t[\"vm\"],\n"
		"\t\t\t\"notes\":\t[{\n"
		"\t\t\t\t\t\"text\":\t\"here\",\n"
		"\t\t\t\t\t\"file\":\t\"stack.yaml\",\n"
		"\t\t\t\t\t\"span\":\t{\n"
		"\t\t\t\t\t\t\"offset\":\t8,\n\t\t\t\t\t\t\"length\":\t6,\n"
		"\t\t\t\t\t\t\"line\":\t1,\n\t\t\t\t\t\t\"column\":\t5,\n"
		"\t\t\t\t\t\t\"end_line\":\t1,\n\t\t\t\t\t\t\"end_column\":\t7\n"
		"\t\t\t\t\t}\n\t\t\t\t}],\n"
		"\t\t\t\"why\":\tnull,\n"
		"\t\t\t\"fix\":\t\"none\",\n"
		"\t\t\t\"others\":\t[\"api\"]\n"
		"\t\t}],\n"
		"\t\"summary\":\t{\n"
		"\t\t\"error\":\t1,\n\t\t\"warning\":\t0,\n\t\t\"info\":\t0\n\t}\n}\n";
	CHECK(text_is(buffer_text(&out), want));
	if (checks_failed)
		fprintf(stderr, "%.*s", TA(buffer_text(&out)));
}

static bool
holds(void (*write)(struct buffer *, struct sources *, const struct diags *,
		    const struct report_options *),
      const char *want)
{
	struct buffer out = { .arena = &arena };
	write(&out, &sources, &diags, &plain);
	bool fine = text_find(buffer_text(&out), text_of(want)) < out.len;
	if (!fine)
		fprintf(stderr, "wanted:\n%s\nis:\n%.*s\n", want, TA(buffer_text(&out)));
	return fine;
}

/* What each format has to escape; the rest the real readers judge. */
static void
test_formats_of_others(void)
{
	start(T("a: \"\xE6\xB5\x8B\" # x\nb: 1\n"));
	struct diag *diag = diag_error(&diags, "demo/x", find(T("# x")), "50%% <&> \"a,b:c\"");
	diag_note(&diags, diag, find(T("b")), "here");
	diag_fix(&diags, diag, "two\nlines");
	CHECK(holds(report_github,
		    "::error file=stack.yaml,line=1,endLine=1,col=8,endColumn=10,"
		    "title=demo/x::50%25 <&> \"a,b:c\"%0Afix: two%0Alines\n"));
	CHECK(holds(report_junit, "<failure message=\"50% &lt;&amp;&gt; &quot;a,b:c&quot;\" "
				  "type=\"error\">"));
	CHECK(holds(report_junit, "tests=\"1\" failures=\"1\""));
	CHECK(holds(report_rdjson, "\"column\":\t10")); /* bytes */
	CHECK(holds(report_sarif, "\"startColumn\":\t8"));
	CHECK(holds(report_sarif, "\"text\":\t\"here\""));
	CHECK(holds(report_gitlab, "\"severity\":\t\"major\""));
	start(T(""));
	CHECK(holds(report_junit, "tests=\"1\" failures=\"0\""));
	CHECK(holds(report_gitlab, "[]\n"));
}

int
main(void)
{
	arena_init(&arena);
	test_nothing();
	test_all_parts();
	test_wide();
	test_tabs_and_controls();
	test_masks();
	test_edges_of_lines();
	test_empty_file();
	test_long_lines();
	test_window_begins_with_a_whole_character();
	test_very_long_line();
	test_others_and_environments();
	test_color();
	test_json();
	test_formats_of_others();
	arena_release(&arena);
	return check_result();
}
