/*
 * Where images come from. An image of a registry that another one mirrors is
 * written with the prefix of that one; an image that already is below the prefix
 * stays as it is. So the spec names images as everybody knows them, and one line of
 * it says where this installation gets them.
 *
 * Names are compared as far as they are known, with the values that parameters have;
 * what is written keeps its parameters open.
 */
#include "image.h"
#include "registry.h"
#include "resolver.h"

void
resolve_registries(struct resolver *r)
{
	for (size_t i = 0; i < r->stack->registries.len; i++)
		resolve_value(r, NULL, &r->stack->registries.items[i].prefix);
	r->mirrors = registry_mirrors(r->arena, r->stack);
}

/* The registry whose prefix the image has; of several, the longest one. */
static const struct registry *
find_below(struct resolver *r, struct text image)
{
	struct text rest;
	const struct registry *found = NULL;
	for (size_t i = 0, len = 0; i < r->stack->registries.len; i++) {
		struct text prefix = r->mirrors[i].prefix;
		if (prefix.len > len && image_below(image, prefix, &rest)) {
			found = &r->stack->registries.items[i];
			len = prefix.len;
		}
	}
	return found;
}

/* The registry that mirrors the image's own. What the image begins with has to be
 * known: a parameter may hold the registry, too. */
static const struct registry *
find_mirror(struct resolver *r, const struct value *image, struct text *rest)
{
	struct text source = value_source(r->arena, image);
	if (image->parts[0].kind != PART_TEXT)
		return NULL;
	for (size_t i = 0; i < r->stack->registries.len; i++)
		for (size_t k = 0; k < r->mirrors[i].names.len; k++)
			if (image_of(source, r->mirrors[i].names.items[k], rest))
				return &r->stack->registries.items[i];
	return NULL;
}

/* PREFIX/ and what follows the registry in the image. */
static void
write_below(struct resolver *r, struct value *image, const struct registry *registry,
	    size_t cut)
{
	const struct value *prefix = &registry->prefix;
	struct part *parts = arena_array(r->arena, struct part, prefix->len + image->len + 1);
	size_t len = 0;
	for (; len < prefix->len; len++)
		parts[len] = prefix->parts[len];
	struct text first = text_slice(image->parts[0].text, cut, image->parts[0].text.len);
	bool official = registry->library && text_find_byte(first, '/') == first.len;
	parts[len++] = (struct part){ .kind = PART_TEXT,
				      .text = official ? T("/library/") : T("/") };
	for (size_t i = 0; i < image->len; i++) {
		parts[len] = image->parts[i];
		if (!i)
			parts[len].text = first;
		len++;
	}
	image->parts = parts;
	image->len = len;
}

void
resolve_image(struct resolver *r, struct service *s)
{
	struct text rest;
	if (!s->image.len || s->placement != PLACEMENT_CONTAINER)
		return;
	s->registry = find_below(r, registry_known(r->arena, r->stack, &s->image));
	if (s->registry)
		return;
	s->registry = find_mirror(r, &s->image, &rest);
	if (s->registry)
		write_below(r, &s->image, s->registry,
			    value_source(r->arena, &s->image).len - rest.len);
}
