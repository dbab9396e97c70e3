/*
 * decode_object() walks a map and hands each entry to the row it belongs to;
 * decode_member() stores it at the row's offset; decode_scalar.c reads scalars.
 * Nothing here knows a field by name but `placement`, which decides what fields a
 * service may have.
 */
#include "decode.h"

#include "decode_scalar.h"
#include "target.h"

#include <string.h>

static bool decode_object(struct decoder *d, const struct row *rows, struct object *object,
			  const struct entry *e, const struct object *owner);

static void
report_unknown_key(struct decoder *d, const struct row *rows, const struct entry *e)
{
	struct diag *diag = diag_error(d->diags, "spec/unknown-key", e->key->at,
				       "there is no field '%.*s' here", TA(e->key->text));
	size_t len;
	struct text *keys = schema_keys(d->arena, rows, &len);
	struct text near = text_nearest(e->key->text, keys, len);
	const char *own = rows == service_rows ? schema_foreign(e->key->text) : NULL;
	if (own)
		diag_fix(d->diags, diag, "here that is '%s'", own);
	else if (near.ptr)
		diag_fix(d->diags, diag, "did you mean '%.*s'?", TA(near));
	else if (len && len <= decode_fields_shown_max)
		diag_fix(d->diags, diag, "there are %.*s", TA(diag_names(d->arena, keys, len)));
	decode_explain(d, diag, e);
}

static bool
key_fits(const struct row *r, struct text key, const char **expected)
{
	if (r->choices) {
		*expected = "one of its names";
		return schema_has_word(r->choices, key);
	}
	if (r->flags & ROW_PATHS) {
		*expected = "an absolute path";
		return scalar_is_path(key);
	}
	if (r->flags & ROW_HOST_NAMES) {
		*expected = "a host name";
		return scalar_is_host(key) && !scalar_is_cidr(key);
	}
	if (r->flags & ROW_FREE_KEYS) {
		*expected = "text without control characters";
		for (size_t i = 0; i < key.len; i++)
			if ((unsigned char)key.ptr[i] < ' ' || key.ptr[i] == 0x7F)
				return false;
		return key.len > 0;
	}
	if (r->flags & ROW_ENV_NAMES) {
		*expected = "a variable name of A-Z, a-z, 0-9 and '_', no digit first";
		return scalar_is_identifier(key, false);
	}
	if (r->flags & ROW_IDENTIFIERS) {
		*expected = "a name of A-Z, a-z, 0-9, '_' and '-', no digit first";
		return scalar_is_identifier(key, true);
	}
	bool is_port = r->flags & ROW_PORT_NAMES;
	*expected = is_port ? "a name of a-z, 0-9 and '-', at most 15 characters" :
			      "a name of a-z, 0-9 and '-', at most 63 characters";
	return scalar_is_label(key) && (!is_port || key.len <= 15);
}

bool
decode_key(struct decoder *d, const struct row *r, const struct entry *e)
{
	const char *expected;
	if (key_fits(r, e->key->text, &expected))
		return true;
	if (r->choices)
		expected = decode_words_of(d->arena, r->choices).ptr;
	struct diag *diag = diag_error(d->diags, "spec/name", e->key->at,
				       "expected %s, found '%.*s'", expected,
				       TA(e->key->text));
	struct text hint = scalar_label_hint(d->arena, e->key->text);
	unsigned other = ROW_FREE_KEYS | ROW_ENV_NAMES | ROW_IDENTIFIERS | ROW_HOST_NAMES;
	bool is_label = !(r->flags & other);
	if (r->choices)
		hint = decode_near(d->arena, r->choices, e->key->text);
	if (is_label && hint.len)
		diag_fix(d->diags, diag, "%.*s", TA(hint));
	return false;
}

static bool
wrong_kind(struct decoder *d, const struct row *r, const struct entry *e)
{
	decode_expected(d, e, schema_expects(r), decode_hint(d->arena, r, e->value));
	return false;
}

