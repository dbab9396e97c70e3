/* Reads rule files into struct rule; see lint_rule.h. What a rule gets wrong is
 * told with the file and ends that rule only. */
#include "lint_rule.h"

#include <lauxlib.h>
#include <lua.h>

static const char *const level_names[] = {
	[LEVEL_INFO] = "info",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
	[LEVEL_OFF] = "off",
};

const char *
rule_level_name(enum rule_level level)
{
	return level_names[level];
}

bool
rule_level_read(struct text t, enum rule_level *level)
{
	for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
		if (!text_is(t, level_names[i]))
			continue;
		*level = (enum rule_level)i;
		return true;
	}
	return false;
}

void
rule_add_template(struct buffer *b, struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		bool is_brace = t.ptr[i] == '{' || t.ptr[i] == '}';
		buffer_byte(b, t.ptr[i]);
		if (is_brace && i + 1 < t.len && t.ptr[i + 1] == t.ptr[i])
			i++;
	}
}

/* What a file is read with. */
struct loader {
	struct arena *arena;
	lua_State *lua;
	const char *error;
};

/* The text at the top of the Lua stack, copied; it goes. */
static struct text
take_text(struct loader *l)
{
	struct text t = script_text(l->lua, -1);
	if (t.ptr)
		t = text_trim(text_copy(l->arena, t));
	lua_pop(l->lua, 1);
	return t;
}

static struct text
field_text(struct loader *l, const char *name, const char *error)
{
	lua_getfield(l->lua, -1, name);
	struct text t = take_text(l);
	if (!t.len && error)
		l->error = error;
	return t;
}

static enum rule_level
field_level(struct loader *l, const char *name, enum rule_level otherwise)
{
	enum rule_level level = otherwise;
	struct text t = field_text(l, name, NULL);
	if (t.len && !rule_level_read(t, &level))
		l->error = "a severity is not off, info, warning or error";
	return level;
}

static void
field_texts(struct loader *l, const char *name, struct texts *texts)
{
	lua_getfield(l->lua, -1, name);
	size_t len = lua_istable(l->lua, -1) ? lua_rawlen(l->lua, -1) : 0;
	for (size_t i = 1; i <= len; i++) {
		lua_rawgeti(l->lua, -1, (lua_Integer)i);
		struct text t = script_text(l->lua, -1);
		array_push(l->arena, texts, text_copy(l->arena, t));
		lua_pop(l->lua, 1);
	}
	lua_pop(l->lua, 1);
}

/* The default of an option is at the top. */
static void
read_default(struct loader *l, struct rule_option *option)
{
	struct buffer shown = { .arena = l->arena };
	switch (lua_type(l->lua, -1)) {
	case LUA_TSTRING:
		option->kind = OPTION_TEXT;
		buffer_add(&shown, script_text(l->lua, -1));
		break;
	case LUA_TNUMBER:
		option->kind = OPTION_NUMBER;
		lua_pushvalue(l->lua, -1);
		lua_tostring(l->lua, -1);
		buffer_add(&shown, script_text(l->lua, -1));
		lua_pop(l->lua, 1);
		break;
	case LUA_TBOOLEAN:
		option->kind = OPTION_BOOL;
		buffer_add(&shown, lua_toboolean(l->lua, -1) ? T("true") : T("false"));
		break;
	case LUA_TTABLE:
		option->kind = OPTION_TEXTS;
		buffer_byte(&shown, '[');
		for (lua_Integer i = 1; lua_rawgeti(l->lua, -1, i) == LUA_TSTRING; i++) {
			buffer_add(&shown, i > 1 ? T(", ") : T(""));
			buffer_add(&shown, script_text(l->lua, -1));
			lua_pop(l->lua, 1);
		}
		lua_pop(l->lua, 1);
		buffer_byte(&shown, ']');
		break;
	default: l->error = "an option has no default"; return;
	}
	option->shown = buffer_text(&shown);
}

