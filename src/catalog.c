/*
 * Entries are Lua tables made by the files rules/catalog/<kind>.lua; see the form
 * in catalog.h. A file is run when its kind is first asked for; inferring a kind
 * from an image asks for all of them.
 *
 * What depends on the edition only is worked out once per entry and edition and
 * kept: facts as a tree without places, which is copied with the place of each
 * service. Tables from a file are read with raw accesses, so nothing here can
 * raise, and with a bound on depth and number, since a table may hold itself.
 */
#include "catalog.h"
#include "embedded.h"
#include "image.h"
#include "registry.h"
#include "scalar.h"
#include "script.h"
#include "topology.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>

enum { node_len_max = 4096, node_depth_max = 16 };

static const struct script_limits limits = { 1000000, 8 << 20 };

/* What is known of one edition of one kind. */
struct known {
	struct text image; /* of the kind's images */
	struct text version;
	const struct node *facts; /* places empty; NULL after an error */
	struct knowledge *knowledge;
};

/* `base` comes first: a struct catalog_entry of ours is a struct kind. */
struct kind {
	struct catalog_entry base;
	const struct embedded *file;
	ARRAY(struct known) known;
	bool loaded, failed;
};

struct catalog {
	struct arena *arena;
	struct script *script;
	struct diags *diags;
	ARRAY(struct kind *) kinds;
	struct text *names;
};

struct catalog *
catalog_new(struct arena *a, struct script *script, struct diags *diags)
{
	struct catalog *c = arena_new(a, struct catalog);
	*c = (struct catalog){ .arena = a, .script = script, .diags = diags };
	for (const struct embedded *e = embedded_rules; e->path; e++) {
		struct text name = text_of(e->path);
		if (!text_starts(name, T("catalog/")))
			continue;
		struct kind *kind = arena_new(a, struct kind);
		kind->base.kind = text_slice(name, 8, name.len - 4);
		kind->file = e;
		array_push(a, &c->kinds, kind);
	}
	c->names = arena_array(a, struct text, c->kinds.len);
	for (size_t i = 0; i < c->kinds.len; i++)
		c->names[i] = c->kinds.items[i]->base.kind;
	return c;
}

const struct text *
catalog_kinds(struct catalog *c, size_t *len)
{
	*len = c->kinds.len;
	return c->names;
}

/* Reading Lua values. */

/* Pushes table[name]; nil where the value at `table` is no table. */
static int
push_field(lua_State *lua, int table, const char *name)
{
	table = lua_absindex(lua, table);
	if (!lua_istable(lua, table)) {
		lua_pushnil(lua);
		return LUA_TNIL;
	}
	lua_pushstring(lua, name);
	return lua_rawget(lua, table);
}

static bool
read_bool(lua_State *lua, int table, const char *name)
{
	push_field(lua, table, name);
	bool is_set = lua_toboolean(lua, -1);
	lua_pop(lua, 1);
	return is_set;
}

static int64_t
read_integer(lua_State *lua, int table, const char *name)
{
	push_field(lua, table, name);
	int64_t number = lua_tointeger(lua, -1);
	lua_pop(lua, 1);
	return number;
}

static struct text
read_text(struct arena *a, lua_State *lua, int table, const char *name)
{
	push_field(lua, table, name);
	struct text t = script_text(lua, -1);
	if (t.ptr)
		t = text_copy(a, t);
	lua_pop(lua, 1);
	return t;
}

/* False where there is no such list. */
static bool
read_texts(struct arena *a, lua_State *lua, int table, const char *name,
	   struct texts *list)
{
	bool is_list = push_field(lua, table, name) == LUA_TTABLE;
	for (lua_Integer i = 1; is_list && lua_rawgeti(lua, -1, i) == LUA_TSTRING; i++) {
		array_push(a, list, text_copy(a, script_text(lua, -1)));
		lua_pop(lua, 1);
	}
	lua_pop(lua, is_list ? 2 : 1);
	return is_list;
}

static int
entry_order(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	return text_compare(a->key->text, b->key->text);
}

static const struct node *
scalar(struct arena *a, struct text text)
{
	struct node *node = arena_new(a, struct node);
	*node = (struct node){ .kind = NODE_SCALAR,
			       .text = text_copy(a, text),
			       .weight = 1 };
	return node;
}

