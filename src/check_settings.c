/* Settings that nobody reads: they are the server's of a kind that takes some. */
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

void
check_settings(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		if (!s->settings.len || takes_settings(s))
			continue;
		struct span at = object_at(&s->settings.items[0].object);
		struct diag *d;
		if (s->placement == PLACEMENT_PROCESS)
			d = diag_error(diags, "spec/settings", at,
				       "the settings of process '%.*s' would reach nobody",
				       TA(s->object.name));
		else if (s->catalog)
			d = diag_error(diags, "spec/settings", at,
				       "image kind '%.*s' takes no settings",
				       TA(s->catalog->kind));
		else
			d = diag_error(diags, "spec/settings", at,
				       "'%.*s' is of no known kind, and only those take settings",
				       TA(s->object.name));
		d->subject = s->object.name;
		diag_fix(diags, d, "use 'env', or mount a config with what the server reads");
	}
}
