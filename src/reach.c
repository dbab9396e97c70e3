/*
 * One question, answered by where the two ends run. The provider's side decides:
 * external, in a cluster, a process, or a container; see language.md section 5.
 */
#include "reach.h"

#include "target.h"

const struct network *
reach_shared_network(const struct service *a, const struct service *b)
{
	for (size_t i = 0; i < a->networks.len; i++)
		for (size_t k = 0; k < b->networks.len; k++)
			if (a->networks.items[i].network &&
			    a->networks.items[i].network == b->networks.items[k].network)
				return a->networks.items[i].network;
	return NULL;
}

bool
reach_in_cluster(const struct service *s)
{
	return s->target && s->target->discovery == FIND_BY_CLUSTER;
}

const struct port *
reach_listener(const struct service *s, struct text name)
{
	const struct port *p = name.len ? list_find(&s->ports, name) : NULL;
	return p && p->alias_of ? p->alias_of : p;
}

static const struct port *
network_listener(const struct service *s)
{
	return reach_listener(s, s->knows->listeners.network);
}

bool
reach_is_listener(const struct service *s, const struct port *port)
{
	const struct listeners *known = &s->knows->listeners;
	return port && (port == network_listener(s) ||
			port == reach_listener(s, known->loopback) ||
			port == reach_listener(s, known->remote));
}

bool
reach_on_host(const struct service *s)
{
	return s->placement == PLACEMENT_PROCESS ||
	       (s->network == NETWORK_HOST && !reach_in_cluster(s));
}

/* Whether it finds others by their names, and others it. */
static bool
by_name(const struct service *s)
{
	return s && s->target && !reach_on_host(s) &&
	       (s->target->discovery == FIND_BY_CLUSTER ||
		s->target->discovery == FIND_BY_NETWORK);
}

static struct text
name_of(const struct consumer *c)
{
	return c->service ? c->service->object.name : T("the gateway");
}

static bool
only_internal(const struct service *s)
{
	for (size_t i = 0; i < s->networks.len; i++)
		if (!s->networks.items[i].network || !s->networks.items[i].network->internal)
			return false;
	return s->networks.len > 0;
}

static struct reach
no_way_out(struct arena *a, const struct service *from)
{
	struct text name = from->object.name;
	return (struct reach){
		.why = text_format(a, "every network of '%.*s' is internal: it has no way out",
				   TA(name)),
		.fix = text_format(a, "put '%.*s' on a network that is not internal", TA(name)),
	};
}

static struct reach
to_external(struct arena *a, struct consumer c, const struct service *to,
	    const struct port *port)
{
	if (by_name(c.service) && only_internal(c.service))
		return no_way_out(a, c.service);
	return (struct reach){ .ok = true, .host = to->address, .port = port->port };
}

/* Both ends are found by name. */
static struct reach
by_network(struct arena *a, struct consumer c, const struct service *to,
	   const struct port *port)
{
	const struct network *shared = reach_shared_network(c.service, to);
	if (shared || c.service == to)
		return (struct reach){
			.ok = true,
			.host = to->object.name,
			.port = port->port,
			.dynamic = to->target->discovery == FIND_BY_NETWORK,
			.network = shared,
		};
	struct text from = name_of(&c), name = to->object.name;
	struct text net = to->networks.len ? to->networks.items[0].object.name : T("default");
	return (struct reach){
		.why = text_format(a, "'%.*s' and '%.*s' share no network", TA(from), TA(name)),
		.fix = text_format(a, "add '%.*s' to the networks of '%.*s'", TA(net), TA(from)),
	};
}

static struct reach
no_address(struct arena *a, const struct service *to)
{
	return (struct reach){
		.why = text_format(a, "the host that runs '%.*s' has no address",
				   TA(to->object.name)),
		.fix = T("declare it under 'hosts' of the environment"),
	};
}

/* Loopback where both are on one host: nothing else is as near. */
static const struct publish *
usable_publish(const struct port *port, bool same_host)
{
	const struct publish *found = NULL;
	for (size_t i = 0; i < port->publish.len; i++) {
		const struct publish *p = &port->publish.items[i];
		if (p->is_loopback ? same_host : !found)
			found = p;
	}
	return found;
}

