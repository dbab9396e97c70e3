/* The disk: reading regular files only, listing, and include patterns. */
#include "check.h"
#include "os.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena a, scratch;
static char folder[] = "/tmp/stackc-os-XXXXXX";

static void
put(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");
	if (!f || fputs(bytes, f) < 0 || fclose(f))
		abort();
}

static enum os_kind
read_kind(const char *path, size_t limit)
{
	struct text bytes;
	return os_read_file(&a, text_of(path), limit, &bytes).kind;
}

static void
test_read(void)
{
	struct text bytes;
	put("five", "12345");
	CHECK(!os_read_file(&a, T("five"), 5, &bytes).kind && text_is(bytes, "12345"));
	CHECK(bytes.ptr[5] == '\0');
	CHECK(read_kind("five", 4) == OS_TOO_LARGE);
	put("empty", "");
	CHECK(!os_read_file(&a, T("empty"), 0, &bytes).kind && !bytes.len);
	CHECK(!os_read_file(&a, T("/proc/self/maps"), 1 << 24, &bytes).kind && bytes.len);
	CHECK(read_kind("/proc/self/maps", 3) == OS_TOO_LARGE);
}

static void
test_read_refuses(void)
{
	CHECK(read_kind("nothing", 9) == OS_MISSING);
	CHECK(read_kind("five/x", 9) == OS_MISSING);
	CHECK(read_kind(".", 9) == OS_FOLDER);
	CHECK(read_kind("", 9) == OS_BAD_PATH);
	CHECK(!mkfifo("fifo", 0600) && read_kind("fifo", 9) == OS_NOT_FILE);
	CHECK(read_kind("/dev/null", 9) == OS_NOT_FILE);
	struct text bytes;
	CHECK(os_read_file(&a, T("fi\0ve"), 9, &bytes).kind == OS_BAD_PATH);
	struct os_error e = os_read_file(&a, T("nothing"), 9, &bytes);
	CHECK(text_is(e.what, "cannot open 'nothing': No such file or directory"));
}

static bool
glob_is(const char *at, const char *pattern, const char *want)
{
	struct os_names names;
	struct buffer got = { .arena = &a };
	if (os_glob(&a, text_of(at), text_of(pattern), &names).kind)
		return false;
	for (size_t i = 0; i < names.len; i++)
		buffer_format(&got, "%.*s ", TA(names.items[i]));
	return text_is(buffer_text(&got), want);
}

static void
test_glob(void)
{
	mkdir("in", 0755);
	mkdir("in/b", 0755);
	mkdir("in/a", 0755);
	put("in/z.yaml", "");
	put("in/.h.yaml", "");
	put("in/b/2.yaml", "");
	put("in/b/1.yaml", "");
	put("in/a/1.yml", "");
	CHECK(glob_is("in", "*/*.yaml", "b/1.yaml b/2.yaml "));
	CHECK(glob_is("in", "*/1.y*", "a/1.yml b/1.yaml "));
	CHECK(glob_is("in", "*.yaml", "z.yaml "));
	CHECK(glob_is("in", "./[yz].yaml", "z.yaml "));
	CHECK(glob_is("in/b", "../*.yaml", "../z.yaml "));
	CHECK(glob_is(".", "in/b/?.yaml", "in/b/1.yaml in/b/2.yaml "));
	CHECK(glob_is("", "in/z*", "in/z.yaml "));
	CHECK(glob_is("in", "none/at/all", "none/at/all "));
	CHECK(glob_is("in", "none/*.yaml", ""));
	CHECK(glob_is("in", "z.yaml/*", ""));
	struct text all = text_format(&a, "%s/in/z.*", folder);
	CHECK(glob_is("elsewhere", all.ptr,
		      text_format(&a, "%s/in/z.yaml ", folder).ptr));
}

static void
test_questions(void)
{
	CHECK(os_is_folder(T("in"), scratch) && !os_is_folder(T("five"), scratch));
	CHECK(os_exists(T("five"), scratch) && !os_exists(T("six"), scratch));
	struct text real = { 0 };
	CHECK(!symlink("five", "link") &&
	      !os_real_path(&a, T("./in/../link"), &real).kind);
	CHECK(text_ends(real, T("/five")));
	CHECK(os_real_path(&a, T("nothing"), &real).kind == OS_MISSING);
}

int
main(void)
{
	arena_init(&a);
	arena_init(&scratch);
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	test_read();
	test_read_refuses();
	test_glob();
	test_questions();
	if (system(text_format(&a, "rm -r %s", folder).ptr))
		return 1;
	arena_release(&a);
	arena_release(&scratch);
	return check_result();
}
