/* What rules are told of an object beside its fields: what was found out about it. */
#include "catalog.h"
#include "lint_model.h"
#include "lint_table.h"
#include "reach.h"
#include "script.h"

#include <lauxlib.h>
#include <lua.h>

static void
add_texts(lua_State *lua, const char *key, const struct texts *texts)
{
	if (texts->len)
		lua_createtable(lua, (int)texts->len, 0);
	else
		table_push_nothing(lua);
	for (size_t i = 0; i < texts->len; i++)
		table_append(lua, -1, texts->items[i]);
	table_set(lua, -2, key);
}

/* What runs of the service: their own tables, its own among them where it runs. */
static void
add_instances(lua_State *lua, const struct service *s)
{
	lua_createtable(lua, (int)s->instances.len, 0);
	for (size_t i = 0; i < s->instances.len; i++) {
		table_push(lua, &s->instances.items[i]->object);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
	table_set(lua, -2, "instances");
}

/* What is known of one version of a kind is one table for all its services. */
static void
push_knowledge(lua_State *lua, const struct knowledge *k)
{
	if (table_push_shared(lua, k))
		return;
	table_set_bool(lua, -1, "datastore", k->datastore);
	table_set_bool(lua, -1, "web_server", k->web_server);
	add_texts(lua, "data", &k->data);
	add_texts(lua, "writable", &k->writable);
	add_texts(lua, "tools", &k->tools);
	add_texts(lua, "ui", &k->ui);
	add_texts(lua, "passwords", &k->passwords);
	add_texts(lua, "file_env", &k->file_env);
}

static void
add_to_service(lua_State *lua, const struct object *o)
{
	const struct service *s = (const void *)o;
	add_instances(lua, s);
	if (s->host)
		table_set_text(lua, -1, "host", s->host->object.name);
	if (s->catalog)
		table_set_text(lua, -1, "kind", s->catalog->kind);
	push_knowledge(lua, s->knows);
	table_set(lua, -2, "knows");
}

static void
add_to_port(lua_State *lua, const struct object *o)
{
	const struct port *p = (const void *)o;
	table_set_bool(lua, -1, "is_alias", p->alias_of);
	lua_pushinteger(lua, p->last);
	table_set(lua, -2, "last");
}

static void
add_to_publish(lua_State *lua, const struct object *o)
{
	const struct publish *p = (const void *)o;
	lua_pushinteger(lua, p->last);
	table_set(lua, -2, "last");
	table_set_bool(lua, -1, "is_public", p->is_public);
	table_set_bool(lua, -1, "is_loopback", p->is_loopback);
}

static void
add_to_route(lua_State *lua, const struct object *o)
{
	const struct route *r = (const void *)o;
	if (!r->service || !r->port)
		return;
	table_push(lua, &r->service->object);
	table_set(lua, -2, "service");
	table_push(lua, &r->port->object);
	table_set(lua, -2, "port");
}

/* The only host need not be named. */
static void
add_to_gateway(lua_State *lua, const struct object *o)
{
	const struct gateway *g = (const void *)o;
	if (g->host_bound)
		table_set_text(lua, -1, "host", g->host_bound->object.name);
}

static const struct object *
check_object(lua_State *lua, int index, const struct row *rows, const char *what)
{
	const struct object *o = table_object(lua, index);
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
	struct reach r = reach_port(table_arena(lua), consumer, (const void *)port->owner,
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
	table_set_text(lua, -1, "environment",
		 ((const struct stack *)(const void *)o)->environment);
	lua_pushcfunction(lua, reach);
	table_set(lua, -2, "reach");
	lua_pushcfunction(lua, shared_network);
	table_set(lua, -2, "shared_network");
}

static const struct {
	const struct row *rows;
	void (*add)(lua_State *, const struct object *);
} additions[] = {
	{ model_rows, add_to_stack }, { service_rows, add_to_service },
	{ port_rows, add_to_port },   { publish_rows, add_to_publish },
	{ route_rows, add_to_route },   { gateway_rows, add_to_gateway },
};

void
lint_model_add_facts(lua_State *lua, const struct object *o)
{
	for (size_t i = 0; i < sizeof additions / sizeof *additions; i++)
		if (additions[i].rows == o->rows)
			additions[i].add(lua, o);
}
