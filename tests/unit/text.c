/* Counted strings: cutting, comparing, UTF-8 and suggestions. */
#include "check.h"
#include "text.h"

static void
test_cut(void)
{
	struct text rest = T("a,,b"), head;
	size_t n = 0;
	static const char *const want[] = { "a", "", "b" };
	for (; text_cut(&rest, ',', &head); n++)
		CHECK(n < 3 && text_is(head, want[n]));
	CHECK(n == 3);
}

static void
test_rune(void)
{
	uint32_t code = 0;
	CHECK(text_rune(T("\xF0\x9F\x98\x80"), 0, &code) == 4 && code == 0x1F600);
	CHECK(text_rune(T("\xC3\xA9"), 0, &code) == 2 && code == 0xE9);
	CHECK(text_rune(T("\xC0\xAF"), 0, &code) == 0);
	CHECK(text_rune(T("\xED\xA0\x80"), 0, &code) == 0);
	CHECK(text_rune(T("\xF4\x90\x80\x80"), 0, &code) == 0);
	CHECK(text_rune(T("\xE4\xB8"), 0, &code) == 0);
}

static void
test_nearest(void)
{
	const struct text names[] = { T("image"), T("mounts"), T("networks") };
	CHECK(text_is(text_nearest(T("imgae"), names, 3), "image"));
	CHECK(text_is(text_nearest(T("network"), names, 3), "networks"));
	CHECK(!text_nearest(T("zzz"), names, 3).ptr);
}

static void
test_scratch_is_zeroed(void)
{
	struct arena a;
	arena_init(&a);
	struct arena scratch = a;
	char *used = arena_array(&scratch, char, 64);
	used[63] = 1;
	CHECK(arena_array(&a, char, 64)[63] == 0);
	arena_release(&a);
}

int
main(void)
{
	test_cut();
	test_rune();
	test_nearest();
	test_scratch_is_zeroed();
	return check_result();
}
