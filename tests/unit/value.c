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

/* Text as it is, references between < and >. */
static struct text
shown(const struct value *v)
{
	struct buffer b = { .arena = &arena };
	for (size_t i = 0; i < v->len; i++)
		buffer_format(&b, v->parts[i].kind == PART_TEXT ? "%.*s" : "<%.*s>",
			      TA(v->parts[i].text));
	return buffer_text(&b);
}

static bool
same_parts(const struct value *a, const struct value *b)
{
	bool same = a->len == b->len;
	for (size_t i = 0; same && i < a->len; i++)
		same = a->parts[i].kind == b->parts[i].kind &&
		       text_equal(a->parts[i].text, b->parts[i].text);
	return same;
}

/* What is written, and what it is; nothing is said of any of these. What a value
 * prints as is read back as the same value. */
static void
test_parts(void)
{
	static const struct {
		const char *source, *parts;
	} rows[] = {
		{ "", "" },
		{ "a", "a" },
		{ "a$b", "a$b" },
		{ "$", "$" },
		{ "$$", "$$" },
		{ "$$$", "$$$" },
		{ "a$", "a$" },
		{ "$1 $$ $", "$1 $$ $" },
		{ "$(A) $A", "$(A) $A" },
		{ "{}", "{}" },
		{ "}{", "}{" },
		{ "{$}", "{$}" },
		{ "$ {a.b}", "$ {a.b}" },
		{ "$}{", "$}{" },
		{ "$${x}", "${x}" },
		{ "$${", "${" },
		{ "x$${", "x${" },
		{ "$$$${x}", "$${x}" },
		{ "$$$$$${", "$$${" },
		{ "$${a.b}", "${a.b}" },
		{ "$${${a.b}}", "${<a.b>}" },
		{ "${a.b}", "<a.b>" },
		{ "$$${a.b}", "$<a.b>" },
		{ "$$$$${a.b}", "$$<a.b>" },
		{ "${a.b}$", "<a.b>$" },
		{ "${a.b}$${", "<a.b>${" },
		{ "${a.b}${c.d}", "<a.b><c.d>" },
		{ "${a.b}}", "<a.b>}" },
		{ "{${a.b}}", "{<a.b>}" },
		{ "x${a.b}y${c.d}z", "x<a.b>y<c.d>z" },
		{ "a${vars.x}$$${secrets.y}b", "a<vars.x>$<secrets.y>b" },
		{ "${gateway.url[www.example.com]}", "<gateway.url[www.example.com]>" },
		{ "${services.db.address.http}", "<services.db.address.http>" },
		{ "${ a.b }", "< a.b >" },
		{ "${1}", "<1>" },
		{ "\xE4\xB8\xAD${a.b}\xF0\x9F\x98\x80", "\xE4\xB8\xAD<a.b>\xF0\x9F\x98\x80" },
		{ "a\n${a.b}\n", "a\n<a.b>\n" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t said = diags.all.len;
		struct value v = parse(text_of(rows[i].source));
		struct value again = parse(value_source(&arena, &v));
		bool same = text_is(shown(&v), rows[i].parts) && same_parts(&v, &again) &&
			    diags.all.len == said;
		if (!same)
			fprintf(stderr, "'%s': '%.*s'\n", rows[i].source, TA(shown(&v)));
		CHECK(same);
	}
}

/* Dollars and braces in every order up to eight: what is printed is read back. */
static void
test_every_run(void)
{
	static const char bytes[] = "${}a";
	char text[8];
	for (size_t n = 0; n < 65536; n++) {
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = bytes[n >> 2 * i & 3];
		size_t errors = diags.errors;
		struct value v = parse((struct text){ text, sizeof text });
		struct value again = parse(value_source(&arena, &v));
		if (diags.errors == errors && !same_parts(&v, &again))
			fprintf(stderr, "'%.8s'\n", text);
		CHECK(diags.errors > errors || same_parts(&v, &again));
	}
}

static void
test_errors(void)
{
	static const struct {
		const char *source, *message;
	} rows[] = {
		{ "${open", "'${' is not closed" },
		{ "a$$${", "'${' is not closed" },
		{ "${", "'${' is not closed" },
		{ "${a.b", "'${' is not closed" },
		{ "${}", "'${}' is no reference" },
		{ "${a.${b.c}}", "'${a.${b.c}' is no reference" },
		{ "${$}", "'${$}' is no reference" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t said = diags.all.len;
		parse(text_of(rows[i].source));
		CHECK(diags.all.len == said + 1);
		CHECK(text_is(diags.all.items[said]->message, rows[i].message));
	}
}

/* What other tools would take for theirs: it stays, with a warning that names what
 * was found. */
static void
test_other_tools(void)
{
	static const struct {
		const char *source, *found;
	} rows[] = {
		{ "a${HOME}b", "${HOME}" },
		{ "${HOME:-/root}", "${HOME:-/root}" },
		{ "${HOME-x}", "${HOME-x}" },
		{ "${HOME:?not set}", "${HOME:?not set}" },
		{ "${_x1+y}", "${_x1+y}" },
		{ "x$$HOME/y", "$$HOME" },
		{ "$$_", "$$_" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t said = diags.all.len;
		struct text got;
		struct value v = parse(text_of(rows[i].source));
		CHECK(value_literal(&arena, &v, &got) && text_is(got, rows[i].source));
		CHECK(diags.all.len == said + 1);
		const struct diag *d = diags.all.items[said];
		CHECK(d->severity == SEVERITY_WARNING && d->fix.len);
		CHECK(text_is(d->message,
			      text_format(&arena,
					  "'%s' is no reference here and stays as it is",
					  rows[i].found).ptr));
	}
	size_t said = diags.all.len;
	struct value v = { 0 };
	v.len = value_parse_template(&arena, &diags,
				     node_scalar(&arena, T("${address}$$A"),
						 (struct span){ 0 }),
				     &v.parts);
	CHECK(v.len == 2 && v.parts[0].kind == PART_REFERENCE);
	CHECK(diags.all.len == said);
}

int
main(void)
{
	arena_init(&arena);
	diags_init(&diags, &arena);
	test_parts();
	test_errors();
	test_other_tools();
	test_every_run();
	arena_release(&arena);
	return check_result();
}
