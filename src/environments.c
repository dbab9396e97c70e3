/*
 * Base and environments are shaped apart, each stamped with its layer: the base
 * with LAYER_BASE, an environment with its depth in the chain of `extends` on top.
 * A chain is a line, so an environment has the same depth in every chain.
 */
#include "environments.h"

#include "overlay.h"
#include "shape.h"

static const struct entry *
find_environment(struct run *run, struct text name)
{
	return node_entry(node_get(run->root, T("environments")), name);
}

static const struct entry *
parent_entry(const struct entry *e)
{
	return e && e->value->kind == NODE_MAP ? node_entry(e->value, T("extends")) : NULL;
}

/* The environments from `e` up to the one that extends nothing. False, and a
 * diagnostic, where the chain is broken. */
typedef ARRAY(const struct entry *) chain;

static bool
find_chain(struct run *run, const struct entry *e, chain *up)
{
	array_push(&run->arena, up, e);
	for (const struct entry *extends; (extends = parent_entry(e));) {
		struct text name = extends->value->text;
		e = extends->value->kind == NODE_SCALAR ? find_environment(run, name) : NULL;
		if (!e) {
			diag_error(&run->diags, "spec/undefined", entry_place(extends),
				   "there is no environment '%.*s'", TA(name));
			return false;
		}
		for (size_t i = 0; i < up->len; i++)
			if (up->items[i] == e) {
				diag_error(&run->diags, "spec/cycle", entry_place(extends),
					   "environment '%.*s' extends itself", TA(name));
				return false;
			}
		array_push(&run->arena, up, e);
	}
	return true;
}

static bool
is_selected(const struct run *run, struct text name)
{
	for (size_t i = 0; i < run->only_environments.len; i++)
		if (text_equal(run->only_environments.items[i], name))
			return true;
	return !run->only_environments.len;
}

void
environments_list(struct run *run)
{
	const struct entry *section = node_entry(run->root, T("environments"));
	if (!section) {
		struct environment env = { .name = T("default") };
		env.selected = is_selected(run, env.name);
		array_push(&run->arena, &run->environments, env);
		return;
	}
	if (section->value->kind != NODE_MAP || !section->value->len) {
		diag_error(&run->diags, "spec/type", entry_place(section),
			   "expected a map of environments, found %.*s",
			   TA(node_describe(&run->arena, section->value)));
		return;
	}
	for (size_t i = 0; i < section->value->len; i++) {
		const struct entry *e = &section->value->entries[i];
		struct environment env = { .name = e->key->text, .at = e };
		env.selected = is_selected(run, env.name);
		array_push(&run->arena, &run->environments, env);
	}
}

/* The map without the keys that only say how layers are put together. */
static const struct node *
sections_of(struct arena *a, const struct node *map)
{
	struct entry *entries = arena_array(a, struct entry, map->len);
	size_t len = 0;
	for (size_t i = 0; i < map->len; i++) {
		struct text key = map->entries[i].key->text;
		if (!text_is(key, "environments") && !text_is(key, "extends") &&
		    !text_is(key, "include"))
			entries[len++] = map->entries[i];
	}
	return node_map(a, entries, len, map->at);
}

/* { parameters: { NAME: { default: VALUE } } } for every --set that fits. */
static const struct node *
command_line_layer(struct run *run, const struct node *merged)
{
	struct arena *a = &run->arena;
	const struct entry *section = node_entry(merged, T("parameters"));
	ARRAY(struct entry) parameters = { 0 };
	for (size_t i = 0; i < run->settings.len; i++) {
		struct setting *s = &run->settings.items[i];
		struct span at = { s->source, 0, (uint32_t)s->value.len };
		if (!section || !node_entry(section->value, s->name))
			continue;
		s->used = true;
		struct node *value = node_scalar(a, s->value, at);
		struct part *part = arena_new(a, struct part);
		*part = (struct part){ .kind = PART_TEXT, .text = s->value, .at = at };
		value->parts = part; /* a `$` in it is a `$` */
		value->part_len = 1;
		value->style = STYLE_DOUBLE;
		struct entry def = { .key = node_scalar(a, T("default"), at), .value = value,
				     .layer = LAYER_COMMAND_LINE };
		struct entry e = { .key = node_scalar(a, s->name, at),
				   .value = node_map(a, &def, 1, at),
				   .layer = LAYER_COMMAND_LINE };
		array_push(a, &parameters, e);
	}
	if (!parameters.len)
		return NULL;
	struct entry e = { .key = section->key, .layer = LAYER_COMMAND_LINE };
	e.value = node_map(a, parameters.items, parameters.len, section->value->at);
	return node_map(a, &e, 1, section->value->at);
}

void
environments_merge(struct run *run, struct environment *env)
{
	struct arena *a = &run->arena;
	chain up = { 0 };
	const struct node *merged = shape_map(a, stack_rows, sections_of(a, run->root),
					      LAYER_BASE);
	if (env->at && !find_chain(run, env->at, &up))
		return;
	for (size_t i = up.len; i > 0; i--) {
		const struct node *own = up.items[i - 1]->value;
		bool empty = own->kind == NODE_SCALAR && !own->text.len;
		if (empty)
			continue;
		if (own->kind != NODE_MAP) {
			diag_error(&run->diags, "spec/type", entry_place(up.items[i - 1]),
				   "expected a map, found %.*s", TA(node_describe(a, own)));
			return;
		}
		own = shape_map(a, environment_rows, sections_of(a, own),
				LAYER_BASE + 1 + (int)(up.len - i));
		merged = overlay_maps(a, model_rows, merged, own);
	}
	env->merged = overlay_maps(a, model_rows, merged, command_line_layer(run, merged));
	const struct node *development = node_get(env->merged, T("development"));
	env->development = development && text_is(development->text, "true");
}

void
environments_check_settings(struct run *run)
{
	for (size_t i = 0; i < run->settings.len; i++) {
		const struct setting *s = &run->settings.items[i];
		if (!s->used)
			diag_error(&run->diags, "cli/unknown-parameter",
				   (struct span){ s->source, 0, 0 },
				   "there is no parameter '%.*s'", TA(s->name));
	}
}
