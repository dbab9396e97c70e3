/* report(): from a table and a field to a located diagnostic; see
 * lint_report.h. The object's entry gives the place, its owners the subject, the
 * environment and the path that `lint.ignore` goes by. */
#include "lint_report.h"
#include "lint_table.h"

#include <lauxlib.h>
#include <lua.h>

/* Paths. */

struct search {
	const struct object *owner, *wanted;
	const char *key; /* of the field that holds it */
	size_t item;	 /* in a list: from 1 */
};

static void
search_row(const struct row *r, size_t base, void *context)
{
	struct search *s = context;
	const void *member = (const char *)s->owner + base + r->offset;
	const struct list *list = member;
	size_t size = r->kind == ROW_VALUES || r->kind == ROW_ITEMS ? sizeof(struct pair)
								    : r->size;
	if (s->key || r->flags & ROW_INTERNAL)
		return;
	switch (r->kind) {
	case ROW_STRUCT:
		if (*(const struct object *const *)member == s->wanted)
			s->key = r->key;
		return;
	case ROW_VALUES:
	case ROW_ITEMS:
	case ROW_MAP:
	case ROW_LIST: {
		const char *from = list->items, *at = (const char *)s->wanted;
		if (!list->len || at < from || at >= from + list->len * size)
			return;
		s->key = r->key;
		s->item = (size_t)(at - from) / size + 1;
		return;
	}
	default: return;
	}
}

static void
add_path(struct buffer *b, const struct object *o)
{
	if (!o->owner || !o->owner->rows)
		return;
	add_path(b, o->owner);
	struct search s = { .owner = o->owner, .wanted = o };
	schema_each(o->owner->rows, 0, search_row, &s);
	if (b->len)
		buffer_byte(b, '.');
	buffer_format(b, "%s", s.key ? s.key : "?");
	if (o->name.len)
		buffer_format(b, ".%.*s", TA(o->name));
	else if (s.item)
		buffer_format(b, ".%zu", s.item);
}

struct text
lint_path(struct arena *a, const struct object *o)
{
	struct buffer b = { .arena = a };
	add_path(&b, o);
	return buffer_text(&b);
}

static const struct stack *
stack_of(const struct object *o)
{
	while (o->owner)
		o = o->owner;
	return (const void *)o;
}

/* The service it is in, or nothing. */
static struct text
subject_of(const struct object *o)
{
	for (; o; o = o->owner)
		if (o->rows == service_rows)
			return o->name;
	return (struct text){ 0 };
}

/* Places. */

/* One step of a way into the tree: a key or, from 1, the number of an item. */
static const struct entry *
step(lua_State *lua, const struct node *node, int index)
{
	if (lua_type(lua, index) == LUA_TSTRING)
		return node_entry(node, script_text(lua, index));
	lua_Integer i = lua_tointeger(lua, index);
	if (i == 1 && node->kind == NODE_SCALAR)
		return NULL;
	return i >= 1 && (size_t)i <= node->len ? &node->entries[i - 1] : NULL;
}

static struct span
place_of_way(lua_State *lua, const struct object *o, int way)
{
	const struct entry *e = o->at;
	for (lua_Integer i = 1; lua_rawgeti(lua, way, i) != LUA_TNIL; i++) {
		const struct entry *next = e->value ? step(lua, e->value, -1) : NULL;
		lua_pop(lua, 1);
		if (!next)
			return e == o->at ? object_at(o) : entry_place(e);
		e = next;
	}
	lua_pop(lua, 1);
	return e == o->at ? object_at(o) : entry_place(e);
}

static struct span
place_of(lua_State *lua, const struct object *o, int field)
{
	struct text key = script_text(lua, field);
	if (lua_istable(lua, field))
		return place_of_way(lua, o, lua_absindex(lua, field));
	if (!key.ptr)
		return object_at(o);
	if (!o->rows && text_is(key, "value"))
		return entry_place(o->at);
	return object_place(o, key.ptr);
}

/* Messages. */

/* The text or number of values[name], quoted where it is text. */
static void
add_value(struct buffer *b, lua_State *lua, int values, struct text name)
{
	int type = LUA_TNIL;
	script_push(lua, name);
	if (lua_istable(lua, values))
		type = lua_rawget(lua, values);
	if (type != LUA_TSTRING && type != LUA_TNUMBER) {
		script_push(lua, name);
		luaL_error(lua, "report: no text or number for {%s}",
			   lua_tostring(lua, -1));
	}
	const char *quote = type == LUA_TSTRING ? "'" : "";
	lua_tostring(lua, -1);
	buffer_format(b, "%s%.*s%s", quote, TA(script_text(lua, -1)), quote);
	lua_pop(lua, 1);
}

