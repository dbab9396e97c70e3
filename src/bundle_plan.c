/*
 * Comparing the disk with a bundle; see bundle_plan.h. Environment by environment:
 * the old manifest says what is ours, the bundle what shall be there, and the new
 * manifest is made of both, because with `-t` it keeps what it does not speak for.
 *
 * Errors of the disk are kept in planner.error, and the first one ends the work:
 * each step looks at it before it begins.
 */
#include "bundle_plan.h"
#include "manifest.h"
#include "path.h"
#include "sha256.h"

#include <stdlib.h>

enum {
	/* A manifest has about 120 bytes for each file. */
	manifest_limit = 64 << 20,
	mode_file = 0644,
	mode_program = 0755,
	mode_x = 0100,
};

struct planner {
	struct arena *a, scratch;
	struct plan *plan;
	struct bundle *bundle;
	const struct os_dir *dir;
	const struct bundle_scope *scope;
	struct diags *diags;
	bool lenient;
	struct os_error error;
	struct os_names present;  /* folders that are there or will be made */
	struct os_names thinning; /* folders that lose a file */
};

/* ---- asking the disk ---- */

static bool
is_in_the_way(struct os_error e)
{
	return e.kind == OS_LINK || e.kind == OS_NOT_FOLDER;
}

static void
report_in_the_way(struct planner *p, struct text path, const char *what)
{
	struct diag *diag = diag_error(p->diags, "bundle/in-the-way", (struct span){ 0 },
				       "'%.*s' is in the way: %s",
				       TA(path_join(p->a, p->dir->path, path)), what);
	diag_fix(p->diags, diag, "move it away, or remove it");
}

/* What is at `path`. False where the work on this path ends: the disk failed, or a
 * link or file stands where a folder has to be. */
static bool
look(struct planner *p, struct text path, struct os_status *status)
{
	if (p->error.kind)
		return false;
	struct os_error e = os_look_at(p->a, p->dir, path, status);
	if (is_in_the_way(e)) {
		struct diag *diag = diag_error(
			p->diags, "bundle/in-the-way", (struct span){ 0 },
			"%.*s, and stackc writes into a folder there", TA(e.what));
		diag_fix(p->diags, diag, "move it away, or remove it");
	} else {
		p->error = e;
	}
	return !e.kind;
}

/* Whether the file on disk has these bytes; it is known to have their number. */
static bool
holds(struct planner *p, struct arena scratch, struct text path, struct text bytes)
{
	struct text found;
	struct os_error e = os_read_at(&scratch, p->dir, path, bytes.len, &found);
	if (e.kind && e.kind != OS_TOO_LARGE)
		p->error = (struct os_error){ e.kind, text_copy(p->a, e.what) };
	return !e.kind && text_equal(found, bytes);
}

/* ---- one file ---- */

static bool
lists(const struct os_names *names, struct text name)
{
	for (size_t i = names->len; i--;)
		if (text_equal(names->items[i], name))
			return true;
	return false;
}

static void
add_change(struct planner *p, struct change change)
{
	array_push(p->a, &p->plan->changes, change);
}

/* Every folder on the way to a new file. */
static void
need_folders(struct planner *p, struct text path)
{
	struct os_status status;
	struct text folder = path_folder(path);
	if (text_is(folder, ".") || lists(&p->present, folder))
		return;
	need_folders(p, folder);
	if (!look(p, folder, &status))
		return;
	array_push(p->a, &p->present, folder);
	if (status.type == OS_TYPE_NONE)
		add_change(p, (struct change){ .kind = CHANGE_MAKE,
					       .path = folder,
					       .mode = 0777 });
}

static const char *
describe(enum os_type type)
{
	return type == OS_TYPE_FOLDER ? "it is a directory" : "it is not a regular file";
}

