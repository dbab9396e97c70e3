/*
 * `DIR/.stackc`, the folder of a build at work:
 *
 *   new/N, old/N   the new and the old bytes of change number N
 *   journal        the changes, in order; while it is there, DIR may hold some of
 *                  the new files and some of the old ones
 *
 * The journal says how to get back to the old files. It appears whole (written
 * under another name, then renamed) and once everything that it needs is on disk;
 * removing it is what makes the new files final.
 */
#ifndef BUNDLE_JOURNAL_H
#define BUNDLE_JOURNAL_H

#include "bundle_plan.h"

/* The name of change `number` in the folder "new" or "old", below DIR. */
struct text
journal_name(struct arena *, const char *folder, size_t number);

/* Fills `.stackc` and puts the journal there. DIR itself is as it was. */
struct os_error
journal_begin(struct arena *, const struct os_dir *, const struct plan *);

/* Whether there is a journal. */
struct os_error
journal_exists(struct arena *, const struct os_dir *, bool *exists);

/* Reads the changes back, without their bytes. */
struct os_error
journal_read(struct arena *, const struct os_dir *, struct plan *);

/* Puts the old files back, however many of the changes were made, and removes the
 * journal. May be interrupted and done again. */
struct os_error
journal_undo(struct arena *, const struct os_dir *, const struct plan *);

/* Has the folders that the changes are in written to the disk. */
struct os_error
journal_sync(struct arena *, const struct os_dir *, const struct plan *);

/* Removes the journal: the changes are final. */
struct os_error
journal_commit(struct arena *, const struct os_dir *);

/* Removes `.stackc`, where there is one without a journal. */
struct os_error
journal_discard(struct arena *, const struct os_dir *);

#endif
