/*
 * Tables of the model. Four tables in the registry belong to it:
 *
 *   tables    object -> table, so that an object has one table
 *   objects   table -> object: what report() finds the place by
 *   orders    map -> list of keys: the order of the spec, for pairs
 *   and two metatables: one fills a table on the first access and is then
 *   exchanged for the other, which costs nothing.
 *
 * They are not weak: lint_model_forget() drops all at once, and a collector that
 * has to look through weak tables is slow.
 *
 * Filling runs between script_pause() and script_resume(): the model is not
 * charged to the rule that happens to look first.
 */
#include "lint_model.h"
#include "catalog.h"
#include "mask.h"
#include "reach.h"
#include "script.h"

#include <lauxlib.h>
#include <lua.h>

static const char tables_key, objects_key, orders_key, fresh_key, filled_key, nothing_key,
	arena_key;

static const struct object *
object_of(lua_State *lua, int index)
{
	index = lua_absindex(lua, index);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &objects_key);
	lua_pushvalue(lua, index);
	lua_rawget(lua, -2);
	const struct object *o = lua_touserdata(lua, -1);
	lua_pop(lua, 2);
	return o;
}

const struct object *
lint_model_object(lua_State *lua, int index)
{
	return lua_istable(lua, index) ? object_of(lua, index) : NULL;
}

static struct arena *
arena_of(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &arena_key);
	struct arena *a = lua_touserdata(lua, -1);
	lua_pop(lua, 1);
	return a;
}

/* Pushes the table of an object, an empty one where it has none yet. */
static void
push_object(lua_State *lua, const struct object *o)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &tables_key);
	if (lua_rawgetp(lua, -1, o) == LUA_TTABLE) {
		lua_remove(lua, -2);
		return;
	}
	lua_pop(lua, 1);
	lua_newtable(lua);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &fresh_key);
	lua_setmetatable(lua, -2);
	lua_pushvalue(lua, -1);
	lua_rawsetp(lua, -3, o);
	lua_remove(lua, -2);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &objects_key);
	lua_pushvalue(lua, -2);
	lua_pushlightuserdata(lua, (void *)o);
	lua_rawset(lua, -3);
	lua_pop(lua, 1);
}

/* table[key] = the value at the top, which goes. */
static void
set(lua_State *lua, int table, const char *key)
{
	table = lua_absindex(lua, table);
	lua_pushstring(lua, key);
	lua_insert(lua, -2);
	lua_rawset(lua, table);
}

static void
set_text(lua_State *lua, int table, const char *key, struct text t)
{
	table = lua_absindex(lua, table);
	if (!t.ptr)
		return;
	script_push(lua, t);
	set(lua, table, key);
}

static void
set_bool(lua_State *lua, int table, const char *key, bool value)
{
	table = lua_absindex(lua, table);
	lua_pushboolean(lua, value);
	set(lua, table, key);
}

static void
append(lua_State *lua, int list, struct text t)
{
	list = lua_absindex(lua, list);
	script_push(lua, t);
	lua_rawseti(lua, list, (lua_Integer)lua_rawlen(lua, list) + 1);
}

/* One table for all lists that hold nothing. */
static void
push_nothing(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &nothing_key);
}

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
		append(lua, -1, kind == PART_SECRET ? v->parts[i].secret->object.name :
						      v->parts[i].parameter->object.name);
	}
	if (!any)
		push_nothing(lua);
	set(lua, -2, key);
}

/* Puts what a value holds into the table at the top. */
static void
fill_value(lua_State *lua, const struct value *v)
{
	struct arena *a = arena_of(lua);
	struct text literal;
	if (value_literal(a, v, &literal)) {
		script_push(lua, literal);
		set(lua, -2, "text");
	}
	script_push(lua, value_source(a, v));
	set(lua, -2, "source");
	add_names(lua, v, PART_PARAMETER, "parameters");
	add_names(lua, v, PART_SECRET, "secrets");
}

static void
fill_pair(lua_State *lua, const struct pair *p)
{
	struct text literal;
	bool is_literal = value_literal(arena_of(lua), &p->value, &literal);
	fill_value(lua, &p->value);
	set_bool(lua, -1, "looks_secret",
		 is_literal && (mask_by_key(p->object.name, literal) ||
				mask_by_shape(literal)));
	/* An item that is written has no key; what derives stands at the image. */
	const struct entry *at = p->object.at;
	set_bool(lua, -1, "is_derived",
		 at->key && (at->layer == LAYER_CATALOG || !p->object.name.len));
}