static struct reach
to_container(struct arena *a, const struct service *to, const struct port *port,
	     bool same_host)
{
	const struct publish *p = usable_publish(port, same_host);
	bool here = p && same_host && (p->is_loopback || p->is_public);
	if (p && (here || to->host))
		return (struct reach){ .ok = true,
				       .host = here ? T("127.0.0.1") : to->host->address,
				       .port = p->port };
	if (p)
		return no_address(a, to);
	return (struct reach){
		.why = text_format(a, "port '%.*s' of container '%.*s' is not published%s",
				   TA(port->object.name), TA(to->object.name),
				   same_host ? "" : " to other hosts"),
		.fix = text_format(a, same_host ? "publish it: publish: %lld" :
					  "publish it: publish: { port: %lld, on: private }",
				   (long long)port->port),
	};
}

/* Clients from outside the network: by the listener for them, at the address that
 * it tells. */
static struct reach
to_listener(struct arena *a, const struct service *to, bool same_host)
{
	const struct listeners *known = &to->knows->listeners;
	const struct port *port = same_host ? reach_listener(to, known->loopback) : NULL;
	if (!port)
		port = reach_listener(to, known->remote);
	if (port && port->announced.len)
		return (struct reach){ .ok = true,
				       .host = port->announced,
				       .port = port->announced_port };
	struct text name = same_host ? known->loopback : known->remote;
	return (struct reach){
		.why = text_format(a, "port '%.*s' of container '%.*s' is not published",
				   TA(name), TA(to->object.name)),
		.fix = text_format(a, same_host ? "publish it: %.*s: { publish: %lld }" :
					  "publish it: %.*s: { publish: { port: %lld, "
					  "on: private } }",
				   TA(name), (long long)network_listener(to)->port),
	};
}

/* From a container to what listens on the host below it. */
static struct reach
to_own_host(struct arena *a, const struct service *from, const struct port *port)
{
	if (only_internal(from))
		return no_way_out(a, from);
	return (struct reach){
		.ok = true,
		.host = text_of(from->target->host_name),
		.port = port->port,
		.asks_host = true,
	};
}

static struct reach
to_process(struct arena *a, struct consumer c, const struct service *to,
	   const struct port *port, bool same_host)
{
	bool inside = by_name(c.service);
	if (same_host && inside && c.service->target->host_name)
		return to_own_host(a, c.service, port);
	if (same_host && !inside)
		return (struct reach){ .ok = true, .host = T("127.0.0.1"), .port = port->port };
	if (inside && only_internal(c.service))
		return no_way_out(a, c.service);
	if (to->host)
		return (struct reach){ .ok = true, .host = to->host->address, .port = port->port };
	return no_address(a, to);
}

/* Pods are behind the names of their cluster, which nothing outside knows. */
static struct reach
to_cluster(struct arena *a, const struct service *to)
{
	return (struct reach){
		.why = text_format(a, "'%.*s' runs in a cluster, and only what the gateway "
				      "routes is known outside",
				   TA(to->object.name)),
		.fix = T("route it through the gateway and use its URL, or run both alike"),
	};
}

struct reach
reach_port(struct arena *a, struct consumer c, const struct service *to,
	   const struct port *port)
{
	if (to->placement == PLACEMENT_EXTERNAL)
		return to_external(a, c, to, port);
	bool from_cluster = c.service && reach_in_cluster(c.service);
	const struct host *from = c.service ? c.service->host : c.host;
	bool same_host = !from_cluster && from == to->host;
	bool same_target = by_name(c.service) && by_name(to) &&
			   c.service->target == to->target;
	bool is_listener = reach_is_listener(to, port);
	if (same_target && (same_host || from_cluster))
		return by_network(a, c, to, is_listener ? network_listener(to) : port);
	if (reach_in_cluster(to))
		return to_cluster(a, to);
	if (reach_on_host(to))
		return to_process(a, c, to, port, same_host);
	if (by_name(c.service) && only_internal(c.service))
		return no_way_out(a, c.service);
	return is_listener ? to_listener(a, to, same_host) :
			     to_container(a, to, port, same_host);
}
