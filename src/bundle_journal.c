/*
 * The journal; see bundle_journal.h. One record for each change, ended by a NUL,
 * because a path may hold any other byte: a letter, the permission bits in octal,
 * the path. The first record is the format's name.
 *
 * Which changes were made before a process was killed need not be written down: a
 * file that was put in place is no longer in new/.
 */
#include "bundle_journal.h"
#include "path.h"

static const struct text journal = { ".stackc/journal", 15 };
static const struct text unfinished = { ".stackc/journal.part", 20 };
static const struct text format = { "stackc journal 1", 16 };
static const char letters[] = "marde"; /* by enum change_kind */
static_assert(sizeof letters - 1 == CHANGE_EMPTY + 1);

enum {
	/* A record is about as long as a path. */
	journal_limit = 64 << 20,
};

struct text
journal_name(struct arena *a, const char *folder, size_t number)
{
	return text_format(a, ".stackc/%s/%zu", folder, number);
}

/* ---- beginning ---- */

static struct os_error
stage(struct arena *a, const struct os_dir *dir, size_t number, const struct change *c)
{
	struct os_error e = { 0 };
	if (c->kind == CHANGE_ADD || c->kind == CHANGE_REPLACE)
		e = os_write_at(a, dir, journal_name(a, "new", number), c->bytes,
				c->mode);
	if (!e.kind && (c->kind == CHANGE_REPLACE || c->kind == CHANGE_REMOVE))
		e = os_link_at(a, dir, c->path, journal_name(a, "old", number));
	return e;
}

static struct text
print(struct arena *a, const struct plan *plan)
{
	struct buffer out = { .arena = a };
	buffer_add(&out, format);
	buffer_byte(&out, '\0');
	for (size_t i = 0; i < plan->changes.len; i++) {
		const struct change *c = &plan->changes.items[i];
		buffer_format(&out, "%c %o ", letters[c->kind], c->mode);
		buffer_add(&out, c->path);
		buffer_byte(&out, '\0');
	}
	return buffer_text(&out);
}

/* Each step where those before it went well. */
static struct os_error
make_folders(struct arena *a, const struct os_dir *dir)
{
	static const char *const names[] = { ".stackc", ".stackc/new", ".stackc/old" };
	struct os_error e = { 0 };
	for (size_t i = 0; i < sizeof names / sizeof *names && !e.kind; i++)
		e = os_make_folder_at(a, dir, text_of(names[i]), 0777);
	return e;
}

static struct os_error
sync_all(struct arena *a, const struct os_dir *dir)
{
	static const char *const names[] = { ".stackc/new", ".stackc/old", ".stackc",
					     "" };
	struct os_error e = { 0 };
	for (size_t i = 0; i < sizeof names / sizeof *names && !e.kind; i++)
		e = os_sync_at(a, dir, text_of(names[i]));
	return e;
}

struct os_error
journal_begin(struct arena *a, const struct os_dir *dir, const struct plan *plan)
{
	struct os_error e = make_folders(a, dir);
	for (size_t i = 0; i < plan->changes.len && !e.kind; i++)
		e = stage(a, dir, i, &plan->changes.items[i]);
	if (!e.kind)
		e = os_write_at(a, dir, unfinished, print(a, plan), 0644);
	if (!e.kind)
		e = sync_all(a, dir);
	if (!e.kind)
		e = os_rename_at(a, dir, unfinished, journal);
	return e.kind ? e : os_sync_at(a, dir, T(".stackc"));
}

/* ---- reading ---- */

struct os_error
journal_exists(struct arena *a, const struct os_dir *dir, bool *exists)
{
	struct os_status status;
	struct os_error e = os_look_at(a, dir, journal, &status);
	*exists = !e.kind && status.type != OS_TYPE_NONE;
	return e;
}

static bool
parse_record(struct text record, struct change *c)
{
	struct text kind, mode;
	if (!text_cut(&record, ' ', &kind) || !text_cut(&record, ' ', &mode))
		return false;
	size_t letter = kind.len == 1 ? text_find_byte(text_of(letters), *kind.ptr)
				      : sizeof letters;
	if (letter >= sizeof letters - 1 || !mode.len || mode.len > 4)
		return false;
	*c = (struct change){ .kind = (enum change_kind)letter, .path = record };
	for (size_t i = 0; i < mode.len; i++) {
		if (mode.ptr[i] < '0' || mode.ptr[i] > '7')
			return false;
		c->mode = c->mode * 8 + (unsigned)(mode.ptr[i] - '0');
	}
	return path_is_inside(c->path);
}

