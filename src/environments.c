/*
 * Base and environments are shaped apart, each stamped with its layer: the base
 * with LAYER_BASE, an environment with its depth in the chain of `extends` on top.
 * A chain is a line, so an environment has the same depth in every chain.
 */
#include "environments.h"

#include "overlay.h"
#include "scalar.h"
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

static void
report_no_parent(struct run *run, const struct entry *child, const struct entry *extends)
{
	const struct node *all = node_get(run->root, T("environments"));
	struct text name = extends->value->text;
	if (extends->value->kind != NODE_SCALAR || !name.len) {
		diag_error(&run->diags, "spec/type", entry_place(extends),
			   "expected the name of an environment, found %.*s",
			   TA(node_describe(&run->arena, extends->value)));
		return;
	}
	struct text *names = arena_array(&run->arena, struct text, all->len);
	size_t len = 0;
	for (size_t i = 0; i < all->len; i++)
		if (&all->entries[i] != child)
			names[len++] = all->entries[i].key->text;
	struct diag *d = diag_undefined(&run->diags, entry_place(extends), "environment", name,
					names, len);
	if (!len)
		diag_fix(&run->diags, d, "there is no other environment");
}

/* `cycle` is a ring, each extending the next. Whichever way it was come upon, it is
 * the same finding: that of the one whose name comes first. */
static void
report_cycle(struct run *run, const struct entry *const *cycle, size_t len)
{
	size_t first = 0;
	for (size_t i = 1; i < len; i++)
		if (text_compare(cycle[i]->key->text, cycle[first]->key->text) < 0)
			first = i;
	struct diag *d = diag_error(&run->diags, "spec/cycle",
				    entry_place(parent_entry(cycle[first])),
				    "environment '%.*s' extends itself",
				    TA(cycle[first]->key->text));
	for (size_t i = 1; i < len; i++) {
		const struct entry *e = cycle[(first + i) % len];
		diag_note(&run->diags, d, entry_place(parent_entry(e)), "by way of '%.*s'",
			  TA(e->key->text));
	}
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
		const struct entry *child = e;
		e = extends->value->kind == NODE_SCALAR ? find_environment(run, name) : NULL;
		if (!e) {
			report_no_parent(run, child, extends);
			return false;
		}
		for (size_t i = 0; i < up->len; i++)
			if (up->items[i] == e) {
				report_cycle(run, &up->items[i], up->len - i);
				return false;
			}
		array_push(&run->arena, up, e);
	}
	return true;
}

/* Whether an environment has such a field and a stack has not, or the other way
 * round; merged, both would be taken. */
static bool
is_misplaced(const struct row *rows, struct text key)
{
	const struct row *others = rows == stack_rows ? environment_rows : stack_rows;
	return !schema_row(rows, key, NULL) && schema_row(others, key, NULL);
}

static bool
is_selected(const struct run *run, struct text name)
{
	for (size_t i = 0; i < run->only_environments.len; i++)
		if (text_equal(run->only_environments.items[i], name))
			return true;
	return !run->only_environments.len;
}

static void
check_keys(struct run *run, const struct node *map, const struct row *rows)
{
	for (size_t i = 0; map->kind == NODE_MAP && i < map->len; i++) {
		const struct node *key = map->entries[i].key;
		if (!is_misplaced(rows, key->text))
			continue;
		struct diag *d = diag_error(&run->diags, "spec/unknown-key", key->at,
					    "'%.*s' cannot stand here", TA(key->text));
		if (rows == stack_rows)
			diag_fix(&run->diags, d,
				 "write it in an environment: environments: { NAME: { %.*s: … } }",
				 TA(key->text));
		else
			diag_fix(&run->diags, d,
				 "write it at the top of the file, for all environments");
	}
}

static void
check_name(struct run *run, const struct node *key)
{
	if (scalar_is_label(key->text))
		return;
	struct diag *d = diag_error(&run->diags, "spec/name", key->at,
				    "expected a name of a-z, 0-9 and '-', at most 63 "
				    "characters, found '%.*s'",
				    TA(key->text));
	struct text hint = scalar_label_hint(&run->arena, key->text);
	if (hint.len)
		diag_fix(&run->diags, d, "%.*s", TA(hint));
}

void
environments_list(struct run *run)
{
	const struct entry *section = node_entry(run->root, T("environments"));
	check_keys(run, run->root, stack_rows);
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
		check_name(run, e->key);
		check_keys(run, e->value, environment_rows);
		env.selected = is_selected(run, env.name);
		array_push(&run->arena, &run->environments, env);
	}
}

/* The map without the keys that only say how layers are put together, and without
 * those that check_keys() reports. */
static const struct node *
sections_of(struct arena *a, const struct node *map, const struct row *rows)
{
	struct entry *entries = arena_array(a, struct entry, map->len);
	size_t len = 0;
	for (size_t i = 0; i < map->len; i++) {
		struct text key = map->entries[i].key->text;
		if (!text_is(key, "environments") && !text_is(key, "extends") &&
		    !text_is(key, "include") && !is_misplaced(rows, key))
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
	const struct node *base = sections_of(a, run->root, stack_rows);
	const struct node *merged = shape_map(a, stack_rows, base, LAYER_BASE);
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
		own = shape_map(a, environment_rows, sections_of(a, own, environment_rows),
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