/* `claimed`: a manifest says that the file on disk is ours. */
static void
plan_file(struct planner *p, struct change change, bool claimed)
{
	struct os_status status;
	if (!look(p, change.path, &status))
		return;
	change.kind = status.type == OS_TYPE_NONE ? CHANGE_ADD : CHANGE_REPLACE;
	if (change.kind == CHANGE_ADD)
		need_folders(p, change.path);
	if (change.kind == CHANGE_REPLACE && status.type != OS_TYPE_FILE) {
		report_in_the_way(p, change.path, describe(status.type));
		return;
	}
	bool same = status.type == OS_TYPE_FILE && status.size == change.bytes.len &&
		    holds(p, p->scratch, change.path, change.bytes);
	if (same && !((status.mode ^ change.mode) & mode_x)) {
		p->plan->counts.same++;
		return;
	}
	if (change.kind == CHANGE_REPLACE && !same && !claimed && !p->lenient) {
		report_in_the_way(p, change.path, "stackc did not write it");
		return;
	}
	p->plan->counts.written++;
	add_change(p, change);
}

/* What is no regular file any more is no longer ours. */
static void
plan_removal(struct planner *p, struct text path, bool manifest)
{
	struct os_status status;
	if (p->error.kind)
		return;
	struct os_error e = os_look_at(p->a, p->dir, path, &status);
	if (!is_in_the_way(e))
		p->error = e;
	if (e.kind || status.type != OS_TYPE_FILE)
		return;
	p->plan->counts.removed++;
	add_change(p, (struct change){ .kind = CHANGE_REMOVE,
				       .path = path,
				       .manifest = manifest });
	for (struct text at = path_folder(path); !text_is(at, "."); at = path_folder(at))
		if (!lists(&p->thinning, at))
			array_push(p->a, &p->thinning, at);
}

/* ---- one environment ---- */

static struct text
manifest_path(struct planner *p, struct text environment)
{
	return path_join(p->a, environment, T("manifest.json"));
}

/* What the folder of an environment says is ours; nothing where it has no
 * manifest. *why gets the reason where there is a file, but no manifest. */
static bool
read_manifest(struct planner *p, struct text environment, struct manifest *m,
	      const char **why)
{
	struct text bytes;
	*m = (struct manifest){ 0 };
	*why = NULL;
	if (p->error.kind)
		return false;
	struct os_error e = os_read_at(p->a, p->dir, manifest_path(p, environment),
				       manifest_limit, &bytes);
	if (!e.kind)
		return manifest_read(p->a, bytes, environment, m, why);
	if (e.kind == OS_FAILED)
		p->error = e;
	return false;
}

static bool
speaks_for(const struct bundle_scope *scope, struct text target)
{
	for (size_t i = 0; i < scope->target_len; i++)
		if (text_equal(scope->targets[i], target))
			return true;
	return !scope->target_len;
}

/* Its files are views into the old paths and the bundle's. */
static struct manifest
new_manifest(struct planner *p, const struct bundle_environment *environment,
	     const struct manifest *old)
{
	struct manifest m = {
		.version = p->bundle->version,
		.stack = p->bundle->stack,
		.environment = environment->name,
		.model = environment->model,
	};
	struct text prefix = text_format(p->a, "%.*s/", TA(environment->name));
	for (size_t i = 0; i < p->bundle->files.len; i++) {
		const struct bundle_file *file = &p->bundle->files.items[i];
		if (!text_starts(file->path, prefix))
			continue;
		struct text path = text_slice(file->path, prefix.len, file->path.len);
		struct text sum = sha256_text(p->a, file->bytes);
		array_push(p->a, &m.files,
			   (struct manifest_file){ path, file->target, sum });
	}
	for (size_t i = 0; i < old->files.len; i++) {
		const struct manifest_file *file = &old->files.items[i];
		struct text path = path_join(p->a, environment->name, file->path);
		if (!speaks_for(p->scope, file->target) && !bundle_find(p->bundle, path))
			array_push(p->a, &m.files, *file);
	}
	return m;
}

static void
report_manifest(struct planner *p, struct text path, const char *why)
{
	struct diag *diag = diag_error(p->diags, "bundle/manifest", (struct span){ 0 },
				       "'%.*s' does not say which files are ours: %s",
				       TA(path_join(p->a, p->dir->path, path)), why);
	diag_fix(p->diags, diag, "restore it, or move its folder away");
}

/* The files of the bundle that the new manifest lists. */
static void
plan_listed(struct planner *p, const struct bundle_environment *environment,
	    const struct manifest *m, const struct manifest *old)
{
	for (size_t i = 0; i < m->files.len && !p->error.kind; i++) {
		struct text path =
			path_join(p->a, environment->name, m->files.items[i].path);
		const struct bundle_file *file = bundle_find(p->bundle, path);
		struct change change = { .path = path };
		if (!file)
			continue;
		change.bytes = file->bytes;
		change.mode = file->executable ? mode_program : mode_file;
		plan_file(p, change, manifest_find(old, m->files.items[i].path));
	}
}

