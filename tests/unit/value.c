/* Parsing references: runs of `$`, closing braces, places. */
#include "check.h"
#include "value.h"

static struct arena arena;
static struct diags diags;

static struct value
parse(struct text t)
{
	struct value v = { 0 };
	v.len = value_parse(&arena, &diags, node_scalar(&arena, t, (struct span){ 0 }),
			    &v.parts);
	return v;
}

static void
test_dollars(void)
{
	static const struct {
		const char *source, *text;
	} cases[] = {
		{ "a$b", "a$b" },	{ "$", "$" },	      { "$$", "$$" },
		{ "$${x}", "${x}" },	{ "$$$${x}", "$${x}" }, { "x$${", "x${" },
		{ "{}", "{}" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct value v = parse(text_of(cases[i].source));
		struct text got;
		CHECK(value_literal(&arena, &v, &got));
		CHECK(text_is(got, cases[i].text));
	}
	CHECK(diags.errors == 0);
}

static void
test_references(void)
{
	struct value v = parse(T("a${vars.x}$$${secrets.y}b"));
	CHECK(v.len == 5);
	CHECK(v.parts[1].kind == PART_REFERENCE && text_is(v.parts[1].text, "vars.x"));
	CHECK(text_is(v.parts[2].text, "$"));
	CHECK(text_is(v.parts[3].text, "secrets.y"));
	CHECK(text_is(value_source(&arena, &v), "a${vars.x}$${secrets.y}b") ||
	      text_is(value_source(&arena, &v), "a${vars.x}$$${secrets.y}b"));
}

static void
test_errors(void)
{
	parse(T("${open"));
	CHECK(diags.errors == 1);
	parse(T("${}"));
	CHECK(diags.errors == 2);
}

static void
test_other_tools(void)
{
	struct text got;
	size_t found = diags.all.len;
	static const char *const foreign[] = { "a${HOME}b", "${HOME:-/root}", "x$$HOME" };
	for (size_t i = 0; i < 3; i++) {
		struct value v = parse(text_of(foreign[i]));
		CHECK(value_literal(&arena, &v, &got) && text_is(got, foreign[i]));
		CHECK(diags.all.len == found + i + 1);
		CHECK(diags.all.items[found + i]->severity == SEVERITY_WARNING);
	}
	parse(T("$HOME $$ $1 ${vars.x}"));
	CHECK(diags.all.len == found + 3);
	struct value v = { 0 };
	v.len = value_parse_template(&arena, &diags,
				     node_scalar(&arena, T("${address}"), (struct span){ 0 }),
				     &v.parts);
	CHECK(v.len == 1 && v.parts[0].kind == PART_REFERENCE);
	CHECK(diags.all.len == found + 3);
}

int
main(void)
{
	arena_init(&arena);
	diags_init(&diags, &arena);
	test_dollars();
	test_references();
	test_errors();
	test_other_tools();
	arena_release(&arena);
	return check_result();
}
