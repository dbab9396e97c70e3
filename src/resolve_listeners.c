/*
 * Ports of a server that tells its clients where to come back: one for each way in
 * (catalog.h). The one for the network is always there; the others are there where
 * the spec publishes them, and only on the addresses they are for, because whoever
 * comes by another one is sent away to an address that he cannot use.
 */
#include "reach.h"
#include "resolver.h"

static void
report_misused(struct resolver *r, const struct service *s, const struct port *p,
	       const struct publish *publish, struct text tells, bool is_remote)
{
	const struct listeners *known = &s->knows->listeners;
	struct text right = is_remote ? known->remote : known->loopback;
	struct diag *d = diag_error(r->diags, "spec/listener", object_at(&publish->object),
				    "who comes by port '%.*s' is told to come back to %.*s",
				    TA(p->object.name), TA(tells));
	d->subject = s->object.name;
	diag_fix(r->diags, d,
		 is_remote ? "for other hosts, publish '%.*s' instead" :
			     "for programs on the host, publish '%.*s' instead",
		 TA(right));
}

static void
report_second(struct resolver *r, const struct port *p, const struct publish *publish)
{
	diag_error(r->diags, "spec/listener", object_at(&publish->object),
		   "port '%.*s' tells its clients one address, and cannot be published twice",
		   TA(p->object.name));
}

/* What a published listener tells. Empty where nobody knows. */
static struct text
published_address(const struct service *s, const struct publish *publish)
{
	if (!publish->is_public && publish->addresses.len)
		return publish->addresses.items[0].text;
	return s->host ? s->host->address : (struct text){ 0 };
}

static void
bind_published(struct resolver *r, struct service *s, struct port *p, bool is_remote)
{
	const struct publish *publish = &p->publish.items[0];
	p->announced = published_address(s, publish);
	p->announced_port = publish->port;
	if (publish->is_loopback == is_remote)
		report_misused(r, s, p, publish,
			       is_remote ? T("the loopback address") :
					   T("127.0.0.1, the client's own"),
			       !is_remote);
	else if (!p->announced.len)
		diag_error(r->diags, "place/no-host", object_at(&publish->object),
			   "port '%.*s' tells its clients the address of the host, and this "
			   "environment names no host",
			   TA(p->object.name));
	if (p->publish.len > 1)
		report_second(r, p, &p->publish.items[1]);
}

/* What those who find it without a publish come back to. */
static struct text
own_address(const struct service *s)
{
	if (!reach_on_host(s))
		return s->object.name;
	return s->host ? s->host->address : T("127.0.0.1");
}

/* Whether the port exists for anybody. */
static bool
bind_listener(struct resolver *r, struct service *s, struct port *p)
{
	const struct listeners *known = &s->knows->listeners;
	bool is_remote = text_equal(p->object.name, known->remote);
	if (text_equal(p->object.name, known->network)) {
		p->announced = own_address(s);
		p->announced_port = p->port;
		return true;
	}
	if (!is_remote && !text_equal(p->object.name, known->loopback))
		return true;
	if (!p->publish.len || reach_in_cluster(s) || reach_on_host(s))
		return false;
	bind_published(r, s, p, is_remote);
	return true;
}

void
resolve_listeners(struct resolver *r, struct service *s)
{
	size_t len = 0;
	if (!s->knows->listeners.network.len)
		return;
	s->ports.index = arena_new(r->arena, struct index);
	index_init(r->arena, s->ports.index, s->ports.len);
	for (size_t i = 0; i < s->ports.len; i++) {
		struct port *p = &s->ports.items[i];
		if (!bind_listener(r, s, p))
			continue;
		index_put(r->arena, s->ports.index, p->object.name, len);
		s->ports.items[len++] = *p;
	}
	s->ports.len = len;
}

void
resolve_listeners_check(struct resolver *r, const struct service *s)
{
	const struct port *p = reach_listener(s, s->knows->listeners.network);
	if (!p || reach_in_cluster(s))
		return;
	struct text tells = text_format(r->arena, "'%.*s', a name of the network",
					TA(s->object.name));
	for (size_t i = 0; i < p->publish.len; i++)
		report_misused(r, s, p, &p->publish.items[i], tells,
			       !p->publish.items[i].is_loopback);
}
