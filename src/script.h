/*
 * The one Lua state: rules and catalogue entries run here, and nothing they do
 * can hang the program, crash it, read a file or change from run to run.
 *
 * A file is text that returns a table. It sees an environment of its own:
 *
 *   assert error ipairs pairs select tonumber tostring type
 *   table.{concat insert remove sort unpack}     math, without random
 *   string.{byte char format len lower upper rep reverse sub}, also as methods
 *   utf8                                     re.{test match find all}, PCRE2
 *
 * What differs from Lua: pairs goes in order (see script_call), tostring and
 * string.format take no tables and functions (their addresses differ from run to
 * run), unpack gives at most 250 values, text arithmetic is an error.
 *
 *   re.test(subject, pattern)         whether it matches somewhere
 *   re.match(subject, pattern)        the groups of the first match, or the whole
 *                                     match where the pattern has none; a group
 *                                     without a part in it is false; else nil
 *   re.find(subject, pattern [, at])  first and last byte of the match, or nil
 *   re.all(subject, pattern)          a list: per match the text, or a list of
 *                                     its groups where the pattern has several
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "text.h"

struct lua_State;

/* The longest text a script can make, and the longest file. */
enum { script_text_max = 1 << 20 };

/* What one call may use. */
struct script_limits {
	long long steps; /* Lua instructions; C functions are charged alike */
	size_t bytes;    /* more than were in use before the call */
};

struct script_error {
	struct text message;
	size_t line; /* of the file; 0: not known */
};

struct script {
	struct lua_State *lua;
	struct arena *arena;
	struct script_limits limits;
	long long steps;      /* left in this call */
	size_t used, ceiling; /* bytes */
	size_t longest;       /* text made so far */
	void *stack, *fresh;  /* Lua's value stack, to bound it; the last new block */
	size_t stack_size, fresh_size;
	const char *refused; /* why the allocator said no */
	bool limited;        /* a call is running */
	bool watching;       /* the next block to move is the stack */
};

/* Error messages go to `arena`. Where memory is short, the program ends. */
void
script_init(struct script *, struct arena *arena);

void
script_release(struct script *);

/* Runs a file and leaves the table it returns on the Lua stack. False: nothing is
 * left there, and *error says what is wrong. */
bool
script_load(struct script *, struct text bytes, struct script_error *error);

/* lua_pcall() within limits: takes a function and `argument_len` arguments from
 * the Lua stack and leaves `result_len` results there. False: nothing is left.
 * Not to be called from within a call.
 *
 * In it, pairs() visits keys in order: numbers, then texts by their bytes, then
 * booleans; other keys are an error. A table whose metatable has `__keys`, which
 * only C can give it, is visited by the list that this function returns. */
bool
script_call(struct script *, int argument_len, int result_len,
            struct script_limits limits, struct script_error *error);

/* What C makes on its own behalf within a call (the model's tables) is not
 * charged to it: take the state before, give it back after. */
struct script_pause {
	long long steps;
	size_t used;
};

struct script_pause
script_pause(struct script *);

void
script_resume(struct script *, struct script_pause);

struct script *
script_of(struct lua_State *);

/* Ends the call with an error where it has no steps left. */
void
script_charge(struct lua_State *, size_t steps);

/* The text at `index` of the Lua stack; an empty text where there is none. Lua
 * owns it: it is valid as long as the value is on the stack or in a table. */
struct text
script_text(struct lua_State *, int index);

void
script_push(struct lua_State *, struct text);

#endif