static bool
parse(struct arena *a, struct text bytes, struct plan *plan)
{
	struct text rest = bytes, record;
	*plan = (struct plan){ 0 };
	if (!text_ends(bytes, T("\0")) || !text_cut(&rest, '\0', &record) ||
	    !text_equal(record, format))
		return false;
	while (text_cut(&rest, '\0', &record) && rest.ptr) {
		struct change change;
		if (!parse_record(record, &change))
			return false;
		array_push(a, &plan->changes, change);
	}
	return true;
}

struct os_error
journal_read(struct arena *a, const struct os_dir *dir, struct plan *plan)
{
	struct text bytes;
	struct os_error e = os_read_at(a, dir, journal, journal_limit, &bytes);
	if (e.kind || parse(a, bytes, plan))
		return e;
	struct text shown = path_join(a, dir->path, journal);
	return (struct os_error){
		OS_FAILED,
		text_format(a,
			    "'%.*s' is no journal that this version of stackc can read",
			    TA(shown)),
	};
}

/* ---- undoing ---- */

static struct os_error
allow(struct os_error e, enum os_kind kind)
{
	return e.kind == kind ? (struct os_error){ 0 } : e;
}

static struct os_error
put_back(struct arena *a, const struct os_dir *dir, size_t number, const struct change *c)
{
	struct text old = journal_name(a, "old", number);
	return allow(os_rename_at(a, dir, old, c->path), OS_MISSING);
}

static struct os_error
undo_file(struct arena *a, const struct os_dir *dir, size_t number,
	  const struct change *c)
{
	struct os_status status;
	bool written = c->kind != CHANGE_REMOVE;
	struct text seen = written ? journal_name(a, "new", number) : c->path;
	struct os_error e = os_look_at(a, dir, seen, &status);
	if (e.kind || status.type != OS_TYPE_NONE)
		return e;
	if (c->kind == CHANGE_ADD)
		return allow(os_unlink_at(a, dir, c->path), OS_MISSING);
	return put_back(a, dir, number, c);
}

static struct os_error
undo_change(struct arena *a, const struct os_dir *dir, size_t number,
	    const struct change *c)
{
	struct os_error e;
	switch (c->kind) {
	case CHANGE_MAKE:
		e = allow(os_remove_folder_at(a, dir, c->path), OS_MISSING);
		return allow(e, OS_NOT_EMPTY);
	case CHANGE_EMPTY:
		return allow(os_make_folder_at(a, dir, c->path, c->mode), OS_EXISTS);
	default: return undo_file(a, dir, number, c);
	}
}

struct os_error
journal_undo(struct arena *a, const struct os_dir *dir, const struct plan *plan)
{
	struct os_error e = { 0 };
	for (size_t i = plan->changes.len; i-- && !e.kind;)
		e = undo_change(a, dir, i, &plan->changes.items[i]);
	if (!e.kind)
		e = journal_sync(a, dir, plan);
	return e.kind ? e : journal_commit(a, dir);
}

/* ---- ending ---- */

struct os_error
journal_sync(struct arena *a, const struct os_dir *dir, const struct plan *plan)
{
	struct os_error e = { 0 };
	struct text last = { 0 };
	for (size_t i = 0; i < plan->changes.len && !e.kind; i++) {
		struct text folder = path_folder(plan->changes.items[i].path);
		if (last.ptr && text_equal(folder, last))
			continue;
		last = folder;
		folder = text_is(folder, ".") ? T("") : folder;
		e = allow(os_sync_at(a, dir, folder), OS_MISSING);
	}
	return e;
}

struct os_error
journal_commit(struct arena *a, const struct os_dir *dir)
{
	return os_unlink_at(a, dir, journal);
}

static struct os_error
discard_folder(struct arena *a, const struct os_dir *dir, struct text folder)
{
	struct os_names names;
	struct os_error e = os_list_at(a, dir, folder, &names);
	if (e.kind)
		return allow(e, OS_MISSING);
	for (size_t i = 0; i < names.len && !e.kind; i++)
		e = os_unlink_at(a, dir, path_join(a, folder, names.items[i]));
	return e.kind ? e : os_remove_folder_at(a, dir, folder);
}

/* The sync comes first: without the old files the journal must not come back. */
struct os_error
journal_discard(struct arena *a, const struct os_dir *dir)
{
	struct os_status status;
	struct os_error e = os_look_at(a, dir, T(".stackc"), &status);
	if (e.kind || status.type == OS_TYPE_NONE)
		return e;
	e = os_sync_at(a, dir, T(".stackc"));
	if (!e.kind)
		e = discard_folder(a, dir, T(".stackc/new"));
	if (!e.kind)
		e = discard_folder(a, dir, T(".stackc/old"));
	if (!e.kind)
		e = allow(os_unlink_at(a, dir, unfinished), OS_MISSING);
	return e.kind ? e : os_remove_folder_at(a, dir, T(".stackc"));
}