/* Members, by the kind of their row. */

static void
push_word_list(lua_State *lua, const struct list *list)
{
	const struct word *words = list->items;
	if (!list->len) {
		push_nothing(lua);
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
		push_nothing(lua);
		return;
	}
	lua_createtable(lua, has_names ? 0 : (int)list->len,
			has_names ? (int)list->len : 0);
	lua_createtable(lua, has_names ? (int)list->len : 0, 0);
	for (size_t i = 0; i < list->len; i++) {
		const struct object *o =
			(const void *)((const char *)list->items + i * size);
		if (has_names)
			append(lua, -1, o->name), script_push(lua, o->name);
		else
			lua_pushinteger(lua, (lua_Integer)i + 1);
		push_object(lua, o);
		lua_rawset(lua, -4);
	}
	if (!has_names) {
		lua_pop(lua, 1);
		return;
	}
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &orders_key);
	lua_pushvalue(lua, -3);
	lua_pushvalue(lua, -3);
	lua_rawset(lua, -3);
	lua_pop(lua, 2);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &filled_key);
	lua_setmetatable(lua, -2);
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
			push_object(lua, *(const struct object *const *)member);
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
		set(f->lua, -2, r->key);
}

/* What is known beside the fields. */

static void
add_texts(lua_State *lua, const char *key, const struct texts *texts)
{
	if (texts->len)
		lua_createtable(lua, (int)texts->len, 0);
	else
		push_nothing(lua);
	for (size_t i = 0; i < texts->len; i++)
		append(lua, -1, texts->items[i]);
	set(lua, -2, key);
}

/* What runs of the service: { name, host }, the host nil where it has no name. */
static void
add_instances(lua_State *lua, const struct service *s)
{
	lua_createtable(lua, (int)s->instances.len, 0);
	for (size_t i = 0; i < s->instances.len; i++) {
		const struct service *instance = s->instances.items[i];
		lua_createtable(lua, 0, 2);
		set_text(lua, -1, "name", instance->object.name);
		if (instance->host)
			set_text(lua, -1, "host", instance->host->object.name);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
	set(lua, -2, "instances");
}

/* What is known of one version of a kind is one table for all its services. */
static void
push_knowledge(lua_State *lua, const struct knowledge *k)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &tables_key);
	if (lua_rawgetp(lua, -1, k) == LUA_TTABLE) {
		lua_remove(lua, -2);
		return;
	}
	lua_pop(lua, 1);
	lua_newtable(lua);
	set_bool(lua, -1, "datastore", k->datastore);
	set_bool(lua, -1, "web_server", k->web_server);
	add_texts(lua, "data", &k->data);
	add_texts(lua, "writable", &k->writable);
	add_texts(lua, "tools", &k->tools);
	add_texts(lua, "ui", &k->ui);
	add_texts(lua, "passwords", &k->passwords);
	add_texts(lua, "file_env", &k->file_env);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &filled_key);
	lua_setmetatable(lua, -2);
	lua_pushvalue(lua, -1);
	lua_rawsetp(lua, -3, k);
	lua_remove(lua, -2);
}

static void
add_to_service(lua_State *lua, const struct object *o)
{
	const struct service *s = (const void *)o;
	add_instances(lua, s);
	if (s->catalog)
		set_text(lua, -1, "kind", s->catalog->kind);
	push_knowledge(lua, s->knows);
	set(lua, -2, "knows");
}

static void
add_to_port(lua_State *lua, const struct object *o)
{
	const struct port *p = (const void *)o;
	set_bool(lua, -1, "is_alias", p->alias_of);
	lua_pushinteger(lua, p->last);
	set(lua, -2, "last");
}

static void
add_to_publish(lua_State *lua, const struct object *o)
{
	const struct publish *p = (const void *)o;
	lua_pushinteger(lua, p->last);
	set(lua, -2, "last");
	set_bool(lua, -1, "is_public", p->is_public);
	set_bool(lua, -1, "is_loopback", p->is_loopback);
}

static void
add_to_route(lua_State *lua, const struct object *o)
{
	const struct route *r = (const void *)o;
	if (!r->service || !r->port)
		return;
	push_object(lua, &r->service->object);
	set(lua, -2, "service");
	push_object(lua, &r->port->object);
	set(lua, -2, "port");
}