struct reader {
	struct arena *arena;
	lua_State *lua;
	size_t left;	   /* nodes that may still be made */
	const char *error; /* NULL while all is well */
};

static const struct node *
read_node(struct reader *, int index, int depth);

/* A table with an item 1 is a list, any other a map in the order of its keys. */
static void
read_entries(struct reader *r, int index, int depth, struct node *node)
{
	ARRAY(struct entry) entries = { 0 };
	node->kind = lua_rawlen(r->lua, index) ? NODE_LIST : NODE_MAP;
	for (lua_pushnil(r->lua); lua_next(r->lua, index) && !r->error;
	     lua_pop(r->lua, 1)) {
		struct entry entry = { .layer = LAYER_CATALOG };
		if (node->kind == NODE_MAP && lua_type(r->lua, -2) == LUA_TSTRING)
			entry.key = scalar(r->arena, script_text(r->lua, -2));
		else if (node->kind == NODE_MAP || !lua_isinteger(r->lua, -2))
			r->error = "a table has keys of several kinds";
		entry.value = read_node(r, lua_gettop(r->lua), depth + 1);
		array_push(r->arena, &entries, entry);
		node->weight += entry.value ? entry.value->weight : 0;
	}
	if (r->error)
		return;
	/* lua_next() visits the items of a list in order. */
	if (node->kind == NODE_MAP && entries.len)
		qsort(entries.items, entries.len, sizeof *entries.items, entry_order);
	node->entries = entries.items;
	node->len = entries.len;
}

static const struct node *
read_node(struct reader *r, int index, int depth)
{
	size_t len;
	if (!r->left-- || depth > node_depth_max || !lua_checkstack(r->lua, 8)) {
		r->error = "a table is too large or holds itself";
		r->left = 0;
		return NULL;
	}
	switch (lua_type(r->lua, index)) {
	case LUA_TSTRING: return scalar(r->arena, script_text(r->lua, index));
	case LUA_TBOOLEAN:
		return scalar(r->arena,
			      lua_toboolean(r->lua, index) ? T("true") : T("false"));
	case LUA_TNUMBER: {
		lua_pushvalue(r->lua, index);
		const char *digits = lua_tolstring(r->lua, -1, &len);
		const struct node *node = scalar(r->arena, (struct text){ digits, len });
		lua_pop(r->lua, 1);
		return node;
	}
	case LUA_TTABLE: {
		struct node *node = arena_new(r->arena, struct node);
		node->weight = 1;
		int top = lua_gettop(r->lua);
		read_entries(r, index, depth, node);
		lua_settop(r->lua, top);
		return node;
	}
	default: r->error = "a value is no text, number, boolean or table"; return NULL;
	}
}

/* Loading. */

static const char version_missing[] = "the version is not known";

static void
fail(struct catalog *c, struct kind *kind, struct span at, struct script_error error)
{
	struct diag *diag;
	if (text_is(error.message, version_missing)) {
		diag = diag_error(c->diags, "catalog/version-unknown", at,
				  "what image kind '%.*s' needs depends on its version, "
				  "which is not known",
				  TA(kind->base.kind));
		diag_fix(c->diags, diag,
			 "give the image a tag, or the service a 'version'");
		return;
	}
	diag = diag_error(c->diags, "catalog/failed", at,
			  "the catalogue entry '%.*s' fails: %.*s", TA(kind->base.kind),
			  TA(error.message));
	if (error.line)
		diag_note(c->diags, diag, (struct span){ 0 }, "in line %zu of rules/%s",
			  error.line, kind->file->path);
}

/* `topology` of the entry at the top. */
static void
read_form(struct catalog *c, struct kind *kind)
{
	lua_State *lua = c->script->lua;
	struct catalog_entry *entry = &kind->base;
	push_field(lua, -1, "topology");
	struct text form = read_text(c->arena, lua, -1, "form");
	entry->form = text_is(form, "primary") ? FORM_PRIMARY :
		      text_is(form, "cluster") ? FORM_CLUSTER : FORM_NONE;
	push_field(lua, -1, "inner");
	entry->inner_port = read_text(c->arena, lua, -1, "name");
	entry->inner_of = read_text(c->arena, lua, -1, "of");
	entry->inner_plus = read_integer(lua, -1, "plus");
	lua_pop(lua, 2);
}

