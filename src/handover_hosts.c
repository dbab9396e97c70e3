/*
 * What one host waits for on another. A target waits for what it runs itself; what
 * runs elsewhere is waited for by steps of its own, so that `needs` holds across
 * hosts too. A gateway waits as well, but one instance of a service is enough for
 * it: the others it passes over.
 *
 * From the same facts comes the order in which the hosts are deployed.
 */
#include "handover_part.h"
#include "shout.h"

/* Up to the first address that is known: health's port, else any TCP one. */
static const struct port *
port_to_ask(const struct service *s)
{
	if (s->health && s->health->port_bound)
		return s->health->port_bound;
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		if (p->protocol == PROTOCOL_TCP && !port_is_range(p))
			return p;
	}
	return NULL;
}

static bool
runs_in(const struct handover *h, const struct service *s)
{
	return s->placement != PLACEMENT_EXTERNAL && s->host == h->host;
}

static bool
is_elsewhere(const struct handover *h, const struct service *s)
{
	return s->placement != PLACEMENT_EXTERNAL && s->host && s->host != h->host;
}

/* Two services of a host may need the same: the first one waits. */
static void
add_wait(struct arena *a, struct handover *h, struct step step)
{
	for (size_t i = 0; i < h->steps.all.len; i++)
		if (text_equal(h->steps.all.items[i].command, step.command))
			return;
	array_push(a, &h->steps.all, step);
}

static void
wait_for_service(struct arena *a, struct handover *h, const struct service *s,
		 const struct service *needed)
{
	const struct port *port = port_to_ask(needed);
	if (!port)
		return;
	struct reach r =
		reach_port(a, (struct consumer){ .service = s }, needed, port);
	if (!r.ok)
		return;
	struct text name = needed->object.name;
	bool brackets = text_find_byte(r.host, ':') < r.host.len;
	struct text address = text_format(a, brackets ? "[%.*s]:%lld" : "%.*s:%lld",
					  TA(r.host), (long long)r.port);
	struct text ask;
	if (needed->health && needed->health->http.len &&
	    port == needed->health->port_bound)
		ask = text_format(
			a, "http_ok %.*s",
			TA(sh_quote(a, text_format(a, "http://%.*s%.*s", TA(address),
						   TA(needed->health->http)))));
	else
		ask = text_format(a, "tcp_open %.*s %lld", TA(sh_quote(a, r.host)),
				  (long long)r.port);
	struct text what = text_format(a, "%.*s answers at %.*s", TA(name), TA(address));
	struct text hint = text_format(a, "host %.*s", TA(needed->host->object.name));
	add_wait(a, h,
		 (struct step){
			 .kind = STEP_START, /* before its own start, in the same rank */
			 .rank = (int)s->order,
			 .title = text_format(a, "wait for %.*s on %.*s", TA(name),
					      TA(needed->host->object.name)),
			 .command = text_format(a, "wait_for %lld %.*s %.*s %.*s",
						(long long)handover_limit(needed),
						TA(sh_quote(a, what)),
						TA(sh_quote(a, hint)), TA(ask)) });
}

/* Any instance of the route's service will do. */
static void
wait_for_route(struct arena *a, struct handover *h, const struct route *r)
{
	const struct service *group = r->service;
	struct buffer hosts = { .arena = a }, addresses = { .arena = a };
	for (size_t i = 0; i < group->instances.len; i++) {
		const struct service *s = group->instances.items[i];
		if (!is_elsewhere(h, s))
			return;
		buffer_format(&hosts, "%s%.*s", i ? ", " : "", TA(s->host->object.name));
	}
	for (size_t i = 0; i < r->upstreams.len; i++)
		buffer_format(&addresses, " %.*s %lld",
			      TA(sh_quote(a, r->upstreams.items[i].host)),
			      (long long)r->upstreams.items[i].port);
	struct text what = text_format(a, "%.*s answers on %.*s", TA(group->object.name),
				       TA(buffer_text(&hosts)));
	struct text hint = text_format(a, "%s %.*s",
				       group->instances.len > 1 ? "hosts" : "host",
				       TA(buffer_text(&hosts)));
	add_wait(a, h,
		 (struct step){
			 .kind = STEP_START,
			 .rank = HANDOVER_LAST,
			 .title = text_format(a, "wait for %.*s on %.*s",
					      TA(group->object.name),
					      TA(buffer_text(&hosts))),
			 .command = text_format(
				 a, "wait_for %lld %.*s %.*s %s%.*s",
				 (long long)handover_limit(group), TA(sh_quote(a, what)),
				 TA(sh_quote(a, hint)),
				 r->upstreams.len > 1 ? "any_tcp_open" : "tcp_open",
				 TA(buffer_text(&addresses))) });
}

/* The gateway, where it is a program of this host. */
static const struct gateway *
own_gateway(const struct handover *h)
{
	const struct gateway *g = h->stack->gateway;
	for (size_t i = 0; i < h->deployments.len; i++)
		if (h->deployments.items[i]->carries_gateway && g->on_host)
			return g;
	return NULL;
}

void
handover_wait_elsewhere(struct arena *a, struct handover *h)
{
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		for (size_t j = 0; j < d->services.len; j++) {
			const struct service *s = d->services.items[j];
			for (size_t k = 0; k < s->needs.len; k++)
				if (is_elsewhere(h, s->needs.items[k].service))
					wait_for_service(a, h, s,
							 s->needs.items[k].service);
		}
	}
	const struct gateway *g = own_gateway(h);
	for (size_t i = 0; g && i < g->hosts.len; i++)
		for (size_t k = 0; k < g->hosts.items[i].routes.len; k++)
			if (g->hosts.items[i].routes.items[k].upstreams.len)
				wait_for_route(a, h, &g->hosts.items[i].routes.items[k]);
}

static bool
gateway_asks(const struct handover *h, const struct handover *other)
{
	const struct gateway *g = own_gateway(h);
	for (size_t i = 0; g && i < g->hosts.len; i++)
		for (size_t k = 0; k < g->hosts.items[i].routes.len; k++) {
			const struct service *s = g->hosts.items[i].routes.items[k].service;
			for (size_t n = 0; s && n < s->instances.len; n++)
				if (runs_in(other, s->instances.items[n]))
					return true;
		}
	return false;
}

static bool
waits_for(const struct handover *h, const struct handover *other)
{
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		for (size_t j = 0; j < d->services.len; j++) {
			const struct service *s = d->services.items[j];
			for (size_t k = 0; k < s->needs.len; k++)
				if (runs_in(other, s->needs.items[k].service))
					return true;
		}
	}
	return gateway_asks(h, other);
}

void
handover_order(struct arena scratch, struct handover *all, size_t len)
{
	unsigned char *waits = arena_array(&scratch, unsigned char, len * len);
	struct handover *sorted = arena_array(&scratch, struct handover, len);
	bool *done = arena_array(&scratch, bool, len);
	for (size_t i = 0; i < len; i++)
		for (size_t k = 0; k < len; k++)
			waits[i * len + k] = i != k && waits_for(&all[i], &all[k]);
	for (size_t n = 0; n < len; n++) {
		size_t next = len, first = len;
		for (size_t i = len; i-- > 0;) {
			bool is_free = !done[i];
			for (size_t k = 0; k < len && is_free; k++)
				is_free = !waits[i * len + k] || done[k];
			next = is_free ? i : next;
			first = done[i] ? first : i;
		}
		next = next < len ? next : first;
		done[next] = true;
		sorted[n] = all[next];
	}
	for (size_t i = 0; i < len; i++)
		all[i] = sorted[i];
}
