/* Explaining: fields by their way, and that every diagnostic of src/ has a text. */
#include "check.h"
#include "decode_scalar.h"
#include "explain.h"
#include "shape.h"
#include "target.h"

#include <glob.h>
#include <string.h>

static struct arena arena, scratch;

static bool
says(const char *name, const char *part)
{
	struct buffer b = { .arena = &arena };
	bool known = explain_field(&b, text_of(name));
	return known && text_find(buffer_text(&b), text_of(part)) < b.len;
}

static void
test_fields(void)
{
	CHECK(says("services.api.health.interval", "default: 30s"));
	CHECK(says("services.health.interval", "takes: a duration"));
	CHECK(says("gateway.hosts.example.routes.x.respond", "from 100 to 599"));
	CHECK(says("services.pull", "one of: always, missing, never"));
	CHECK(says("publish", "field services.ports.publish"));
	CHECK(!says("publish", "defaults"));
	CHECK(says("environments.live.services.api.image", "may hold"));
	struct buffer b = { .arena = &arena };
	CHECK(!explain_field(&b, T("services.api.nothing")) &&
	      !explain_field(&b, T("nothing")));
	CHECK(!explain_field(&b, T("")));
}

/* Every field there is. */

struct visit {
	struct text way;
	size_t *fields;
};

/* The example stands alone: what the field goes with is not looked at. */
static bool
example_decodes(const struct row *r, struct text example)
{
	enum { model_size = 1 << 14 };
	struct row rows[2] = { *r };
	struct sources sources;
	struct diags diags;
	struct documents documents = { 0 };
	struct decoder d = { .arena = &arena, .diags = &diags };
	struct target_use use = { 0 };
	rows->with = rows->oneof = NULL;
	rows->placements = 0;
	rows->flags &= ~(unsigned)ROW_INTERNAL;
	rows->offset = sizeof(struct object);
	sources_init(&sources, &arena);
	diags_init(&diags, &arena);
	uint32_t source = source_add(&sources, T("example"), example);
	if (!tree_parse(&arena, scratch, &sources, &diags, source, &documents))
		return false;
	struct entry e = { .value = shape_map(&arena, rows, documents.items[0], LAYER_BASE) };
	bool is_model = !(r->flags & ROW_INTERNAL) || r->kind == ROW_VALUES;
	return !is_model || decode_options(&d, rows, model_size, &use.object, &e);
}

static void
check_field(const struct row *r, struct text way)
{
	struct buffer b = { .arena = &arena };
	CHECK(explain_field(&b, way));
	struct text said = buffer_text(&b), rest = said, line, example = { 0 };
	bool kind = false, def = !r->def, placed = !r->placements;
	while (text_cut(&rest, '\n', &line)) {
		kind |= text_starts(line, T("  takes: ")) ||
			text_starts(line, T("  one of: "));
		def |= text_starts(line, T("  default: "));
		placed |= text_starts(line, T("  for placement: "));
		if (text_starts(line, T("  example: ")))
			example = text_slice(line, sizeof "  example: " - 1, line.len);
	}
	bool good = kind && def && placed && example.len && example_decodes(r, example);
	CHECK(good);
	if (!good)
		fprintf(stderr, "%.*s:\n%.*s", TA(way), TA(said));
}

static void
visit_row(const struct row *r, size_t base, void *context)
{
	const struct visit *v = context;
	struct text way = v->way.len ? text_format(&arena, "%.*s.%s", TA(v->way), r->key) :
				       text_of(r->key);
	struct visit below = { way, v->fields };
	size_t size;
	(void)base;
	++*v->fields;
	check_field(r, way);
	for (size_t i = 0; r->sub_of && targets[i]; i++) {
		below.way = text_format(&arena, "%.*s.%s", TA(way), targets[i]->name);
		schema_each(r->sub_of(text_of(targets[i]->name), &size), 0, visit_row,
			    &below);
	}
	if (r->sub)
		schema_each(r->sub, 0, visit_row, &below);
}

static void
test_every_field(void)
{
	size_t fields = 0;
	schema_each(stack_rows, 0, visit_row, &(struct visit){ .fields = &fields });
	CHECK(fields > 500); /* those of an environment once more */
}

