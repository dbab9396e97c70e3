/* Explaining: fields by their way, and that every diagnostic of src/ has a text. */
#include "check.h"
#include "explain.h"

#include <glob.h>
#include <string.h>

static struct arena arena;

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

int
main(void)
{
	arena_init(&arena);
	test_fields();
	test_diagnostics();
	arena_release(&arena);
	return check_result();
}
