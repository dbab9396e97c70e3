/*
 * Five tables in the registry:
 *
 *   tables    object -> table, so that an object has one table
 *   objects   table -> object: what report() finds the place by
 *   orders    map -> list of keys: the order of the spec, for pairs
 *   and two metatables: one fills a table on the first access and is then
 *   exchanged for the other, which costs nothing.
 *
 * The first three are not weak: table_forget() drops all at once, and a collector
 * that has to look through weak tables is slow.
 */
#include "lint_table.h"
#include "script.h"

#include <lauxlib.h>
#include <lua.h>

static const char tables_key, objects_key, orders_key, fresh_key, filled_key, nothing_key,
	arena_key;

const struct object *
table_object(lua_State *lua, int index)
{
	if (!lua_istable(lua, index))
		return NULL;
	index = lua_absindex(lua, index);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &objects_key);
	lua_pushvalue(lua, index);
	lua_rawget(lua, -2);
	const struct object *o = lua_touserdata(lua, -1);
	lua_pop(lua, 2);
	return o;
}

struct arena *
table_arena(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &arena_key);
	struct arena *a = lua_touserdata(lua, -1);
	lua_pop(lua, 1);
	return a;
}

void
table_push(lua_State *lua, const struct object *o)
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

void
table_set(lua_State *lua, int table, const char *key)
{
	table = lua_absindex(lua, table);
	lua_pushstring(lua, key);
	lua_insert(lua, -2);
	lua_rawset(lua, table);
}

void
table_set_text(lua_State *lua, int table, const char *key, struct text t)
{
	table = lua_absindex(lua, table);
	if (!t.ptr)
		return;
	script_push(lua, t);
	table_set(lua, table, key);
}

void
table_set_bool(lua_State *lua, int table, const char *key, bool value)
{
	table = lua_absindex(lua, table);
	lua_pushboolean(lua, value);
	table_set(lua, table, key);
}

void
table_append(lua_State *lua, int list, struct text t)
{
	list = lua_absindex(lua, list);
	script_push(lua, t);
	lua_rawseti(lua, list, (lua_Integer)lua_rawlen(lua, list) + 1);
}

void
table_push_nothing(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &nothing_key);
}

bool
table_push_shared(lua_State *lua, const void *key)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &tables_key);
	if (lua_rawgetp(lua, -1, key) == LUA_TTABLE) {
		lua_remove(lua, -2);
		return true;
	}
	lua_pop(lua, 1);
	lua_newtable(lua);
	table_seal(lua);
	lua_pushvalue(lua, -1);
	lua_rawsetp(lua, -3, key);
	lua_remove(lua, -2);
	return false;
}

void
table_seal(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &filled_key);
	lua_setmetatable(lua, -2);
}

bool
table_is_fresh(lua_State *lua, int index)
{
	if (!lua_getmetatable(lua, index))
		return false;
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &fresh_key);
	bool is_fresh = lua_rawequal(lua, -1, -2);
	lua_pop(lua, 2);
	return is_fresh;
}

void
table_set_order(lua_State *lua)
{
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &orders_key);
	lua_pushvalue(lua, -3);
	lua_pushvalue(lua, -3);
	lua_rawset(lua, -3);
	lua_pop(lua, 2);
}

bool
table_push_order(lua_State *lua, int index)
{
	index = lua_absindex(lua, index);
	lua_rawgetp(lua, LUA_REGISTRYINDEX, &orders_key);
	lua_pushvalue(lua, index);
	bool has_one = lua_rawget(lua, -2) == LUA_TTABLE;
	lua_remove(lua, -2);
	if (!has_one)
		lua_pop(lua, 1);
	return has_one;
}

static int
on_change(lua_State *lua)
{
	return luaL_error(lua, "the model cannot be changed");
}

static void
make_metatable(lua_State *lua, const void *key, lua_CFunction on_index,
	       lua_CFunction on_keys)
{
	lua_newtable(lua);
	if (on_index) {
		lua_pushcfunction(lua, on_index);
		table_set(lua, -2, "__index");
	}
	lua_pushcfunction(lua, on_keys);
	table_set(lua, -2, "__keys");
	lua_pushcfunction(lua, on_change);
	table_set(lua, -2, "__newindex");
	lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
}

static void
make_table(lua_State *lua, const void *key)
{
	lua_newtable(lua);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, key);
}

void
table_init(lua_State *lua, lua_CFunction on_index, lua_CFunction on_keys)
{
	make_metatable(lua, &fresh_key, on_index, on_keys);
	make_metatable(lua, &filled_key, NULL, on_keys);
	make_table(lua, &nothing_key);
	table_push_nothing(lua);
	table_seal(lua);
	lua_pop(lua, 1);
	table_forget(lua);
}

void
table_forget(lua_State *lua)
{
	make_table(lua, &tables_key);
	make_table(lua, &objects_key);
	make_table(lua, &orders_key);
}

void
table_set_arena(lua_State *lua, struct arena *a)
{
	lua_pushlightuserdata(lua, a);
	lua_rawsetp(lua, LUA_REGISTRYINDEX, &arena_key);
}
