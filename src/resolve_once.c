/*
 * What runs to its end, because it says so or because others wait for that. The kind
 * of its image knows the ports and the health of a server, and this is none: a client
 * out of a server's image, mostly. What the spec itself says stays.
 */
#include "resolver.h"

static bool
is_of_kind(const struct object *o)
{
	return o->at && o->at->layer == LAYER_CATALOG;
}

static void
drop_ports(struct service *s)
{
	size_t len = 0;
	for (size_t i = 0; i < s->ports.len; i++)
		if (!is_of_kind(&s->ports.items[i].object))
			s->ports.items[len++] = s->ports.items[i];
	if (len == s->ports.len)
		return;
	s->is_client = true;
	s->ports.index = NULL; /* places have changed */
	s->ports.len = len;
}

/* It is not started again when it got there. */
static void
run_once(struct service *s)
{
	s->once = true;
	if (!object_field(&s->object, "restart"))
		s->restart = RESTART_ON_FAILURE;
	drop_ports(s);
	if (s->health && is_of_kind(&s->health->object))
		s->health = NULL;
}

void
resolve_once(struct resolver *r, struct service *s)
{
	(void)r;
	if (s->once)
		run_once(s);
	for (size_t i = 0; i < s->needs.len; i++)
		if (s->needs.items[i].condition == NEED_COMPLETED)
			run_once(s->needs.items[i].service);
}
