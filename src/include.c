/*
 * Files are read in depth, each once, whatever patterns match it; what they hold is
 * joined by the rows: sections entry by entry, environments section by section.
 */
#include "include.h"

#include "os.h"
#include "path.h"

/* Far more files than a person splits a stack into. */
enum { include_depth_max = 16, include_files_max = 4096 };

struct includer {
	struct run *run;
	ARRAY(struct text) open; /* real paths of the files being read */
	struct index done;	 /* of all that were read */
	size_t files;
};

static const struct node *read_one(struct includer *in, struct text path, struct span from);

static void
report_conflict(struct run *run, const struct entry *first, const struct entry *second)
{
	struct diag *d = diag_error(&run->diags, "spec/included-twice", entry_key_place(second),
				    "'%.*s' is in another file too", TA(second->key->text));
	diag_note(&run->diags, d, entry_key_place(first), "the other one");
}

/* Whether two values under one key are joined inside; else they conflict. */
static bool
joins(const struct row *r, const struct entry *a, const struct entry *b)
{
	if (a->value->kind != NODE_MAP || b->value->kind != NODE_MAP)
		return false;
	return r && (r->kind == ROW_MAP || r->kind == ROW_VALUES || r->kind == ROW_STRUCT ||
		     r->kind == ROW_RAW);
}

/* `rows` describe the keys; NULL: they are names, of things described by
 * `item_rows`, which are joined inside only where that is not NULL. */
static const struct node *
join_maps(struct run *run, const struct row *rows, const struct row *item_rows,
	  const struct node *a, const struct node *b)
{
	ARRAY(struct entry) out = { 0 };
	for (size_t i = 0; i < a->len; i++) {
		struct entry e = a->entries[i];
		const struct entry *other = node_entry(b, e.key->text);
		const struct row *r = rows ? schema_row(rows, e.key->text, NULL) : NULL;
		bool both_maps = other && e.value->kind == NODE_MAP &&
				 other->value->kind == NODE_MAP;
		bool is_environments = r && r->sub == environment_rows;
		if (other && joins(r, &e, other))
			e.value = join_maps(run, NULL, is_environments ? r->sub : NULL,
					    e.value, other->value);
		else if (both_maps && item_rows)
			e.value = join_maps(run, item_rows, NULL, e.value, other->value);
		else if (other)
			report_conflict(run, &e, other);
		array_push(&run->arena, &out, e);
	}
	for (size_t i = 0; i < b->len; i++)
		if (!node_entry(a, b->entries[i].key->text))
			array_push(&run->arena, &out, b->entries[i]);
	return node_map(&run->arena, out.items, out.len, a->at);
}

/* The place in the spec where there is one, else a failure of the world. */
static void
report_unreadable(struct run *run, struct span from, struct os_error e)
{
	diag_error(&run->diags, from.source ? "spec/include" : "cli/read", from, "%.*s",
		   TA(e.what));
	if (!from.source)
		run->failed_world = true;
}

const struct node *
include_parse(struct run *run, struct text path, struct text bytes)
{
	struct documents documents;
	if (text_starts(bytes, T("\xEF\xBB\xBF")))
		bytes = text_slice(bytes, 3, bytes.len);
	uint32_t source = source_add(&run->sources, text_copy(&run->arena, path), bytes);
	if (!tree_parse(&run->arena, run->scratch, &run->sources, &run->diags, source,
			&documents))
		return NULL;
	struct span start = { source, 0, 0 };
	const struct node *root = documents.len ? documents.items[0] : NULL;
	bool empty = !root || (root->kind == NODE_SCALAR && !root->text.len);
	if (empty)
		diag_error(&run->diags, "spec/empty", start, "the file is empty");
	else if (documents.len > 1)
		diag_error(&run->diags, "spec/documents", documents.items[1]->at,
			   "one file holds one document");
	else if (root->kind != NODE_MAP)
		diag_error(&run->diags, "spec/type", root->at, "expected a map, found %.*s",
			   TA(node_describe(&run->arena, root)));
	else if (tree_unique(run->scratch, &run->diags, root))
		return root;
	return NULL;
}

static const struct node *
read_matches(struct includer *in, const struct node *root, const struct entry *pattern,
	     struct text folder)
{
	struct run *run = in->run;
	struct os_names paths = { 0 };
	struct span at = entry_place(pattern);
	if (pattern->value->kind != NODE_SCALAR || !pattern->value->text.len) {
		diag_error(&run->diags, "spec/type", at,
			   "expected a file or a pattern of files, found %.*s",
			   TA(node_describe(&run->arena, pattern->value)));
		return root;
	}
	struct os_error e = os_glob(&run->arena, folder, pattern->value->text, &paths);
	if (e.kind)
		report_unreadable(run, at, e);
	else if (!paths.len)
		diag_add(&run->diags, SEVERITY_WARNING, "spec/include", at,
			 "no file matches '%.*s'", TA(pattern->value->text));
	for (size_t i = 0; i < paths.len; i++) {
		struct text path = path_join(&run->arena, folder, paths.items[i]);
		const struct node *other = read_one(in, path, at);
		if (other)
			root = join_maps(run, stack_rows, NULL, root, other);
	}
	return root;
}

static const struct node *
read_includes(struct includer *in, const struct node *root, struct text path)
{
	const struct entry *include = node_entry(root, T("include"));
	struct text folder = path_folder(path);
	if (!include)
		return root;
	struct entry *rest = arena_array(&in->run->arena, struct entry, root->len);
	size_t len = 0;
	for (size_t i = 0; i < root->len; i++)
		if (&root->entries[i] != include)
			rest[len++] = root->entries[i];
	root = node_map(&in->run->arena, rest, len, root->at);
	if (include->value->kind != NODE_LIST)
		return read_matches(in, root, include, folder);
	for (size_t i = 0; i < include->value->len; i++)
		root = read_matches(in, root, &include->value->entries[i], folder);
	return root;
}

static bool
is_open(const struct includer *in, struct text real)
{
	for (size_t i = 0; i < in->open.len; i++)
		if (text_equal(in->open.items[i], real))
			return true;
	return false;
}

static const struct node *
read_one(struct includer *in, struct text path, struct span from)
{
	struct run *run = in->run;
	struct text real, bytes;
	struct os_error e = os_real_path(&run->arena, path, &real);
	if (!e.kind)
		e = os_read_file(&run->arena, path, tree_bytes_max, &bytes);
	if (e.kind) {
		report_unreadable(run, from, e);
		return NULL;
	}
	if (is_open(in, real)) {
		diag_error(&run->diags, "spec/cycle", from, "the file includes itself");
		return NULL;
	}
	if (index_get(&in->done, real) != index_none)
		return NULL;
	index_put(&run->arena, &in->done, real, in->files);
	if (in->open.len == include_depth_max || ++in->files > include_files_max) {
		diag_error(&run->diags, "spec/include", from, "too many files are included");
		return NULL;
	}
	const struct node *root = include_parse(run, path, bytes);
	if (!root)
		return NULL;
	array_push(&run->arena, &in->open, real);
	root = read_includes(in, root, path);
	in->open.len--;
	return root;
}

const struct node *
include_read(struct run *run, struct text path, struct span from)
{
	struct includer in = { .run = run };
	index_init(&run->arena, &in.done, 16);
	return read_one(&in, path, from);
}