/* Puts values in for the {names}; {{ and }} are braces. */
static struct text
fill_in(struct arena *a, lua_State *lua, struct text template, int values)
{
	struct buffer b = { .arena = a };
	values = lua_absindex(lua, values);
	for (size_t i = 0; i < template.len; i++) {
		char c = template.ptr[i];
		bool is_brace = c == '{' || c == '}';
		struct text rest = text_slice(template, i + 1, template.len);
		if (is_brace && rest.len && rest.ptr[0] == c)
			i++;
		if (!is_brace || (rest.len && rest.ptr[0] == c)) {
			buffer_byte(&b, c);
			continue;
		}
		size_t end = text_find_byte(rest, '}');
		add_value(&b, lua, values, text_slice(rest, 0, end));
		i += end + 1;
	}
	return buffer_text(&b);
}

/* extra[name], or what the rule says. */
static struct text
extra_or(lua_State *lua, struct arena *a, const char *name, struct text otherwise)
{
	struct text t = otherwise;
	if (lua_istable(lua, 4) && (lua_getfield(lua, 4, name), true)) {
		struct text own = script_text(lua, -1);
		if (own.ptr)
			t = text_copy(a, own);
		lua_pop(lua, 1);
	}
	return t;
}

/* { owner, field, text } is at the top. */
static void
add_note(lua_State *lua, struct lint_sink *sink, struct diag *diag)
{
	int note = lua_gettop(lua);
	lua_rawgeti(lua, note, 1);
	lua_rawgeti(lua, note, 2);
	lua_rawgeti(lua, note, 3);
	const struct object *o = table_object(lua, note + 1);
	struct text template = script_text(lua, note + 3);
	if (!o || !template.ptr)
		luaL_error(lua, "report: a note is not { owner, field, text }");
	struct text text = fill_in(sink->arena, lua, template, 3);
	diag_note(sink->diags, diag, place_of(lua, o, note + 2), "%.*s", TA(text));
	lua_settop(lua, note);
}

static void
add_notes(lua_State *lua, struct lint_sink *sink, struct diag *diag)
{
	if (!lua_istable(lua, 4) || lua_getfield(lua, 4, "note") != LUA_TTABLE)
		return;
	lua_rawgeti(lua, -1, 1);
	bool is_one = table_object(lua, -1);
	lua_pop(lua, 1);
	if (is_one) {
		add_note(lua, sink, diag);
		return;
	}
	for (lua_Integer i = 1; lua_rawgeti(lua, -1, i) == LUA_TTABLE; i++) {
		add_note(lua, sink, diag);
		lua_pop(lua, 1);
	}
}

static int
report(lua_State *lua)
{
	struct lint_sink *sink = lua_touserdata(lua, lua_upvalueindex(1));
	lua_settop(lua, 4);
	const struct object *o = table_object(lua, 1);
	luaL_argcheck(lua, o, 1, "expected a table of the model");
	script_charge(lua, 200);
	const struct stack *stack = stack_of(o);
	enum rule_level level = sink->level(sink->context, stack, sink->rule);
	struct arena *a = sink->arena;
	struct span at = place_of(lua, o, 2);
	if (level == LEVEL_OFF ||
	    sink->ignores(sink->context, stack, sink->rule, lint_path(a, o), at))
		return 0;
	const struct rule *rule = sink->rule;
	struct text message =
		fill_in(a, lua, extra_or(lua, a, "message", rule->message), 3);
	struct text fix = fill_in(a, lua, extra_or(lua, a, "fix", rule->fix), 3);
	sink->diags->environment = stack->environment;
	struct diag *diag = diag_add(sink->diags, (enum severity)level, rule->id.ptr,
				     at, "%.*s", TA(message));
	diag->subject = subject_of(o);
	diag_why(diag, rule->why);
	diag_fix(sink->diags, diag, "%.*s", TA(fix));
	add_notes(lua, sink, diag);
	if (lua_type(lua, 2) == LUA_TSTRING && o->rows)
		object_explain(sink->diags, diag, o, lua_tostring(lua, 2));
	return 0;
}

void
lint_report_push(lua_State *lua, struct lint_sink *sink)
{
	lua_pushlightuserdata(lua, sink);
	lua_pushcclosure(lua, report, 1);
}
