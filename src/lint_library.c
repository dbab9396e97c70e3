/*
 * What a rule or catalogue file may call: an allow-list over Lua's own libraries,
 * each function charged for the bytes and items it goes over, since no hook fires
 * in C; and our own pairs, tostring, string.rep, string.format and re.
 *
 * Read library_build() at the end first. A function here may leave by an error at
 * any call of Lua, so it holds nothing that would have to be released.
 */
#include "lint_library.h"
#include "pattern.h"
#include "script.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

enum {
	unpack_len_max = 250,
	pattern_cache_max = 64,
};

static int
text_rep(lua_State *lua)
{
	size_t len;
	const char *ptr = luaL_checklstring(lua, 1, &len);
	lua_Integer times = luaL_checkinteger(lua, 2);
	if (times < 0 || !len)
		times = 0;
	if (times && (size_t)times > script_text_max / len)
		return luaL_error(lua, "the text would be over 1 MiB");
	script_charge(lua, len * (size_t)times / 8 + (size_t)times);
	luaL_Buffer buffer;
	char *to = luaL_buffinitsize(lua, &buffer, len * (size_t)times);
	for (lua_Integer i = 0; i < times; i++)
		memcpy(to + (size_t)i * len, ptr, len);
	luaL_pushresultsize(&buffer, len * (size_t)times);
	return 1;
}

static bool
has_address(int type)
{
	return type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA ||
	       type == LUA_TLIGHTUSERDATA || type == LUA_TTHREAD;
}

static void
refuse_addresses(lua_State *lua)
{
	for (int i = 1; i <= lua_gettop(lua); i++)
		if (has_address(lua_type(lua, i)))
			luaL_error(lua, "a %s has no text", luaL_typename(lua, i));
}

static int
text_of_value(lua_State *lua)
{
	luaL_checkany(lua, 1);
	refuse_addresses(lua);
	luaL_tolstring(lua, 1, NULL);
	return 1;
}

/* Calls the library's own function, the first upvalue, once it is paid for. */
static int
call_library(lua_State *lua)
{
	return lua_tocfunction(lua, lua_upvalueindex(1))(lua);
}

static int
text_format_value(lua_State *lua)
{
	size_t len;
	const char *p = luaL_checklstring(lua, 1, &len), *end = p + len;
	for (; p < end; p++) {
		if (*p != '%')
			continue;
		for (p++; p < end && strchr("-+ #0123456789.", *p) && *p; p++)
			;
		if (p < end && *p == 'p')
			return luaL_error(lua, "%%p is not allowed");
	}
	refuse_addresses(lua);
	script_charge(lua, len);
	return call_library(lua);
}

static int
unpack(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	lua_Integer from = luaL_optinteger(lua, 2, 1);
	lua_Integer to =
		lua_isnoneornil(lua, 3) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 3);
	if (from <= to && (lua_Unsigned)to - (lua_Unsigned)from >= unpack_len_max)
		return luaL_error(lua, "more than %d values", (int)unpack_len_max);
	return call_library(lua);
}

/* The second upvalue: from how many arguments on the function goes over the whole
 * list (inserting in the middle, sorting), and the third at what price. */
static int
call_charged(lua_State *lua)
{
	size_t steps = 1;
	for (int i = 1; i <= lua_gettop(lua); i++)
		if (lua_type(lua, i) == LUA_TSTRING)
			steps += lua_rawlen(lua, i) / 4;
	if (lua_type(lua, 1) == LUA_TTABLE &&
	    lua_gettop(lua) >= lua_tointeger(lua, lua_upvalueindex(2)))
		steps += lua_rawlen(lua, 1) *
			 (size_t)lua_tointeger(lua, lua_upvalueindex(3));
	script_charge(lua, steps);
	return call_library(lua);
}

/* pairs */

struct key {
	int type; /* LUA_TNUMBER, LUA_TSTRING or LUA_TBOOLEAN */
	bool is_integer;
	lua_Integer integer;
	lua_Number number;
	struct text text; /* owned by the table */
};

static int
key_rank(const struct key *key)
{
	return key->type == LUA_TNUMBER ? 0 : key->type == LUA_TSTRING ? 1 : 2;
}

