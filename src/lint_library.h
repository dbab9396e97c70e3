/*
 * The functions that a rule or catalogue file sees; script.h lists them.
 */
#ifndef LINT_LIBRARY_H
#define LINT_LIBRARY_H

struct lua_State;

/* A Lua function without arguments: makes the allow-list, once per state, and
 * gives text values their methods from it. */
int
library_build(struct lua_State *);

/* Puts a fresh copy on the Lua stack, so that no file sees what another changed. */
void
library_push(struct lua_State *);

#endif
