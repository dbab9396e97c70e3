/*
 * Whether every field of the language has a good and a bad case:
 *
 *   rows [--list]
 *
 * run from the root of the project. A field is a row of the schema by its way,
 * `services.ports.publish.on`; the fields of an environment that the stack has too
 * count once, as do those under `defaults.services`.
 *
 * - Good is a spec without an error that sets the field: in examples/, tests/spec/
 *   or tests/targets/.
 * - Bad is a spec in tests/spec/ with an error whose place is the field's key or
 *   lies in its value.
 *
 * All of them are compiled and linted here by the program's own passes, and the
 * places of their errors looked up in the tree. --list prints every field.
 */
#include "include.h"
#include "lint.h"
#include "os.h"
#include "shape.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

struct field {
	struct text way;
	bool good, bad;
};

struct fields {
	struct arena *arena;
	ARRAY(struct field) all;
	struct index index;
};

/* What one spec shows: where it goes wrong, or nothing of that, and then every
 * field in it is a good use. */
struct spec {
	struct fields *fields;
	struct run *run;
	bool is_test; /* below tests/spec/ */
};

static struct text
join(struct arena *a, struct text way, struct text key)
{
	return way.len ? text_format(a, "%.*s.%.*s", TA(way), TA(key)) : key;
}

/* The fields there are. */

struct walk {
	struct fields *fields;
	struct text way; /* of the table that is visited */
	bool in_environment;
};

static void
add_field(const struct row *r, size_t base, void *context)
{
	const struct walk *w = context;
	struct fields *f = w->fields;
	struct text key = text_of(r->key);
	(void)base;
	if (w->in_environment && schema_row(stack_rows, key, NULL) == r)
		return;
	struct walk below = { f, join(f->arena, w->way, key),
			      r->sub == environment_rows };
	index_put(f->arena, &f->index, below.way, f->all.len);
	array_push(f->arena, &f->all, (struct field){ .way = below.way });
	struct text way = below.way;
	size_t size;
	for (size_t i = 0; r->sub_of && targets[i]; i++) {
		struct text name = text_of(targets[i]->name);
		below.way = join(f->arena, way, name);
		schema_each(r->sub_of(name, &size), 0, add_field, &below);
	}
	/* What else is internal and has rows repeats what stands elsewhere. */
	if (r->sub && !r->sub_of && (below.in_environment || !(r->flags & ROW_INTERNAL)))
		schema_each(r->sub, 0, add_field, &below);
}

/* The uses in a spec. */

static bool
is_same(struct span a, struct span b)
{
	return a.source == b.source && a.offset == b.offset && a.len == b.len;
}

static bool
is_within(struct span at, const struct node *n)
{
	return at.source == n->at.source && at.offset >= n->at.offset &&
	       at.offset + at.len <= n->at.offset + n->at.len;
}

/* Whether an error there is one about this field: about its key, or about its value
 * as far as no other row describes that. */
static bool
is_about(const struct row *r, const struct entry *e, struct span at)
{
	if (is_same(at, e->key->at) || is_same(at, e->value->at))
		return true;
	if (!r->sub && !r->sub_of)
		return is_within(at, e->value);
	for (size_t i = 0; r->kind == ROW_MAP && i < e->value->len; i++)
		if (is_same(at, entry_key_place(&e->value->entries[i])))
			return true;
	return false;
}

static void
note_use(struct spec *s, struct text way, const struct row *r, const struct entry *e)
{
	size_t i = index_get(&s->fields->index, way);
	const struct diags *diags = &s->run->diags;
	if (i == index_none)
		return;
	struct field *field = &s->fields->all.items[i];
	field->good |= !diags->errors && !e->value->is_null;
	for (size_t k = 0; s->is_test && k < diags->all.len; k++) {
		const struct diag *d = diags->all.items[k];
		field->bad |= d->severity == SEVERITY_ERROR && is_about(r, e, d->at);
	}
}

static void
visit_map(struct spec *s, const struct row *rows, struct text way,
	  const struct node *map);

static void
visit_items(struct spec *s, const struct row *r, struct text way,
	    const struct node *items)
{
	size_t size;
	for (size_t i = 0; i < items->len; i++) {
		const struct entry *e = &items->entries[i];
		struct text below = way;
		if (r->sub_of)
			below = join(s->fields->arena, way, e->key->text);
		visit_map(s, r->sub_of ? r->sub_of(e->key->text, &size) : r->sub, below,
			  e->value);
	}
}

