/*
 * Reads `lint.rules`, which is kept as a tree because its keys are rules: a rule's
 * value is a severity, or a map of options in which `severity` is one too. What is
 * wrong in it is reported once, by lint_config_check(); the other functions then
 * pass over it.
 */
#include "lint_config.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <time.h>

static const struct rule_option *
find_option(const struct rule *rule, struct text name)
{
	for (size_t i = 0; i < rule->options.len; i++)
		if (text_equal(rule->options.items[i].name, name))
			return &rule->options.items[i];
	return NULL;
}

/* The value of a rule in `lint.rules`, or NULL. */
static const struct node *
setting_of(const struct stack *stack, const struct rule *rule)
{
	return stack->lint ? node_get(stack->lint->rules, rule->id) : NULL;
}

static bool
is_number(struct text t)
{
	struct text digits = text_starts(t, T("-")) ? text_slice(t, 1, t.len) : t;
	for (size_t i = 0; i < digits.len; i++)
		if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
			return false;
	return digits.len && digits.len < 16;
}

static bool
option_fits(const struct rule_option *option, const struct node *node)
{
	if (option->kind != OPTION_TEXTS && node->kind != NODE_SCALAR)
		return false;
	switch (option->kind) {
	case OPTION_TEXT: return true;
	case OPTION_NUMBER: return is_number(node->text);
	case OPTION_BOOL:
		return text_is(node->text, "true") || text_is(node->text, "false");
	case OPTION_TEXTS: break;
	}
	for (size_t i = 0; i < node->len; i++)
		if (node->entries[i].value->kind != NODE_SCALAR)
			return false;
	return node->kind == NODE_LIST;
}

static void
check_option(struct lint_config *c, const struct rule *rule, const struct entry *e)
{
	static const char *const expected[] = {
		[OPTION_TEXT] = "text",
		[OPTION_NUMBER] = "a whole number",
		[OPTION_BOOL] = "true or false",
		[OPTION_TEXTS] = "a list of texts",
	};
	const struct rule_option *option = find_option(rule, e->key->text);
	if (option && !option_fits(option, e->value))
		diag_error(c->diags, "lint/option", entry_place(e),
			   "expected %s, found %.*s", expected[option->kind],
			   TA(node_describe(c->arena, e->value)));
	if (option)
		return;
	struct diag *diag = diag_error(c->diags, "lint/option", entry_key_place(e),
				       "the rule '%.*s' has no option '%.*s'",
				       TA(rule->id), TA(e->key->text));
	struct text *names = arena_array(c->arena, struct text, rule->options.len + 1);
	names[0] = T("severity");
	for (size_t i = 0; i < rule->options.len; i++)
		names[i + 1] = rule->options.items[i].name;
	struct text near = text_nearest(e->key->text, names, rule->options.len + 1);
	if (near.ptr)
		diag_fix(c->diags, diag, "did you mean '%.*s'?", TA(near));
}

static void
check_level(struct lint_config *c, const struct entry *e)
{
	enum rule_level level;
	if (e->value->kind != NODE_SCALAR || !rule_level_read(e->value->text, &level))
		diag_error(c->diags, "lint/severity", entry_place(e),
			   "expected off, info, warning or error, found %.*s",
			   TA(node_describe(c->arena, e->value)));
}

static void
report_unknown(struct lint_config *c, struct span at, struct text id)
{
	struct diag *diag = diag_error(c->diags, "lint/unknown-rule", at,
				       "there is no rule '%.*s'", TA(id));
	struct text near = rules_nearest(c->arena, c->rules, id);
	if (near.ptr)
		diag_fix(c->diags, diag, "did you mean '%.*s'?", TA(near));
}

static void
check_setting(struct lint_config *c, const struct entry *e)
{
	const struct rule *rule = rules_find(c->rules, e->key->text);
	if (!rule) {
		report_unknown(c, entry_key_place(e), e->key->text);
		return;
	}
	if (e->value->kind != NODE_MAP) {
		check_level(c, e);
		return;
	}
	for (size_t i = 0; i < e->value->len; i++) {
		const struct entry *option = &e->value->entries[i];
		if (text_is(option->key->text, "severity"))
			check_level(c, option);
		else
			check_option(c, rule, option);
	}
}

