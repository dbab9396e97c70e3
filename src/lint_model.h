/*
 * The model as rules see it: one table per object, whose fields have the names of
 * the rows. A table is filled when a field of it is first asked for, since most
 * rules look at little. What is absent is nil.
 *
 *   text, name, CIDR     text                    bytes       number, in bytes
 *   boolean, choice      boolean, text           duration    number, milliseconds
 *   count, port          number                  cpus        number, thousandths
 *   list of texts        list of texts           map, list   table of tables
 *   value                { text, source, secrets, parameters }: `text` is what is
 *                        written, nil where it holds a reference; `source` shows
 *                        references as `${…}`; then the names of those it holds
 *   map or list of values   tables as above with `name`, `looks_secret`, and
 *                        `is_derived`: it comes from the catalogue
 *
 * Every table has `name`, its key. Beside the fields there is
 *
 *   stack      environment, development
 *     .reach(service, port)        address and port by which one gets to the other,
 *                                  or nil and why not
 *     .shared_network(a, b)        a name, or nil
 *   service    instances: the tables of what runs of it, itself where it is one; host,
 *              a name, nil where it has none; kind, as inferred; knows = { datastore, web_server, data, tools,
 *              file_env, writable }
 *   port       is_alias: the same port under the catalogue's name
 *   publish    is_public, is_loopback
 *   route      service, port: the tables of where it goes
 */
#ifndef LINT_MODEL_H
#define LINT_MODEL_H

#include "model.h"

struct lua_State;

/* Once per Lua state. */
void
lint_model_init(struct lua_State *);

/* Leaves the table of a stack on the Lua stack. `arena` takes texts made on the
 * way, and must outlive the table, as must the stack. */
void
lint_model_push(struct lua_State *, struct arena *arena, const struct stack *);

/* Adds what is known of the object beside its fields to the table at the top. */
void
lint_model_add_facts(struct lua_State *, const struct object *);

#endif
