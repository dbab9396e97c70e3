/* Line tables, places in code points, masks, and bytes that YAML cannot hold. */
#include "check.h"
#include "source.h"

static struct arena arena;
static struct sources sources;

static bool
is_at(uint32_t number, size_t offset, size_t line, size_t column)
{
	struct position p =
		source_position(&sources, (struct span){ number, 0, 0 }, offset);
	return p.line == line && p.column == column;
}

static void
test_lines(void)
{
	uint32_t n = source_add(&sources, T("a.yaml"), T("a: 1\r\nb: 2\n\rc\n"));
	CHECK(text_is(source_line(&sources, n, 1), "a: 1"));
	CHECK(text_is(source_line(&sources, n, 2), "b: 2"));
	CHECK(text_is(source_line(&sources, n, 3), ""));
	CHECK(text_is(source_line(&sources, n, 4), "c"));
	CHECK(text_is(source_line(&sources, n, 5), ""));
	CHECK(text_is(source_line(&sources, n, 9), ""));
	CHECK(is_at(n, 0, 1, 1) && is_at(n, 3, 1, 4) && is_at(n, 6, 2, 1));
	CHECK(is_at(n, 12, 4, 1) && is_at(n, 14, 5, 1));
}

static void
test_columns(void)
{
	uint32_t n = source_add(&sources, T("b.yaml"), T("# 设备: x\n\xFF\xFE!\n"));
	CHECK(is_at(n, 2, 1, 3) && is_at(n, 5, 1, 4) && is_at(n, 10, 1, 7));
	CHECK(is_at(n, 13, 2, 2) && is_at(n, 14, 2, 3));
	CHECK(text_is(source_text(&sources, (struct span){ n, 2, 6 }), "设备"));
}

static void
test_empty(void)
{
	uint32_t n = source_add(&sources, T("c.yaml"), (struct text){ 0 });
	CHECK(is_at(n, 0, 1, 1));
	CHECK(source_line(&sources, n, 1).len == 0);
}

static bool
mask_is(uint32_t number, const char *want)
{
	for (size_t i = 0; want[i]; i++)
		if (source_is_masked(&sources, number, i) != (want[i] == '*'))
			return false;
	return true;
}

static void
test_masks(void)
{
	uint32_t n = source_add(&sources, T("d.yaml"), T("0123456789"));
	CHECK(mask_is(n, ".........."));
	source_mask(&sources, (struct span){ n, 6, 2 });
	source_mask(&sources, (struct span){ n, 1, 2 });
	CHECK(mask_is(n, ".**...**.."));
	source_mask(&sources, (struct span){ n, 2, 2 });
	source_mask(&sources, (struct span){ n, 9, 1 });
	CHECK(mask_is(n, ".***..**.*"));
	source_mask(&sources, (struct span){ n, 0, 7 });
	CHECK(mask_is(n, "********.*"));
	source_mask(&sources, (struct span){ n, 8, 0 });
	source_mask(&sources, (struct span){ 0 });
	CHECK(mask_is(n, "********.*"));
}

static bool
fault_is(struct text bytes, enum source_fault want, size_t want_at, size_t want_len)
{
	size_t at = 0, len = 0;
	return source_fault(bytes, 0, &at, &len) == want && at == want_at &&
	       len == want_len;
}

static void
test_faults(void)
{
	CHECK(fault_is(T("a:\t\"x\"\r\n# 设备 😀 \xC2\xA0\n"), SOURCE_OK, 0, 0));
	CHECK(fault_is(T("ab\xB1\xB8\xC9\xE8 c"), SOURCE_NOT_UTF8, 2, 4));
	CHECK(fault_is(T("a\0b"), SOURCE_NUL, 1, 1));
	CHECK(fault_is(T("a\x1B[0m"), SOURCE_CONTROL, 1, 1));
	CHECK(fault_is(T("a\x7F"), SOURCE_CONTROL, 1, 1));
	CHECK(fault_is(T("a\xC2\x9F"), SOURCE_CONTROL, 1, 2));
	CHECK(fault_is(T("a\xEF\xBB\xBF"), SOURCE_CONTROL, 1, 3));
	CHECK(fault_is(T("a\xC2\x85"), SOURCE_ODD_BREAK, 1, 2));
	CHECK(fault_is(T("a\xE2\x80\xA8"), SOURCE_ODD_BREAK, 1, 3));
	size_t at, len;
	CHECK(source_fault(T("\0a\0"), 1, &at, &len) == SOURCE_NUL && at == 2);
}

int
main(void)
{
	arena_init(&arena);
	sources_init(&sources, &arena);
	test_lines();
	test_columns();
	test_empty();
	test_masks();
	test_faults();
	arena_release(&arena);
	return check_result();
}
