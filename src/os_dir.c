/*
 * What is done below the output folder; see os_dir.h.
 *
 * open() with O_NOFOLLOW looks at the last component only, so each path is walked
 * folder by folder, and the call itself is made with a bare name (struct place).
 * Nothing is kept open in between: a bundle is some dozens of files, and a path
 * cannot be exchanged between two steps without being seen.
 */
#include "os_call.h"
#include "os_dir.h"
#include "path.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

enum {
	name_size = 256, /* NAME_MAX of Linux and macOS, and the NUL */
	folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
};

/* An open folder and a name in it. */
struct place {
	int fd; /* the output folder's own, or one to be closed */
	char name[name_size];
};

static struct text
shown(struct arena *a, const struct os_dir *dir, struct text path)
{
	return path_join(a, dir->path, path.len ? path : T("."));
}

/* ---- the folder itself ---- */

struct os_error
os_make_folders(struct arena *a, struct text path, struct os_names *made)
{
	*made = (struct os_names){ 0 };
	for (size_t at = 1; at <= path.len; at++) {
		if (at < path.len && path.ptr[at] != '/')
			continue;
		struct text part = text_copy(a, text_slice(path, 0, at));
		if (!SYS(mkdir(part.ptr, 0777))) {
			array_push(a, made, part);
			continue;
		}
		struct os_error e = os_failure(a, "make the folder", part);
		if (e.kind != OS_EXISTS || !os_is_folder(part, *a))
			return e;
	}
	return os_ok;
}

void
os_unmake_folders(struct arena scratch, const struct os_names *made)
{
	for (size_t i = made->len; i--;)
		(void)SYS(rmdir(text_copy(&scratch, made->items[i]).ptr));
}

struct os_error
os_dir_open(struct arena *a, struct text path, struct os_dir *dir)
{
	*dir = (struct os_dir){ .path = path };
	dir->fd = SYS(open(text_copy(a, path).ptr, folder_flags));
	return dir->fd < 0 ? os_failure(a, "open", path) : os_ok;
}

void
os_dir_close(struct os_dir *dir)
{
	close(dir->fd);
	dir->fd = -1;
}

struct os_error
os_dir_lock(struct arena *a, const struct os_dir *dir, bool exclusive)
{
	if (!SYS(flock(dir->fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB)))
		return os_ok;
	if (errno != EWOULDBLOCK)
		return os_failure(a, "lock", dir->path);
	return (struct os_error){
		OS_BUSY,
		text_format(a, "another stackc is at work in '%.*s'", TA(dir->path)),
	};
}

/* ---- walking ---- */

/* Why a component could not be opened as a folder; from errno. Linux says ENOTDIR
 * for links, too. */
static struct os_error
walk_failure(struct arena *a, const struct place *at, struct text path)
{
	struct stat st;
	int code = errno;
	bool not_folder = code == ENOTDIR || code == ELOOP;
	if (not_folder && !SYS(fstatat(at->fd, at->name, &st, AT_SYMLINK_NOFOLLOW))) {
		bool link = S_ISLNK(st.st_mode);
		const char *what = link ? "a symbolic link" : "not a directory";
		return (struct os_error){
			link ? OS_LINK : OS_NOT_FOLDER,
			text_format(a, "'%.*s' is %s", TA(path), what),
		};
	}
	errno = code;
	return os_failure(a, "open", path);
}

static struct os_error
set_name(struct arena *a, struct place *at, struct text name, struct text path)
{
	if (name.len >= name_size) {
		errno = ENAMETOOLONG;
		return os_failure(a, "open", path);
	}
	memcpy(at->name, name.ptr, name.len);
	at->name[name.len] = '\0';
	return os_ok;
}

static void
release(const struct os_dir *dir, const struct place *at)
{
	if (at->fd >= 0 && at->fd != dir->fd)
		close(at->fd);
}

/* Opens the folder at->name in at->fd, and makes it the new at->fd. */
static struct os_error
enter(struct arena *a, const struct os_dir *dir, struct place *at, struct text path)
{
	int fd = SYS(openat(at->fd, at->name, folder_flags | O_NOFOLLOW));
	struct os_error e = fd < 0 ? walk_failure(a, at, path) : os_ok;
	release(dir, at);
	at->fd = fd;
	return e;
}

