/*
 * The output folder, and what is done below it.
 *
 * Paths are relative to the folder and lead nowhere else: each has to be
 * path_is_inside(), and no component of it is followed where it is a symbolic
 * link. The folder itself may be reached through one. As in os.h, results and
 * messages live in the arena, and kind OS_OK means that all went well.
 */
#ifndef OS_DIR_H
#define OS_DIR_H

#include "os.h"

struct os_dir {
	int fd;
	struct text path; /* as the user wrote it, for messages */
};

enum os_type {
	OS_TYPE_NONE,
	OS_TYPE_FILE,
	OS_TYPE_FOLDER,
	OS_TYPE_OTHER, /* a link, device, FIFO or socket */
};

struct os_status {
	enum os_type type;
	unsigned mode; /* permission bits */
	uint64_t size;
};

/* Makes the folder and what is missing on the way to it. `made` gets the folders
 * that were not there, outermost first, also where it fails halfway. */
struct os_error
os_make_folders(struct arena *, struct text path, struct os_names *made);

/* Removes those folders again, innermost first, as far as they are empty. */
void
os_unmake_folders(struct arena scratch, const struct os_names *made);

struct os_error
os_dir_open(struct arena *, struct text path, struct os_dir *);

/* Gives up the lock, too. */
void
os_dir_close(struct os_dir *);

/* Locks the folder against other processes that lock it, until it is closed or
 * the process ends; several may hold a lock that is not exclusive. Does not wait:
 * OS_BUSY where another holds it. */
struct os_error
os_dir_lock(struct arena *, const struct os_dir *, bool exclusive);

/* What is there. A missing folder on the way means OS_TYPE_NONE; a link or a file
 * on the way is OS_LINK or OS_NOT_FOLDER. */
struct os_error
os_look_at(struct arena *, const struct os_dir *, struct text path, struct os_status *);

struct os_error
os_read_at(struct arena *, const struct os_dir *, struct text path, size_t limit,
	   struct text *bytes);

/* The names in a folder below, or in the folder itself for an empty path. */
struct os_error
os_list_at(struct arena *, const struct os_dir *, struct text path, struct os_names *);

/* Makes a new file with exactly these permission bits; it is on the disk when
 * this returns. */
struct os_error
os_write_at(struct arena *, const struct os_dir *, struct text path, struct text bytes,
	    unsigned mode);

/* A second name for a file, or a copy where the file system has no hard links. */
struct os_error
os_link_at(struct arena *, const struct os_dir *, struct text from, struct text to);

struct os_error
os_rename_at(struct arena *, const struct os_dir *, struct text from, struct text to);

struct os_error
os_unlink_at(struct arena *, const struct os_dir *, struct text path);

/* Makes one folder; the umask applies to `mode`. */
struct os_error
os_make_folder_at(struct arena *, const struct os_dir *, struct text path, unsigned mode);

struct os_error
os_remove_folder_at(struct arena *, const struct os_dir *, struct text path);

/* Has the names in a folder below, or in the folder itself for an empty path,
 * written to the disk. */
struct os_error
os_sync_at(struct arena *, const struct os_dir *, struct text path);

#endif