static bool
load(struct catalog *c, struct kind *kind)
{
	if (kind->loaded)
		return !kind->failed;
	kind->loaded = true;
	struct script_error error;
	kind->failed = !script_load(c->script, embedded_text(kind->file), &error);
	if (kind->failed) {
		fail(c, kind, (struct span){ 0 }, error);
		return false;
	}
	read_texts(c->arena, c->script->lua, -1, "images", &kind->base.images);
	kind->base.summary = read_text(c->arena, c->script->lua, -1, "summary");
	kind->base.settings = read_text(c->arena, c->script->lua, -1, "settings");
	read_form(c, kind);
	kind->base.ref = luaL_ref(c->script->lua, LUA_REGISTRYINDEX);
	return true;
}

const struct catalog_entry *
catalog_find(struct catalog *c, struct text name)
{
	for (size_t i = 0; i < c->kinds.len; i++) {
		struct kind *kind = c->kinds.items[i];
		if (text_equal(kind->base.kind, name))
			return load(c, kind) ? &kind->base : NULL;
	}
	return NULL;
}

const struct catalog_entry *
catalog_infer(struct catalog *c, struct text image)
{
	for (size_t i = 0; i < c->kinds.len; i++) {
		struct kind *kind = c->kinds.items[i];
		if (!load(c, kind))
			continue;
		for (size_t j = 0; j < kind->base.images.len; j++)
			if (image_is(image, kind->base.images.items[j]))
				return &kind->base;
	}
	return NULL;
}

/* What is below the prefix of a mirror, by its name at home. */
static const struct catalog_entry *
infer_below(struct catalog *c, struct text rest, const struct mirror *mirror)
{
	const struct catalog_entry *entry = NULL;
	for (size_t i = 0; i < mirror->names.len && !entry; i++)
		entry = catalog_infer(c, text_format(c->arena, "%.*s/%.*s",
						     TA(mirror->names.items[i]), TA(rest)));
	return entry;
}

const struct catalog_entry *
catalog_infer_mirrored(struct catalog *c, struct text image, const struct mirror *mirrors,
		       size_t len)
{
	const struct catalog_entry *entry = catalog_infer(c, image);
	struct text rest;
	for (size_t i = 0; i < len && !entry; i++)
		if (image_below(image, mirrors[i].prefix, &rest))
			entry = infer_below(c, rest, &mirrors[i]);
	return entry;
}

const struct catalog_entry *
catalog_entry_of(struct catalog *c, struct arena *a, const struct stack *stack,
		 const struct service *s)
{
	if (s->kind.len)
		return catalog_find(c, s->kind);
	if (!s->image.at)
		return NULL;
	return catalog_infer_mirrored(c, registry_known(a, stack, &s->image),
				      registry_mirrors(a, stack), stack->registries.len);
}

/* Versions. */

static const char version_type[] = "stackc.version";

/* A member a version lacks: the entry needs it, and cannot be asked without. */
static int
version_lacks(lua_State *lua)
{
	return luaL_error(lua, "%s", version_missing);
}

static size_t
read_number(struct text t, size_t at, int64_t *number)
{
	for (*number = 0; at < t.len && t.ptr[at] >= '0' && t.ptr[at] <= '9'; at++)
		if (*number < 100000000)
			*number = *number * 10 + (t.ptr[at] - '0');
	return at;
}

/* `v16.4-alpine`: major 16, minor 4, flavour alpine. */
static void
push_version(lua_State *lua, struct text image, struct text version)
{
	int64_t major, minor = 0;
	size_t start = text_starts(version, T("v")),
	       at = read_number(version, start, &major);
	bool is_known = at > start;
	if (is_known && at < version.len && version.ptr[at] == '.')
		at = read_number(version, at + 1, &minor);
	struct text flavour = is_known ? text_slice(version, at, version.len) : version;
	size_t dash = text_find_byte(flavour, '-');
	if (is_known)
		flavour = text_slice(flavour, dash + 1, flavour.len);
	lua_createtable(lua, 0, 5);
	script_push(lua, image);
	lua_setfield(lua, -2, "image");
	script_push(lua, version);
	lua_setfield(lua, -2, "text");
	script_push(lua, flavour);
	lua_setfield(lua, -2, "flavour");
	if (is_known) {
		lua_pushinteger(lua, major);
		lua_setfield(lua, -2, "major");
		lua_pushinteger(lua, minor);
		lua_setfield(lua, -2, "minor");
	}
	if (luaL_newmetatable(lua, version_type)) {
		lua_pushcfunction(lua, version_lacks);
		lua_setfield(lua, -2, "__index");
	}
	lua_setmetatable(lua, -2);
}

