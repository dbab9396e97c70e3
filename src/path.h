/*
 * Paths as texts: nothing here looks at the disk (os.h does). `/` separates.
 */
#ifndef PATH_H
#define PATH_H

#include "text.h"

/* `path` seen from `folder`: an absolute path stays as it is, and an empty
 * folder or `.` adds nothing. A NUL follows. */
struct text
path_join(struct arena *, struct text folder, struct text path);

/* What stands before the last `/`, or `.` where there is none; `/` for `/x`. A
 * view into `path` or a literal. */
struct text
path_folder(struct text path);

/* What stands after the last `/`. A view. */
struct text
path_name(struct text path);

/* Without `.`, empty and, as far as they can be taken back, `..` components; `.`
 * for nothing. By spelling alone: `a/..` is dropped even where `a` is a link. */
struct text
path_clean(struct arena *, struct text path);

/* The relative path that leads from folder `from` to `to`: `../conf/x` from `a/b`
 * to `a/conf/x`. Both relative to the same folder, or both absolute; both are
 * cleaned first. An absolute `to` stays as it is where `from` is relative. */
struct text
path_relative(struct arena *, struct text from, struct text to);

/* Whether the path is relative, not empty, and each component is a name: not
 * empty, `.` or `..`, and without NUL. Such a path cannot lead out of its folder. */
bool
path_is_inside(struct text path);

#endif
