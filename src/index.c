/* Open addressing with linear probing, at most three quarters full. */
#include "index.h"

void
index_init(struct arena *a, struct index *x, size_t len)
{
	*x = (struct index){ .cap = 16 };
	while (x->cap * 3 / 4 < len + 1)
		x->cap *= 2;
	x->slots = arena_array(a, struct index_slot, x->cap);
}

static struct index_slot *
find_slot(const struct index *x, struct text key)
{
	size_t at = text_hash(key) & (x->cap - 1);
	while (x->slots[at].key.ptr && !text_equal(x->slots[at].key, key))
		at = (at + 1) & (x->cap - 1);
	return &x->slots[at];
}

static void
grow(struct arena *a, struct index *x)
{
	struct index old = *x;
	index_init(a, x, old.cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key.ptr)
			index_put(a, x, old.slots[i].key, old.slots[i].item);
}

void
index_put(struct arena *a, struct index *x, struct text key, size_t item)
{
	if (!x->cap || x->len + 1 > x->cap * 3 / 4)
		grow(a, x);
	struct index_slot *slot = find_slot(x, key);
	x->len += !slot->key.ptr;
	*slot = (struct index_slot){ key, item };
}

size_t
index_get(const struct index *x, struct text key)
{
	if (!x || !x->len || !key.ptr)
		return index_none;
	const struct index_slot *slot = find_slot(x, key);
	return slot->key.ptr ? slot->item : index_none;
}
