/* The commit as its caller sees it: what is written, kept, removed and refused.
 * What happens when a step fails is tests/fault. */
#include "bundle.h"
#include "check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena run, scratch;
static struct sources sources;
static struct diags diags;
static struct bundle bundle;
static struct bundle_counts counts;
static const struct bundle_scope whole = { .whole = true };
static const struct bundle_scope some = { 0 };

/* ---- the disk ---- */

static void
put(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");
	if (!f || fputs(bytes, f) < 0 || fclose(f))
		abort();
}

static bool
has(const char *path, const char *bytes)
{
	struct text found;
	return !os_read_file(&run, text_of(path), 1 << 20, &found).kind &&
	       text_is(found, bytes);
}

static bool
exists(const char *path)
{
	struct stat st;
	return !lstat(path, &st);
}

static unsigned
mode_of(const char *path)
{
	struct stat st;
	return lstat(path, &st) ? 0 : st.st_mode & 07777;
}

static void
shell(const char *command)
{
	if (system(command))
		abort();
}

/* ---- bundles ---- */

static void
begin(const char *environment)
{
	diags_init(&diags, &run);
	bundle_init(&bundle, &run, T("shop"), T("1"));
	bundle_environment(&bundle, text_of(environment), T("00"));
}

static void
add(const char *target, const char *path, const char *bytes)
{
	bundle.target = text_of(target);
	bundle_add(&bundle, text_of(path), text_of(bytes), false);
}

static enum bundle_result
commit(const struct bundle_scope *scope)
{
	return bundle_commit(&bundle, T("dist"), scope, &diags, &counts, scratch);
}

static enum bundle_result
check(const struct bundle_scope *scope)
{
	diags_init(&diags, &run);
	enum bundle_result result =
		bundle_check(&bundle, T("dist"), scope, &diags, scratch);
	diags_settle(&diags, 1);
	return result;
}

static bool
counted(size_t written, size_t removed, size_t same)
{
	return counts.written == written && counts.removed == removed &&
	       counts.same == same;
}

static bool
told(size_t i, const char *message)
{
	return i < diags.all.len && text_is(diags.all.items[i]->message, message);
}

/* Two targets and a file of the environment as a whole. */
static void
begin_prod(const char *web)
{
	begin("prod");
	add("web", "prod/web/files/a.conf", web);
	add("app", "prod/app/app.yaml", "app\n");
	bundle.target = (struct text){ 0 };
	bundle_add(&bundle, T("prod/up.sh"), T("#!/bin/sh\n"), true);
}

/* ---- tests ---- */

static void
test_first_and_second(void)
{
	umask(077);
	begin_prod("web\n");
	CHECK(check(&whole) == BUNDLE_REFUSE && told(0, "'dist' is missing"));
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK && counted(4, 0, 0) && !diags.all.len);
	CHECK(has("dist/prod/web/files/a.conf", "web\n"));
	CHECK(mode_of("dist/prod/up.sh") == 0755);
	CHECK(mode_of("dist/prod/app/app.yaml") == 0644);
	CHECK(!exists("dist/.stackc"));
	umask(022);
	struct stat before, after;
	stat("dist/prod/manifest.json", &before);
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK && counted(0, 0, 4));
	stat("dist/prod/manifest.json", &after);
	CHECK(before.st_ino == after.st_ino);
	CHECK(check(&whole) == BUNDLE_OK && !diags.all.len);
}

static void
test_check(void)
{
	begin_prod("web\n");
	put("dist/prod/app/app.yaml", "apq\n");
	chmod("dist/prod/up.sh", 0644);
	unlink("dist/prod/web/files/a.conf");
	CHECK(check(&whole) == BUNDLE_REFUSE && diags.all.len == 3);
	CHECK(told(0, "'dist/prod/app/app.yaml' differs from what the spec says"));
	CHECK(told(1, "'dist/prod/up.sh' is not executable"));
	CHECK(told(2, "'dist/prod/web/files/a.conf' is missing"));
	CHECK(text_is(diags.all.items[0]->notes.items[0].text,
		      "the first difference is in line 1"));
	CHECK(has("dist/prod/app/app.yaml", "apq\n"));
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK && counted(3, 0, 1));
	CHECK(mode_of("dist/prod/up.sh") == 0755);
	CHECK(check(&whole) == BUNDLE_OK);
}

static void
test_removal(void)
{
	put("dist/prod/.env", "SECRET=1\n");
	begin("prod");
	add("app", "prod/app/app.yaml", "app\n");
	CHECK(check(&whole) == BUNDLE_REFUSE && diags.all.len == 3);
	CHECK(told(1, "'dist/prod/up.sh' is left over: nothing in the spec makes it"));
	CHECK(commit(&whole) == BUNDLE_OK && counted(1, 2, 1));
	CHECK(!exists("dist/prod/web") && !exists("dist/prod/up.sh"));
	CHECK(has("dist/prod/.env", "SECRET=1\n"));
}

static void
test_gone_environment(void)
{
	shell("mkdir dist/old dist/other && echo keep >dist/old/notes.txt");
	put("dist/other/manifest.json",
	    "{\"stackc\":\"1\",\"stack\":\"another\",\"environment\":\"other\","
	    "\"model\":\"\",\"files\":{\"x\":{\"sha256\":\"\"}}}");
	put("dist/other/x", "x");
	begin("test");
	add("app", "test/app/app.yaml", "test\n");
	CHECK(commit(&some) == BUNDLE_OK && exists("dist/prod/app/app.yaml"));
	begin("test");
	add("app", "test/app/app.yaml", "test\n");
	CHECK(check(&some) == BUNDLE_OK && check(&whole) == BUNDLE_REFUSE);
	diags_init(&diags, &run);
	CHECK(commit(&whole) == BUNDLE_OK && counted(0, 2, 2));
	CHECK(!exists("dist/prod/app") && has("dist/prod/.env", "SECRET=1\n"));
	CHECK(exists("dist/old/notes.txt") && exists("dist/other/x"));
	shell("rm -r dist");
}