/* Opens the folder that `path` stands in; leave() closes it. */
static struct os_error
walk(struct arena *a, const struct os_dir *dir, struct text path, struct place *at)
{
	if (!path_is_inside(path))
		BUG("path '%.*s' leads out of the output folder", TA(path));
	struct text rest = path, name;
	struct os_error e = os_ok;
	at->fd = dir->fd;
	while (!e.kind && text_cut(&rest, '/', &name)) {
		size_t done = (size_t)(name.ptr - path.ptr) + name.len;
		struct text here = shown(a, dir, text_slice(path, 0, done));
		e = set_name(a, at, name, here);
		if (!e.kind && rest.ptr)
			e = enter(a, dir, at, here);
	}
	if (e.kind)
		release(dir, at);
	return e;
}

/* Ends what walk() began; `result` is what the call itself returned. */
static struct os_error
leave(struct arena *a, const struct os_dir *dir, struct place *at, int result,
      const char *verb, struct text path)
{
	struct os_error e = os_ok;
	if (result < 0)
		e = os_failure(a, verb, shown(a, dir, path));
	release(dir, at);
	return e;
}

/* ---- looking and reading ---- */

static void
set_status(struct os_status *status, const struct stat *st)
{
	*status = (struct os_status){
		.type = S_ISREG(st->st_mode)   ? OS_TYPE_FILE
			: S_ISDIR(st->st_mode) ? OS_TYPE_FOLDER
					       : OS_TYPE_OTHER,
		.mode = st->st_mode & 07777,
		.size = (uint64_t)st->st_size,
	};
}

struct os_error
os_look_at(struct arena *a, const struct os_dir *dir, struct text path,
	   struct os_status *status)
{
	struct place at;
	struct stat st;
	*status = (struct os_status){ 0 };
	struct os_error e = walk(a, dir, path, &at);
	if (!e.kind) {
		int result = SYS(fstatat(at.fd, at.name, &st, AT_SYMLINK_NOFOLLOW));
		e = leave(a, dir, &at, result, "look at", path);
		if (!e.kind)
			set_status(status, &st);
	}
	return e.kind == OS_MISSING ? os_ok : e;
}

struct os_error
os_read_at(struct arena *a, const struct os_dir *dir, struct text path, size_t limit,
	   struct text *bytes)
{
	struct place at;
	*bytes = (struct text){ 0 };
	struct os_error e = walk(a, dir, path, &at);
	if (e.kind)
		return e;
	const int flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
	int fd = SYS(openat(at.fd, at.name, flags));
	e = leave(a, dir, &at, fd, "open", path);
	if (e.kind)
		return e;
	e = os_read_open(a, fd, shown(a, dir, path), limit, bytes);
	close(fd);
	return e;
}

/* Opens the folder itself, not the one it stands in. */
static struct os_error
open_folder(struct arena *a, const struct os_dir *dir, struct text path, int *fd)
{
	struct place at;
	if (!path.len) {
		*fd = SYS(openat(dir->fd, ".", folder_flags));
		return *fd < 0 ? os_failure(a, "open", dir->path) : os_ok;
	}
	struct os_error e = walk(a, dir, path, &at);
	if (!e.kind)
		e = enter(a, dir, &at, shown(a, dir, path));
	*fd = e.kind ? -1 : at.fd;
	return e;
}

struct os_error
os_list_at(struct arena *a, const struct os_dir *dir, struct text path,
	   struct os_names *names)
{
	int fd;
	*names = (struct os_names){ 0 };
	struct os_error e = open_folder(a, dir, path, &fd);
	return e.kind ? e : os_list_open(a, fd, shown(a, dir, path), names);
}

struct os_error
os_sync_at(struct arena *a, const struct os_dir *dir, struct text path)
{
	int fd;
	struct os_error e = open_folder(a, dir, path, &fd);
	if (e.kind)
		return e;
	if (SYS(fsync(fd)))
		e = os_failure(a, "write", shown(a, dir, path));
	close(fd);
	return e;
}

/* ---- writing ---- */

