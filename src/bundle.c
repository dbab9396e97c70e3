/* Files in memory. Those of a large stack run into thousands, so a table of paths
 * finds them: open addressing, at most half full. */
#include "bundle.h"
#include "path.h"

void
bundle_init(struct bundle *b, struct arena *arena, struct text stack, struct text version)
{
	*b = (struct bundle){ .arena = arena, .stack = stack, .version = version };
}

static bool
has_environment(const struct bundle *b, struct text name)
{
	for (size_t i = 0; i < b->environments.len; i++)
		if (text_equal(b->environments.items[i].name, name))
			return true;
	return false;
}

void
bundle_environment(struct bundle *b, struct text name, struct text model)
{
	bool plain = path_is_inside(name) && text_find_byte(name, '/') == name.len;
	if (!plain || name.ptr[0] == '.' || has_environment(b, name))
		BUG("environment '%.*s' cannot be added to the bundle", TA(name));
	array_push(b->arena, &b->environments,
		   (struct bundle_environment){ name, model });
}

/* The slot that holds this path, or the empty one where it would go. */
static size_t *
find_slot(const struct bundle *b, struct text path)
{
	size_t i = text_hash(path) & (b->slot_len - 1);
	while (b->slots[i] && !text_equal(b->files.items[b->slots[i] - 1].path, path))
		i = (i + 1) & (b->slot_len - 1);
	return &b->slots[i];
}

static void
grow_slots(struct bundle *b)
{
	b->slot_len = b->slot_len ? 2 * b->slot_len : 64;
	b->slots = arena_array(b->arena, size_t, b->slot_len);
	for (size_t i = 0; i < b->files.len; i++)
		*find_slot(b, b->files.items[i].path) = i + 1;
}

static void
check_path(const struct bundle *b, struct text path)
{
	struct text rest = path, environment;
	if (!path_is_inside(path))
		BUG("path '%.*s' leads out of the bundle", TA(path));
	text_cut(&rest, '/', &environment);
	if (!rest.len || !has_environment(b, environment))
		BUG("path '%.*s' is in no environment of the bundle", TA(path));
	if (text_is(rest, "manifest.json"))
		BUG("the manifest is made when the bundle is written");
}

void
bundle_add(struct bundle *b, struct text path, struct text bytes, bool executable)
{
	check_path(b, path);
	const struct bundle_file *old = bundle_find(b, path);
	if (old && text_equal(old->bytes, bytes) && old->executable == executable)
		return;
	if (old)
		BUG("two files are called '%.*s'", TA(path));
	array_push(b->arena, &b->files,
		   (struct bundle_file){ path, b->target, bytes, executable });
	if (2 * b->files.len > b->slot_len)
		grow_slots(b);
	else
		*find_slot(b, path) = b->files.len;
}

const struct bundle_file *
bundle_find(const struct bundle *b, struct text path)
{
	size_t slot = b->slot_len ? *find_slot(b, path) : 0;
	return slot ? &b->files.items[slot - 1] : NULL;
}
