/* The passes in order, one call a line. */
#include "pipeline.h"

#include "check.h"
#include "decode.h"
#include "environments.h"
#include "fill.h"
#include "include.h"
#include "os.h"
#include "path.h"
#include "place.h"
#include "resolve.h"
#include "script.h"

void
run_init(struct run *run)
{
	*run = (struct run){ 0 };
	arena_init(&run->arena);
	arena_init(&run->scratch);
	sources_init(&run->sources, &run->arena);
	diags_init(&run->diags, &run->arena);
	run->script = arena_new(&run->arena, struct script);
	script_init(run->script, &run->arena);
	run->catalog = catalog_new(&run->arena, run->script, &run->diags);
}

void
run_release(struct run *run)
{
	script_release(run->script);
	arena_release(&run->scratch);
	arena_release(&run->arena);
}

static void
decode_environment(struct run *run, struct environment *env)
{
	env->stack = decode_stack(&run->arena, &run->diags, env->merged, env->name, run->folder);
}

static void
fill_pass(struct run *run, struct environment *env)
{
	env->merged = fill_environment(run, env);
}

typedef void pass(struct run *, struct environment *);

static pass *const passes[] = {
	environments_merge, /* the layers, still a tree */
	fill_pass,	    /* what services leave to others */
	decode_environment, /* the model */
	place_environment,  /* what runs where */
	resolve_environment,
	check_environment,
};

/* One environment, up to the first pass that finds errors. */
static void
compile_environment(struct run *run, struct environment *env)
{
	run->diags.environment = env->name;
	for (size_t i = 0; i < sizeof passes / sizeof *passes && !env->failed; i++) {
		size_t errors = run->diags.errors;
		passes[i](run, env);
		env->failed = run->diags.errors > errors;
	}
	run->diags.environment = (struct text){ 0 };
}

static void
find_spec(struct run *run, struct text path)
{
	struct arena *a = &run->arena;
	bool is_folder = !path.len || os_is_folder(path, run->scratch);
	if (is_folder)
		path = path_join(a, path, T("stack.yaml"));
	run->spec = path;
	run->folder = path_folder(path);
}

/* Names given with -e that no environment has: the command line is wrong. */
static void
check_selection(struct run *run)
{
	for (size_t i = 0; i < run->only_environments.len; i++) {
		struct text name = run->only_environments.items[i];
		bool found = false;
		for (size_t k = 0; k < run->environments.len; k++)
			found |= text_equal(run->environments.items[k].name, name);
		if (found)
			continue;
		diag_error(&run->diags, "cli/unknown-environment", (struct span){ 0 },
			   "there is no environment '%.*s'", TA(name));
		run->failed_world = true;
	}
}

static bool
compile(struct run *run)
{
	if (!run->root)
		return !run->failed_world;
	environments_list(run);
	check_selection(run);
	for (size_t i = 0; i < run->environments.len; i++)
		if (run->environments.items[i].selected)
			compile_environment(run, &run->environments.items[i]);
	environments_check_settings(run);
	return !run->failed_world;
}

bool
pipeline_compile(struct run *run, struct text path)
{
	find_spec(run, path);
	run->root = include_read(run, run->spec, (struct span){ 0 });
	return compile(run);
}

bool
pipeline_compile_text(struct run *run, struct text name, struct text bytes)
{
	run->spec = name;
	run->root = include_parse(run, name, bytes);
	return compile(run);
}