static const struct object *
check_object(lua_State *lua, int index, const struct row *rows, const char *what)
{
	const struct object *o = lint_model_object(lua, index);
	luaL_argcheck(lua, o && o->rows == rows, index, what);
	return o;
}

static int
reach(lua_State *lua)
{
	const struct object *from =
		check_object(lua, 1, service_rows, "expected a service");
	const struct object *port = check_object(lua, 2, port_rows, "expected a port");
	script_charge(lua, 100);
	struct consumer consumer = { .service = (const void *)from };
	struct reach r = reach_port(arena_of(lua), consumer, (const void *)port->owner,
				    (const void *)port);
	if (r.ok)
		script_push(lua, r.host);
	else
		lua_pushnil(lua);
	if (r.ok)
		lua_pushinteger(lua, r.port);
	else
		script_push(lua, r.why);
	return 2;
}

static int
shared_network(lua_State *lua)
{
	const struct object *a = check_object(lua, 1, service_rows, "expected a service");
	const struct object *b = check_object(lua, 2, service_rows, "expected a service");
	script_charge(lua, 20);
	const struct network *network =
		reach_shared_network((const void *)a, (const void *)b);
	if (network)
		script_push(lua, network->object.name);
	else
		lua_pushnil(lua);
	return 1;
}

static void
add_to_stack(lua_State *lua, const struct object *o)
{
	set_text(lua, -1, "environment",
		 ((const struct stack *)(const void *)o)->environment);
	lua_pushcfunction(lua, reach);
	set(lua, -2, "reach");
	lua_pushcfunction(lua, shared_network);
	set(lua, -2, "shared_network");
}

static const struct {
	const struct row *rows;
	void (*add)(lua_State *, const struct object *);
} additions[] = {
	{ model_rows, add_to_stack }, { service_rows, add_to_service },
	{ port_rows, add_to_port },   { publish_rows, add_to_publish },
	{ route_rows, add_to_route },
};

/* Fills the table at the top of the stack. */
static void
fill(lua_State *lua, const struct object *o)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &filled_key);
	lua_setmetatable(lua, -2);
	if (o->name.ptr)
		set_text(lua, -1, "name", o->name);
	if (!o->rows) {
		fill_pair(lua, (const void *)o);
		return;
	}
	struct filling filling = { lua, o };
	schema_each(o->rows, 0, fill_row, &filling);
	for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
		if (additions[i].rows == o->rows)
			additions[i].add(lua, o);
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
	fill_paused(lua, object_of(lua, 1));
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
	const struct object *o = object_of(lua, 1);
	lua_getmetatable(lua, 1);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &fresh_key);
	bool is_fresh = lua_rawequal(lua, -1, -2);
	lua_settop(lua, 1);
	if (is_fresh)
		fill_paused(lua, o);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &orders_key);
	lua_pushvalue(lua, 1);
	if (lua_rawget(lua, -2) == LUA_TTABLE)
		return 1;
	lua_newtable(lua);
	struct ordering ordering = { lua, 0 };
	if (o && o->rows)
		schema_each(o->rows, 0, order_row, &ordering);
	return 1;
}

static int
on_change(lua_State *lua)
{
	return luaL_error(lua, "the model cannot be changed");
}

static void
make_metatable(lua_State *lua, const void *key, bool is_fresh)
{
	lua_newtable(lua);
	if (is_fresh) {
		lua_pushcfunction(lua, on_index);
		set(lua, -2, "__index");
	}
	lua_pushcfunction(lua, on_keys);
	set(lua, -2, "__keys");
	lua_pushcfunction(lua, on_change);
	set(lua, -2, "__newindex");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
}

static void
make_table(lua_State *lua, const void *key)
{
	lua_newtable(lua);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
}

void
lint_model_init(lua_State *lua)
{
	make_metatable(lua, &fresh_key, true);
	make_metatable(lua, &filled_key, false);
	make_table(lua, &nothing_key);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &nothing_key);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &filled_key);
	lua_setmetatable(lua, -2);
	lua_pop(lua, 1);
	lint_model_forget(lua);
}

void
lint_model_forget(lua_State *lua)
{
	make_table(lua, &tables_key);
	make_table(lua, &objects_key);
	make_table(lua, &orders_key);
}

void
lint_model_push(lua_State *lua, struct arena *a, const struct stack *stack)
{
	lua_pushlightuserdata(lua, a);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &arena_key);
	push_object(lua, &stack->object);
}