/* The `name: value` entries of a map, or the items of a list. */
static bool
decode_pairs(struct decoder *d, const struct row *r, struct list *list,
	     const struct entry *e, const struct object *owner)
{
	enum node_kind kind = r->kind == ROW_VALUES ? NODE_MAP : NODE_LIST;
	bool fine = true;
	if (e->value->kind != kind || e->value->from_list)
		return wrong_kind(d, r, e);
	struct pair *pairs = arena_array(d->arena, struct pair, e->value->len);
	for (size_t i = 0; i < e->value->len; i++) {
		const struct entry *item = &e->value->entries[i];
		struct pair *p = &pairs[list->len++];
		p->object = (struct object){ .at = item, .owner = owner };
		if (item->key) {
			p->object.name = item->key->text;
			fine &= decode_key(d, r, item);
		}
		fine &= decode_value(d, r, item, &p->value);
	}
	list->items = pairs;
	return fine;
}

static bool
decode_words(struct decoder *d, const struct row *r, struct list *list,
	     const struct entry *e, const struct object *owner)
{
	const struct entry *items = e->value->entries;
	size_t len = e->value->len;
	bool fine = true;
	if (e->value->kind == NODE_SCALAR && r->flags & ROW_ONE_OR_LIST) {
		items = e;
		len = 1;
	} else if (e->value->kind != NODE_LIST) {
		return wrong_kind(d, r, e);
	}
	struct row item = *r;
	item.kind = r->item ? r->item : ROW_TEXT;
	struct word *words = arena_array(d->arena, struct word, len);
	for (size_t i = 0; i < len; i++) {
		struct word *w = &words[list->len++];
		w->object = (struct object){ .at = &items[i], .owner = owner };
		fine &= decode_scalar(d, &item, &items[i], &w->text);
	}
	list->items = words;
	return fine;
}

static void
index_list(struct decoder *d, struct list *list, size_t size)
{
	list->index = arena_new(d->arena, struct index);
	index_init(d->arena, list->index, list->len);
	for (size_t i = 0; i < list->len; i++) {
		const struct object *o = (void *)((char *)list->items + i * size);
		index_put(d->arena, list->index, o->name, i);
	}
}

/* A map of structs by name, or a list of structs. */
static bool
decode_structs(struct decoder *d, const struct row *r, struct list *list,
	       const struct entry *e, const struct object *owner)
{
	bool one = r->kind == ROW_LIST && r->flags & ROW_ONE_OR_LIST &&
		   e->value->kind == NODE_MAP;
	enum node_kind kind = r->kind == ROW_MAP ? NODE_MAP : NODE_LIST;
	if (!one && e->value->kind != kind)
		return wrong_kind(d, r, e);
	const struct entry *items = one ? e : e->value->entries;
	size_t len = one ? 1 : e->value->len;
	bool fine = true;
	list->items = arena_alloc(d->arena, r->size, alignof(max_align_t), len);
	list->len = len;
	for (size_t i = 0; i < len; i++) {
		struct object *o = (void *)((char *)list->items + i * r->size);
		size_t size = r->size;
		const struct row *rows = r->sub;
		if (r->kind == ROW_MAP) {
			fine &= decode_key(d, r, &items[i]);
			o->name = items[i].key->text;
		}
		if (r->sub_of)
			rows = decode_target_options;
		fine &= decode_object(d, rows, o, &items[i], owner);
		if (r->sub_of && (rows = r->sub_of(o->name, &size))) {
			fine &= decode_options(d, rows, size, o, &items[i]);
		}
	}
	if (r->kind == ROW_MAP)
		index_list(d, list, r->size);
	return fine;
}

