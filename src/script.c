/*
 * One Lua state with an allow-list and three bounds.
 *
 *   steps    a hook after every 1,000 instructions; when the steps are used up it
 *            goes to 1, so that nothing runs on. C functions, where no hook fires,
 *            are charged by the bytes and items they go over.
 *   memory   the allocator refuses. It also pays for what it gives, because a
 *            loop that only makes large texts runs few instructions.
 *   shape    one text has at most 1 MiB and the stack 16,384 values: comparing
 *            texts and passing arguments is one instruction however long they
 *            are, so instructions cost more while there is something long about.
 *
 * Lua's own string patterns, pcall, coroutines, setmetatable, next and
 * collectgarbage are left out: each is a way past the hook or to an unstable
 * order. What a file may call instead stands in lint_library.c.
 */
#include "script.h"
#include "lint_library.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	hook_steps = 1000,
	stack_bytes_max = 16384 * 16,
	long_text = 16384, /* instructions cost double from here */
	tall_stack = 1024 * 16,
	bytes_per_step = 64, /* memory taken in the time of one instruction */
};

/* What the top of a file may do. */
static const struct script_limits load_limits = {1000000, 8 << 20};

/* Every file begins so, so that messages have one known form. */
static const char chunk_name[] = "=script";
static const char chunk_mark[] = "script:";

static bool
refuse(struct script *s, const char *why)
{
	/* Lua now collects everything and asks once more; that must not be free. */
	s->steps -= (long long)(s->used / 16);
	s->refused = why;
	return false;
}

static bool
may_grow(struct script *s, size_t size, size_t growth, bool is_text)
{
	s->steps -= 1 + (long long)(growth / bytes_per_step);
	if (is_text && size > script_text_max)
		return refuse(s, "a text grew over 1 MiB");
	if (s->used + growth > s->ceiling)
		return refuse(s, "took too much memory");
	if (s->steps < 0 && size > 4096)
		return refuse(s, "took too many steps");
	return true;
}

/* The stack moves either by a realloc or, in Lua 5.4.3 to 5.4.5, by an allocation,
 * a copy and a release; then it is what was allocated last. */
static void
follow_stack(struct script *s, const void *block, void *new, size_t size)
{
	if (!block || (block != s->stack && !s->watching))
		return;
	s->stack = size ? new : s->fresh;
	s->stack_size = size ? size : s->fresh_size;
	s->watching = false;
}

static void *
allocate(void *data, void *block, size_t old, size_t size)
{
	struct script *s = data;
	bool is_text = !block && old == LUA_TSTRING;
	if (!block)
		old = 0;
	if (!size) {
		follow_stack(s, block, NULL, 0);
		free(block);
		s->used -= old;
		return NULL;
	}
	if (s->limited && size > old && !may_grow(s, size, size - old, is_text))
		return NULL;
	uintptr_t before = (uintptr_t)block;
	void *new = realloc(block, size);
	if (!new)
		return NULL;
	follow_stack(s, (void *)before, new, size);
	s->used += size - old;
	if (is_text && size > s->longest)
		s->longest = size;
	if (!before)
		s->fresh = new, s->fresh_size = size;
	return new;
}

struct script *
script_of(lua_State *lua)
{
	return *(struct script **)lua_getextraspace(lua);
}

static void
count(lua_State *lua, lua_Debug *debug)
{
	struct script *s = script_of(lua);
	(void)debug;
	size_t weight = 1 + s->longest / long_text + s->stack_size / tall_stack;
	s->steps -= (long long)(hook_steps * weight);
	if (s->limited && s->stack_size > stack_bytes_max)
		luaL_error(lua, "calls are nested too deep");
	script_charge(lua, 0);
}

void
script_charge(lua_State *lua, size_t steps)
{
	struct script *s = script_of(lua);
	if (!s->limited)
		return;
	s->steps -= (long long)steps;
	if (s->steps >= 0)
		return;
	lua_sethook(lua, count, LUA_MASKCOUNT, 1);
	luaL_error(lua, "took too many steps");
}

struct script_pause
script_pause(struct script *s)
{
	struct script_pause pause = {s->steps, s->used};
	s->limited = false;
	return pause;
}

void
script_resume(struct script *s, struct script_pause pause)
{
	s->limited = true;
	s->steps = pause.steps;
	s->ceiling += s->used - pause.used;
}