/* Leaves entry[field] on the stack, called with the argument at the top where it
 * is a function; the argument goes. */
static bool
evaluate(struct catalog *c, struct kind *kind, const char *field,
	 struct script_error *error)
{
	lua_State *lua = c->script->lua;
	lua_rawgeti(lua, LUA_REGISTRYINDEX, kind->base.ref);
	push_field(lua, -1, field);
	lua_remove(lua, -2);
	lua_insert(lua, -2);
	if (lua_isfunction(lua, -2))
		return script_call(c->script, 1, 1, limits, error);
	lua_pop(lua, 1);
	return true;
}

static const struct node empty_map = { .kind = NODE_MAP, .weight = 1 };

static const struct node *
evaluate_node(struct catalog *c, struct kind *kind, const char *field, struct span at)
{
	struct script_error error = { 0 };
	if (!evaluate(c, kind, field, &error)) {
		fail(c, kind, at, error);
		return NULL;
	}
	if (lua_isnil(c->script->lua, -1)) {
		lua_pop(c->script->lua, 1);
		return &empty_map;
	}
	struct reader r = { c->arena, c->script->lua, node_len_max, NULL };
	const struct node *node = read_node(&r, lua_gettop(r.lua), 0);
	lua_pop(r.lua, 1);
	if (!r.error)
		return node;
	error.message = text_format(c->arena, "in '%s' %s", field, r.error);
	fail(c, kind, at, error);
	return NULL;
}

/* Each node is copied with the place of the service that gets it. */
static const struct node *
place(struct arena *a, const struct node *from, struct span at)
{
	struct node *node = arena_new(a, struct node);
	*node = *from;
	node->at = at;
	struct entry *entries = arena_array(a, struct entry, from->len);
	for (size_t i = 0; i < from->len; i++) {
		entries[i] = from->entries[i];
		entries[i].value = place(a, from->entries[i].value, at);
		if (entries[i].key)
			entries[i].key = place(a, from->entries[i].key, at);
	}
	node->entries = entries;
	return node;
}

static struct knowledge *
read_knowledge(struct catalog *c, int table)
{
	struct arena *a = c->arena;
	lua_State *lua = c->script->lua;
	struct knowledge *k = arena_new(a, struct knowledge);
	k->datastore = read_bool(lua, table, "datastore");
	k->web_server = read_bool(lua, table, "web_server");
	k->peers = read_bool(lua, table, "peers");
	read_texts(a, lua, table, "data", &k->data);
	read_texts(a, lua, table, "writable", &k->writable);
	k->capabilities_known =
		read_texts(a, lua, table, "capabilities", &k->capabilities);
	read_texts(a, lua, table, "tools", &k->tools);
	read_texts(a, lua, table, "ui", &k->ui);
	read_texts(a, lua, table, "passwords", &k->passwords);
	read_texts(a, lua, table, "file_env", &k->file_env);
	k->file_suffix = read_text(a, lua, table, "file_suffix");
	if (!k->file_suffix.len)
		k->file_suffix = T("_FILE");
	k->uid = read_integer(lua, table, "uid");
	k->gid = read_integer(lua, table, "gid");
	read_texts(a, lua, table, "removed", &k->removed);
	k->config_path = read_text(a, lua, table, "config_path");
	k->url_port = read_text(a, lua, table, "url_port");
	push_field(lua, table, "listeners");
	k->listeners.network = read_text(a, lua, -1, "network");
	k->listeners.loopback = read_text(a, lua, -1, "loopback");
	k->listeners.remote = read_text(a, lua, -1, "remote");
	lua_pop(lua, 1);
	return k;
}

/* Which of the kind's images it is; the first, where it is none of them. */
static struct text
find_image(const struct kind *kind, struct text image)
{
	for (size_t i = 0; image.len && i < kind->base.images.len; i++)
		if (image_is(image, kind->base.images.items[i]))
			return kind->base.images.items[i];
	return kind->base.images.len ? kind->base.images.items[0] : (struct text){ 0 };
}

