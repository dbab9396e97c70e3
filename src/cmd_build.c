/*
 * build: every pass, the rules, and then the files of all environments at once.
 * Where anything is wrong nothing is written.
 */
#include "bundle.h"
#include "check.h"
#include "command.h"
#include "digest.h"
#include "handover.h"
#include "lint.h"
#include "path.h"

struct build_command {
	struct run run;
	struct text_list environments, targets, settings, outputs, formats, positional;
	bool check;
};

static const struct args_command command = {
	.name = "build",
	.usage = "[OPTION]... [SPEC]",
	.brief = "write the bundle of every environment: all files, or none",
	.help = "SPEC is a file, or a folder that holds stack.yaml; default: the current folder.\n"
		"Files go to DIR/<environment>/<target>/. Nothing is written while the spec has\n"
		"errors. Exit status: 0 written, 1 findings, 2 could not run.\n",
};

/* What is only told, lint tells. */
static bool
report(struct build_command *b, const struct command_reports *reports)
{
	struct diags *diags = &b->run.diags;
	size_t kept = 0;
	diags_settle(diags, b->run.environments.len);
	for (size_t i = 0; i < diags->all.len; i++)
		if (diags->all.items[i]->severity > SEVERITY_INFO)
			diags->all.items[kept++] = diags->all.items[i];
	diags->all.len = kept;
	return command_report(&b->run, reports);
}

static bool
is_wanted(const struct build_command *b, const struct target *t)
{
	for (size_t i = 0; i < b->targets.len; i++)
		if (text_is(b->targets.items[i], t->name))
			return true;
	return !b->targets.len;
}

/* The web server's container knows by a digest whether its file is new, so that
 * file is made even where only the container's target is asked for. */
static bool
is_made(const struct build_command *b, const struct deployment *d)
{
	return is_wanted(b, d->target) ||
	       (d->carries_gateway && d->stack->gateway->service);
}

/* Linting asks for no values; files that hold them do. */
static void
check_values(struct build_command *b)
{
	struct run *run = &b->run;
	for (size_t i = 0; i < run->environments.len; i++) {
		const struct environment *env = &run->environments.items[i];
		run->diags.environment = env->name;
		if (!env->selected || env->failed)
			continue;
		for (size_t k = 0; k < env->deployments.len; k++)
			if (is_made(b, &env->deployments.items[k]))
				check_parameters(run->scratch, &run->diags,
						 &env->deployments.items[k]);
	}
	run->diags.environment = (struct text){ 0 };
}

/* What `file:` names goes along, where the target mounts it from its folder. */
static void
copy_files(struct arena *a, const struct deployment *d, struct bundle *bundle)
{
	for (size_t i = 0; d->target->mounts_files && i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		for (size_t k = 0; k < s->mounts.len; k++) {
			const struct mount *m = &s->mounts.items[k];
			const struct config *c = m->config_bound;
			bool from_config = c && c->file.len;
			if (!m->file.len && !from_config)
				continue;
			struct text path = path_join(a, d->folder, from_config ? c->source :
										 m->source);
			bundle_add(bundle, path, from_config ? c->bytes : m->bytes, false);
		}
	}
}

static void
emit_environment(struct build_command *b, const struct environment *env, struct bundle *bundle)
{
	struct run *run = &b->run;
	bundle_environment(bundle, env->name, digest_tree(&run->arena, run->scratch, env->merged));
	for (size_t i = 0; i < env->deployments.len; i++) {
		const struct deployment *d = &env->deployments.items[i];
		bundle->target = text_of(d->target->name);
		if (!is_wanted(b, d->target))
			continue;
		copy_files(&run->arena, d, bundle);
		if (d->target->emit)
			d->target->emit(&run->arena, run->scratch, d, bundle);
	}
	/* The files around the bundle tell of all its targets. */
	if (!b->targets.len)
		handover_emit(&run->arena, run->scratch, env, bundle);
}

static enum bundle_result
write_bundle(struct build_command *b)
{
	struct run *run = &b->run;
	struct bundle bundle;
	struct bundle_scope scope = {
		.whole = !b->environments.len && !b->targets.len,
		.targets = b->targets.items,
		.target_len = b->targets.len,
	};
	const struct node *name = node_get(run->root, T("stack"));
	struct text dir = b->outputs.len ? b->outputs.items[b->outputs.len - 1] :
					   path_join(&run->arena, run->folder, T("dist"));
	bundle_init(&bundle, &run->arena, name->text, T(STACKC_VERSION));
	for (size_t i = 0; i < run->environments.len; i++)
		if (run->environments.items[i].selected)
			emit_environment(b, &run->environments.items[i], &bundle);
	if (b->check)
		return bundle_check(&bundle, dir, &scope, &run->diags, run->scratch);
	return bundle_commit(&bundle, dir, &scope, &run->diags, NULL, run->scratch);
}

static int
build(struct build_command *b, struct text spec, const struct command_reports *reports)
{
	struct run *run = &b->run;
	enum bundle_result result = BUNDLE_OK;
	bool fine = pipeline_compile(run, spec);
	if (fine) {
		lint_run(run);
		check_values(b);
	}
	if (fine && !run->diags.errors)
		result = write_bundle(b);
	fine &= report(b, reports);
	if (!fine || result == BUNDLE_FAILED)
		return EXIT_TROUBLE;
	return run->diags.errors || result == BUNDLE_REFUSE ? EXIT_FINDINGS : EXIT_FINE;
}

int
cmd_build(char **argv)
{
	struct build_command b = { 0 };
	struct text spec;
	const struct args_option options[] = {
		{ 'e', "environment", "ENV", "only this environment; may be repeated",
		  &b.environments, NULL },
		{ 't', "target", "TARGET", "only this target; may be repeated", &b.targets, NULL },
		{ 'o', "output", "DIR", "write there; default: dist beside the spec", &b.outputs,
		  NULL },
		{ 0, "set", "NAME=VALUE", "the value of a parameter", &b.settings, NULL },
		{ 0, "format", "FORMAT[=FILE]", "how findings are told, as `lint` has it; may be "
		  "repeated", &b.formats, NULL },
		{ 0, "check", NULL, "write nothing; tell which files differ, and exit 1", NULL,
		  &b.check },
		{ 0 },
	};
	run_init(&b.run);
	int status = EXIT_TROUBLE;
	struct command_reports reports = { 0 };
	switch (args_parse(&b.run.arena, &command, options, argv, &b.positional)) {
	case ARGS_HELP: status = EXIT_FINE; break;
	case ARGS_WRONG: break;
	case ARGS_OK:
		if (command_formats(&b.run.arena, "build", &b.formats, &reports) &&
		    command_select(&b.run, "build", &b.environments, &b.targets, &b.settings) &&
		    command_spec("build", &b.positional, &spec))
			status = build(&b, spec, &reports);
	}
	run_release(&b.run);
	return status;
}