static bool
write_all(int fd, struct text bytes)
{
	for (size_t done = 0; done < bytes.len;) {
		ssize_t n = SYS(write(fd, bytes.ptr + done, bytes.len - done));
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

/* fchmod() and not the mode of open(): the umask must not change the output. */
static bool
fill_file(int fd, struct text bytes, unsigned mode)
{
	return write_all(fd, bytes) && !SYS(fchmod(fd, (mode_t)mode)) && !SYS(fsync(fd));
}

struct os_error
os_write_at(struct arena *a, const struct os_dir *dir, struct text path,
	    struct text bytes, unsigned mode)
{
	struct place at;
	struct os_error e = walk(a, dir, path, &at);
	if (e.kind)
		return e;
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = SYS(openat(at.fd, at.name, flags, 0600));
	e = leave(a, dir, &at, fd, "make", path);
	if (e.kind)
		return e;
	if (!fill_file(fd, bytes, mode))
		e = os_failure(a, "write", shown(a, dir, path));
	if (SYS(close(fd)) && !e.kind)
		e = os_failure(a, "write", shown(a, dir, path));
	return e;
}

static struct os_error
copy(struct arena *a, const struct os_dir *dir, struct text from, struct text to)
{
	struct text bytes;
	struct os_status status;
	struct os_error e = os_look_at(a, dir, from, &status);
	if (!e.kind)
		e = os_read_at(a, dir, from, SIZE_MAX / 4, &bytes);
	return e.kind ? e : os_write_at(a, dir, to, bytes, status.mode);
}

/* What link() says where there are no hard links, or no more to this file. */
static bool
has_no_links(int code)
{
	switch (code) {
	case EPERM:
	case ENOTSUP:
	case ENOSYS:
	case EMLINK:
	case EXDEV: return true;
	default: return code == EOPNOTSUPP;
	}
}

enum pair_call { PAIR_LINK, PAIR_RENAME };

static struct os_error
call_pair(struct arena *a, const struct os_dir *dir, struct text from, struct text to,
	  enum pair_call call, int *code)
{
	struct place x, y;
	struct os_error e = walk(a, dir, from, &x);
	if (e.kind)
		return e;
	e = walk(a, dir, to, &y);
	if (!e.kind) {
		int result = call == PAIR_LINK
				     ? SYS(linkat(x.fd, x.name, y.fd, y.name, 0))
				     : SYS(renameat(x.fd, x.name, y.fd, y.name));
		*code = result ? errno : 0;
		const char *verb = call == PAIR_LINK ? "link" : "put in place";
		e = leave(a, dir, &y, result, verb, call == PAIR_LINK ? from : to);
	}
	release(dir, &x);
	return e;
}

struct os_error
os_link_at(struct arena *a, const struct os_dir *dir, struct text from, struct text to)
{
	int code = 0;
	struct os_error e = call_pair(a, dir, from, to, PAIR_LINK, &code);
	return has_no_links(code) ? copy(a, dir, from, to) : e;
}

struct os_error
os_rename_at(struct arena *a, const struct os_dir *dir, struct text from, struct text to)
{
	int code;
	return call_pair(a, dir, from, to, PAIR_RENAME, &code);
}

struct os_error
os_unlink_at(struct arena *a, const struct os_dir *dir, struct text path)
{
	struct place at;
	struct os_error e = walk(a, dir, path, &at);
	if (e.kind)
		return e;
	int result = SYS(unlinkat(at.fd, at.name, 0));
	return leave(a, dir, &at, result, "remove", path);
}

struct os_error
os_make_folder_at(struct arena *a, const struct os_dir *dir, struct text path,
		  unsigned mode)
{
	struct place at;
	struct os_error e = walk(a, dir, path, &at);
	if (e.kind)
		return e;
	int result = SYS(mkdirat(at.fd, at.name, (mode_t)mode));
	return leave(a, dir, &at, result, "make the folder", path);
}

struct os_error
os_remove_folder_at(struct arena *a, const struct os_dir *dir, struct text path)
{
	struct place at;
	struct os_error e = walk(a, dir, path, &at);
	if (e.kind)
		return e;
	int result = SYS(unlinkat(at.fd, at.name, AT_REMOVEDIR));
	return leave(a, dir, &at, result, "remove the folder", path);
}
