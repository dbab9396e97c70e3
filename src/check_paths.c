/* What is beside the spec is not on its hosts. */
#include "check.h"

static void
check_dir(struct diags *diags, const struct stack *stack, const struct mount *m)
{
	if (!m->dir.len || !stack->hosts.len)
		return;
	struct diag *d = diag_error(diags, "spec/path", object_place(&m->object, "dir"),
				    "a folder beside the spec is not on the hosts of "
				    "environment '%.*s'",
				    TA(stack->environment));
	diag_fix(diags, d, "use a volume with host: /absolute/path, or a config");
}

void
check_paths(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		for (size_t k = 0; k < s->mounts.len; k++)
			check_dir(diags, stack, &s->mounts.items[k]);
	}
}