static bool
decode_kind(struct decoder *d, const struct row *r, void *member, const struct entry *e,
	    struct object *owner)
{
	switch (r->kind) {
	case ROW_VALUE: return decode_value(d, r, e, member);
	case ROW_VALUES:
	case ROW_ITEMS: return decode_pairs(d, r, member, e, owner);
	case ROW_WORDS: return decode_words(d, r, member, e, owner);
	case ROW_MAP:
	case ROW_LIST: return decode_structs(d, r, member, e, owner);
	case ROW_ANY: *(const struct node **)member = e->value; return true;
	case ROW_RAW: return decode_raw(d, r, member, e, owner);
	case ROW_STRUCT:
		if (e->value->kind != NODE_MAP)
			return wrong_kind(d, r, e);
		struct object *o = arena_alloc(d->arena, r->size, alignof(max_align_t), 1);
		*(struct object **)member = o;
		return decode_object(d, r->sub, o, e, owner);
	default: return decode_scalar(d, r, e, member);
	}
}

static bool
decode_member(struct decoder *d, const struct row *r, void *member, const struct entry *e,
	      struct object *owner)
{
	struct span outer = d->via;
	if (e->via.source)
		d->via = e->via;
	bool fine = decode_kind(d, r, member, e, owner);
	d->via = outer;
	return fine;
}

/* What other passes went by has no member; its shape is checked all the same. */
static bool
decode_internal(struct decoder *d, const struct row *r, const struct entry *e,
		struct object *owner)
{
	struct list none = { 0 };
	struct object object = { 0 };
	if (r->kind == ROW_VALUES)
		return decode_pairs(d, r, &none, e, owner);
	if (r->kind != ROW_STRUCT)
		return true;
	if (e->value->kind != NODE_MAP)
		return wrong_kind(d, r, e);
	/* The fields of a service are decoded where they were laid under one. */
	return r->sub == service_rows || decode_object(d, r->sub, &object, e, owner);
}

/* Whether the merged placement has this field. One from a lower layer than the
 * placement is set aside, one from the same or a higher layer is an error. */
static bool
placement_has(struct decoder *d, const struct row *r, const struct entry *e)
{
	static const char *const names[] = { "container", "process", "external" };
	if (!r->placements || r->placements & 1u << d->placement)
		return true;
	if (e->layer >= d->placement_layer && e->layer >= LAYER_PARENT) {
		struct diag *diag = diag_error(d->diags, "spec/placement", e->key->at,
					       "a service with placement '%s' has no '%s'",
					       names[d->placement], r->key);
		if (d->placement_at)
			diag_note(d->diags, diag, entry_place(d->placement_at),
				  "placed here");
	} else if (e->layer >= LAYER_PARENT) {
		array_push(d->arena, &d->set_aside, text_of(r->key));
	}
	return false;
}

struct defaults {
	struct decoder *d;
	struct object *object;
	bool fine;
};

static void
fill_default(const struct row *r, size_t base, void *context)
{
	struct defaults *c = context;
	const struct node *map = c->object->at->value;
	bool present = node_entry(map, text_of(r->key));
	if (!present && r->flags & ROW_REQUIRED) {
		struct diag *diag = diag_error(c->d->diags, "spec/missing",
					       object_at(c->object),
					       "'%s' is missing here", r->key);
		diag_fix(c->d->diags, diag, "add '%s': %s", r->key, r->help);
		c->fine = false;
	}
	if (present || !r->def || r->flags & ROW_INTERNAL)
		return;
	struct node *n = node_scalar(c->d->arena, text_of(r->def), (struct span){ 0 });
	struct entry *e = arena_new(c->d->arena, struct entry);
	e->value = n;
	decode_scalar(c->d, r, e, (char *)c->object + base + r->offset);
}

/* "'a', 'b' or 'c'" of "a|b|c". */
static struct text
quoted_words(struct arena *a, const char *words)
{
	struct buffer b = { .arena = a };
	struct text rest = text_of(words), word;
	while (text_cut(&rest, '|', &word))
		buffer_format(&b, "%s'%.*s'", !b.len ? "" : rest.ptr ? ", " : " or ", TA(word));
	return buffer_text(&b);
}

