/*
 * All files of a bundle, or none. The steps:
 *
 *   lock DIR; undo what an interrupted run left; plan; write the new files and keep
 *   the old ones in .stackc; write the journal; put the new files in place; remove
 *   the journal. That last call is the commit point.
 *
 * A step that fails before it has everything undone, and the run ends with one
 * error. What fails after it is a warning: the new files are there.
 */
#include "bundle.h"
#include "bundle_journal.h"
#include "bundle_plan.h"

struct commit {
	struct arena *a;
	struct os_dir dir;
	struct os_names made; /* DIR and folders above it that were not there */
	struct plan plan;
	struct diags *diags;
};

static const struct span nowhere = { 0 };

/* ---- what an earlier run left ---- */

/* Puts back what an interrupted run left half done. */
static struct os_error
recover(struct commit *c)
{
	bool interrupted;
	struct plan plan;
	struct os_error e = journal_exists(c->a, &c->dir, &interrupted);
	if (!e.kind && interrupted) {
		e = journal_read(c->a, &c->dir, &plan);
		if (!e.kind)
			e = journal_undo(c->a, &c->dir, &plan);
		if (!e.kind)
			diag_add(
				c->diags, SEVERITY_WARNING, "bundle/interrupted", nowhere,
				"a build that was interrupted in '%.*s' was undone first",
				TA(c->dir.path));
	}
	return e.kind ? e : journal_discard(c->a, &c->dir);
}

static enum bundle_result
report_recovery(struct commit *c, struct os_error e)
{
	struct diag *diag =
		diag_error(c->diags, "bundle/failed", nowhere, "%.*s", TA(e.what));
	diag_note(c->diags, diag, nowhere,
		  "what an interrupted build left in '%.*s' could not be undone",
		  TA(c->dir.path));
	return BUNDLE_FAILED;
}

/* ---- carrying the plan out ---- */

static struct os_error
apply_change(struct commit *c, size_t number, const struct change *change)
{
	struct os_error e = { 0 };
	switch (change->kind) {
	case CHANGE_MAKE:
		return os_make_folder_at(c->a, &c->dir, change->path, change->mode);
	case CHANGE_ADD:
	case CHANGE_REPLACE:
		return os_rename_at(c->a, &c->dir, journal_name(c->a, "new", number),
				    change->path);
	case CHANGE_REMOVE: return os_unlink_at(c->a, &c->dir, change->path);
	case CHANGE_EMPTY:
		e = os_remove_folder_at(c->a, &c->dir, change->path);
		return e.kind == OS_NOT_EMPTY ? (struct os_error){ 0 } : e;
	}
	BUG("change of kind %d", change->kind);
}

static struct os_error
apply(struct commit *c)
{
	struct os_error e = { 0 };
	for (size_t i = 0; i < c->plan.changes.len && !e.kind; i++)
		e = apply_change(c, i, &c->plan.changes.items[i]);
	if (!e.kind)
		e = journal_sync(c->a, &c->dir, &c->plan);
	return e.kind ? e : journal_commit(c->a, &c->dir);
}

/* After a failed step: the old files again, and nothing of ours beside them. */
static struct os_error
take_back(struct commit *c)
{
	bool begun;
	struct os_error e = journal_exists(c->a, &c->dir, &begun);
	if (!e.kind && begun)
		e = journal_undo(c->a, &c->dir, &c->plan);
	return e.kind ? e : journal_discard(c->a, &c->dir);
}

static enum bundle_result
report_failure(struct commit *c, struct os_error e, struct os_error back)
{
	struct diag *diag =
		diag_error(c->diags, "bundle/failed", nowhere, "%.*s", TA(e.what));
	if (!back.kind) {
		diag_note(c->diags, diag, nowhere, "nothing in '%.*s' was changed",
			  TA(c->dir.path));
		return BUNDLE_FAILED;
	}
	diag_note(c->diags, diag, nowhere, "and then: %.*s", TA(back.what));
	diag_note(c->diags, diag, nowhere,
		  "the next build puts the old files in '%.*s' back first",
		  TA(c->dir.path));
	return BUNDLE_FAILED;
}

static enum bundle_result
carry_out(struct commit *c)
{
	struct os_error e = journal_begin(c->a, &c->dir, &c->plan);
	if (!e.kind)
		e = apply(c);
	if (e.kind)
		return report_failure(c, e, take_back(c));
	e = journal_discard(c->a, &c->dir);
	if (!e.kind)
		return BUNDLE_OK;
	struct diag *diag = diag_add(c->diags, SEVERITY_WARNING, "bundle/leftover",
				     nowhere, "%.*s", TA(e.what));
	diag_note(c->diags, diag, nowhere,
		  "all files are in place; the next build removes what is left");
	return BUNDLE_OK;
}

/* ---- the whole ---- */

static struct os_error
open_folder(struct commit *c, struct text path)
{
	struct os_error e = os_make_folders(c->a, path, &c->made);
	if (e.kind)
		return e;
	e = os_dir_open(c->a, path, &c->dir);
	return e.kind ? e : os_dir_lock(c->a, &c->dir, true);
}

static enum bundle_result
run(struct commit *c, struct bundle *b, const struct bundle_scope *scope,
    struct arena scratch)
{
	size_t errors = c->diags->errors;
	struct os_error e = recover(c);
	if (e.kind)
		return report_recovery(c, e);
	e = plan_make(&c->plan, b, &c->dir, scope, false, c->diags, scratch);
	if (e.kind)
		return report_failure(c, e, (struct os_error){ 0 });
	if (c->diags->errors > errors)
		return BUNDLE_REFUSE;
	return c->plan.changes.len ? carry_out(c) : BUNDLE_OK;
}

enum bundle_result
bundle_commit(struct bundle *b, struct text dir, const struct bundle_scope *scope,
	      struct diags *diags, struct bundle_counts *counts, struct arena scratch)
{
	struct commit c = { .a = b->arena, .diags = diags, .dir = { -1, dir } };
	struct os_error e = open_folder(&c, dir);
	enum bundle_result result = e.kind ? report_failure(&c, e, (struct os_error){ 0 })
					   : run(&c, b, scope, scratch);
	if (c.dir.fd >= 0)
		os_dir_close(&c.dir);
	if (result != BUNDLE_OK)
		os_unmake_folders(scratch, &c.made);
	if (counts)
		*counts =
			result == BUNDLE_OK ? c.plan.counts : (struct bundle_counts){ 0 };
	return result;
}
