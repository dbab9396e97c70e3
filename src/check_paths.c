/* Paths on a host and in a container are absolute, and each is used once. */
#include "check.h"

static void
expect_absolute(struct diags *diags, const struct object *o, const char *key,
		struct text path)
{
	if (path.len && path.ptr[0] != '/')
		diag_error(diags, "spec/path", object_place(o, key),
			   "expected an absolute path, found '%.*s'", TA(path));
}

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
	for (size_t i = 0; i < stack->volumes.len; i++)
		expect_absolute(diags, &stack->volumes.items[i].object, "host",
				stack->volumes.items[i].host);
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		if (s->process)
			expect_absolute(diags, &s->process->object, "cwd", s->process->cwd);
		for (size_t k = 0; k < s->mounts.len; k++) {
			const struct mount *m = &s->mounts.items[k];
			if (m->object.name.ptr[0] != '/')
				diag_error(diags, "spec/path", object_at(&m->object),
					   "expected an absolute path in the container, found "
					   "'%.*s'",
					   TA(m->object.name));
			check_dir(diags, stack, m);
		}
	}
}
