/*
 * One walk by rows, which copies only what changes: entries come from the parser
 * with LAYER_BASE, so that of the base little does. A value of the wrong shape is
 * left alone: decode.c reports it, with what was expected.
 */
#include "shape.h"

#include <string.h>

static bool
is_empty_scalar(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->style == STYLE_PLAIN && !n->text.len;
}

/* Whether this is text that a short form could stand as. */
static bool
is_short(const struct node *n)
{
	return n->kind == NODE_SCALAR && !n->is_null && !is_empty_scalar(n);
}

static const struct node *
expand_short(struct arena *a, const char *member, const struct node *n, int layer)
{
	struct entry e = { .key = node_scalar(a, text_of(member), n->at), .value = n,
			   .layer = layer };
	return node_map(a, &e, 1, n->at);
}

/* A struct's map, or what stands for it. */
static const struct node *
shape_struct(struct arena *a, const struct row *r, const struct row *rows,
	     const struct node *n, int layer)
{
	if (is_empty_scalar(n))
		return node_map(a, NULL, 0, n->at);
	if (is_short(n) && r->short_for)
		n = expand_short(a, r->short_for, n, layer);
	return n->kind == NODE_MAP ? shape_map(a, rows, n, layer) : n;
}

static const struct row *
rows_below(const struct row *r, struct text key)
{
	size_t size;
	return r->sub_of ? r->sub_of(key, &size) : r->sub;
}

/* A list of names is a map of those names, each with an empty value. */
static const struct node *
map_of_names(struct arena *a, const struct node *n, int layer)
{
	struct entry *entries = arena_array(a, struct entry, n->len);
	for (size_t i = 0; i < n->len; i++) {
		const struct node *item = n->entries[i].value;
		if (!is_short(item))
			return n;
		entries[i] = (struct entry){ .key = item,
					     .value = node_map(a, NULL, 0, item->at),
					     .via = n->entries[i].via, .layer = layer };
	}
	struct node *map = node_map(a, entries, n->len, n->at);
	map->from_list = true;
	return map;
}

/* The node with this entry changed; it is copied before the first change. */
static void
change(struct arena *a, const struct node **n, struct node **copy, size_t i,
       const struct node *value, int layer)
{
	const struct entry *e = &(*n)->entries[i];
	if (e->value == value && e->layer == layer)
		return;
	if (!*copy) {
		struct entry *entries = arena_array(a, struct entry, (*n)->len);
		memcpy(entries, (*n)->entries, (*n)->len * sizeof *entries);
		*copy = arena_new(a, struct node);
		**copy = **n;
		(*copy)->entries = entries;
		*n = *copy;
	}
	(*copy)->entries[i].value = value;
	(*copy)->entries[i].layer = layer;
}

static const struct node *
shape_entries(struct arena *a, const struct row *r, const struct node *n, int layer)
{
	struct node *copy = NULL;
	for (size_t i = 0; i < n->len; i++) {
		const struct entry *e = &n->entries[i];
		const struct node *value = e->value;
		struct text key = e->key ? e->key->text : (struct text){ 0 };
		if (r->kind == ROW_MAP || r->kind == ROW_LIST)
			value = shape_struct(a, r, rows_below(r, key), value, layer);
		change(a, &n, &copy, i, value, layer);
	}
	return n;
}

static const struct node *
shape_value(struct arena *a, const struct row *r, const struct node *n, int layer)
{
	switch (r->kind) {
	case ROW_STRUCT: return shape_struct(a, r, r->sub, n, layer);
	case ROW_MAP:
		if (n->kind == NODE_LIST)
			n = map_of_names(a, n, layer);
		[[fallthrough]];
	case ROW_VALUES:
		if (is_empty_scalar(n))
			return node_map(a, NULL, 0, n->at);
		return n->kind == NODE_MAP ? shape_entries(a, r, n, layer) : n;
	case ROW_ITEMS:
	case ROW_WORDS: return n->kind == NODE_LIST ? shape_entries(a, r, n, layer) : n;
	case ROW_LIST:
		if (n->kind == NODE_LIST)
			return shape_entries(a, r, n, layer);
		return r->flags & ROW_ONE_OR_LIST ? shape_struct(a, r, r->sub, n, layer) : n;
	default: return n;
	}
}

const struct node *
shape_map(struct arena *a, const struct row *rows, const struct node *map, int layer)
{
	struct node *copy = NULL;
	for (size_t i = 0; i < map->len; i++) {
		const struct entry *e = &map->entries[i];
		const struct row *r = schema_row(rows, e->key->text, NULL);
		const struct node *value = r ? shape_value(a, r, e->value, layer) : e->value;
		change(a, &map, &copy, i, value, layer);
	}
	return map;
}
