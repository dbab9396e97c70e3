/*
 * The disk; see os.h. Each system call goes through SYS() of os_call.h. This file
 * holds what reads the user's input; os_dir.c holds what writes the output.
 */
#include "os_call.h"
#include "path.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef FAULT

static void
fault_report(const char *call)
{
	const char *path = getenv("STACKC_FAULT_REPORT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
	if (fd < 0 || write(fd, call, strcspn(call, "(")) < 0 || close(fd))
		BUG("cannot write the fault report");
}

bool
os_fault_is_due(const char *call)
{
	static long calls;
	const char *at = getenv("STACKC_FAULT_AT"), *mode = getenv("STACKC_FAULT_MODE");
	if (!at || !mode || ++calls != atol(at))
		return false;
	fault_report(call);
	if (!strcmp(mode, "kill"))
		raise(SIGKILL);
	errno = strcmp(mode, "refuse") ? EIO : EPERM;
	return true;
}

#endif

static enum os_kind
kind_of(int code)
{
	switch (code) {
	case ENOENT: return OS_MISSING;
	case ENOTDIR: return OS_MISSING;
	case EISDIR: return OS_FOLDER;
	case ELOOP: return OS_LINK;
	case ENOTEMPTY: return OS_NOT_EMPTY;
	case EEXIST: return OS_EXISTS;
	default: return OS_FAILED;
	}
}

struct os_error
os_failure(struct arena *a, const char *verb, struct text path)
{
	int code = errno;
	return (struct os_error){
		.kind = kind_of(code),
		.what = text_format(a, "cannot %s '%.*s': %s", verb, TA(path),
				    strerror(code)),
	};
}

/* The path with a NUL at its end, or NULL where it cannot be one. */
static const char *
c_path(struct arena *a, struct text path)
{
	if (!path.len || text_find_byte(path, '\0') < path.len)
		return NULL;
	return text_copy(a, path).ptr;
}

static struct os_error
bad_path(struct arena *a, struct text path)
{
	const char *why = path.len ? "holds a NUL byte" : "is empty";
	return (struct os_error){ OS_BAD_PATH, text_format(a, "the path %s", why) };
}

/* ---- reading ---- */

static struct os_error
refuse_other_than_file(struct arena *a, const struct stat *st, struct text path)
{
	if (S_ISREG(st->st_mode))
		return os_ok;
	if (S_ISDIR(st->st_mode))
		return (struct os_error){
			OS_FOLDER,
			text_format(a, "'%.*s' is a directory, not a file", TA(path)),
		};
	return (struct os_error){
		OS_NOT_FILE,
		text_format(a, "'%.*s' is not a regular file", TA(path)),
	};
}

static struct os_error
too_large(struct arena *a, struct text path, size_t limit)
{
	return (struct os_error){
		OS_TOO_LARGE,
		text_format(a, "'%.*s' is larger than %zu bytes", TA(path), limit),
	};
}

/* Reads to the end, not to the size told: files below /proc say 0. */
static struct os_error
read_all(struct arena *a, int fd, struct text path, size_t limit, size_t size,
	 struct text *bytes)
{
	size_t cap = size + 1, len = 0;
	char *ptr = arena_array(a, char, cap + 1);
	for (;;) {
		ssize_t n = SYS(read(fd, ptr + len, cap - len));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return os_failure(a, "read", path);
		if (!n)
			break;
		len += (size_t)n;
		if (len > limit)
			return too_large(a, path, limit);
		if (len < cap)
			continue;
		ptr = arena_grow(a, ptr, 1, 1, cap + 1, 2 * cap + 1);
		cap *= 2;
	}
	ptr[len] = '\0';
	*bytes = (struct text){ ptr, len };
	return os_ok;
}

struct os_error
os_read_open(struct arena *a, int fd, struct text path, size_t limit, struct text *bytes)
{
	struct stat st;
	if (SYS(fstat(fd, &st)))
		return os_failure(a, "read", path);
	struct os_error e = refuse_other_than_file(a, &st, path);
	if (e.kind)
		return e;
	if ((uintmax_t)st.st_size > limit)
		return too_large(a, path, limit);
	return read_all(a, fd, path, limit, (size_t)st.st_size, bytes);
}

struct os_error
os_read_file(struct arena *a, struct text path, size_t limit, struct text *bytes)
{
	*bytes = (struct text){ 0 };
	const char *name = c_path(a, path);
	if (!name)
		return bad_path(a, path);
	int fd = SYS(open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
	if (fd < 0)
		return os_failure(a, "open", path);
	struct os_error e = os_read_open(a, fd, path, limit, bytes);
	close(fd);
	return e;
}

static bool
look(struct text path, struct arena scratch, struct stat *st)
{
	const char *name = c_path(&scratch, path);
	return name && !SYS(stat(name, st));
}

bool
os_is_folder(struct text path, struct arena scratch)
{
	struct stat st;
	return look(path, scratch, &st) && S_ISDIR(st.st_mode);
}

bool
os_exists(struct text path, struct arena scratch)
{
	struct stat st;
	return look(path, scratch, &st);
}

struct os_error
os_real_path(struct arena *a, struct text path, struct text *real)
{
	const char *name = c_path(a, path);
	if (!name)
		return bad_path(a, path);
	char *found = SYS_NULL(realpath(name, NULL));
	if (!found)
		return os_failure(a, "find", path);
	*real = text_copy(a, text_of(found));
	free(found);
	return os_ok;
}

/* ---- listing ---- */

static int
compare_texts(const void *x, const void *y)
{
	return text_compare(*(const struct text *)x, *(const struct text *)y);
}

static void
sort_names(struct os_names *names)
{
	if (names->len)
		qsort(names->items, names->len, sizeof *names->items, compare_texts);
}

struct os_error
os_list_open(struct arena *a, int fd, struct text path, struct os_names *names)
{
	struct dirent *entry;
	DIR *dir = fdopendir(fd);
	if (!dir) {
		struct os_error e = os_failure(a, "list", path);
		close(fd);
		return e;
	}
	while (errno = 0, (entry = SYS_NULL(readdir(dir))))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			array_push(a, names, text_copy(a, text_of(entry->d_name)));
	struct os_error e = errno ? os_failure(a, "list", path) : os_ok;
	closedir(dir);
	sort_names(names);
	return e;
}

struct os_error
os_list(struct arena *a, struct text path, struct os_names *names)
{
	*names = (struct os_names){ 0 };
	const char *name = c_path(a, path);
	if (!name)
		return bad_path(a, path);
	int fd = SYS(open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0)
		return os_failure(a, "list", path);
	return os_list_open(a, fd, path, names);
}

static bool
is_pattern(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (memchr("*?[", t.ptr[i], 3))
			return true;
	return false;
}

/* Adds to `found` what `pattern` matches below `done`, both relative to `folder`. */
static struct os_error
expand(struct arena *a, struct text folder, struct text done, struct text pattern,
       struct os_names *found)
{
	struct text rest = pattern, part;
	while (!is_pattern(text_slice(rest, 0, text_find_byte(rest, '/')))) {
		text_cut(&rest, '/', &part);
		bool root = !part.len && !done.len;
		done = root ? T("/") : path_join(a, done, part);
		if (rest.ptr)
			continue;
		array_push(a, found, done);
		return os_ok;
	}
	text_cut(&rest, '/', &part);
	const char *component = text_copy(a, part).ptr;
	struct text place = path_join(a, folder, done.len ? done : T("."));
	struct os_names names;
	struct os_error e = os_list(a, place.len ? place : T("."), &names);
	for (size_t i = 0; i < names.len && !e.kind; i++) {
		if (fnmatch(component, names.items[i].ptr, FNM_PERIOD))
			continue;
		struct text next = path_join(a, done, names.items[i]);
		if (!rest.ptr)
			array_push(a, found, next);
		else if (os_is_folder(path_join(a, folder, next), *a))
			e = expand(a, folder, next, rest, found);
	}
	return e.kind == OS_MISSING ? os_ok : e;
}

struct os_error
os_glob(struct arena *a, struct text folder, struct text pattern, struct os_names *paths)
{
	*paths = (struct os_names){ 0 };
	if (!c_path(a, pattern))
		return bad_path(a, pattern);
	struct os_error e = expand(a, folder, (struct text){ 0 }, pattern, paths);
	sort_names(paths);
	return e;
}
