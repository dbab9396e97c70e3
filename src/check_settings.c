/*
 * Settings that nobody reads, for they are the server's of a kind that takes some; and
 * settings and variables with which that version of the server does not start.
 */
#include "catalog.h"
#include "check.h"

static bool
takes_settings(const struct service *s)
{
	/* Of one that is elsewhere they are only what its URL is made from. */
	if (s->placement == PLACEMENT_EXTERNAL)
		return true;
	return s->placement == PLACEMENT_CONTAINER && s->catalog && s->catalog->settings.len;
}

static void
report_unread(struct diags *diags, const struct service *s)
{
	struct span at = object_at(&s->settings.items[0].object);
	struct diag *d;
	if (s->placement == PLACEMENT_PROCESS)
		d = diag_error(diags, "spec/settings", at,
			       "the settings of process '%.*s' would reach nobody",
			       TA(s->object.name));
	else if (s->catalog)
		d = diag_error(diags, "spec/settings", at,
			       "image kind '%.*s' takes no settings", TA(s->catalog->kind));
	else
		d = diag_error(diags, "spec/settings", at,
			       "'%.*s' is of no known kind, and only those take settings",
			       TA(s->object.name));
	d->subject = s->object.name;
	diag_fix(diags, d, "use 'env', or mount a config with what the server reads");
}

/* `removed`: "NAME", or "NAME: what stands for it". */
static void
check_removed(struct diags *diags, const struct service *s, struct text removed,
	      const struct pair *pairs, size_t len)
{
	size_t end = text_find(removed, T(": "));
	for (size_t i = 0; i < len; i++) {
		if (!text_equal(pairs[i].object.name, text_slice(removed, 0, end)))
			continue;
		struct text version = catalog_version(diags->arena, s);
		struct diag *d = diag_error(diags, "spec/removed",
					    object_at(&pairs[i].object),
					    "%.*s %.*s has no '%.*s' any more",
					    TA(s->catalog->kind), TA(version),
					    TA(pairs[i].object.name));
		d->subject = s->object.name;
		diag_why(d, T("the server refuses to start with it"));
		if (end < removed.len)
			diag_fix(diags, d, "use %.*s instead",
				 TA(text_slice(removed, end + 2, removed.len)));
	}
}

void
check_settings(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		if (s->settings.len && !takes_settings(s))
			report_unread(diags, s);
		if (s->placement != PLACEMENT_CONTAINER)
			continue;
		for (size_t k = 0; k < s->knows->removed.len; k++) {
			struct text name = s->knows->removed.items[k];
			check_removed(diags, s, name, s->settings.items, s->settings.len);
			check_removed(diags, s, name, s->env.items, s->env.len);
		}
	}
}