static void
test_targets(void)
{
	const struct text web = T("web");
	const struct bundle_scope scope = { .targets = &web, .target_len = 1 };
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK);
	begin("prod");
	add("web", "prod/web/b.conf", "b\n");
	CHECK(commit(&scope) == BUNDLE_OK && counted(2, 1, 0));
	CHECK(!exists("dist/prod/web/files") && exists("dist/prod/web/b.conf"));
	CHECK(exists("dist/prod/app/app.yaml") && exists("dist/prod/up.sh"));
	begin_prod("web\n");
	add("web", "prod/web/b.conf", "b\n");
	CHECK(check(&whole) == BUNDLE_REFUSE && diags.all.len == 2);
	diags_init(&diags, &run);
	CHECK(commit(&whole) == BUNDLE_OK && counted(2, 0, 3));
	shell("rm -r dist");
}

static void
test_in_the_way(void)
{
	shell("mkdir -p dist/prod/app && echo mine >dist/prod/app/app.yaml");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE && diags.errors == 1);
	CHECK(told(0, "'dist/prod/app/app.yaml' is in the way: stackc did not write it"));
	CHECK(has("dist/prod/app/app.yaml", "mine\n") && !exists("dist/prod/web"));
	CHECK(!exists("dist/.stackc"));
	put("dist/prod/app/app.yaml", "app\n");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK && counted(3, 0, 1));
	put("dist/prod/manifest.json", "<<<<<<< HEAD\n");
	begin_prod("new\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE && diags.errors == 1);
	CHECK(told(0, "'dist/prod/manifest.json' does not say which files are ours: "
		      "it is not JSON"));
	shell("rm -r dist; mkdir -p dist/prod/up.sh");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE);
	CHECK(told(0, "'dist/prod/up.sh' is in the way: it is a directory"));
	shell("rm -r dist");
}

static void
test_links(void)
{
	shell("mkdir real outside && ln -s real dist && ln -s ../outside real/prod");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE);
	CHECK(told(0, "'dist/prod' is a symbolic link, and stackc writes into a "
		      "folder there"));
	shell("rm real/prod && touch real/prod");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE);
	CHECK(told(0, "'dist/prod' is not a directory, and stackc writes into a "
		      "folder there"));
	shell("rm real/prod && mkdir real/prod && echo app >outside/app &&"
	      " ln -s ../../outside/app real/prod/up.sh");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_REFUSE);
	CHECK(told(0, "'dist/prod/up.sh' is in the way: it is not a regular file"));
	shell("rm real/prod/up.sh");
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_OK && exists("real/prod/up.sh"));
	CHECK(has("outside/app", "app\n"));
	shell("rm -r dist real outside");
}

static void
test_lock(void)
{
	mkdir("dist", 0755);
	int fd = open("dist", O_RDONLY | O_DIRECTORY);
	CHECK(fd >= 0 && !flock(fd, LOCK_EX));
	begin_prod("web\n");
	CHECK(commit(&whole) == BUNDLE_FAILED);
	CHECK(told(0, "another stackc is at work in 'dist'"));
	CHECK(check(&whole) == BUNDLE_FAILED);
	close(fd);
	CHECK(check(&whole) == BUNDLE_REFUSE);
	rmdir("dist");
}

static void
test_foreign_journal(void)
{
	shell("mkdir -p dist/.stackc && echo 7 >dist/.stackc/journal");
	begin_prod("web\n");
	CHECK(check(&whole) == BUNDLE_REFUSE);
	CHECK(told(0, "a build was interrupted in 'dist'"));
	diags_init(&diags, &run);
	CHECK(commit(&whole) == BUNDLE_FAILED && diags.errors == 1);
	CHECK(told(0, "'dist/.stackc/journal' is no journal that this version of "
		      "stackc can read"));
	shell("printf 'stackc journal 1\\0a 644 ../x\\0' >dist/.stackc/journal; echo >x");
	CHECK(commit(&whole) == BUNDLE_FAILED && exists("x"));
	shell("rm -r dist");
}

static void
test_many(void)
{
	begin("prod");
	for (int i = 0; i < 1000; i++) {
		struct text path = text_format(&run, "prod/app/%03d/%d", i % 7, i);
		bundle_add(&bundle, path, path, false);
		bundle_add(&bundle, path, path, false);
	}
	CHECK(bundle.files.len == 1000 && !bundle_find(&bundle, T("prod/app/000/1")));
	const struct bundle_file *file = bundle_find(&bundle, T("prod/app/001/701"));
	CHECK(file && text_is(file->bytes, "prod/app/001/701"));
}

int
main(void)
{
	char folder[] = "/tmp/stackc-bundle-XXXXXX";
	arena_init(&run);
	arena_init(&scratch);
	sources_init(&sources, &run);
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	test_first_and_second();
	test_check();
	test_removal();
	test_gone_environment();
	test_targets();
	test_in_the_way();
	test_links();
	test_lock();
	test_foreign_journal();
	test_many();
	shell(text_format(&run, "rm -r %s", folder).ptr);
	arena_release(&run);
	arena_release(&scratch);
	return check_result();
}
