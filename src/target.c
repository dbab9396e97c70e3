/* The table of targets, generated from the folders, and what it is asked. */
#include "target.h"

#include "bundle.h"
#include "path.h"

#include "targets.inc"

const struct target *
target_find(struct text name)
{
	for (size_t i = 0; targets[i]; i++)
		if (text_is(name, targets[i]->name))
			return targets[i];
	return NULL;
}

struct text
deployment_name(struct arena *a, const struct deployment *d)
{
	struct text stack = d->stack->name;
	return text_format(a, "%.*s-%.*s", TA(stack), TA(d->stack->environment));
}

struct text
deployment_relative(struct arena *a, struct text path)
{
	return text_format(a, "../%.*s", TA(path));
}

static void
emit_aside(const struct deployment *d, struct arena *a, struct arena scratch,
	   struct bundle *aside)
{
	bundle_init(aside, a, d->stack->name, T(""));
	bundle_environment(aside, d->stack->environment, T(""));
	d->target->emit(a, scratch, d, aside);
}

struct text
deployment_file(struct arena *a, struct arena scratch, const struct deployment *d,
		struct text path)
{
	struct text folder = path_folder(d->folder);
	struct text file = path_join(a, folder, path);
	for (size_t i = 0; i < d->sibling_len; i++) {
		const struct deployment *other = &d->siblings[i];
		struct bundle aside;
		if (!other->target->gateway_file || !other->carries_gateway ||
		    !text_equal(path_folder(file), other->folder))
			continue;
		emit_aside(other, a, scratch, &aside);
		const struct bundle_file *found = bundle_find(&aside, file);
		if (found)
			return found->bytes;
	}
	BUG("no target writes '%.*s'", TA(file));
}
