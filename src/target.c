/* The table of targets, generated from the folders, and what it is asked. */
#include "target.h"

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
deployment_relative(struct arena *a, const struct deployment *d, struct text path)
{
	/* The environment's folder is the first component of d->folder. */
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < d->folder.len; i++)
		if (d->folder.ptr[i] == '/')
			buffer_add(&b, T("../"));
	buffer_add(&b, path);
	return buffer_text(&b);
}
