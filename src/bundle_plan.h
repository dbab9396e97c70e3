/*
 * What has to change on disk for it to agree with a bundle. The plan is all that
 * is done: bundle_commit() carries it out, bundle_check() tells of it.
 */
#ifndef BUNDLE_PLAN_H
#define BUNDLE_PLAN_H

#include "bundle.h"

/* In the order in which they are carried out. */
enum change_kind {
	CHANGE_MAKE,	/* a folder that is not there */
	CHANGE_ADD,	/* a file that is not there */
	CHANGE_REPLACE, /* a file whose bytes or x bit differ */
	CHANGE_REMOVE,	/* a file of ours that the bundle does not have */
	CHANGE_EMPTY,	/* a folder that loses a file: goes if nothing is left in it */
};

struct change {
	enum change_kind kind;
	struct text path;  /* below DIR */
	struct text bytes; /* of a file to be written */
	unsigned mode;	   /* its permission bits, or those of a folder that goes */
	bool manifest;
};

struct plan {
	ARRAY(struct change) changes;
	struct bundle_counts counts;
};

/* Compares the disk with the bundle. What the user has in the way is reported,
 * except that for a check (`lenient`) a file that no manifest claims is only one
 * that differs. An error is the world's. */
struct os_error
plan_make(struct plan *, struct bundle *, const struct os_dir *,
	  const struct bundle_scope *, bool lenient, struct diags *,
	  struct arena scratch);

#endif
