/* Whether the files on disk are what the spec says: the plan of a build that is
 * not carried out, told file by file. */
#include "bundle.h"
#include "bundle_journal.h"
#include "bundle_plan.h"
#include "path.h"

struct check {
	struct arena *a;
	struct os_dir dir;
	struct diags *diags;
};

static const struct span nowhere = { 0 };

enum {
	/* Larger files are only said to differ. */
	shown_limit = 64 << 20,
};

/* The line, from 1, in which two texts first differ. */
static size_t
first_difference(struct text a, struct text b)
{
	size_t line = 1;
	for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
		line += a.ptr[i] == '\n';
	return line;
}

static struct os_error
report_replace(struct check *c, const struct change *change, struct text shown,
	       struct arena scratch)
{
	struct text found;
	struct os_error e =
		os_read_at(&scratch, &c->dir, change->path, shown_limit, &found);
	if (e.kind && e.kind != OS_TOO_LARGE)
		return (struct os_error){ e.kind, text_copy(c->a, e.what) };
	if (!e.kind && text_equal(found, change->bytes)) {
		diag_error(c->diags, "bundle/stale", nowhere, "'%.*s' %s", TA(shown),
			   change->mode & 0100 ? "is not executable" : "is executable");
		return (struct os_error){ 0 };
	}
	struct diag *diag =
		diag_error(c->diags, "bundle/stale", nowhere,
			   "'%.*s' differs from what the spec says", TA(shown));
	if (!e.kind)
		diag_note(c->diags, diag, nowhere, "the first difference is in line %zu",
			  first_difference(found, change->bytes));
	return (struct os_error){ 0 };
}

static struct os_error
report_change(struct check *c, const struct change *change, struct arena scratch)
{
	struct text shown = path_join(c->a, c->dir.path, change->path);
	switch (change->kind) {
	case CHANGE_MAKE:
	case CHANGE_EMPTY: break;
	case CHANGE_ADD:
		diag_error(c->diags, "bundle/stale", nowhere, "'%.*s' is missing",
			   TA(shown));
		break;
	case CHANGE_REMOVE:
		diag_error(c->diags, "bundle/stale", nowhere,
			   "'%.*s' is left over: nothing in the spec makes it",
			   TA(shown));
		break;
	case CHANGE_REPLACE: return report_replace(c, change, shown, scratch);
	}
	return (struct os_error){ 0 };
}

static struct os_error
report_interrupted(struct check *c)
{
	bool interrupted;
	struct os_error e = journal_exists(c->a, &c->dir, &interrupted);
	if (e.kind || !interrupted)
		return e;
	struct diag *diag =
		diag_error(c->diags, "bundle/interrupted", nowhere,
			   "a build was interrupted in '%.*s'", TA(c->dir.path));
	diag_fix(c->diags, diag, "run stackc build: it undoes that one first");
	return e;
}

static struct os_error
compare(struct check *c, struct bundle *b, const struct bundle_scope *scope,
	struct arena scratch)
{
	struct plan plan;
	struct os_error e = os_dir_lock(c->a, &c->dir, false);
	if (!e.kind)
		e = report_interrupted(c);
	if (!e.kind)
		e = plan_make(&plan, b, &c->dir, scope, true, c->diags, scratch);
	for (size_t i = 0; !e.kind && i < plan.changes.len; i++)
		e = report_change(c, &plan.changes.items[i], scratch);
	return e;
}

enum bundle_result
bundle_check(struct bundle *b, struct text dir, const struct bundle_scope *scope,
	     struct diags *diags, struct arena scratch)
{
	struct check c = { .a = b->arena, .diags = diags };
	size_t errors = diags->errors;
	struct os_error e = os_dir_open(c.a, dir, &c.dir);
	if (e.kind == OS_MISSING) {
		diag_error(diags, "bundle/stale", nowhere, "'%.*s' is missing", TA(dir));
		return BUNDLE_REFUSE;
	}
	if (!e.kind) {
		e = compare(&c, b, scope, scratch);
		os_dir_close(&c.dir);
	}
	if (e.kind) {
		diag_error(diags, "bundle/failed", nowhere, "%.*s", TA(e.what));
		return BUNDLE_FAILED;
	}
	return diags->errors > errors ? BUNDLE_REFUSE : BUNDLE_OK;
}
