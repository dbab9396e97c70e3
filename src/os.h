/*
 * The disk. This is the only module that touches it, so that one build of it can
 * make each call fail (see os.c); nothing here prints, reports or exits.
 *
 * Every function that can fail returns a struct os_error; its kind is OS_OK (0)
 * where all went well. Results and messages live in the arena given.
 *
 *   struct os_error e = os_read_file(a, path, limit, &bytes);
 *   if (e.kind)
 *           diag_error(diags, "…", at, "%.*s", TA(e.what));
 */
#ifndef OS_H
#define OS_H

#include "array.h"
#include "text.h"

enum os_kind {
	OS_OK,
	OS_MISSING,    /* nothing is there, or a folder on the way is not */
	OS_FOLDER,     /* a folder where a file was expected */
	OS_NOT_FOLDER, /* a file where a folder was expected */
	OS_NOT_FILE,   /* neither file nor folder: FIFO, device, socket */
	OS_TOO_LARGE,  /* more bytes than the limit */
	OS_LINK,       /* a symbolic link where none is followed */
	OS_NOT_EMPTY,  /* a folder that still holds something */
	OS_EXISTS,     /* something is there already */
	OS_BUSY,       /* another process holds the lock */
	OS_BAD_PATH,   /* empty, or with a NUL byte */
	OS_FAILED,     /* anything else */
};

struct os_error {
	enum os_kind kind;
	struct text what; /* `cannot open 'x': No such file or directory` */
};

struct os_names {
	struct text *items;
	size_t len, cap;
};

/* Reads the whole file; links are followed. A NUL that is not counted follows
 * the bytes. Only regular files are read: a FIFO does not hang the caller. */
struct os_error
os_read_file(struct arena *, struct text path, size_t limit, struct text *bytes);

/* Whether a folder is there; links are followed. False where it cannot be told. */
bool
os_is_folder(struct text path, struct arena scratch);

/* Whether anything is there; links are followed. */
bool
os_exists(struct text path, struct arena scratch);

/* Absolute, without links: two paths to one file get one spelling. */
struct os_error
os_real_path(struct arena *, struct text path, struct text *real);

/* The names in a folder, sorted by bytes, without `.` and `..`. */
struct os_error
os_list(struct arena *, struct text path, struct os_names *names);

/* The paths that match, sorted by bytes, spelled as `pattern` is: relative ones
 * are relative to `folder`. `*`, `?` and `[…]` stand for characters inside one
 * component; a leading dot has to be written. A pattern without any of these is
 * its own result, whether it exists or not, so that reading it tells why not. No
 * match is no error. */
struct os_error
os_glob(struct arena *, struct text folder, struct text pattern, struct os_names *paths);

#endif