static bool
is_day(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (i == 4 || i == 7 ? t.ptr[i] != '-' : t.ptr[i] < '0' || t.ptr[i] > '9')
			return false;
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (t.len != 10)
		return false;
	int month = (t.ptr[5] - '0') * 10 + t.ptr[6] - '0';
	int day = (t.ptr[8] - '0') * 10 + t.ptr[9] - '0';
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static struct ignore_use *
find_use(struct lint_config *c, const struct lint_ignore *ignore)
{
	struct span at = ignore->object.at->value->at;
	for (size_t i = 0; i < c->ignores.len; i++) {
		struct span other = c->ignores.items[i].ignore->object.at->value->at;
		if (other.source == at.source && other.offset == at.offset)
			return &c->ignores.items[i];
	}
	return NULL;
}

/* An environment that there is not: the entry would never apply. */
static void
check_in(struct lint_config *c, const struct word *in)
{
	for (size_t i = 0; i < c->environment_len; i++)
		if (text_equal(c->environments[i], in->text))
			return;
	diag_undefined(c->diags, entry_place(in->object.at), "environment", in->text,
		       c->environments, c->environment_len);
}

static void
check_ignore(struct lint_config *c, const struct lint_ignore *ignore)
{
	if (!rules_find(c->rules, ignore->rule))
		report_unknown(c, object_place(&ignore->object, "rule"), ignore->rule);
	else if (!find_use(c, ignore))
		array_push(c->arena, &c->ignores,
			   (struct ignore_use){ .ignore = ignore });
	if (!text_trim(ignore->reason).len)
		diag_error(c->diags, "lint/reason", object_place(&ignore->object, "reason"),
			   "expected a reason, found nothing");
	for (size_t i = 0; i < ignore->in.len; i++)
		check_in(c, &ignore->in.items[i]);
	if (ignore->until.ptr && !is_day(ignore->until))
		diag_error(c->diags, "lint/until", object_place(&ignore->object, "until"),
			   "expected a day such as 2027-03-01, found '%.*s'",
			   TA(ignore->until));
}

static void
check_packs(struct lint_config *c, const struct lint_section *lint)
{
	for (size_t i = 0; i < lint->packs.len; i++) {
		const struct word *pack = &lint->packs.items[i];
		if (text_is(pack->text, "builtin"))
			continue;
		struct diag *diag =
			diag_error(c->diags, "lint/packs", entry_place(pack->object.at),
				   "there is no pack '%.*s'", TA(pack->text));
		diag_fix(c->diags, diag, "'builtin' is all there is");
	}
}

void
lint_config_check(struct lint_config *c, const struct stack *stack)
{
	const struct lint_section *lint = stack->lint;
	if (!lint)
		return;
	check_packs(c, lint);
	if (lint->rules && lint->rules->kind != NODE_MAP)
		diag_error(c->diags, "spec/type", object_place(&lint->object, "rules"),
			   "expected a map, found %.*s",
			   TA(node_describe(c->arena, lint->rules)));
	for (size_t i = 0; lint->rules && i < lint->rules->len; i++)
		if (lint->rules->kind == NODE_MAP)
			check_setting(c, &lint->rules->entries[i]);
	for (size_t i = 0; i < lint->ignore.len; i++)
		check_ignore(c, &lint->ignore.items[i]);
}

enum rule_level
lint_config_level(const struct stack *stack, const struct rule *rule)
{
	enum rule_level level = stack->development ? rule->relaxed : rule->severity;
	const struct node *node = setting_of(stack, rule);
	if (node && node->kind == NODE_MAP)
		node = node_get(node, T("severity"));
	if (node)
		rule_level_read(node->text, &level);
	return level;
}

/* Whether `path` is `at` or lies below it. */
static bool
covers(struct text at, struct text path)
{
	return !at.len || text_equal(at, path) ||
	       (text_starts(path, at) && path.ptr[at.len] == '.');
}

static bool
is_in(const struct lint_ignore *ignore, struct text environment)
{
	for (size_t i = 0; i < ignore->in.len; i++)
		if (text_equal(ignore->in.items[i].text, environment))
			return true;
	return !ignore->in.len;
}

static void
report_expired(struct lint_config *c, struct ignore_use *use)
{
	const struct lint_ignore *ignore = use->ignore;
	if (use->told_expired || !is_day(ignore->until) ||
	    text_compare(ignore->until, c->today) >= 0)
		return;
	use->told_expired = true;
	/* It is told once, and does not depend on where something was found first. */
	struct text environment = c->diags->environment;
	c->diags->environment = (struct text){ 0 };
	diag_add(c->diags, SEVERITY_WARNING, "lint/ignore-expired",
		 object_place(&ignore->object, "until"),
		 "this was to be ignored until '%.*s' only", TA(ignore->until));
	c->diags->environment = environment;
}

bool
lint_config_ignores(struct lint_config *c, const struct stack *stack,
		    const struct rule *rule, struct text path)
{
	for (size_t i = 0; stack->lint && i < stack->lint->ignore.len; i++) {
		const struct lint_ignore *ignore = &stack->lint->ignore.items[i];
		if (!text_equal(ignore->rule, rule->id) || !covers(ignore->at, path) ||
		    !is_in(ignore, stack->environment))
			continue;
		struct ignore_use *use = find_use(c, ignore);
		use->used = true;
		report_expired(c, use);
		return true;
	}
	return false;
}

void
lint_config_report_unused(struct lint_config *c)
{
	for (size_t i = 0; i < c->ignores.len; i++) {
		const struct lint_ignore *ignore = c->ignores.items[i].ignore;
		if (c->ignores.items[i].used)
			continue;
		struct diag *diag = diag_add(
			c->diags, SEVERITY_WARNING, "lint/unused-ignore",
			object_place(&ignore->object, "rule"),
			"'%.*s' finds nothing that this would ignore", TA(ignore->rule));
		diag_fix(c->diags, diag, "remove it");
	}
}

/* Options. */

static void
push_option(lua_State *lua, const struct rule_option *option, const struct node *node)
{
	switch (option->kind) {
	case OPTION_TEXT: script_push(lua, node->text); return;
	case OPTION_NUMBER:
		script_push(lua, node->text);
		lua_pushinteger(lua, strtoll(lua_tostring(lua, -1), NULL, 10));
		lua_remove(lua, -2);
		return;
	case OPTION_BOOL: lua_pushboolean(lua, text_is(node->text, "true")); return;
	case OPTION_TEXTS: break;
	}
	lua_createtable(lua, (int)node->len, 0);
	for (size_t i = 0; i < node->len; i++) {
		script_push(lua, node->entries[i].value->text);
		lua_rawseti(lua, -2, (lua_Integer)i + 1);
	}
}

static void
push_default(lua_State *lua, const struct rule *rule, const struct rule_option *option)
{
	lua_rawgeti(lua, LUA_REGISTRYINDEX, rule->ref);
	lua_getfield(lua, -1, "options");
	script_push(lua, option->name);
	lua_rawget(lua, -2);
	lua_getfield(lua, -1, "default");
	lua_replace(lua, -4);
	lua_pop(lua, 2);
}

void
lint_config_push_options(lua_State *lua, const struct stack *stack,
			 const struct rule *rule)
{
	const struct node *setting = setting_of(stack, rule);
	lua_createtable(lua, 0, (int)rule->options.len);
	for (size_t i = 0; i < rule->options.len; i++) {
		const struct rule_option *option = &rule->options.items[i];
		const struct node *node = node_get(setting, option->name);
		script_push(lua, option->name);
		if (node && option_fits(option, node))
			push_option(lua, option, node);
		else
			push_default(lua, rule, option);
		lua_rawset(lua, -3);
	}
}

struct text
lint_config_today(struct arena *a)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
	struct tm day;
	if (!gmtime_r(&now, &day))
		return T("1970-01-01");
	return text_format(a, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
			   day.tm_mday);
}