static void
test_near_fields(void)
{
	static const struct {
		const char *name, *near;
	} cases[] = {
		{ "service", "services" },
		{ "services.api.helth", "services.api.health" },
		{ "services.api.health.intervall", "services.api.health.interval" },
		{ "services.ports.publish.form", "services.ports.publish.from" },
		{ "environments.live.target", "environments.live.targets" },
		{ "replicsa", "replicas" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(text_is(explain_field_near(&arena, text_of(cases[i].name)),
			      cases[i].near));
	CHECK(!explain_field_near(&arena, T("services.api.xyzzy")).ptr);
	CHECK(!explain_field_near(&arena, T("services.api.image.tag.x")).ptr);
	CHECK(!explain_field_near(&arena, T("")).ptr);
	CHECK(!explain_field_near(&arena, T("...")).ptr);
	CHECK(says("services.prots", "did you mean 'services.ports'?"));
	CHECK(!says("services.api", "did you mean"));
}

static bool
is_explained(struct text id)
{
	for (size_t i = 0; explain_diagnostic_id(i); i++)
		if (text_is(id, explain_diagnostic_id(i)))
			return true;
	return false;
}

static bool
has_area(struct text id)
{
	size_t slash = text_find_byte(id, '/');
	struct text area = text_slice(id, 0, slash + 1);
	for (size_t i = 0; explain_diagnostic_id(i); i++)
		if (text_starts(text_of(explain_diagnostic_id(i)), area))
			return slash + 1 < id.len;
	return false;
}

static bool
is_id(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz-/", t.ptr[i]))
			return false;
	return has_area(t);
}

/* Every literal of the form of an id, in an area of the table. */
static void
check_source(struct text source, const char *path, bool *used)
{
	struct text rest = source, head, literal;
	while (text_cut(&rest, '"', &head) && text_cut(&rest, '"', &literal)) {
		if (!is_id(literal))
			continue;
		bool known = is_explained(literal);
		CHECK(known);
		if (!known)
			fprintf(stderr, "%s: '%.*s' is not explained\n", path,
				TA(literal));
		for (size_t i = 0; explain_diagnostic_id(i); i++)
			used[i] |= text_is(literal, explain_diagnostic_id(i));
	}
}

static void
test_diagnostics(void)
{
	bool used[256] = { 0 };
	glob_t files = { 0 };
	CHECK(!glob("src/*.c", 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *bytes = arena_array(&arena, char, 1 << 18);
		FILE *file = fopen(files.gl_pathv[i], "r");
		size_t len = file ? fread(bytes, 1, 1 << 18, file) : 0;
		CHECK(len > 0 && len < 1 << 18);
		if (!strstr(files.gl_pathv[i], "explain_"))
			check_source((struct text){ bytes, len }, files.gl_pathv[i],
				     used);
		if (file)
			fclose(file);
	}
	globfree(&files);
	for (size_t i = 0; explain_diagnostic_id(i); i++) {
		const char *next = explain_diagnostic_id(i + 1);
		CHECK(used[i]);
		if (!used[i])
			fprintf(stderr, "'%s' is reported nowhere\n",
				explain_diagnostic_id(i));
		CHECK(!next || strcmp(explain_diagnostic_id(i), next) < 0);
	}
}

static bool
kind_says(struct catalog *catalog, const char *name, const char *part)
{
	struct buffer b = { .arena = &arena };
	return explain_kind(&b, catalog, text_of(name)) &&
	       text_find(buffer_text(&b), text_of(part)) < b.len;
}

/* Every kind can be told of, with and without a tag. */
static void
test_kinds(void)
{
	struct run run;
	run_init(&run);
	size_t len;
	const struct text *kinds = catalog_kinds(run.catalog, &len);
	for (size_t i = 0; i < len; i++)
		CHECK(kind_says(run.catalog, text_copy(&arena, kinds[i]).ptr, "where it says nothing else\n  "));
	CHECK(len > 15 && !run.diags.errors);
	CHECK(kind_says(run.catalog, "postgres", "data              /var/lib/postgresql\n"));
	CHECK(kind_says(run.catalog, "postgres:15", "/var/lib/postgresql/data\n"));
	CHECK(kind_says(run.catalog, "redis:7.4-alpine", "a cluster of nodes"));
	CHECK(!kind_says(run.catalog, "nothing:15", ""));
	run_release(&run);
}

int
main(void)
{
	arena_init(&arena);
	arena_init(&scratch);
	test_fields();
	test_every_field();
	test_near_fields();
	test_diagnostics();
	test_kinds();
	arena_release(&scratch);
	arena_release(&arena);
	return check_result();
}
