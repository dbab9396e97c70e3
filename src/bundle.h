/*
 * What a run writes: first files in memory, then all of them on disk, or none.
 *
 *   bundle_init(&b, arena, stack, version);
 *   bundle_environment(&b, T("production"), digest);
 *   b.target = T("compose");
 *   bundle_add(&b, T("production/compose/compose.yaml"), bytes, false);
 *   bundle_commit(&b, T("dist"), &scope, &diags, scratch);
 *
 * Paths are relative to the output folder DIR, and their first component is the
 * environment. DIR holds other people's files, too (`.env`, certificates), so the
 * unit is the file: `DIR/<environment>/manifest.json` says which files are ours.
 * bundle_commit() makes these manifests, and no file that none of them claims is
 * ever changed or removed.
 *
 * Writing goes through a journal. Until its last step the old files can be put
 * back: at once where a step fails, by the next run where the process was killed.
 * Whoever looks at DIR while there is no `DIR/.stackc` sees a whole bundle.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "diag.h"
#include "os_dir.h"

struct bundle_file {
	struct text path;   /* below DIR */
	struct text target; /* empty: it belongs to the environment as a whole */
	struct text bytes;
	bool executable;
};

struct bundle_environment {
	struct text name;
	struct text model; /* sha256 of its merged model, in hexadecimal */
};

struct bundle {
	struct arena *arena;
	struct text stack, version;
	struct text target; /* put into each new file, like diags.environment */
	ARRAY(struct bundle_environment) environments;
	ARRAY(struct bundle_file) files; /* in the order they were added */
	/* By path: an index into `files` plus 1, or 0. */
	size_t *slots, slot_len;
};

/* What of DIR this run speaks for. */
struct bundle_scope {
	/* Every environment and target of the spec: environments of this stack that
	 * the bundle does not have are gone from the spec, and so are their files. */
	bool whole;
	/* `-t`: our files of other targets stay, though the bundle has them not.
	 * Empty: all targets. */
	const struct text *targets;
	size_t target_len;
};

enum bundle_result {
	BUNDLE_OK,     /* exit status 0; there may be warnings */
	BUNDLE_REFUSE, /* something of the user's is in the way: 1, nothing written */
	BUNDLE_FAILED, /* the world failed: 2, the old files are in place */
};

/* How many files, manifests among them. */
struct bundle_counts {
	size_t written, removed, same;
};

/* `arena` must outlive the bundle. No text is copied. */
void
bundle_init(struct bundle *, struct arena *arena, struct text stack, struct text version);

/* An environment must be announced before its files are added. Those that are not
 * announced are left alone, unless the scope is whole. */
void
bundle_environment(struct bundle *, struct text name, struct text model);

/* Adds a file. BUG where the path is not inside an announced environment, or is
 * its manifest, or was added before with other bytes; the same again is ignored.
 * The bytes are not copied. */
void
bundle_add(struct bundle *, struct text path, struct text bytes, bool executable);

/* NULL where no such file was added. Valid until the next bundle_add(). */
const struct bundle_file *
bundle_find(const struct bundle *, struct text path);

/* Makes DIR agree with the bundle, within the scope. Unchanged files are not
 * touched. Reports what failed or is in the way. `counts` may be NULL. */
enum bundle_result
bundle_commit(struct bundle *, struct text dir, const struct bundle_scope *,
	      struct diags *, struct bundle_counts *, struct arena scratch);

/* Reports each file that bundle_commit() would write or remove, and a build that
 * was interrupted, as errors: BUNDLE_REFUSE. Writes nothing. */
enum bundle_result
bundle_check(struct bundle *, struct text dir, const struct bundle_scope *,
	     struct diags *, struct arena scratch);

#endif
