/* Looking at nodes and making new ones; see tree.h. */
#include "tree.h"

#include "mask.h"

#include <string.h>

/* Below this many entries a look along the map beats a table. */
enum { index_from_len = 24 };

const struct entry *
node_entry(const struct node *map, struct text key)
{
	if (!map || map->kind != NODE_MAP)
		return NULL;
	if (map->index) {
		size_t i = index_get(map->index, key);
		return i == index_none ? NULL : &map->entries[i];
	}
	for (size_t i = map->len; i > 0; i--)
		if (text_equal(map->entries[i - 1].key->text, key))
			return &map->entries[i - 1];
	return NULL;
}

const struct node *
node_get(const struct node *map, struct text key)
{
	const struct entry *e = node_entry(map, key);
	return e ? e->value : NULL;
}

struct span
entry_key_place(const struct entry *e)
{
	return e->key ? e->key->at : e->value->at;
}

struct span
entry_place(const struct entry *e)
{
	bool shows = e->value->kind == NODE_SCALAR && e->value->at.len;
	return shows ? e->value->at : entry_key_place(e);
}

struct node *
node_scalar(struct arena *a, struct text text, struct span at)
{
	struct node *n = arena_new(a, struct node);
	n->kind = NODE_SCALAR;
	n->text = text;
	n->at = at;
	n->weight = 1;
	return n;
}

void
node_set_entries(struct arena *a, struct node *n, struct entry *entries, size_t len)
{
	n->entries = entries;
	n->len = (uint32_t)len;
	if (n->kind != NODE_MAP || len < index_from_len)
		return;
	struct index *x = arena_new(a, struct index);
	index_init(a, x, len);
	for (size_t i = 0; i < len; i++)
		index_put(a, x, entries[i].key->text, i);
	n->index = x;
}

struct node *
node_map(struct arena *a, const struct entry *entries, size_t len, struct span at)
{
	struct node *n = arena_new(a, struct node);
	struct entry *copy = arena_array(a, struct entry, len);
	n->kind = NODE_MAP;
	n->at = at;
	n->weight = 1;
	if (len)
		memcpy(copy, entries, len * sizeof *entries);
	for (size_t i = 0; i < len; i++)
		n->weight += entries[i].value->weight;
	node_set_entries(a, n, copy, len);
	return n;
}

/* Enough of a scalar to recognise it by. */
enum { described_len_max = 40 };

struct text
node_describe(struct arena *a, const struct node *n)
{
	if (!n)
		return T("nothing");
	if (n->kind == NODE_MAP)
		return n->from_list ? T("a list") : T("a map");
	if (n->kind == NODE_LIST)
		return T("a list");
	if (n->is_null)
		return T("null");
	if (!n->text.len)
		return T("nothing");
	if (mask_by_shape(n->text))
		return T("a text that looks like a secret");
	size_t len = described_len_max;
	while (n->text.len > len && (n->text.ptr[len] & 0xC0) == 0x80)
		len--; /* no half of a character */
	if (n->text.len > len)
		return text_format(a, "'%.*s…'", TA(text_slice(n->text, 0, len)));
	return text_format(a, "'%.*s'", TA(n->text));
}

bool
tree_unique(struct arena scratch, struct diags *diags, const struct node *n)
{
	bool unique = true;
	struct index seen;
	if (n->kind == NODE_SCALAR)
		return true;
	index_init(&scratch, &seen, n->len);
	for (size_t i = 0; i < n->len; i++) {
		const struct entry *e = &n->entries[i];
		size_t first = e->key ? index_get(&seen, e->key->text) : index_none;
		if (first != index_none) {
			struct diag *d = diag_error(diags, "yaml/duplicate-key", e->key->at,
						    "key '%.*s' is here twice",
						    TA(e->key->text));
			diag_note(diags, d, n->entries[first].key->at, "the first one");
			unique = false;
		} else if (e->key) {
			index_put(&scratch, &seen, e->key->text, i);
		}
		/* An anchor's node is looked at where it stands. */
		if (!e->via.source)
			unique &= tree_unique(scratch, diags, e->value);
	}
	return unique;
}
