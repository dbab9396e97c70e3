/*
 * The tables that stand for objects of the model in Lua: one each, read-only, and
 * what they are put together with. All functions leave the Lua stack as it was but
 * for what they say they push or take.
 */
#ifndef LINT_TABLE_H
#define LINT_TABLE_H

#include "model.h"

struct lua_State;

/* Once per Lua state. `on_index` is asked for the fields of a table that was not
 * filled yet, `on_keys` for the order of its keys, as library_pairs wants it. */
void
table_init(struct lua_State *, int (*on_index)(struct lua_State *),
	   int (*on_keys)(struct lua_State *));

/* Drops all tables: with them no object is reached from Lua any more. */
void
table_forget(struct lua_State *);

/* Pushes the table of an object, an empty one where it has none yet. */
void
table_push(struct lua_State *, const struct object *);

/* The object behind the table at `index`; NULL where it is none of ours. */
const struct object *
table_object(struct lua_State *, int index);

/* Pushes the table kept under any other pointer. False: it is new, and empty. */
bool
table_push_shared(struct lua_State *, const void *key);

/* Pushes the one table for all lists that hold nothing. */
void
table_push_nothing(struct lua_State *);

/* The table at the top is filled: nothing is asked for and nothing can change. */
void
table_seal(struct lua_State *);

bool
table_is_fresh(struct lua_State *, int index);

/* The list of keys at the top, which goes, is the order of the table below it. */
void
table_set_order(struct lua_State *);

/* Pushes it. False, and nothing pushed, where the table has none. */
bool
table_push_order(struct lua_State *, int index);

/* table[key] = the value at the top, which goes. */
void
table_set(struct lua_State *, int table, const char *key);

/* Nothing, where the text is absent. */
void
table_set_text(struct lua_State *, int table, const char *key, struct text);

void
table_set_bool(struct lua_State *, int table, const char *key, bool);

void
table_append(struct lua_State *, int list, struct text);

/* Takes texts made on the way. */
struct arena *
table_arena(struct lua_State *);

void
table_set_arena(struct lua_State *, struct arena *);

#endif