static void
visit_field(struct spec *s, const struct row *r, struct text way, const struct entry *e)
{
	const struct node *value = e->value;
	note_use(s, way, r, e);
	if (r->sub == service_rows)
		way = T("services"); /* those of `defaults` too */
	bool is_one =
		r->kind == ROW_STRUCT || (r->kind == ROW_LIST && value->kind == NODE_MAP);
	if (is_one)
		visit_map(s, r->sub, way, value);
	else if (r->kind == ROW_MAP || r->kind == ROW_LIST)
		visit_items(s, r, way, value);
}

static void
visit_map(struct spec *s, const struct row *rows, struct text way, const struct node *map)
{
	for (size_t i = 0; map->kind == NODE_MAP && i < map->len; i++) {
		const struct entry *e = &map->entries[i];
		const struct row *r = schema_row(rows, e->key->text, NULL);
		/* An environment's part of a section is that section. */
		bool is_section = rows == environment_rows &&
				  schema_row(stack_rows, e->key->text, NULL) == r;
		struct text above = is_section ? (struct text){ 0 } : way;
		if (r)
			visit_field(s, r, join(s->fields->arena, above, e->key->text), e);
	}
}

/* `include` is in no tree of a run. Read once more, a file is again the first
 * source, and its places are the same. */
static void
visit_include(struct spec *s, struct text path)
{
	struct run again;
	struct text bytes;
	run_init(&again);
	struct os_error error = os_read_file(&again.arena, path, tree_bytes_max, &bytes);
	const struct node *root = error.kind ? NULL : include_parse(&again, path, bytes);
	const struct entry *e = node_entry(root, T("include"));
	if (e)
		note_use(s, e->key->text, schema_row(stack_rows, e->key->text, NULL), e);
	run_release(&again);
}

static void
visit_spec(struct fields *f, const char *path)
{
	struct run run;
	struct spec s = { f, &run, text_starts(text_of(path), T("tests/spec/")) };
	run_init(&run);
	if (pipeline_compile(&run, text_of(path)))
		lint_run(&run);
	if (run.root) {
		const struct node *root =
			shape_map(&run.arena, stack_rows, run.root, LAYER_BASE);
		visit_map(&s, stack_rows, (struct text){ 0 }, root);
		visit_include(&s, text_of(path));
	}
	run_release(&run);
}

/* The number of specs that match. */
static size_t
visit_all(struct fields *f, const char *pattern)
{
	glob_t files = { 0 };
	size_t len = glob(pattern, 0, NULL, &files) ? 0 : files.gl_pathc;
	for (size_t i = 0; i < len; i++)
		visit_spec(f, files.gl_pathv[i]);
	globfree(&files);
	return len;
}

/* The number of fields without a case. */
static size_t
complain(const struct fields *f)
{
	size_t failed = 0;
	for (size_t i = 0; i < f->all.len; i++) {
		const struct field *field = &f->all.items[i];
		if (field->good && field->bad)
			continue;
		failed++;
		fprintf(stderr, "%.*s has no %s case\n", TA(field->way),
			field->good  ? "bad"
			: field->bad ? "good"
				     : "good and no bad");
	}
	if (failed)
		fprintf(stderr,
			"rows: %zu of %zu fields lack a case. Add one to "
			"tests/spec/<area>/:\n"
			"  good: a spec without errors that sets the field (one in "
			"examples/ or "
			"tests/targets/ does too);\n"
			"  bad: a spec with an error at the field's key or in its value, "
			"for the "
			"most telling mistake there is.\n"
			"  `zig build test:spec -Dupdate` writes what is found into its "
			"comments: "
			"read them.\n",
			failed, f->all.len);
	return failed;
}

int
main(int argc, char **argv)
{
	static const char *const patterns[] = { "examples/*/stack.yaml",
						"tests/spec/*/*.yaml",
						"tests/spec/*/*/stack.yaml",
						"tests/targets/*/*/stack.yaml" };
	struct arena arena;
	arena_init(&arena);
	struct fields f = { .arena = &arena };
	index_init(&arena, &f.index, 512);
	schema_each(stack_rows, 0, add_field, &(struct walk){ .fields = &f });
	size_t failed = 0;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		if (visit_all(&f, patterns[i]))
			continue;
		fprintf(stderr, "rows: nothing matches %s\n", patterns[i]);
		failed++;
	}
	for (size_t i = 0; argc > 1 && !strcmp(argv[1], "--list") && i < f.all.len; i++)
		printf("%.*s\n", TA(f.all.items[i].way));
	failed += complain(&f);
	arena_release(&arena);
	return failed > 0;
}