struct text
script_text(lua_State *lua, int index)
{
	struct text t = {0};
	if (lua_type(lua, index) == LUA_TSTRING)
		t.ptr = lua_tolstring(lua, index, &t.len);
	return t;
}

void
script_push(lua_State *lua, struct text t)
{
	lua_pushlstring(lua, t.len ? t.ptr : "", t.len);
}

/* Loading and calling. */

static int
out_of_memory(lua_State *lua)
{
	(void)lua;
	fputs("stackc: out of memory\n", stderr);
	exit(2);
}

void
script_init(struct script *s, struct arena *arena)
{
	*s = (struct script){.arena = arena, .ceiling = SIZE_MAX};
	s->lua = lua_newstate(allocate, s);
	if (!s->lua)
		out_of_memory(NULL);
	lua_atpanic(s->lua, out_of_memory);
	*(struct script **)lua_getextraspace(s->lua) = s;
	/* The only block that moves in this call is the stack. */
	s->watching = true;
	lua_checkstack(s->lua, 200);
	lua_pushcfunction(s->lua, library_build);
	lua_call(s->lua, 0, 0);
}

void
script_release(struct script *s)
{
	lua_close(s->lua);
	*s = (struct script){0};
}

/* Splits "script:12: text" into the line and the text. */
static struct script_error
read_error(struct script *s, struct text message)
{
	struct script_error error = {0};
	struct text mark = text_of(chunk_mark);
	if (text_starts(message, mark)) {
		size_t at = mark.len;
		for (;
		     at < message.len && message.ptr[at] >= '0' && message.ptr[at] <= '9';
		     at++)
			error.line = error.line * 10 + (size_t)(message.ptr[at] - '0');
		message = text_trim(text_slice(message, at + 1, message.len));
	}
	error.message = text_copy(s->arena, message);
	return error;
}

/* Takes the error value from the stack. */
static struct script_error
take_error(struct script *s, int status)
{
	lua_State *lua = s->lua;
	struct script_error error;
	if (status == LUA_ERRMEM && !s->refused)
		out_of_memory(lua);
	if (status == LUA_ERRMEM)
		error = (struct script_error){.message = text_of(s->refused)};
	else if (lua_type(lua, -1) == LUA_TSTRING)
		error = read_error(s, script_text(lua, -1));
	else
		error.line = 0,
		error.message = text_format(s->arena, "error with a %s as its value",
		                            luaL_typename(lua, -1));
	lua_pop(lua, 1);
	return error;
}

bool
script_call(struct script *s, int argument_len, int result_len,
            struct script_limits limits, struct script_error *error)
{
	if (s->limited)
		BUG("a script is called from within a script");
	s->limits = limits;
	s->steps = limits.steps;
	s->ceiling = s->used + limits.bytes;
	s->refused = NULL;
	lua_sethook(s->lua, count, LUA_MASKCOUNT, hook_steps);
	s->limited = true;
	int status = lua_pcall(s->lua, argument_len, result_len, 0);
	s->limited = false;
	lua_sethook(s->lua, NULL, 0, 0);
	if (status == LUA_OK)
		return true;
	*error = take_error(s, status);
	return false;
}

/* Arguments: the bytes, as light userdata. Runs within the limits, since reading a
 * file takes memory too. */
static int
load(lua_State *lua)
{
	const struct text *bytes = lua_touserdata(lua, 1);
	if (luaL_loadbufferx(lua, bytes->ptr, bytes->len, chunk_name, "t") != LUA_OK)
		return lua_error(lua);
	library_push(lua);
	lua_setupvalue(lua, -2, 1);
	lua_call(lua, 0, 1);
	if (!lua_istable(lua, -1))
		return luaL_error(lua, "the file returns a %s, not a table",
		                  luaL_typename(lua, -1));
	return 1;
}

bool
script_load(struct script *s, struct text bytes, struct script_error *error)
{
	lua_pushcfunction(s->lua, load);
	lua_pushlightuserdata(s->lua, &bytes);
	if (bytes.len > script_text_max) {
		lua_pop(s->lua, 2);
		*error = (struct script_error){T("the file is over 1 MiB"), 0};
		return false;
	}
	return script_call(s, 1, 1, load_limits, error);
}
