/*
 * One walk by rows. A value of the wrong shape is left alone: decode.c reports it,
 * with what was expected.
 */
#include "shape.h"

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

static const struct node *
shape_entries(struct arena *a, const struct row *r, const struct node *n, int layer)
{
	struct entry *entries = arena_array(a, struct entry, n->len);
	for (size_t i = 0; i < n->len; i++) {
		entries[i] = n->entries[i];
		entries[i].layer = layer;
		struct text key = entries[i].key ? entries[i].key->text : (struct text){ 0 };
		if (r->kind == ROW_MAP || r->kind == ROW_LIST)
			entries[i].value = shape_struct(a, r, rows_below(r, key),
							entries[i].value, layer);
	}
	struct node *map = node_map(a, entries, n->len, n->at);
	map->kind = n->kind;
	map->from_list = n->from_list;
	map->style = n->style;
	return map;
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
	struct entry *entries = arena_array(a, struct entry, map->len);
	for (size_t i = 0; i < map->len; i++) {
		struct entry e = map->entries[i];
		const struct row *r = schema_row(rows, e.key->text, NULL);
		e.layer = layer;
		if (r)
			e.value = shape_value(a, r, e.value, layer);
		entries[i] = e;
	}
	return node_map(a, entries, map->len, map->at);
}
