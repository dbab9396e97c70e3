/* Finding things in the model, and telling where they came from. */
#include "model.h"

static const struct object *
item_of(const struct list *list, size_t size, size_t i)
{
	return (const void *)((const char *)list->items + i * size);
}

void *
list_find_item(const struct list *list, size_t size, struct text name)
{
	size_t i = list->index ? index_get(list->index, name) : 0;
	for (; !list->index && i < list->len; i++)
		if (text_equal(item_of(list, size, i)->name, name))
			break;
	return i >= list->len ? NULL : (char *)list->items + i * size;
}

struct text *
list_item_names(struct arena *a, const struct list *list, size_t size)
{
	struct text *names = arena_array(a, struct text, list->len);
	for (size_t i = 0; i < list->len; i++)
		names[i] = item_of(list, size, i)->name;
	return names;
}

const struct entry *
object_field(const struct object *o, const char *key)
{
	return o->at ? node_entry(o->at->value, text_of(key)) : NULL;
}

struct span
object_at(const struct object *o)
{
	/* The stack itself has no key: its first line stands for it. */
	if (!o->at->key && o->at->value->kind == NODE_MAP && o->at->value->len)
		return entry_key_place(&o->at->value->entries[0]);
	return entry_key_place(o->at);
}

struct span
object_place(const struct object *o, const char *key)
{
	const struct entry *e = object_field(o, key);
	return e ? entry_place(e) : object_at(o);
}

void
entry_explain(struct diags *diags, struct diag *d, const struct entry *e)
{
	if (e->via.source)
		diag_note(diags, d, e->via, "used here");
	if (e->value->var.source)
		diag_note(diags, d, e->value->var, "the value of the var");
	if (e->over && e->over->layer >= LAYER_BASE && !e->over->value->is_null)
		diag_note(diags, d, entry_place(e->over), "it overrides the value here");
}

void
object_explain(struct diags *diags, struct diag *d, const struct object *o, const char *key)
{
	const struct entry *e = object_field(o, key);
	if (!e)
		return;
	entry_explain(diags, d, e);
	for (const struct object *in = o; in && !e->via.source; in = in->owner)
		if (in->at->via.source)
			diag_note(diags, d, in->at->via, "used here");
	if (e->layer == LAYER_CATALOG)
		diag_note(diags, d, (struct span){ 0 }, "the catalogue says '%s' for this kind",
			  key);
	else if (e->layer == LAYER_DEFAULT)
		diag_note(diags, d, object_at(o), "a default, used for '%.*s'", TA(o->name));
}

struct text
port_text(struct arena *a, int64_t first, int64_t last, const char *between)
{
	if (first == last)
		return text_format(a, "%lld", (long long)first);
	return text_format(a, "%lld%s%lld", (long long)first, between, (long long)last);
}