static struct known *
find_known(struct kind *kind, struct edition edition)
{
	struct text image = find_image(kind, edition.image);
	for (size_t i = 0; i < kind->known.len; i++)
		if (text_equal(kind->known.items[i].version, edition.version) &&
		    text_equal(kind->known.items[i].image, image))
			return &kind->known.items[i];
	return NULL;
}

/* Asks the entry about an edition it was not asked about before. */
static struct known *
learn(struct catalog *c, struct kind *kind, struct edition edition, struct span at)
{
	lua_State *lua = c->script->lua;
	struct script_error error;
	struct known known = { .image = find_image(kind, edition.image),
			       .version = text_copy(c->arena, edition.version) };
	push_version(lua, known.image, known.version);
	if (!evaluate(c, kind, "knows", &error)) {
		fail(c, kind, at, error);
	} else {
		known.knowledge = read_knowledge(c, lua_gettop(lua));
		lua_pop(lua, 1);
		push_version(lua, known.image, known.version);
		known.facts = evaluate_node(c, kind, "service", at);
	}
	if (known.facts && known.facts->kind != NODE_MAP) {
		fail(c, kind, at,
		     (struct script_error){ T("'service' is not a table"), 0 });
		known.facts = NULL;
	}
	array_push(c->arena, &kind->known, known);
	return &kind->known.items[kind->known.len - 1];
}

const struct node *
catalog_facts(struct catalog *c, struct arena *a, const struct catalog_entry *entry,
	      struct edition edition, struct span at)
{
	struct kind *kind = (struct kind *)entry;
	struct known *known = find_known(kind, edition);
	/* Asked again after an error, so that each service gets its diagnostic. */
	if (!known || !known->facts)
		known = learn(c, kind, edition, at);
	return known->facts ? place(a, known->facts, at) : NULL;
}

const struct knowledge *
catalog_knows(struct catalog *c, const struct catalog_entry *entry, struct edition edition)
{
	static const struct knowledge nothing;
	if (!entry)
		return &nothing;
	struct kind *kind = (struct kind *)entry;
	struct known *known = find_known(kind, edition);
	if (!known)
		known = learn(c, kind, edition, (struct span){ 0 });
	return known->knowledge ? known->knowledge : &nothing;
}

/* Templates and what is derived. */

static void
push_pairs(struct arena *a, lua_State *lua, const char *namespace,
	   const struct pair *pairs, size_t len)
{
	lua_createtable(lua, 0, (int)len);
	for (size_t i = 0; i < len; i++) {
		struct text text, name = pairs[i].object.name;
		script_push(lua, name);
		lua_createtable(lua, 0, 2);
		script_push(lua, text_format(a, "${%s.%.*s}", namespace, TA(name)));
		lua_setfield(lua, -2, "reference");
		if (value_literal(a, &pairs[i].value, &text)) {
			script_push(lua, text);
			lua_setfield(lua, -2, "text");
		}
		lua_rawset(lua, -3);
	}
}

struct text
catalog_version(struct arena *a, const struct service *s)
{
	const struct parameter *missing;
	if (s->version.len)
		return s->version;
	struct text t = value_expand(a, &s->version_value, &missing);
	return missing ? (struct text){ 0 } : t;
}

/* What a member of a topology knows of its group. */
static void
push_member(lua_State *lua, const struct service *s)
{
	static const char *const roles[] = {
		[ROLE_PRIMARY] = "primary",
		[ROLE_REPLICA] = "replica",
		[ROLE_NODE] = "node",
		[ROLE_FORMER] = "former",
	};
	struct text address = s->host ? s->host->address : s->object.name;
	lua_createtable(lua, 0, 5);
	lua_pushstring(lua, roles[s->role]);
	lua_setfield(lua, -2, "role");
	script_push(lua, s->topology->user);
	lua_setfield(lua, -2, "user");
	lua_pushinteger(lua, topology_replicas(s->topology));
	lua_setfield(lua, -2, "replicas");
	script_push(lua, address);
	lua_setfield(lua, -2, "address");
	lua_pushboolean(lua, !scalar_is_cidr(address));
	lua_setfield(lua, -2, "is_name");
	lua_setfield(lua, -2, "topology");
}

