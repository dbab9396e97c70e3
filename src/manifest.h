/*
 * `DIR/<environment>/manifest.json`: which files of that folder are ours.
 *
 *   { "stackc": VERSION, "stack": NAME, "environment": NAME, "model": SHA256,
 *     "files": { PATH: { "target": NAME, "sha256": SHA256 }, … } }
 *
 * Paths are relative to the environment's folder and sorted. A file without a
 * target belongs to the environment as a whole. There is no time in it, and
 * nothing of the machine: the same spec gives the same bytes.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include "array.h"
#include "text.h"

struct manifest_file {
	struct text path, target, sha256;
};

struct manifest {
	struct text version, stack, environment, model;
	ARRAY(struct manifest_file) files; /* sorted by path */
};

/* False where the bytes are no manifest of this environment, or one that claims a
 * path outside its folder; *why says what is wrong (a literal). */
bool
manifest_read(struct arena *, struct text bytes, struct text environment,
	      struct manifest *, const char **why);

/* Sorts the files, and prints. */
struct text
manifest_print(struct arena *, struct manifest *);

/* NULL where it is not listed. */
const struct manifest_file *
manifest_find(const struct manifest *, struct text path);

#endif