static void
plan_environment(struct planner *p, const struct bundle_environment *environment)
{
	struct manifest old;
	const char *why;
	bool claimed = read_manifest(p, environment->name, &old, &why);
	struct text path = manifest_path(p, environment->name);
	if (why && !p->lenient) {
		report_manifest(p, path, why);
		return;
	}
	struct manifest m = new_manifest(p, environment, &old);
	plan_listed(p, environment, &m, &old);
	struct change change = {
		.path = path,
		.bytes = manifest_print(p->a, &m),
		.mode = mode_file,
		.manifest = true,
	};
	plan_file(p, change, claimed);
	for (size_t i = 0; i < old.files.len; i++)
		if (!manifest_find(&m, old.files.items[i].path))
			plan_removal(p,
				     path_join(p->a, environment->name,
					       old.files.items[i].path),
				     false);
}

/* ---- environments that are gone ---- */

static bool
is_in_bundle(const struct bundle *b, struct text environment)
{
	for (size_t i = 0; i < b->environments.len; i++)
		if (text_equal(b->environments.items[i].name, environment))
			return true;
	return false;
}

/* Another stack may write into the same DIR: its environments are its own. */
static void
plan_gone(struct planner *p, struct text environment)
{
	struct manifest old;
	const char *why;
	if (!read_manifest(p, environment, &old, &why))
		return;
	if (!text_equal(old.stack, p->bundle->stack))
		return;
	for (size_t i = 0; i < old.files.len; i++)
		plan_removal(p, path_join(p->a, environment, old.files.items[i].path),
			     false);
	plan_removal(p, manifest_path(p, environment), true);
}

static void
plan_all_gone(struct planner *p)
{
	struct os_names names;
	if (p->error.kind)
		return;
	p->error = os_list_at(p->a, p->dir, T(""), &names);
	for (size_t i = 0; i < names.len && !p->error.kind; i++)
		if (names.items[i].ptr[0] != '.' &&
		    !is_in_bundle(p->bundle, names.items[i]))
			plan_gone(p, names.items[i]);
}

/* ---- the whole ---- */

static void
plan_thinning(struct planner *p)
{
	struct os_status status;
	for (size_t i = 0; i < p->thinning.len; i++)
		if (look(p, p->thinning.items[i], &status))
			add_change(p, (struct change){ .kind = CHANGE_EMPTY,
						       .path = p->thinning.items[i],
						       .mode = status.mode });
}

/* Folders are made first and go last; manifests come after the files they list. */
static int
rank(const struct change *c)
{
	switch (c->kind) {
	case CHANGE_MAKE: return 0;
	case CHANGE_ADD:
	case CHANGE_REPLACE: return c->manifest ? 3 : 1;
	case CHANGE_REMOVE: return c->manifest ? 3 : 2;
	case CHANGE_EMPTY: return 4;
	}
	BUG("change of kind %d", c->kind);
}

/* By path, so that a folder is made before those in it and goes after them. */
static int
compare_changes(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	int order = text_compare(a->path, b->path);
	return a->kind == CHANGE_EMPTY ? -order : order;
}

struct os_error
plan_make(struct plan *plan, struct bundle *bundle, const struct os_dir *dir,
	  const struct bundle_scope *scope, bool lenient, struct diags *diags,
	  struct arena scratch)
{
	struct planner p = {
		.a = bundle->arena,
		.scratch = scratch,
		.plan = plan,
		.bundle = bundle,
		.dir = dir,
		.scope = scope,
		.diags = diags,
		.lenient = lenient,
	};
	arena_distinct(p.a, &p.scratch);
	*plan = (struct plan){ 0 };
	for (size_t i = 0; i < bundle->environments.len; i++)
		plan_environment(&p, &bundle->environments.items[i]);
	if (scope->whole)
		plan_all_gone(&p);
	plan_thinning(&p);
	if (plan->changes.len)
		qsort(plan->changes.items, plan->changes.len, sizeof *plan->changes.items,
		      compare_changes);
	return p.error;
}
