/*
 * overlay_maps() walks both maps once, by table where they are large. Alternatives
 * of one slot (rows with the same `oneof`) exclude each other: one that the upper
 * map names takes the lower map's other one away, and the keys that went with it.
 */
#include "overlay.h"

#include "array.h"

#include <string.h>

/* Whether a removal lies anywhere below: what was added after it starts empty. */
static bool
starts_empty(const struct entry *e)
{
	for (const struct entry *o = e->over; o; o = o->over)
		if (o->value->is_null)
			return true;
	return false;
}

static bool
merges(const struct row *r, const struct entry *under, const struct entry *over)
{
	if (under->value->kind != NODE_MAP || over->value->kind != NODE_MAP)
		return false;
	return !over->value->from_list && !(r && r->flags & ROW_REPLACES) &&
	       !starts_empty(over);
}

static const struct entry *
keep(struct arena *a, const struct entry *e)
{
	struct entry *copy = arena_new(a, struct entry);
	*copy = *e;
	return copy;
}

/* The rows that describe the map of an entry of a ROW_MAP: a struct's. */
static struct row
row_of_item(const struct row *r, struct text key)
{
	size_t size;
	return (struct row){ .key = "", .kind = ROW_STRUCT, .short_for = r->short_for,
			     .sub = r->sub_of ? r->sub_of(key, &size) : r->sub };
}

static struct entry merge_entries(struct arena *a, const struct row *r,
				  const struct entry *under, const struct entry *over);

/* The alternative of this slot that `map` names, or NULL. */
static const struct entry *
slot_choice(const struct row *rows, const struct node *map, const char *slot)
{
	for (size_t i = 0; i < map->len; i++) {
		const struct row *r = schema_row(rows, map->entries[i].key->text, NULL);
		if (r && r->oneof && !strcmp(r->oneof, slot) && !map->entries[i].value->is_null)
			return &map->entries[i];
	}
	return NULL;
}

/* The slot whose alternatives `with` lists. */
static const char *
slot_of_words(const struct row *rows, const char *with)
{
	struct text rest = text_of(with), head;
	text_cut(&rest, '|', &head);
	const struct row *r = schema_row(rows, head, NULL);
	return r ? r->oneof : NULL;
}

/* Whether `over` names an alternative that excludes this entry of `under`. */
static bool
is_displaced(const struct row *rows, const struct entry *e, const struct node *over)
{
	const struct row *r = schema_row(rows, e->key->text, NULL);
	const char *slot = !r ? NULL : r->oneof ? r->oneof :
			   r->with ? slot_of_words(rows, r->with) : NULL;
	const struct entry *choice = slot ? slot_choice(rows, over, slot) : NULL;
	if (!choice)
		return false;
	if (r->oneof)
		return !text_equal(choice->key->text, e->key->text);
	return !schema_has_word(r->with, choice->key->text);
}

/* Keys of `rows` (NULL: no rows, every key is a value of its own), or the items
 * of `map_row`. */
static const struct node *
merge_maps(struct arena *a, const struct row *rows, const struct row *map_row,
	   const struct node *under, const struct node *over)
{
	ARRAY(struct entry) out = { 0 };
	for (size_t i = 0; i < under->len; i++) {
		const struct entry *u = &under->entries[i];
		const struct entry *o = node_entry(over, u->key->text);
		if (!o && rows && is_displaced(rows, u, over))
			continue;
		const struct row *r = rows ? schema_row(rows, u->key->text, NULL) : NULL;
		struct row item = map_row ? row_of_item(map_row, u->key->text) :
					    (struct row){ 0 };
		if (map_row && map_row->kind == ROW_MAP)
			r = &item;
		array_push(a, &out, o ? merge_entries(a, r, u, o) : *u);
	}
	for (size_t i = 0; i < over->len; i++)
		if (!node_entry(under, over->entries[i].key->text))
			array_push(a, &out, over->entries[i]);
	return node_map(a, out.items, out.len, over->at);
}

static struct entry
merge_entries(struct arena *a, const struct row *r, const struct entry *under,
	      const struct entry *over)
{
	struct entry e = *over;
	if (!e.over)
		e.over = keep(a, under);
	if (!merges(r, under, over))
		return e;
	/* What is merged was named first below: that is where its key is shown. */
	if (under->layer >= LAYER_PARENT)
		e.key = under->key;
	bool is_struct = r && (r->kind == ROW_STRUCT || r->kind == ROW_LIST);
	bool is_map = r && (r->kind == ROW_MAP || r->kind == ROW_VALUES);
	e.value = merge_maps(a, is_struct ? r->sub : NULL, is_map ? r : NULL, under->value,
			     over->value);
	return e;
}

const struct node *
overlay_maps(struct arena *a, const struct row *rows, const struct node *under,
	     const struct node *over)
{
	if (!under || !over)
		return over ? over : under;
	return merge_maps(a, rows, NULL, under, over);
}
