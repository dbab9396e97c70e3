/*
 * Mounts: each one of something, no two at one path, and nothing beside the spec on
 * hosts that do not have it.
 */
#include "check.h"
#include "path.h"

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

static void
check_source(struct diags *diags, const struct mount *m)
{
	if (m->volume.len || m->file.len || m->dir.len || m->config.len ||
	    m->secret.len || m->tmpfs || m->anonymous)
		return;
	struct diag *d =
		diag_error(diags, "spec/missing", object_place(&m->object, "anonymous"),
			   "nothing is mounted at '%.*s'", TA(m->object.name));
	diag_fix(diags, d,
		 "say what: a volume, file, dir, config, secret, tmpfs, or "
		 "anonymous: true");
}

/* `/data` and `/data/` are one path. */
static void
check_unique(struct diags *diags, const struct service *s)
{
	struct arena *a = diags->arena;
	struct index seen;
	index_init(a, &seen, s->mounts.len);
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct object *o = &s->mounts.items[i].object;
		struct text path = path_clean(a, o->name);
		size_t other = index_get(&seen, path);
		if (other == index_none) {
			index_put(a, &seen, path, i);
			continue;
		}
		struct diag *d =
			diag_error(diags, "spec/path", object_at(o),
				   "something is mounted at '%.*s' already", TA(path));
		d->subject = s->object.name;
		diag_note(diags, d, object_at(&s->mounts.items[other].object), "here");
	}
}

void
check_paths(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		for (size_t k = 0; k < s->mounts.len; k++) {
			check_dir(diags, stack, &s->mounts.items[k]);
			check_source(diags, &s->mounts.items[k]);
		}
		check_unique(diags, s);
	}
}
