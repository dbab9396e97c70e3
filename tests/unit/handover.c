/* Patterns for grep -E: what means the same there, and what is refused. */
#include "../../src/handover_part.h"
#include "check.h"

static bool
becomes(const char *pattern, const char *extended)
{
	struct arena a;
	struct text result = { 0 };
	arena_init(&a);
	bool fine = pattern_as_extended(&a, text_of(pattern), &result) &&
		    text_is(result, extended);
	arena_release(&a);
	return fine;
}

static bool
refused(const char *pattern)
{
	struct arena a;
	struct text result;
	arena_init(&a);
	bool fine = !pattern_as_extended(&a, text_of(pattern), &result);
	arena_release(&a);
	return fine;
}

int
main(void)
{
	CHECK(becomes("^v\\d+\\.\\d+$", "^v[0-9]+\\.[0-9]+$"));
	CHECK(becomes("[\\w.-]+", "[A-Za-z0-9_.-]+"));
	CHECK(becomes("a\\-b\\/c", "a-b/c"));
	CHECK(becomes("(dev|v\\d{1,3})", "(dev|v[0-9]{1,3})"));
	CHECK(becomes("\\++", "\\++"));
	CHECK(becomes("[]\\d]x", "[]0-9]x"));
	CHECK(becomes("[^]a][a]", "[^]a][a]"));
	CHECK(becomes("[^a]]", "[^a]]"));
	CHECK(refused("a{,2}"));
	CHECK(refused("(*UCP)a"));
	CHECK(refused("[]"));
	CHECK(refused("(?:a|b)"));
	CHECK(refused("a+?"));
	CHECK(refused("a++"));
	CHECK(refused("\\\\++"));
	CHECK(refused("\\bword"));
	CHECK(refused("[[:alpha:]]"));
	CHECK(refused("[\\]]"));
	CHECK(refused("[a"));
	CHECK(refused("\xC3\xA4"));
	return check_result();
}