static int
key_order(const void *left, const void *right)
{
	const struct key *a = left, *b = right;
	if (key_rank(a) != key_rank(b))
		return key_rank(a) - key_rank(b);
	if (a->type == LUA_TSTRING)
		return text_compare(a->text, b->text);
	if (a->is_integer && b->is_integer)
		return (a->integer > b->integer) - (a->integer < b->integer);
	return (a->number > b->number) - (a->number < b->number);
}

static void
key_read(lua_State *lua, int index, struct key *key)
{
	key->type = lua_type(lua, index);
	if (key->type == LUA_TSTRING) {
		key->text = script_text(lua, index);
	} else if (key->type == LUA_TNUMBER) {
		key->is_integer = lua_isinteger(lua, index);
		key->integer = lua_tointeger(lua, index);
		key->number = lua_tonumber(lua, index);
	} else if (key->type == LUA_TBOOLEAN) {
		key->number = lua_toboolean(lua, index);
	} else {
		luaL_error(lua, "pairs: a %s as key has no order",
			   luaL_typename(lua, index));
	}
}

static void
key_push(lua_State *lua, const struct key *key)
{
	if (key->type == LUA_TSTRING)
		script_push(lua, key->text);
	else if (key->type == LUA_TBOOLEAN)
		lua_pushboolean(lua, key->number != 0);
	else if (key->is_integer)
		lua_pushinteger(lua, key->integer);
	else
		lua_pushnumber(lua, key->number);
}

