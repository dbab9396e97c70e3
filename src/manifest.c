/* The manifest; see manifest.h. What is read may have been written by anybody, a
 * merge conflict included, and it decides which files are removed: so it is either
 * believed as a whole or not at all. */
#include "manifest.h"
#include "jsonout.h"
#include "path.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

static int
compare_files(const void *x, const void *y)
{
	const struct manifest_file *a = x, *b = y;
	return text_compare(a->path, b->path);
}

static void
sort_files(struct manifest *m)
{
	if (m->files.len)
		qsort(m->files.items, m->files.len, sizeof *m->files.items,
		      compare_files);
}

const struct manifest_file *
manifest_find(const struct manifest *m, struct text path)
{
	struct manifest_file key = { .path = path };
	if (!m->files.len)
		return NULL;
	return bsearch(&key, m->files.items, m->files.len, sizeof key, compare_files);
}

/* ---- reading ---- */

static bool
member(struct arena *a, const cJSON *object, const char *name, struct text *out)
{
	const char *value =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	if (value)
		*out = text_copy(a, text_of(value));
	return value;
}

static const char *
read_files(struct arena *a, const cJSON *files, struct manifest *m)
{
	const cJSON *item;
	if (!cJSON_IsObject(files))
		return "it has no 'files'";
	cJSON_ArrayForEach(item, files)
	{
		struct manifest_file file = {
			.path = text_copy(a, text_of(item->string)),
		};
		if (!path_is_inside(file.path) || text_is(file.path, "manifest.json"))
			return "it names a file that cannot be in its folder";
		if (!member(a, item, "sha256", &file.sha256))
			return "a file has no 'sha256'";
		member(a, item, "target", &file.target);
		array_push(a, &m->files, file);
	}
	return NULL;
}

static const char *
read_object(struct arena *a, const cJSON *root, struct text environment,
	    struct manifest *m)
{
	if (!root)
		return "it is not JSON";
	bool ours = member(a, root, "stackc", &m->version) &&
		    member(a, root, "stack", &m->stack) &&
		    member(a, root, "environment", &m->environment) &&
		    member(a, root, "model", &m->model);
	if (!ours)
		return "stackc did not write it";
	if (!text_equal(m->environment, environment))
		return "it is the manifest of another environment";
	return read_files(a, cJSON_GetObjectItemCaseSensitive(root, "files"), m);
}

bool
manifest_read(struct arena *a, struct text bytes, struct text environment,
	      struct manifest *m, const char **why)
{
	*m = (struct manifest){ 0 };
	cJSON *root = cJSON_ParseWithLength(bytes.ptr ? bytes.ptr : "", bytes.len);
	*why = read_object(a, root, environment, m);
	cJSON_Delete(root);
	sort_files(m);
	return !*why;
}

/* ---- printing ---- */

static void
print_file(struct jsonout *j, const struct manifest_file *file)
{
	json_key(j, file->path);
	json_open_map_row(j);
	if (file->target.len)
		json_set_text(j, "target", file->target);
	json_set_text(j, "sha256", file->sha256);
	json_close(j);
}

struct text
manifest_print(struct arena *a, struct manifest *m)
{
	struct jsonout *j = json_new(a);
	sort_files(m);
	json_open_map(j);
	json_set_text(j, "stackc", m->version);
	json_set_text(j, "stack", m->stack);
	json_set_text(j, "environment", m->environment);
	json_set_text(j, "model", m->model);
	json_set_map(j, "files");
	for (size_t i = 0; i < m->files.len; i++)
		print_file(j, &m->files.items[i]);
	json_close(j);
	json_close(j);
	return text_format(a, "%.*s\n", TA(json_finish(j)));
}
