/*
 * Rule files are loaded once per run. For each environment the model's table is
 * made, empty, and each rule called with it; the tables fill as rules look.
 */
#include "lint.h"
#include "lint_comment.h"
#include "lint_config.h"
#include "lint_model.h"
#include "lint_report.h"
#include "lint_table.h"

#include <lua.h>

enum {
	steps_min = 20000000,
	steps_per_service = 4000,
	bytes_max = 64 << 20,
	gc_pause = 400, /* per cent of the memory after the last collection */
};

struct linter {
	struct run *run;
	struct lua_State *lua;
	struct rules rules;
	struct lint_config config;
	struct lint_comments comments;
};

static enum rule_level
level_of(void *context, const struct stack *stack, const struct rule *rule)
{
	(void)context;
	return lint_config_level(stack, rule);
}

static bool
is_ignored(void *context, const struct stack *stack, const struct rule *rule,
	   struct text path, struct span at)
{
	struct linter *l = context;
	bool beside = lint_comments_accept(&l->comments, rule, at);
	return lint_config_ignores(&l->config, stack, rule, path) || beside;
}

static void
report_failure(struct linter *l, const struct rule *rule, struct script_error error)
{
	struct diags *diags = &l->run->diags;
	struct diag *diag = diag_error(diags, "lint/rule-failed", (struct span){ 0 },
				       "the rule '%.*s' fails: %.*s", TA(rule->id),
				       TA(error.message));
	if (error.line)
		diag_note(diags, diag, (struct span){ 0 }, "in line %zu of rules/%s",
			  error.line, rule->file->path);
}

/* The first argument of check() is at the top of the Lua stack and stays. */
static void
call_rule(struct linter *l, const struct rule *rule, const struct stack *stack,
	  size_t size)
{
	struct lint_sink sink = {
		.arena = &l->run->arena,
		.diags = &l->run->diags,
		.rule = rule,
		.level = level_of,
		.ignores = is_ignored,
		.context = l,
	};
	struct script_limits limits = { steps_min + (long long)size * steps_per_service,
					bytes_max };
	struct script_error error;
	int model = lua_gettop(l->lua);
	lua_rawgeti(l->lua, LUA_REGISTRYINDEX, rule->ref);
	lua_getfield(l->lua, -1, "check");
	lua_remove(l->lua, -2);
	lua_pushvalue(l->lua, model);
	lint_report_push(l->lua, &sink);
	lint_config_push_options(l->lua, stack, rule);
	if (!script_call(l->run->script, 3, 0, limits, &error))
		report_failure(l, rule, error);
}

static void
lint_environment(struct linter *l, const struct environment *e)
{
	l->run->diags.environment = e->name;
	lint_config_check(&l->config, e->stack);
	lint_model_push(l->lua, &l->run->arena, e->stack);
	for (size_t i = 0; i < l->rules.len; i++) {
		const struct rule *rule = &l->rules.items[i];
		if (!rule->is_stack_wide &&
		    lint_config_level(e->stack, rule) != LEVEL_OFF)
			call_rule(l, rule, e->stack, e->stack->services.len);
	}
	lua_pop(l->lua, 1);
}

static bool
compiled(const struct environment *e)
{
	return e->selected && !e->failed && e->stack;
}

/* Whether the rule runs in one environment at least. */
static bool
is_on(const struct run *run, const struct rule *rule)
{
	for (size_t i = 0; i < run->environments.len; i++) {
		const struct environment *e = &run->environments.items[i];
		if (compiled(e) && lint_config_level(e->stack, rule) != LEVEL_OFF)
			return true;
	}
	return false;
}

/* The options of such a rule are those of the first environment. */
static void
lint_together(struct linter *l)
{
	const struct run *run = l->run;
	const struct stack *first = NULL;
	size_t size = 0;
	lua_newtable(l->lua);
	for (size_t i = 0, n = 0; i < run->environments.len; i++) {
		const struct environment *e = &run->environments.items[i];
		if (!compiled(e))
			continue;
		first = first ? first : e->stack;
		size += e->stack->services.len;
		lint_model_push(l->lua, &l->run->arena, e->stack);
		lua_rawseti(l->lua, -2, (lua_Integer)++n);
	}
	for (size_t i = 0; first && i < l->rules.len; i++)
		if (l->rules.items[i].is_stack_wide && is_on(run, &l->rules.items[i]))
			call_rule(l, &l->rules.items[i], first, size);
	lua_pop(l->lua, 1);
}

void
lint_run(struct run *run)
{
	struct linter l = { .run = run, .lua = run->script->lua };
	bool is_whole = true;
	rules_load(&run->arena, run->script, &run->diags, &l.rules);
	lint_model_init(l.lua);
	/* Nearly all of the memory is the model, which stays: collecting finds nothing. */
	lua_gc(l.lua, LUA_GCINC, gc_pause, 0, 0);
	struct text *names = arena_array(&run->arena, struct text, run->environments.len);
	for (size_t i = 0; i < run->environments.len; i++)
		names[i] = run->environments.items[i].name;
	l.config = (struct lint_config){
		.arena = &run->arena,
		.diags = &run->diags,
		.rules = &l.rules,
		.today = lint_config_today(&run->arena),
		.environments = names,
		.environment_len = run->environments.len,
	};
	l.comments = (struct lint_comments){
		.arena = &run->arena,
		.sources = &run->sources,
		.diags = &run->diags,
		.rules = &l.rules,
	};
	lint_comments_read(&l.comments, run->root);
	for (size_t i = 0; i < run->environments.len; i++) {
		if (compiled(&run->environments.items[i]))
			lint_environment(&l, &run->environments.items[i]);
		else
			is_whole = false;
	}
	lint_together(&l);
	run->diags.environment = (struct text){ 0 };
	/* What another environment would have used is not known to be unused. */
	if (is_whole) {
		lint_config_report_unused(&l.config);
		lint_comments_report_unused(&l.comments);
	}
	table_forget(l.lua);
}
