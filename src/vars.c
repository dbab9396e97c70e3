/*
 * A walk over the merged tree that copies a map only where something below it
 * changed. The values of vars are worked out when first asked for, in three
 * colours: new, open, done. Meeting an open one is a value that refers to itself.
 */
#include "vars.h"

#include "array.h"
#include "diag.h"

enum colour {
	COLOUR_NEW,
	COLOUR_OPEN,
	COLOUR_DONE,
};

struct var {
	const struct entry *at;
	enum colour colour;
	struct text text;
};

/* A var that is being worked out, and the reference that asked for it. */
struct asked {
	const struct var *var;
	struct text name;
	struct span at;
};

struct vars {
	struct arena *arena;
	struct diags *diags;
	struct text stack, environment;
	const struct node *section; /* `vars`, or NULL */
	struct var *all;	    /* one per entry of the section */
	ARRAY(struct asked) open;
	bool is_template; /* facts of the catalogue */
};

static struct text parts_text(struct vars *v, const struct part *parts, size_t len);

static void
report_unknown(struct vars *v, const struct part *p, struct text name)
{
	struct diag *d = diag_error(v->diags, "value/unknown", p->at, "there is no var '%.*s'",
				    TA(name));
	if (!v->section)
		return;
	struct text *names = arena_array(v->arena, struct text, v->section->len);
	for (size_t i = 0; i < v->section->len; i++)
		names[i] = v->section->entries[i].key->text;
	struct text near = text_nearest(name, names, v->section->len);
	if (near.ptr)
		diag_fix(v->diags, d, "did you mean '%.*s'?", TA(near));
}

static void
report_cycle(struct vars *v, const struct part *p, const struct var *var, struct text name)
{
	struct diag *d = diag_error(v->diags, "value/cycle", p->at,
				    "var '%.*s' refers to itself", TA(name));
	size_t i = 0;
	while (v->open.items[i].var != var)
		i++;
	for (i++; i < v->open.len; i++)
		diag_note(v->diags, d, v->open.items[i].at, "by way of '%.*s'",
			  TA(v->open.items[i].name));
}

static bool
var_text(struct vars *v, const struct part *p, struct text name, struct text *text,
	 struct span *from)
{
	const struct entry *e = node_entry(v->section, name);
	if (!e || e->value->is_null) {
		report_unknown(v, p, name);
		return false;
	}
	struct var *var = &v->all[e - v->section->entries];
	if (var->colour == COLOUR_OPEN) {
		report_cycle(v, p, var, name);
		return false;
	}
	if (var->colour == COLOUR_NEW) {
		const struct part *parts = NULL;
		var->colour = COLOUR_OPEN;
		array_push(v->arena, &v->open, (struct asked){ var, name, p->at });
		size_t len = e->value->kind != NODE_SCALAR ? 0 :
			     value_parse(v->arena, v->diags, e->value, &parts);
		var->text = parts_text(v, parts, len);
		var->colour = COLOUR_DONE;
		v->open.len--;
	}
	*text = var->text;
	*from = entry_place(e);
	return true;
}

/* Puts in what is known. True where the part became text. */
static bool
bind_part(struct vars *v, struct part *p, struct span *from)
{
	struct text name = p->text;
	if (p->kind != PART_REFERENCE)
		return false;
	if (text_is(name, "stack.name"))
		p->text = v->stack;
	else if (text_is(name, "environment.name"))
		p->text = v->environment;
	else if (!text_starts(name, T("vars.")) ||
		 !var_text(v, p, text_slice(name, 5, name.len), &p->text, from))
		return false;
	p->kind = PART_TEXT;
	return true;
}

/* The text of a var: it may use vars, the stack and the environment. */
static struct text
parts_text(struct vars *v, const struct part *parts, size_t len)
{
	struct buffer b = { .arena = v->arena };
	struct span from;
	for (size_t i = 0; i < len; i++) {
		struct part p = parts[i];
		if (p.kind == PART_REFERENCE && !bind_part(v, &p, &from) &&
		    !text_starts(p.text, T("vars.")))
			diag_error(v->diags, "value/not-here", p.at,
				   "a var may use vars, stack.name and environment.name, not "
				   "'${%.*s}'",
				   TA(p.text));
		if (p.kind == PART_TEXT)
			buffer_add(&b, p.text);
	}
	return buffer_text(&b);
}

static const struct node *
substitute_scalar(struct vars *v, const struct node *n)
{
	const struct part *parsed;
	if (n->parts || text_find_byte(n->text, '$') == n->text.len)
		return n;
	struct node *copy = arena_new(v->arena, struct node);
	*copy = *n;
	copy->part_len =
		v->is_template ? value_parse_template(v->arena, v->diags, n, &parsed) :
				 value_parse(v->arena, v->diags, n, &parsed);
	struct part *parts = arena_array(v->arena, struct part, copy->part_len + 1);
	for (size_t i = 0; i < copy->part_len; i++) {
		parts[i] = parsed[i];
		bind_part(v, &parts[i], &copy->var);
	}
	copy->parts = parts;
	return copy;
}

static void
check_key(struct vars *v, const struct entry *e)
{
	if (e->key && text_find(e->key->text, T("${")) < e->key->text.len)
		diag_error(v->diags, "value/not-here", e->key->at,
			   "a key cannot hold a reference");
}

static const struct node *
substitute(struct vars *v, const struct node *n)
{
	if (n->kind == NODE_SCALAR)
		return substitute_scalar(v, n);
	struct entry *changed = NULL;
	for (size_t i = 0; i < n->len; i++) {
		check_key(v, &n->entries[i]);
		const struct node *value = substitute(v, n->entries[i].value);
		if (value == n->entries[i].value)
			continue;
		if (!changed) {
			changed = arena_array(v->arena, struct entry, n->len);
			for (size_t k = 0; k < n->len; k++)
				changed[k] = n->entries[k];
		}
		changed[i].value = value;
	}
	if (!changed)
		return n;
	struct node *copy = arena_new(v->arena, struct node);
	*copy = *n;
	copy->entries = changed; /* the keys are the same: so is the table of them */
	return copy;
}

const struct node *
vars_parse(struct arena *a, struct diags *diags, const struct node *n)
{
	struct vars v = { .arena = a, .diags = diags, .is_template = true };
	return substitute(&v, n);
}

const struct node *
vars_substitute(struct arena *a, struct diags *diags, const struct row *rows,
		const struct node *merged, struct text environment)
{
	const struct node *stack = node_get(merged, T("stack"));
	struct vars v = {
		.arena = a,
		.diags = diags,
		.stack = stack ? stack->text : (struct text){ 0 },
		.environment = environment,
		.section = node_get(merged, T("vars")),
	};
	if (v.section && v.section->kind != NODE_MAP)
		v.section = NULL;
	v.all = arena_array(a, struct var, v.section ? v.section->len : 0);
	struct entry *entries = arena_array(a, struct entry, merged->len);
	for (size_t i = 0; i < merged->len; i++) {
		entries[i] = merged->entries[i];
		const struct row *r = schema_row(rows, entries[i].key->text, NULL);
		if (!r || !(r->flags & ROW_NO_REFERENCE))
			entries[i].value = substitute(&v, entries[i].value);
	}
	return node_map(a, entries, merged->len, merged->at);
}