/* What each listener tells its clients, by the name of its port. */
static void
push_announced(struct arena *a, lua_State *lua, const struct service *s)
{
	lua_newtable(lua);
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		if (!p->announced.len)
			continue;
		const char *form = scalar_is_ipv6(p->announced) ? "[%.*s]:%lld" : "%.*s:%lld";
		script_push(lua, p->object.name);
		script_push(lua, text_format(a, form, TA(p->announced),
					     (long long)p->announced_port));
		lua_rawset(lua, -3);
	}
}

static void
push_service(struct arena *a, lua_State *lua, const struct service *s)
{
	static const char *const placements[] = {
		[PLACEMENT_CONTAINER] = "container",
		[PLACEMENT_PROCESS] = "process",
		[PLACEMENT_EXTERNAL] = "external",
	};
	lua_createtable(lua, 0, 8);
	script_push(lua, catalog_version(a, s));
	lua_setfield(lua, -2, "version");
	lua_pushstring(lua, placements[s->placement]);
	lua_setfield(lua, -2, "placement");
	if (s->knows && s->knows->data.len) {
		script_push(lua, s->knows->data.items[0]);
		lua_setfield(lua, -2, "data");
	}
	if (s->resources && s->resources->memory) {
		lua_pushinteger(lua, s->resources->memory);
		lua_setfield(lua, -2, "memory");
	}
	lua_createtable(lua, 0, (int)s->ports.len);
	for (size_t i = 0; i < s->ports.len; i++) {
		script_push(lua, s->ports.items[i].object.name);
		lua_pushinteger(lua, s->ports.items[i].port);
		lua_rawset(lua, -3);
	}
	lua_setfield(lua, -2, "ports");
	push_announced(a, lua, s);
	lua_setfield(lua, -2, "announces");
	push_pairs(a, lua, "env", s->env.items, s->env.len);
	lua_setfield(lua, -2, "env");
	push_pairs(a, lua, "settings", s->settings.items, s->settings.len);
	lua_setfield(lua, -2, "settings");
	if (s->role)
		push_member(lua, s);
}

struct text
catalog_template(struct catalog *c, struct arena *a, const struct catalog_entry *entry,
		 const struct service *service, struct text name)
{
	lua_State *lua = c->script->lua;
	struct kind *kind = (struct kind *)entry;
	struct text result = { 0 };
	struct script_error error;
	lua_rawgeti(lua, LUA_REGISTRYINDEX, kind->base.ref);
	push_field(lua, -1, "templates");
	push_field(lua, -1, text_copy(a, name).ptr);
	lua_replace(lua, -3);
	lua_pop(lua, 1);
	if (lua_isfunction(lua, -1)) {
		push_service(a, lua, service);
		if (!script_call(c->script, 1, 1, limits, &error)) {
			fail(c, kind, object_at(&service->object), error);
			return result;
		}
	}
	result = script_text(lua, -1);
	if (result.ptr)
		result = text_copy(a, result);
	lua_pop(lua, 1);
	return result;
}

/* Reads a map of texts, as read_node() made it. */
static void
read_pairs(struct catalog *c, const struct node *map, struct derived_pairs *pairs)
{
	for (size_t i = 0; map && i < map->len; i++)
		array_push(c->arena, pairs,
			   (struct derived_pair){ map->entries[i].key->text,
						  map->entries[i].value->text });
}

static void
read_words(struct catalog *c, const struct node *list, struct texts *words)
{
	for (size_t i = 0; list && i < list->len; i++)
		array_push(c->arena, words, list->entries[i].value->text);
}

static const struct node *
member(const struct node *map, const char *name)
{
	for (size_t i = 0; i < map->len; i++)
		if (text_is(map->entries[i].key->text, name))
			return map->entries[i].value;
	return NULL;
}

void
catalog_derive(struct catalog *c, const struct catalog_entry *entry,
	       const struct service *service, struct derived *derived)
{
	struct kind *kind = (struct kind *)entry;
	push_service(c->arena, c->script->lua, service);
	const struct node *map =
		evaluate_node(c, kind, "derive", object_at(&service->object));
	if (!map || map->kind != NODE_MAP)
		return;
	read_pairs(c, member(map, "env"), &derived->env);
	read_pairs(c, member(map, "files"), &derived->files);
	read_words(c, member(map, "command"), &derived->command);
	read_words(c, member(map, "plain_command"), &derived->plain_command);
}