/* Leaves the list of the keys of the table at 1 on the stack. */
static void
keys_sorted(lua_State *lua)
{
	size_t len = 0;
	for (lua_pushnil(lua); lua_next(lua, 1); lua_pop(lua, 1))
		len++;
	script_charge(lua, len * 4);
	struct key *keys = lua_newuserdatauv(lua, (len + 1) * sizeof *keys, 0);
	size_t i = 0;
	for (lua_pushnil(lua); lua_next(lua, 1); lua_pop(lua, 1))
		key_read(lua, -2, &keys[i++]);
	qsort(keys, len, sizeof *keys, key_order);
	lua_createtable(lua, (int)len, 0);
	for (i = 0; i < len; i++) {
		key_push(lua, &keys[i]);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

/* Upvalues: the list of keys, and how many were visited. */
static int
pairs_next(lua_State *lua)
{
	lua_Integer i = lua_tointeger(lua, lua_upvalueindex(2));
	for (;;) {
		lua_settop(lua, 1);
		if (lua_rawgeti(lua, lua_upvalueindex(1), ++i) == LUA_TNIL)
			return 1;
		lua_pushvalue(lua, -1);
		if (lua_gettable(lua, 1) == LUA_TNIL)
			continue;
		lua_pushinteger(lua, i);
		lua_replace(lua, lua_upvalueindex(2));
		return 2;
	}
}

static int
pairs(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	lua_settop(lua, 1);
	if (luaL_getmetafield(lua, 1, "__keys")) {
		lua_pushvalue(lua, 1);
		lua_call(lua, 1, 1);
	} else {
		keys_sorted(lua);
	}
	lua_pushinteger(lua, 0);
	lua_pushcclosure(lua, pairs_next, 2);
	lua_pushvalue(lua, 1);
	return 2;
}

/* re */

static const char pattern_type[] = "pattern";

static int
pattern_collect(lua_State *lua)
{
	struct pattern **box = lua_touserdata(lua, 1);
	pattern_free(*box);
	*box = NULL;
	return 0;
}

/* Upvalue 1 keeps the patterns by their text, and their number under `false`. */
static void
pattern_keep(lua_State *lua)
{
	lua_pushboolean(lua, false);
	lua_rawget(lua, lua_upvalueindex(1));
	lua_Integer len = lua_tointeger(lua, -1) + 1;
	lua_pop(lua, 1);
	if (len > pattern_cache_max) {
		lua_newtable(lua);
		lua_replace(lua, lua_upvalueindex(1));
		len = 1;
	}
	lua_pushboolean(lua, false);
	lua_pushinteger(lua, len);
	lua_rawset(lua, lua_upvalueindex(1));
	lua_pushvalue(lua, 2);
	lua_pushvalue(lua, -2);
	lua_rawset(lua, lua_upvalueindex(1));
}

/* The pattern whose text is argument 2; it stays on the stack while in use. */
static struct pattern *
pattern_check(lua_State *lua)
{
	size_t len;
	const char *ptr = luaL_checklstring(lua, 2, &len);
	lua_pushvalue(lua, 2);
	lua_rawget(lua, lua_upvalueindex(1));
	struct pattern **box = lua_touserdata(lua, -1);
	if (box)
		return *box;
	lua_pop(lua, 1);
	script_charge(lua, 1000 + len * 16);
	box = lua_newuserdatauv(lua, sizeof *box, 0);
	*box = NULL;
	luaL_setmetatable(lua, pattern_type);
	struct text error;
	*box = pattern_new(script_of(lua)->arena, (struct text){ ptr, len }, &error);
	if (!*box) {
		script_push(lua, error);
		luaL_error(lua, "pattern: %s", lua_tostring(lua, -1));
	}
	pattern_keep(lua);
	return *box;
}

static bool
pattern_run(lua_State *lua, struct pattern *p, size_t from)
{
	struct script *s = script_of(lua);
	long long plenty = 1000000000, *steps = s->limited ? &s->steps : &plenty;
	enum pattern_result result = pattern_match(p, script_text(lua, 1), from, steps);
	if (result == PATTERN_SPENT) {
		script_charge(lua, 0);
		luaL_error(lua, "pattern: took too much memory");
	}
	return result == PATTERN_HIT;
}

static void
push_group(lua_State *lua, const struct pattern *p, size_t group)
{
	size_t from, to;
	if (pattern_group(p, group, &from, &to))
		script_push(lua, text_slice(script_text(lua, 1), from, to));
	else
		lua_pushboolean(lua, false);
}

static int
re_test(lua_State *lua)
{
	luaL_checkstring(lua, 1);
	lua_pushboolean(lua, pattern_run(lua, pattern_check(lua), 0));
	return 1;
}

static int
re_match(lua_State *lua)
{
	luaL_checkstring(lua, 1);
	struct pattern *p = pattern_check(lua);
	if (!pattern_run(lua, p, 0)) {
		lua_pushnil(lua);
		return 1;
	}
	size_t len = pattern_group_len(p);
	luaL_checkstack(lua, (int)len + 1, "too many groups");
	for (size_t i = len ? 1 : 0; i <= len; i++)
		push_group(lua, p, i);
	return len ? (int)len : 1;
}

static int
re_find(lua_State *lua)
{
	luaL_checkstring(lua, 1);
	lua_Integer at = luaL_optinteger(lua, 3, 1);
	struct pattern *p = pattern_check(lua);
	size_t from, to;
	if (at < 1 || !pattern_run(lua, p, (size_t)at - 1) ||
	    !pattern_group(p, 0, &from, &to))
		return 0;
	lua_pushinteger(lua, (lua_Integer)from + 1);
	lua_pushinteger(lua, (lua_Integer)to);
	return 2;
}

static int
re_all(lua_State *lua)
{
	luaL_checkstring(lua, 1);
	struct pattern *p = pattern_check(lua);
	size_t from = 0, to = 0, at = 0, len = pattern_group_len(p);
	lua_newtable(lua);
	for (lua_Integer n = 1; pattern_run(lua, p, at); n++) {
		if (!pattern_group(p, 0, &from, &to))
			break;
		if (len > 1) {
			lua_createtable(lua, (int)len, 0);
			for (size_t i = 1; i <= len; i++) {
				push_group(lua, p, i);
				lua_rawseti(lua, -2, (lua_Integer)i);
			}
		} else {
			push_group(lua, p, len);
		}
		lua_rawseti(lua, -2, n);
		at = to > from ? to : to + 1;
	}
	return 1;
}

/* Building the allow-list. It is made once, under the registry's key
 * `allow_list`, and copied for each file. */

static const char allow_list[] = "stackc.allowed";

struct library {
	const char *name; /* "" for the environment itself */
	lua_CFunction open;
	const char *names; /* NULL: all of them */
};

static const struct library libraries[] = {
	{ "", luaopen_base, "assert error ipairs select tonumber type" },
	{ "string", luaopen_string, "byte char len lower upper reverse sub" },
	{ "table", luaopen_table, "concat insert remove sort" },
	{ "math", luaopen_math, NULL },
	{ "utf8", luaopen_utf8, NULL },
};

static bool
is_listed(const char *names, const char *name)
{
	if (!names)
		return strncmp(name, "random", 6);
	size_t len = strlen(name);
	for (const char *p = names; (p = strstr(p, name)); p += len)
		if ((p == names || p[-1] == ' ') && (p[len] == ' ' || !p[len]))
			return true;
	return false;
}

/* Wraps the C function at the top of the stack. */
static void
push_charged(lua_State *lua, const char *name)
{
	bool is_middle = !strcmp(name, "insert"), is_end = !strcmp(name, "remove");
	lua_pushinteger(lua, is_middle ? 3 : is_end ? 2 : 1);
	lua_pushinteger(lua, !strcmp(name, "sort") ? 32 : 1);
	lua_pushcclosure(lua, call_charged, 3);
}

/* Stack: allow-list, target, library -> allow-list, target. */
static void
copy_library(lua_State *lua, const struct library *library)
{
	bool is_plain = !strcmp(library->name, "") || !strcmp(library->name, "math");
	for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
		const char *name = lua_tostring(lua, -2);
		if (!is_listed(library->names, name))
			continue;
		lua_pushvalue(lua, -2);
		lua_pushvalue(lua, -2);
		if (lua_iscfunction(lua, -1) && !is_plain)
			push_charged(lua, name);
		lua_rawset(lua, -6);
	}
	lua_pop(lua, 1);
}

static void
replace(lua_State *lua, const char *library, const char *name, lua_CFunction with)
{
	luaL_requiref(lua, library,
		      !strcmp(library, "table") ? luaopen_table : luaopen_string, 0);
	lua_getfield(lua, -1, name);
	lua_pushcclosure(lua, with, 1);
	lua_remove(lua, -2);
	lua_getfield(lua, -2, library);
	lua_insert(lua, -2);
	lua_setfield(lua, -2, name);
	lua_pop(lua, 1);
}

static void
add_re(lua_State *lua)
{
	static const luaL_Reg functions[] = {
		{ "test", re_test },
		{ "match", re_match },
		{ "find", re_find },
		{ "all", re_all },
		{ 0 },
	};
	luaL_newmetatable(lua, pattern_type);
	lua_pushcfunction(lua, pattern_collect);
	lua_setfield(lua, -2, "__gc");
	lua_pop(lua, 1);
	luaL_newlibtable(lua, functions);
	lua_newtable(lua);
	luaL_setfuncs(lua, functions, 1);
	lua_setfield(lua, -2, "re");
}

int
library_build(lua_State *lua)
{
	lua_newtable(lua);
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		const struct library *library = &libraries[i];
		if (*library->name)
			lua_newtable(lua);
		else
			lua_pushvalue(lua, -1);
		luaL_requiref(lua, *library->name ? library->name : "_G", library->open,
			      0);
		copy_library(lua, library);
		if (*library->name)
			lua_setfield(lua, -2, library->name);
		else
			lua_pop(lua, 1);
	}
	replace(lua, "string", "rep", text_rep);
	replace(lua, "string", "format", text_format_value);
	replace(lua, "table", "unpack", unpack);
	lua_pushcfunction(lua, text_of_value);
	lua_setfield(lua, -2, "tostring");
	lua_pushcfunction(lua, pairs);
	lua_setfield(lua, -2, "pairs");
	add_re(lua);

	lua_pushliteral(lua, "");
	lua_createtable(lua, 0, 1);
	lua_getfield(lua, -3, "string");
	lua_setfield(lua, -2, "__index");
	lua_setmetatable(lua, -2);
	lua_pop(lua, 1);

	lua_setfield(lua, LUA_REGISTRYINDEX, allow_list);
	lua_pushnil(lua);
	lua_setfield(lua, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
	lua_newtable(lua);
	lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
	return 0;
}

/* Copies the table at the top of the stack, and the tables in it. */
static void
push_copy(lua_State *lua)
{
	lua_newtable(lua);
	for (lua_pushnil(lua); lua_next(lua, -3); lua_pop(lua, 1)) {
		lua_pushvalue(lua, -2);
		lua_pushvalue(lua, -2);
		if (lua_istable(lua, -1)) {
			push_copy(lua);
			lua_remove(lua, -2);
		}
		lua_rawset(lua, -5);
	}
}

void
library_push(lua_State *lua)
{
	lua_getfield(lua, LUA_REGISTRYINDEX, allow_list);
	push_copy(lua);
	lua_remove(lua, -2);
}
