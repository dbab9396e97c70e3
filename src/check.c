/* The list of checks. */
#include "check.h"

void
check_environment(struct run *run, struct environment *env)
{
	struct diags *diags = &run->diags;
	size_t errors = diags->errors;
	check_placement(diags, env->stack);
	check_settings(diags, env->stack);
	check_containers(diags, env->stack);
	check_aliases(diags, env->stack);
	check_secrets(&run->arena, diags, env->stack);
	check_generate(diags, env->stack);
	check_registries(&run->arena, diags, env->stack);
	check_external(diags, env->stack);
	check_paths(diags, env->stack);
	check_gateway(run->scratch, diags, env);
	for (size_t i = 0; i < env->deployments.len; i++) {
		const struct deployment *d = &env->deployments.items[i];
		check_lost(diags, d);
		if (d->target->check)
			d->target->check(&run->arena, d, diags);
	}
	check_raw(&run->arena, run->scratch, diags, env, diags->errors == errors);
}
