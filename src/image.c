/* Image names; see image.h. References hold slashes and colons of their own only
 * inside their braces, so splitting steps over those. */
#include "image.h"

/* The offset of the first, or last, `c` outside braces; the length if there is
 * none. */
static size_t
find_outside(struct text t, char c, bool last)
{
	size_t found = t.len, depth = 0;
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] == '{')
			depth++;
		else if (t.ptr[i] == '}' && depth)
			depth--;
		else if (t.ptr[i] == c && !depth && (last || found == t.len))
			found = i;
	}
	return found;
}

/* Whether what stands before the first slash is a registry, not a user. */
static bool
is_registry(struct text part)
{
	return text_find_byte(part, '.') < part.len ||
	       text_find_byte(part, ':') < part.len || text_is(part, "localhost") ||
	       text_starts(part, T("${"));
}

static bool
is_dockers(struct text registry)
{
	return text_is(registry, "docker.io") || text_is(registry, "index.docker.io");
}

static void
cut_tail(struct text *t, size_t at, struct text *tail)
{
	*tail = text_slice(*t, at + 1, t->len);
	*t = text_slice(*t, 0, at);
}

struct image
image_split(struct text t)
{
	struct image image = { 0 };
	cut_tail(&t, find_outside(t, '@', false), &image.digest);
	size_t slash = find_outside(t, '/', true);
	size_t from = slash == t.len ? 0 : slash + 1;
	size_t colon = find_outside(text_slice(t, from, t.len), ':', false);
	cut_tail(&t, from + colon, &image.tag);
	slash = find_outside(t, '/', false);
	struct text first = text_slice(t, 0, slash);
	if (slash < t.len && is_registry(first)) {
		t = text_slice(t, slash + 1, t.len);
		if (!is_dockers(first))
			image.registry = first;
	}
	if (!image.registry.len && text_starts(t, T("library/")))
		t = text_slice(t, 8, t.len);
	image.path = t;
	return image;
}

bool
image_below(struct text image, struct text prefix, struct text *rest)
{
	if (!prefix.len || image.len < prefix.len + 1 || !text_starts(image, prefix) ||
	    image.ptr[prefix.len] != '/')
		return false;
	*rest = text_slice(image, prefix.len + 1, image.len);
	return true;
}

bool
image_of(struct text image, struct text registry, struct text *rest)
{
	size_t slash = find_outside(image, '/', false);
	struct text first = text_slice(image, 0, slash);
	bool named = slash < image.len && is_registry(first);
	*rest = named ? text_slice(image, slash + 1, image.len) : image;
	if (is_dockers(registry))
		return !named || is_dockers(first);
	return named && text_equal(first, registry);
}

/* Whether `path` ends in `tail`, at a slash or as a whole; *head is the rest. */
static bool
ends_in(struct text path, struct text tail, struct text *head)
{
	*head = text_slice(path, 0, path.len - tail.len);
	return text_ends(path, tail) && (!head->len || text_ends(*head, T("/")));
}

bool
image_is(struct text name, struct text known_name)
{
	struct image image = image_split(name), known = image_split(known_name);
	struct text head;
	if (known.registry.len || !image.registry.len)
		return text_equal(image.registry, known.registry) &&
		       text_equal(image.path, known.path);
	if (!ends_in(image.path, known.path, &head))
		return false;
	if (text_find_byte(known.path, '/') < known.path.len)
		return true;
	return ends_in(head, T("library/"), &head);
}
