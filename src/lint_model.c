/*
 * The fields of an object, put into its table (lint_table.h) when one of them is
 * first asked for: one value for each row, by the row's kind.
 *
 * Filling runs between script_pause() and script_resume(): the model is not
 * charged to the rule that happens to look first.
 */
#include "lint_model.h"
#include "lint_table.h"
#include "mask.h"
#include "script.h"

#include <lauxlib.h>
#include <lua.h>

/* Values. */

static void
add_names(lua_State *lua, const struct value *v, enum part_kind kind, const char *key)
{
	bool any = false;
	for (size_t i = 0; i < v->len; i++) {
		if (v->parts[i].kind != kind)
			continue;
		if (!any)
			lua_newtable(lua);
		any = true;
		table_append(lua, -1, kind == PART_SECRET ? v->parts[i].secret->object.name :
						      v->parts[i].parameter->object.name);
	}
	if (!any)
		table_push_nothing(lua);
	table_set(lua, -2, key);
}

/* Puts what a value holds into the table at the top. */
static void
fill_value(lua_State *lua, const struct value *v)
{
	struct arena *a = table_arena(lua);
	struct text literal;
	if (value_literal(a, v, &literal)) {
		script_push(lua, literal);
		table_set(lua, -2, "text");
	}
	script_push(lua, value_source(a, v));
	table_set(lua, -2, "source");
	add_names(lua, v, PART_PARAMETER, "parameters");
	add_names(lua, v, PART_SECRET, "secrets");
}

static void
fill_pair(lua_State *lua, const struct pair *p)
{
	struct text literal;
	bool is_literal = value_literal(table_arena(lua), &p->value, &literal);
	fill_value(lua, &p->value);
	table_set_bool(lua, -1, "looks_secret",
		 is_literal && (mask_by_key(p->object.name, literal) ||
				mask_by_shape(literal)));
	/* An item that is written has no key; what derives stands at the image. */
	const struct entry *at = p->object.at;
	table_set_bool(lua, -1, "is_derived",
		 at->key && (at->layer == LAYER_CATALOG || !p->object.name.len));
}

/* Members, by the kind of their row. */