static void
field_options(struct loader *l, struct rule *rule)
{
	lua_getfield(l->lua, -1, "options");
	int table = lua_gettop(l->lua);
	for (lua_pushnil(l->lua);
	     lua_istable(l->lua, table) && lua_next(l->lua, table);) {
		struct rule_option option = { 0 };
		if (lua_type(l->lua, -2) != LUA_TSTRING || !lua_istable(l->lua, -1)) {
			l->error = "an option is not NAME = { default = …, help = … }";
			break;
		}
		option.name = text_copy(l->arena, script_text(l->lua, -2));
		option.help = field_text(l, "help", "an option has no help");
		lua_getfield(l->lua, -1, "default");
		read_default(l, &option);
		lua_pop(l->lua, 2);
		array_push(l->arena, &rule->options, option);
	}
	lua_settop(l->lua, table - 1);
	for (size_t i = 1; i < rule->options.len; i++)
		for (size_t j = i; j && text_compare(rule->options.items[j].name,
						     rule->options.items[j - 1].name) < 0;
		     j--) {
			struct rule_option swap = rule->options.items[j];
			rule->options.items[j] = rule->options.items[j - 1];
			rule->options.items[j - 1] = swap;
		}
}

/* The table of the rule is at the top; it is read raw, since a file cannot give
 * a table a metatable. */
static void
read_rule(struct loader *l, struct rule *rule)
{
	rule->severity = field_level(l, "severity", LEVEL_WARNING);
	rule->relaxed = field_level(l, "relaxed", rule->severity);
	rule->summary = field_text(l, "summary", "it has no summary");
	rule->message = field_text(l, "message", "it has no message");
	rule->why = field_text(l, "why", "it has no why");
	rule->fix = field_text(l, "fix", "it has no fix");
	struct text scope = field_text(l, "scope", NULL);
	rule->is_stack_wide = text_is(scope, "stack");
	if (scope.len && !rule->is_stack_wide && !text_is(scope, "environment"))
		l->error = "its scope is neither environment nor stack";
	field_texts(l, "bad", &rule->bad);
	field_texts(l, "good", &rule->good);
	field_options(l, rule);
	lua_getfield(l->lua, -1, "check");
	if (!lua_isfunction(l->lua, -1))
		l->error = "it has no check";
	lua_pop(l->lua, 1);
}

static void
load_rule(struct arena *a, struct script *script, struct diags *diags,
	  const struct embedded *file, struct rules *rules)
{
	struct text path = text_of(file->path);
	struct rule rule = { .file = file };
	rule.id = text_copy(a, text_slice(path, 0, path.len - 4));
	rule.pack = text_slice(path, 0, text_find_byte(path, '/'));
	struct script_error error = { 0 };
	struct loader l = { a, script->lua, NULL };
	if (script_load(script, embedded_text(file), &error)) {
		read_rule(&l, &rule);
		rule.ref = luaL_ref(script->lua, LUA_REGISTRYINDEX);
		if (!l.error) {
			array_push(a, rules, rule);
			return;
		}
		error.message = text_of(l.error);
	}
	struct diag *diag = diag_error(diags, "lint/rule-failed", (struct span){ 0 },
				       "the rule '%.*s' cannot be used: %.*s",
				       TA(rule.id), TA(error.message));
	if (error.line)
		diag_note(diags, diag, (struct span){ 0 }, "in line %zu of rules/%s",
			  error.line, file->path);
}

void
rules_load(struct arena *a, struct script *script, struct diags *diags,
	   struct rules *rules)
{
	for (const struct embedded *e = embedded_rules; e->path; e++)
		if (!text_starts(text_of(e->path), T("catalog/")))
			load_rule(a, script, diags, e, rules);
}

const struct rule *
rules_find(const struct rules *rules, struct text id)
{
	for (size_t i = 0; i < rules->len; i++)
		if (text_equal(rules->items[i].id, id))
			return &rules->items[i];
	return NULL;
}

struct text
rules_nearest(struct arena *a, const struct rules *rules, struct text id)
{
	struct text *ids = arena_array(a, struct text, rules->len);
	for (size_t i = 0; i < rules->len; i++)
		ids[i] = rules->items[i].id;
	return text_nearest(id, ids, rules->len);
}