/* Two alternatives of one slot, or a key without the alternative it goes with. */
static bool
check_slot(struct decoder *d, const struct row *rows, const struct entry *e,
	   const struct row *r, const struct node *map)
{
	for (size_t i = 0; r->oneof && i < map->len && &map->entries[i] != e; i++) {
		const struct row *other = schema_row(rows, map->entries[i].key->text, NULL);
		if (!other || !other->oneof || strcmp(other->oneof, r->oneof) || other == r)
			continue;
		struct diag *diag = diag_error(d->diags, "spec/alternatives", e->key->at,
					       "'%s' and '%s' exclude each other", r->key,
					       other->key);
		diag_note(d->diags, diag, map->entries[i].key->at, "the other one");
		return false;
	}
	struct text rest = text_of(r->with), word;
	while (r->with && text_cut(&rest, '|', &word))
		if (node_entry(map, word))
			return true;
	if (r->with)
		diag_error(d->diags, "spec/alternatives", e->key->at,
			   "'%s' means nothing without %.*s", r->key,
			   TA(quoted_words(d->arena, r->with)));
	return !r->with;
}

static bool
decode_object(struct decoder *d, const struct row *rows, struct object *object,
	      const struct entry *e, const struct object *owner)
{
	object->at = e;
	object->rows = rows;
	object->owner = owner;
	if (e->value->kind != NODE_MAP) {
		decode_expected(d, e, "a map", (struct text){ 0 });
		object->broken = true;
		return false;
	}
	if (rows == service_rows)
		decode_placement(d, e->value);
	bool fine = true;
	for (size_t i = 0; rows != decode_target_options && i < e->value->len; i++) {
		const struct entry *field = &e->value->entries[i];
		size_t base = 0;
		const struct row *r = schema_row(rows, field->key->text, &base);
		if (!r)
			report_unknown_key(d, rows, field);
		fine &= r != NULL;
		if (!r || !placement_has(d, r, field))
			continue;
		if (r->flags & ROW_INTERNAL) {
			fine &= decode_internal(d, r, field, object);
			continue;
		}
		fine &= check_slot(d, rows, field, r, e->value);
		fine &= decode_member(d, r, (char *)object + base + r->offset, field, object);
	}
	struct defaults defaults = { d, object, true };
	schema_each(rows, 0, fill_default, &defaults);
	object->broken = !fine || !defaults.fine;
	if (rows == service_rows)
		decode_report_aside(d, object);
	return !object->broken;
}

bool
decode_options(struct decoder *d, const struct row *rows, size_t size, struct object *use,
	       const struct entry *e)
{
	struct object *options = arena_alloc(d->arena, size, alignof(max_align_t), 1);
	((struct target_use *)use)->options = options;
	options->name = use->name;
	return decode_object(d, rows, options, e, use);
}

struct target_use
decode_default_use(struct arena *a, struct diags *diags, const struct target *target,
		   const struct entry *at)
{
	static const struct row none[] = { { 0 } };
	struct decoder d = { .arena = a, .diags = diags };
	struct target_use use = { .target = target };
	struct entry *e = arena_new(a, struct entry);
	*e = (struct entry){ .key = at->key, .value = node_map(a, NULL, 0, at->value->at) };
	use.object = (struct object){ .at = e, .name = text_of(target->name) };
	decode_options(&d, target->options ? target->options : none,
		       target->options_size ? target->options_size : sizeof(struct object),
		       &use.object, e);
	return use;
}

struct service *
decode_service(struct arena *a, const struct object *service)
{
	struct diags told_already;
	diags_init(&told_already, a);
	struct decoder d = { .arena = a, .diags = &told_already };
	struct service *again = arena_new(a, struct service);
	again->object.name = service->name;
	decode_object(&d, service_rows, &again->object, service->at, service->owner);
	return again;
}

struct stack *
decode_stack(struct arena *a, struct diags *diags, const struct node *merged,
	     struct text environment, struct text folder)
{
	struct decoder d = { .arena = a, .diags = diags };
	struct stack *stack = arena_new(a, struct stack);
	struct entry *e = arena_new(a, struct entry);
	e->value = merged;
	stack->environment = environment;
	stack->folder = folder;
	stack->object.name = environment;
	decode_object(&d, model_rows, &stack->object, e, NULL);
	return stack;
}
