/* Paths as texts; see path.h. A cleaned path is built component by component in
 * one buffer, so `..` is taken back by cutting the buffer at its last `/`. */
#include "path.h"

#include <string.h>

static bool
is_absolute(struct text path)
{
	return path.len && path.ptr[0] == '/';
}

struct text
path_join(struct arena *a, struct text folder, struct text path)
{
	if (is_absolute(path) || !folder.len || text_is(folder, "."))
		return text_copy(a, path);
	if (!path.len || text_is(path, "."))
		return text_copy(a, folder);
	const char *slash = text_ends(folder, T("/")) ? "" : "/";
	return text_format(a, "%.*s%s%.*s", TA(folder), slash, TA(path));
}

/* Offset after the last `/`, or 0. */
static size_t
name_offset(struct text path)
{
	size_t at = path.len;
	while (at && path.ptr[at - 1] != '/')
		at--;
	return at;
}

struct text
path_folder(struct text path)
{
	size_t at = name_offset(path);
	if (!at)
		return T(".");
	return text_slice(path, 0, at == 1 ? 1 : at - 1);
}

struct text
path_name(struct text path)
{
	return text_slice(path, name_offset(path), path.len);
}

/* Takes the last component back, where it is one that can be. */
static bool
drop_last(struct buffer *out, bool absolute)
{
	struct text done = buffer_text(out);
	size_t at = name_offset(done);
	if (text_is(done, "/"))
		return true;
	if (!done.len || text_is(text_slice(done, at, done.len), ".."))
		return absolute;
	out->len = at > 1 ? at - 1 : absolute;
	return true;
}

struct text
path_clean(struct arena *a, struct text path)
{
	struct buffer out = { .arena = a };
	struct text rest = path, name;
	bool absolute = is_absolute(path);
	if (absolute)
		buffer_byte(&out, '/');
	while (text_cut(&rest, '/', &name)) {
		if (!name.len || text_is(name, "."))
			continue;
		if (text_is(name, "..") && drop_last(&out, absolute))
			continue;
		if (out.len && out.ptr[out.len - 1] != '/')
			buffer_byte(&out, '/');
		buffer_add(&out, name);
	}
	return text_copy(a, out.len ? buffer_text(&out) : T("."));
}

/* How many bytes of both paths are the same whole components. */
static size_t
common_len(struct text from, struct text to)
{
	size_t common = 0;
	for (size_t i = 0;; i++) {
		bool from_ends = i == from.len || from.ptr[i] == '/';
		bool to_ends = i == to.len || to.ptr[i] == '/';
		if (from_ends && to_ends)
			common = i;
		if (i == from.len || i == to.len || from.ptr[i] != to.ptr[i])
			return common;
	}
}

static struct text
skip_slash(struct text t)
{
	return text_starts(t, T("/")) ? text_slice(t, 1, t.len) : t;
}

struct text
path_relative(struct arena *a, struct text from, struct text to)
{
	from = path_clean(a, from);
	to = path_clean(a, to);
	if (is_absolute(from) != is_absolute(to))
		return to;
	from = text_is(from, ".") ? T("") : skip_slash(from);
	to = text_is(to, ".") ? T("") : skip_slash(to);
	size_t common = common_len(from, to);
	struct text up = skip_slash(text_slice(from, common, from.len));
	struct text down = skip_slash(text_slice(to, common, to.len));
	struct buffer out = { .arena = a };
	struct text name;
	while (up.len && text_cut(&up, '/', &name))
		buffer_add(&out, T("../"));
	buffer_add(&out, down);
	if (!down.len && out.len)
		out.len--;
	return text_copy(a, out.len ? buffer_text(&out) : T("."));
}

bool
path_is_inside(struct text path)
{
	struct text rest = path, name;
	if (!path.len || text_find_byte(path, '\0') < path.len)
		return false;
	while (text_cut(&rest, '/', &name))
		if (!name.len || text_is(name, ".") || text_is(name, ".."))
			return false;
	return true;
}
