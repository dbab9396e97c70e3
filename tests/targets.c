/*
 * What the targets write, against what they are expected to write:
 *
 *   targets STACKC FOLDER [--update]
 *
 * FOLDER/<target>/<case>/stack.yaml is built with `-t <target>`. The files in that
 * target's folders must be those in <case>/want/, byte for byte, and no others:
 * want/<environment>/<target>/…, with the host between where there are several.
 * The build must exit with 0. A case in FOLDER/bundle/ is built whole, and what is
 * compared are the files around those of the targets: README.md, up.sh …
 * --update makes `want` what was built; `git diff` is then the review.
 */
#include "array.h"
#include "text.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct names {
	struct text *items;
	size_t len, cap;
};

struct run {
	struct arena arena;
	const char *stackc, *folder;
	char built[64]; /* the folder that builds go to */
	bool update;
	size_t passed, failed;
};

[[noreturn]] static void
give_up(const char *what)
{
	perror(what);
	exit(2);
}

static int
by_name(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* "." and "..", the mark this program leaves, and the lock of a build. */
static bool
is_own(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, ".keep") ||
	       !strcmp(name, ".stackc");
}

/* The names in a folder, sorted; none where there is no such folder. */
static struct names
list(struct arena *a, const char *path)
{
	struct names names = { 0 };
	DIR *dir = opendir(path);
	struct dirent *entry;
	while (dir && (entry = readdir(dir)))
		if (!is_own(entry->d_name))
			array_push(a, &names, text_copy(a, text_of(entry->d_name)));
	if (dir)
		closedir(dir);
	if (names.len)
		qsort(names.items, names.len, sizeof *names.items, by_name);
	return names;
}

static const char *
join(struct arena *a, const char *folder, struct text name)
{
	return text_format(a, "%s/%.*s", folder, TA(name)).ptr;
}

static bool
is_folder(const char *path)
{
	struct stat st;
	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* The files below `folder`, as paths that begin with `prefix`. */
static void
collect(struct arena *a, const char *folder, struct text prefix, struct names *files)
{
	struct names names = list(a, folder);
	for (size_t i = 0; i < names.len; i++) {
		const char *path = join(a, folder, names.items[i]);
		struct text name = prefix.len ? text_format(a, "%.*s/%.*s", TA(prefix),
		                                            TA(names.items[i]))
		                              : names.items[i];
		if (is_folder(path))
			collect(a, path, name, files);
		else
			array_push(a, files, name);
	}
}

static bool
read_path(struct arena *a, const char *path, struct text *bytes)
{
	struct buffer all = { .arena = a };
	char part[4096];
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	for (size_t n; (n = fread(part, 1, sizeof part, file));)
		buffer_add(&all, (struct text){ part, n });
	fclose(file);
	*bytes = buffer_text(&all);
	return true;
}

static void
write_path(struct arena *a, const char *path, struct text bytes)
{
	for (const char *slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/'))
		mkdir(text_copy(a, (struct text){ path, (size_t)(slash - path) }).ptr,
		      0777);
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file))
		give_up(path);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st, (void)flag, (void)at;
	return remove(path);
}

