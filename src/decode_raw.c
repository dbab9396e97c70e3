/*
 * `raw`: first the target, then its section, both by the tables of struct target;
 * below that any tree. Scalars are values, so references work in them; whether one
 * is a number or text is settled when it is written (graft.c), for what a
 * reference stands for is not known here.
 */
#include "decode_scalar.h"
#include "target.h"

static bool
is_empty(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->style == STYLE_PLAIN && !n->text.len;
}

/* A key without a value, and null in a list, are null. */
static bool
decode_leaf(struct decoder *d, const struct row *r, struct raw *raw)
{
	const struct entry *e = raw->object.at;
	const struct node *n = e->value;
	struct row value = { .key = r->key, .kind = ROW_VALUE,
			     .flags = r->flags | ROW_EMPTY };
	raw->plain = n->style == STYLE_PLAIN;
	if (n->is_null || is_empty(n)) {
		raw->value.at = e;
		return true;
	}
	return decode_value(d, &value, e, &raw->value);
}

static bool
decode_tree(struct decoder *d, const struct row *r, struct raw *raw, const struct entry *e,
	    const struct object *owner)
{
	const struct node *n = e->value;
	struct span outer = d->via;
	bool fine = true;
	raw->object = (struct object){ .at = e, .owner = owner };
	raw->kind = n->kind;
	if (e->key) {
		raw->object.name = e->key->text;
		fine = decode_key(d, &(struct row){ .flags = ROW_FREE_KEYS }, e);
	}
	if (e->via.source)
		d->via = e->via;
	if (n->kind == NODE_SCALAR)
		fine &= decode_leaf(d, r, raw);
	else
		raw->items = arena_array(d->arena, struct raw, n->len);
	for (size_t i = 0; i < n->len; i++)
		fine &= decode_tree(d, r, &raw->items[raw->len++], &n->entries[i],
				    &raw->object);
	d->via = outer;
	return fine;
}

static bool
report_unknown_target(struct decoder *d, const struct entry *e)
{
	struct text name = e->key->text;
	struct diag *diag = diag_error(d->diags, "spec/undefined", e->key->at,
				       "there is no target '%.*s'", TA(name));
	struct text *names;
	size_t len = 0;
	while (targets[len])
		len++;
	names = arena_array(d->arena, struct text, len);
	for (size_t i = 0; i < len; i++)
		names[i] = text_of(targets[i]->name);
	struct text near = text_nearest(name, names, len);
	if (near.ptr)
		diag_fix(d->diags, diag, "did you mean '%.*s'?", TA(near));
	decode_explain(d, diag, e);
	return false;
}

static bool
report_no_section(struct decoder *d, const struct target *t, const struct row *r,
		  const struct entry *e)
{
	struct diag *diag = diag_error(d->diags, "raw/not-here", e->key->at,
				       "target '%s' takes no 'raw' on %s", t->name,
				       raw_owner_names[r->owner]);
	struct buffer b = { .arena = d->arena };
	for (enum raw_owner i = 0; i < RAW_OWNER_COUNT; i++)
		if (raw_first_section(t, i))
			buffer_format(&b, "%s%s", b.len ? ", " : "", raw_owner_names[i]);
	if (b.len)
		diag_fix(d->diags, diag, "it takes some on %.*s", TA(buffer_text(&b)));
	decode_explain(d, diag, e);
	return false;
}

static bool
report_unknown_section(struct decoder *d, const struct target *t, const struct row *r,
		       const struct entry *e)
{
	struct diag *diag = diag_error(d->diags, "spec/unknown-key", e->key->at,
				       "target '%s' has no '%.*s' on %s", t->name,
				       TA(e->key->text), raw_owner_names[r->owner]);
	struct buffer b = { .arena = d->arena };
	for (const struct raw_section *s = t->raw; s->brief; s++)
		if (s->owner == r->owner)
			buffer_format(&b, "%s%s", b.len ? ", " : "", s->name);
	diag_fix(d->diags, diag, "it has %.*s", TA(buffer_text(&b)));
	decode_explain(d, diag, e);
	return false;
}

static bool
fits(const struct raw_section *s, const struct raw *raw)
{
	bool fine = true;
	switch (s->form) {
	case RAW_MAP: return raw->kind == NODE_MAP;
	case RAW_TEXT: return raw->kind == NODE_SCALAR && raw->value.len;
	case RAW_LINES: break;
	}
	for (size_t i = 0; i < raw->len; i++)
		fine &= raw->items[i].kind == NODE_SCALAR && raw->items[i].value.len;
	return raw->kind == NODE_LIST && fine;
}

static bool
check_form(struct decoder *d, const struct raw_section *s, struct raw *raw)
{
	static const char *const forms[] = {
		[RAW_MAP] = "a map",
		[RAW_TEXT] = "text",
		[RAW_LINES] = "a list of texts",
	};
	if (s->form == RAW_MAP && raw->plain && !raw->value.len && raw->kind == NODE_SCALAR)
		raw->kind = NODE_MAP;
	if (fits(s, raw))
		return true;
	decode_expected(d, raw->object.at, forms[s->form], (struct text){ 0 });
	return false;
}

/* The value of a target's key: one section, or a map of them. */
static bool
decode_sections(struct decoder *d, const struct row *r, const struct target *t,
		struct raw *raw)
{
	const struct raw_section *only = raw_find_section(t, r->owner, NULL);
	bool fine = true;
	if (!raw_first_section(t, r->owner))
		return report_no_section(d, t, r, raw->object.at);
	if (only)
		return check_form(d, only, raw);
	if (!check_form(d, &(struct raw_section){ .form = RAW_MAP }, raw))
		return false;
	for (size_t i = 0; i < raw->len; i++) {
		struct raw *item = &raw->items[i];
		const struct raw_section *s = raw_find_section(
			t, r->owner, text_copy(d->arena, item->object.name).ptr);
		if (s)
			fine &= check_form(d, s, item);
		else
			fine = report_unknown_section(d, t, r, item->object.at);
	}
	return fine;
}

bool
decode_raw(struct decoder *d, const struct row *r, struct raw **member,
	   const struct entry *e, const struct object *owner)
{
	bool empty = is_empty(e->value), fine;
	if (e->value->kind != NODE_MAP && !empty) {
		decode_expected(d, e, schema_expects(r), (struct text){ 0 });
		return false;
	}
	struct raw *raw = *member = arena_new(d->arena, struct raw);
	fine = decode_tree(d, r, raw, e, owner);
	for (size_t i = 0; i < raw->len; i++) {
		const struct target *t = target_find(raw->items[i].object.name);
		if (t)
			fine &= decode_sections(d, r, t, &raw->items[i]);
		else
			fine = report_unknown_target(d, raw->items[i].object.at);
	}
	return fine;
}