static void
push_word_list(lua_State *lua, const struct list *list)
{
	const struct word *words = list->items;
	if (!list->len) {
		table_push_nothing(lua);
		return;
	}
	lua_createtable(lua, (int)list->len, 0);
	for (size_t i = 0; i < list->len; i++) {
		script_push(lua, words[i].text);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

/* `has_names`: by name and in the order of the spec, else a plain list. */
static void
push_object_list(lua_State *lua, const struct list *list, size_t size, bool has_names)
{
	if (!list->len) {
		table_push_nothing(lua);
		return;
	}
	lua_createtable(lua, has_names ? 0 : (int)list->len,
			has_names ? (int)list->len : 0);
	lua_createtable(lua, has_names ? (int)list->len : 0, 0);
	for (size_t i = 0; i < list->len; i++) {
		const struct object *o =
			(const void *)((const char *)list->items + i * size);
		if (has_names)
			table_append(lua, -1, o->name), script_push(lua, o->name);
		else
			lua_pushinteger(lua, (lua_Integer)i + 1);
		table_push(lua, o);
		lua_rawset(lua, -4);
	}
	if (!has_names) {
		lua_pop(lua, 1);
		return;
	}
	table_set_order(lua);
	table_seal(lua);
}

static void
push_choice(lua_State *lua, const struct row *r, int choice)
{
	struct text rest = text_of(r->choices), word = { 0 };
	for (int i = 0; i <= choice && text_cut(&rest, '|', &word); i++)
		;
	script_push(lua, word);
}

/* Pushes one value; nil where the field is absent. */
static void
push_member(lua_State *lua, const struct row *r, const struct object *o,
	    const void *member)
{
	const struct text *text = member;
	const int64_t *number = member;
	const struct value *value = member;
	switch (r->kind) {
	case ROW_TEXT:
	case ROW_NAME:
	case ROW_CIDR:
	case ROW_PATTERN:
	case ROW_WORD:
	case ROW_PATH:
	case ROW_URL_PATH:
	case ROW_MODE:
	case ROW_USER:
	case ROW_OWNER:
	case ROW_SIGNAL:
	case ROW_CAPABILITY:
	case ROW_SOURCE:
	case ROW_HOST:
		if (text->ptr)
			script_push(lua, *text);
		else
			lua_pushnil(lua);
		return;
	case ROW_BOOL:
	case ROW_FLAG: lua_pushboolean(lua, *(const bool *)member); return;
	case ROW_COUNT:
	case ROW_BYTES:
	case ROW_DURATION:
	case ROW_CPUS:
	case ROW_PORT:
	case ROW_PORTS:
	case ROW_RATE:
		if (*number || object_field(o, r->key))
			lua_pushinteger(lua, *number);
		else
			lua_pushnil(lua);
		return;
	case ROW_CHOICE: push_choice(lua, r, *(const int *)member); return;
	case ROW_VALUE:
		if (!value->at && !value->len) {
			lua_pushnil(lua);
			return;
		}
		lua_newtable(lua);
		fill_value(lua, value);
		return;
	case ROW_VALUES: push_object_list(lua, member, sizeof(struct pair), true); return;
	case ROW_ITEMS: push_object_list(lua, member, sizeof(struct pair), false); return;
	case ROW_WORDS: push_word_list(lua, member); return;
	case ROW_MAP: push_object_list(lua, member, r->size, true); return;
	case ROW_LIST: push_object_list(lua, member, r->size, false); return;
	case ROW_STRUCT:
		if (*(const struct object *const *)member)
			table_push(lua, *(const struct object *const *)member);
		else
			lua_pushnil(lua);
		return;
	default: lua_pushnil(lua); return;
	}
}

struct filling {
	lua_State *lua;
	const struct object *object;
};

/* Visits a row; the object's table is at the top. */
static void
fill_row(const struct row *r, size_t base, void *context)
{
	struct filling *f = context;
	if (r->flags & ROW_INTERNAL)
		return;
	push_member(f->lua, r, f->object, (const char *)f->object + base + r->offset);
	if (lua_isnil(f->lua, -1))
		lua_pop(f->lua, 1);
	else
		table_set(f->lua, -2, r->key);
}

/* Fills the table at the top of the stack. */
static void
fill(lua_State *lua, const struct object *o)
{
	table_seal(lua);
	if (o->name.ptr)
		table_set_text(lua, -1, "name", o->name);
	if (!o->rows) {
		fill_pair(lua, (const void *)o);
		return;
	}
	struct filling filling = { lua, o };
	schema_each(o->rows, 0, fill_row, &filling);
	lint_model_add_facts(lua, o);
}

static void
fill_paused(lua_State *lua, const struct object *o)
{
	struct script *s = script_of(lua);
	struct script_pause pause = script_pause(s);
	luaL_checkstack(lua, 20, "the model");
	fill(lua, o);
	script_resume(s, pause);
}

/* Metamethods. */

static int
on_index(lua_State *lua)
{
	lua_pushvalue(lua, 1);
	fill_paused(lua, table_object(lua, 1));
	lua_settop(lua, 2);
	lua_rawget(lua, 1);
	return 1;
}

struct ordering {
	lua_State *lua;
	lua_Integer len;
};

/* Visits a row; the list of keys is at the top, the object's table at 1. */
static void
order_row(const struct row *r, size_t base, void *context)
{
	struct ordering *o = context;
	(void)base;
	lua_pushstring(o->lua, r->key);
	lua_pushvalue(o->lua, -1);
	if (lua_rawget(o->lua, 1) == LUA_TNIL) {
		lua_pop(o->lua, 2);
		return;
	}
	lua_pop(o->lua, 1);
	lua_rawseti(o->lua, -2, ++o->len);
}

/* The keys in the order of the spec; of an object, in that of its rows. */
static int
on_keys(lua_State *lua)
{
	const struct object *o = table_object(lua, 1);
	if (table_is_fresh(lua, 1))
		fill_paused(lua, o);
	if (table_push_order(lua, 1))
		return 1;
	lua_newtable(lua);
	struct ordering ordering = { lua, 0 };
	if (o && o->rows)
		schema_each(o->rows, 0, order_row, &ordering);
	return 1;
}

void
lint_model_init(lua_State *lua)
{
	table_init(lua, on_index, on_keys);
}

void
lint_model_push(lua_State *lua, struct arena *a, const struct stack *stack)
{
	table_set_arena(lua, a);
	table_push(lua, &stack->object);
}