static void
remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int
build(const struct run *r, const char *spec, const char *target, const char *out)
{
	int status;
	pid_t pid = fork();
	if (!pid) {
		/* Findings of a case that passes are nobody's news. */
		if (!freopen("/dev/null", "w", stdout))
			_exit(127);
		if (!strcmp(target, "bundle"))
			execl(r->stackc, r->stackc, "build", spec, "-o", out, NULL);
		execl(r->stackc, r->stackc, "build", spec, "-t", target, "-o", out, NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid)
		give_up("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The files of the target, or around the targets, in one folder of a bundle. */
static void
collect_target(struct arena *a, const char *out, struct text folder, struct text target,
               struct names *files)
{
	static const char *const around[] = { ".env.example", "README.md", "down.sh",
		                              "up.sh" };
	struct text prefix = text_format(a, "%.*s/%.*s", TA(folder), TA(target));
	if (!text_is(target, "bundle")) {
		collect(a, join(a, out, prefix), prefix, files);
		return;
	}
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		struct text name = text_format(a, "%.*s/%s", TA(folder), around[i]);
		if (!access(join(a, out, name), F_OK))
			array_push(a, files, name);
	}
}

/* Of every environment, ENVIRONMENT/TARGET/… or ENVIRONMENT/HOST/TARGET/…. */
static struct names
built_files(struct arena *a, const char *out, struct text target)
{
	struct names files = { 0 }, environments = list(a, out);
	for (size_t i = 0; i < environments.len; i++) {
		struct text environment = environments.items[i];
		struct names hosts = list(a, join(a, out, environment));
		collect_target(a, out, environment, target, &files);
		for (size_t k = 0; k < hosts.len; k++)
			collect_target(a, out,
			               text_format(a, "%.*s/%.*s", TA(environment),
			                           TA(hosts.items[k])),
			               target, &files);
	}
	if (files.len)
		qsort(files.items, files.len, sizeof *files.items, by_name);
	return files;
}

/* The number of the first line in which they differ. */
static size_t
first_difference(struct text a, struct text b)
{
	size_t line = 1;
	for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
		line += a.ptr[i] == '\n';
	return line;
}

static bool
compare(struct arena *a, const char *want, const char *got, struct names wanted,
        struct names found)
{
	bool same = true;
	for (size_t i = 0, k = 0; i < wanted.len || k < found.len;) {
		int order = i == wanted.len ? 1
		            : k == found.len
		                    ? -1
		                    : text_compare(wanted.items[i], found.items[k]);
		struct text name = order <= 0 ? wanted.items[i] : found.items[k];
		struct text x = { 0 }, y = { 0 };
		i += order <= 0;
		k += order >= 0;
		if (order) {
			fprintf(stderr, "  %.*s: %s\n", TA(name),
			        order < 0 ? "not written" : "not expected");
			same = false;
		} else if (!read_path(a, join(a, want, name), &x) ||
		           !read_path(a, join(a, got, name), &y) || !text_equal(x, y)) {
			fprintf(stderr, "  %.*s: line %zu differs\n    %s\n", TA(name),
			        first_difference(x, y), join(a, got, name));
			same = false;
		}
	}
	return same;
}

static void
update(struct arena *a, const char *want, const char *got, struct names found)
{
	remove_all(want);
	for (size_t i = 0; i < found.len; i++) {
		struct text bytes;
		if (!read_path(a, join(a, got, found.items[i]), &bytes))
			give_up(join(a, got, found.items[i]));
		write_path(a, join(a, want, found.items[i]), bytes);
	}
}

/* By value: what a case takes is given back. */
static bool
run_case(const struct run *r, struct arena arena, struct text target, struct text name)
{
	struct arena *a = &arena;
	struct text path = text_format(a, "%.*s/%.*s", TA(target), TA(name));
	const char *folder = join(a, r->folder, path), *got = join(a, r->built, path);
	const char *want = join(a, folder, T("want"));
	struct names wanted = { 0 };
	write_path(a, join(a, got, T(".keep")), (struct text){ "", 0 });
	int status = build(r, folder, text_copy(a, target).ptr, got);
	if (status) {
		fprintf(stderr, "%s: exit status %d, wanted 0\n", folder, status);
		return false;
	}
	struct names found = built_files(a, got, target);
	if (r->update) {
		update(a, want, got, found);
		return true;
	}
	collect(a, want, (struct text){ 0 }, &wanted);
	if (wanted.len)
		qsort(wanted.items, wanted.len, sizeof *wanted.items, by_name);
	if (wanted.len && compare(a, want, got, wanted, found))
		return true;
	fprintf(stderr, "%s: is not what it was; -Dupdate accepts it\n", folder);
	return false;
}

static void
run_target(struct run *r, struct text target)
{
	const char *folder = join(&r->arena, r->folder, target);
	struct names cases = list(&r->arena, folder);
	for (size_t i = 0; i < cases.len; i++) {
		if (!is_folder(join(&r->arena, folder, cases.items[i])))
			continue;
		if (run_case(r, r->arena, target, cases.items[i]))
			r->passed++;
		else
			r->failed++;
	}
}

int
main(int argc, char **argv)
{
	struct run r = { .built = "/tmp/stackc-targets-XXXXXX" };
	if (argc < 3) {
		fputs("usage: targets STACKC FOLDER [--update]\n", stderr);
		return 2;
	}
	r.stackc = argv[1];
	r.folder = argv[2];
	r.update = argc > 3 && !strcmp(argv[3], "--update");
	arena_init(&r.arena);
	if (!mkdtemp(r.built))
		give_up(r.built);
	struct names targets = list(&r.arena, r.folder);
	for (size_t i = 0; i < targets.len; i++)
		run_target(&r, targets.items[i]);
	/* What was built stays where it has to be looked at. */
	if (!r.failed)
		remove_all(r.built);
	arena_release(&r.arena);
	if (r.failed || !r.passed)
		fprintf(stderr, "targets: %zu passed, %zu failed\n", r.passed, r.failed);
	return r.failed || !r.passed;
}
