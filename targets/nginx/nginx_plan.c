/*
 * What the file will need, worked out from the routes before a line is written:
 * upstreams, numbered variables, and which parts are asked for at all.
 *
 * An address that may change is not put into an upstream block, because nginx
 * before 1.27.3 looks such a name up once, at its start, and does not start where
 * it is unknown. There the route gets a variable, which is looked up as requests
 * come.
 */
#include "nginx.h"

#include <inttypes.h>
#include <stdlib.h>

bool
nginx_version_from(struct text version, int major, int minor, int patch)
{
	const int wanted[] = { major, minor, patch };
	for (size_t i = 0; i < 3; i++) {
		struct text part = { 0 };
		long n = 0;
		if (version.ptr && text_cut(&version, '.', &part))
			for (size_t k = 0; k < part.len; k++)
				n = n * 10 + (part.ptr[k] - '0');
		if (n != wanted[i])
			return n > wanted[i];
	}
	return true;
}

struct text
nginx_health_path(const struct nginx_plan *p)
{
	const struct service *s = p->gateway->service;
	if (!s || !s->health || !s->health->port_bound ||
	    s->health->port_bound->port != p->gateway->http)
		return (struct text){ 0 };
	return s->health->http;
}

/* The port clients use for a port that nginx listens on. */
static int64_t
published(const struct gateway *g, int64_t port)
{
	int64_t found = 0;
	for (size_t i = 0; g->service && i < g->service->ports.len; i++) {
		const struct port *p = &g->service->ports.items[i];
		for (size_t k = 0; p->port == port && k < p->publish.len; k++)
			if (!found || p->publish.items[k].is_public)
				found = p->publish.items[k].port;
	}
	return found ? found : port;
}

struct text
nginx_public_scheme(const struct gateway_host *h)
{
	if (!h->url.len)
		return T("$scheme");
	return text_slice(h->url, 0, text_find(h->url, T("://")));
}

static bool
same_fail(const struct fail *a, const struct fail *b)
{
	return a == b || (a && b && a->max == b->max && a->timeout == b->timeout);
}

/* Several names can only stand in an upstream block. */
static bool
is_dynamic(const struct nginx_plan *p, const struct route *r)
{
	bool changes = false;
	for (size_t i = 0; i < r->upstreams.len; i++)
		changes |= r->upstreams.items[i].dynamic;
	return changes && p->options->resolver.len && (p->resolves || r->upstreams.len == 1);
}

/* The upstream for a route; `of_service` heads those of its service. */
static const struct nginx_upstream *
upstream_for(struct nginx_plan *p, const struct route *r, struct nginx_upstream **link)
{
	size_t others = 0;
	for (; *link; link = &(*link)->next) {
		const struct route *first = (*link)->first;
		if (first->port != r->port)
			continue;
		if (first->options.balance == r->options.balance &&
		    same_fail(first->options.fail, r->options.fail))
			return *link;
		others++;
	}
	struct nginx_upstream *u = *link = arena_new(p->arena, struct nginx_upstream);
	u->first = r;
	u->dynamic = is_dynamic(p, r);
	u->name = text_format(p->arena, "%.*s.%.*s", TA(r->service->object.name),
			      TA(r->port->object.name));
	if (others)
		u->name = text_format(p->arena, "%.*s.%zu", TA(u->name), others + 1);
	array_push(p->arena, &p->upstreams, u);
	return u;
}

/* Whether another route of the host takes exactly this path. */
static bool
taken_exactly(const struct gateway_host *h, struct text path)
{
	for (size_t i = 0; i < h->routes.len; i++)
		if (h->routes.items[i].exact &&
		    text_equal(h->routes.items[i].object.name, path))
			return true;
	return false;
}

static bool
has_exact(const struct gateway_host *h)
{
	for (size_t i = 0; i < h->routes.len; i++)
		if (h->routes.items[i].exact)
			return true;
	return false;
}

/* `return` is done before requests are counted. */
static size_t
plan_rate(struct nginx_plan *p, const struct route *r)
{
	const struct rate *rate = r->options.rate;
	size_t i = 0;
	if (!rate || r->redirect || r->respond)
		return 0;
	while (i < p->rates.len && p->rates.items[i] != rate)
		i++;
	if (i == p->rates.len)
		array_push(p->arena, &p->rates, rate);
	return i + 1;
}

static void
plan_route(struct nginx_plan *p, const struct gateway_host *h, const struct route *r,
	   bool exact_there, struct nginx_upstream **of_services)
{
	struct nginx_route n = { .route = r, .host = h, .base = r->object.name };
	while (!r->exact && text_ends(n.base, T("/")))
		n.base.len--;
	n.takes_base =
		!r->exact && n.base.len && !(exact_there && taken_exactly(h, n.base));
	if (r->service) {
		size_t i = r->service->index;
		const struct nginx_upstream *u = upstream_for(p, r, &of_services[i]);
		if (!u->dynamic || p->resolves)
			n.upstream = u->name;
		p->asks_names |= u->dynamic;
	}
	if (r->redirect && r->redirect->keep && !r->exact)
		n.rest = ++p->rests;
	if ((r->redirect || r->respond) && r->options.allow.len)
		n.allow = ++p->allows;
	n.rate = plan_rate(p, r);
	p->proxied |= r->service != NULL;
	p->websocket |= r->websocket;
	p->compress |= r->options.compress;
	array_push(p->arena, &p->routes, n);
}

/* Whether the spec says that the container's user is not root. */
static bool
is_unprivileged(const struct service *s)
{
	if (!s || !s->user.len)
		return false;
	struct text user = text_slice(s->user, 0, text_find_byte(s->user, ':'));
	return !text_is(user, "0") && !text_is(user, "root");
}

struct nginx_plan *
nginx_plan_new(struct arena *a, const struct deployment *d)
{
	struct nginx_plan *p = arena_new(a, struct nginx_plan);
	struct nginx_options *options = arena_new(a, struct nginx_options);
	const struct gateway *g = d->stack->gateway;
	*options = *(const struct nginx_options *)d->use->options;
	if (!options->resolver.len && !g->on_host)
		options->resolver = T("127.0.0.11");
	*p = (struct nginx_plan){ .arena = a, .deployment = d, .gateway = g };
	p->options = options;
	p->http2_directive = nginx_version_from(options->version, 1, 25, 1);
	p->resolves = nginx_version_from(options->version, 1, 27, 3);
	p->unprivileged = is_unprivileged(g->service);
	p->https = published(g, g->https);
	struct nginx_upstream **of_services =
		arena_array(a, struct nginx_upstream *, d->stack->instances.len);
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *h = &g->hosts.items[i];
		bool exact_there = has_exact(h);
		p->tls |= h->tls != NULL;
		for (size_t k = 0; k < h->routes.len; k++)
			plan_route(p, h, &h->routes.items[k], exact_there, of_services);
	}
	return p;
}
