/* The rows themselves: what each must say, whatever it describes. */
#include "check.h"
#include "model.h"
#include "target.h"

#include <string.h>

static size_t rows_seen;

/* Tells of the row, and counts a failure, where `holds` is false. */
static void
expect(bool holds, const char *path, const struct row *r, const char *what)
{
	CHECK(holds);
	if (!holds)
		fprintf(stderr, "  row '%s.%s' %s\n", path, r->key, what);
}

static const struct row *
find(const struct row *rows, struct text key)
{
	return schema_row(rows, key, NULL);
}

struct group {
	const struct row *row;
	size_t len;
};

static void
count_group(const struct row *r, size_t base, void *context)
{
	struct group *g = context;
	(void)base;
	g->len += r->oneof && !strcmp(r->oneof, g->row->oneof);
}

static bool
has_sub(const struct row *r)
{
	return r->kind == ROW_STRUCT || r->kind == ROW_MAP || r->kind == ROW_LIST;
}

static void
check_row(const struct row *rows, const struct row *r, const char *path)
{
	struct text rest = text_of(r->with), word;
	struct group g = { r, 0 };
	rows_seen++;
	expect(r->help && *r->help, path, r, "has no help");
	bool of_words = r->kind == ROW_WORDS && r->item == ROW_WORD;
	bool needs_words = r->kind == ROW_CHOICE || r->kind == ROW_WORD || of_words;
	bool may_have = r->kind == ROW_COUNT || r->kind == ROW_MAP;
	expect(r->choices ? needs_words || may_have : !needs_words, path, r,
	       "and its choices differ");
	expect(!r->item || r->kind == ROW_WORDS, path, r, "has no items");
	expect(!has_sub(r) || r->sub || r->sub_of, path, r, "describes nothing inside");
	if (r->help && *r->help)
		expect(r->help[strlen(r->help) - 1] != '.', path, r,
		       "ends with a full stop");
	if (r->short_for)
		expect(r->sub && find(r->sub, text_of(r->short_for)), path, r,
		       "is short for no member");
	if (r->choices && r->def && !may_have)
		expect(schema_has_word(r->choices, text_of(r->def)), path, r,
		       "has a default that is none of its choices");
	while (r->with && text_cut(&rest, '|', &word))
		expect(find(rows, word), path, r, "goes with no row");
	if (r->oneof)
		schema_each(rows, 0, count_group, &g);
	expect(!r->oneof || g.len > 1, path, r, "is the only alternative");
}

/* `top` is the whole table where `rows` is a part of it. */
static void
check_rows(struct arena *a, const struct row *top, const struct row *rows,
	   const char *path)
{
	for (const struct row *r = rows; r && r->kind != ROW_END; r++) {
		if (r->kind == ROW_ALSO) {
			check_rows(a, top, r->sub, path);
			continue;
		}
		check_row(top, r, path);
		if (r->sub)
			check_rows(a, r->sub, r->sub,
				   text_format(a, "%s.%s", path, r->key).ptr);
	}
}

int
main(void)
{
	struct arena a;
	arena_init(&a);
	check_rows(&a, stack_rows, stack_rows, "");
	for (size_t i = 0; targets[i]; i++)
		check_rows(&a, targets[i]->options, targets[i]->options,
			   targets[i]->name);
	CHECK(rows_seen > 100);
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		struct text rest = text_of(feature_names[i].field), key;
		const struct row *rows = service_rows;
		while (text_cut(&rest, '.', &key)) {
			const struct row *r = rows ? find(rows, key) : NULL;
			CHECK(r);
			rows = r ? r->sub : NULL;
		}
	}
	arena_release(&a);
	return check_result();
}
