/* The manifest; see manifest.h. What is read may have been written by anybody, a
 * merge conflict included, and it decides which files are removed: so it is either
 * believed as a whole or not at all. */
#include "manifest.h"
#include "path.h"

#include <cJSON.h>
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

/* RFC 8259, section 7: what must be escaped is, and nothing else. */
static void
print_string(struct buffer *out, struct text t)
{
	buffer_byte(out, '"');
	for (size_t i = 0; i < t.len; i++) {
		unsigned char c = (unsigned char)t.ptr[i];
		if (c == '"' || c == '\\')
			buffer_byte(out, '\\');
		if (c < ' ')
			buffer_format(out, "\\u%04x", c);
		else
			buffer_byte(out, (char)c);
	}
	buffer_byte(out, '"');
}

static void
print_member(struct buffer *out, const char *name, struct text value)
{
	buffer_format(out, "\"%s\": ", name);
	print_string(out, value);
}

static void
print_file(struct buffer *out, const struct manifest_file *file)
{
	buffer_add(out, T("\n    "));
	print_string(out, file->path);
	buffer_add(out, T(": { "));
	if (file->target.len) {
		print_member(out, "target", file->target);
		buffer_add(out, T(", "));
	}
	print_member(out, "sha256", file->sha256);
	buffer_add(out, T(" }"));
}

struct text
manifest_print(struct arena *a, struct manifest *m)
{
	struct buffer out = { .arena = a };
	const struct manifest_file *file;
	sort_files(m);
	buffer_add(&out, T("{\n  "));
	print_member(&out, "stackc", m->version);
	buffer_add(&out, T(",\n  "));
	print_member(&out, "stack", m->stack);
	buffer_add(&out, T(",\n  "));
	print_member(&out, "environment", m->environment);
	buffer_add(&out, T(",\n  "));
	print_member(&out, "model", m->model);
	buffer_add(&out, T(",\n  \"files\": {"));
	for (size_t i = 0; i < m->files.len; i++) {
		file = &m->files.items[i];
		if (i)
			buffer_byte(&out, ',');
		print_file(&out, file);
	}
	buffer_add(&out, T("\n  }\n}\n"));
	return buffer_text(&out);
}
