/* Paths as texts: joining, cleaning, and the way from one to another. */
#include "check.h"
#include "path.h"

static struct arena a;

static void
test_join(void)
{
	CHECK(text_is(path_join(&a, T("a"), T("b")), "a/b"));
	CHECK(text_is(path_join(&a, T("a/"), T("b")), "a/b"));
	CHECK(text_is(path_join(&a, T("."), T("b")), "b"));
	CHECK(text_is(path_join(&a, T(""), T("b")), "b"));
	CHECK(text_is(path_join(&a, T("a"), T("/b")), "/b"));
	CHECK(text_is(path_join(&a, T("a"), T(".")), "a"));
}

static void
test_parts(void)
{
	CHECK(text_is(path_folder(T("a/b/c")), "a/b"));
	CHECK(text_is(path_folder(T("a")), "."));
	CHECK(text_is(path_folder(T("/a")), "/"));
	CHECK(text_is(path_name(T("a/b")), "b"));
	CHECK(text_is(path_name(T("a")), "a"));
}

static void
test_clean(void)
{
	CHECK(text_is(path_clean(&a, T("a/./b//c/../d")), "a/b/d"));
	CHECK(text_is(path_clean(&a, T("a/../../b")), "../b"));
	CHECK(text_is(path_clean(&a, T("../../b")), "../../b"));
	CHECK(text_is(path_clean(&a, T("/../a/..")), "/"));
	CHECK(text_is(path_clean(&a, T("a/..")), "."));
	CHECK(text_is(path_clean(&a, T("")), "."));
}

static void
test_relative(void)
{
	CHECK(text_is(path_relative(&a, T("a/b"), T("a/conf/x")), "../conf/x"));
	CHECK(text_is(path_relative(&a, T("a/b"), T("a/bc")), "../bc"));
	CHECK(text_is(path_relative(&a, T("a"), T("a/b/c")), "b/c"));
	CHECK(text_is(path_relative(&a, T("a/b/c"), T("a")), "../.."));
	CHECK(text_is(path_relative(&a, T("a"), T("a")), "."));
	CHECK(text_is(path_relative(&a, T("."), T("x")), "x"));
	CHECK(text_is(path_relative(&a, T("dist/p"), T("../src")), "../../../src"));
	CHECK(text_is(path_relative(&a, T("/a/b"), T("/c")), "../../c"));
	CHECK(text_is(path_relative(&a, T("a"), T("/c")), "/c"));
}

static void
test_inside(void)
{
	CHECK(path_is_inside(T("a/b.c")));
	CHECK(path_is_inside(T("..a/.b")));
	CHECK(!path_is_inside(T("")));
	CHECK(!path_is_inside(T("/a")));
	CHECK(!path_is_inside(T("a/")));
	CHECK(!path_is_inside(T("a//b")));
	CHECK(!path_is_inside(T("a/../b")));
	CHECK(!path_is_inside(T("./a")));
	CHECK(!path_is_inside(T("a\0b")));
}

int
main(void)
{
	arena_init(&a);
	test_join();
	test_parts();
	test_clean();
	test_relative();
	test_inside();
	arena_release(&a);
	return check_result();
}
