/* A container needs an image, a process a program, an external service an address. */
#include "check.h"

static void
missing(struct diags *diags, const struct service *s, const char *what, const char *key,
	const char *fix)
{
	struct diag *d = diag_error(diags, "spec/missing", object_at(&s->object),
				    "%s '%.*s' has no '%s'", what, TA(s->object.name), key);
	d->subject = s->object.name;
	diag_fix(diags, d, "add %s", fix);
}

void
check_placement(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		if (s->placement == PLACEMENT_CONTAINER && !s->image.at)
			missing(diags, s, "container", "image",
				"image: NAME:TAG, or say placement: process or external");
		if (s->placement == PLACEMENT_PROCESS && !s->process)
			missing(diags, s, "process", "process",
				"process: { script: FILE, cwd: /absolute/path }");
		if (s->placement == PLACEMENT_EXTERNAL && !s->address.len)
			missing(diags, s, "external service", "address",
				"address: a host name or an IP address");
	}
}
