/* Routes find their services, and take over what their host and gateway say. */
#include "resolver.h"
#include "scalar.h"
#include "target.h"

#include <stdlib.h>

/* Headers merge by name, like every map. */
static void
inherit_headers(struct arena *a, struct route_options *o, const struct route_options *from)
{
	ARRAY(struct pair) all = { 0 };
	for (size_t i = 0; i < from->headers.len; i++) {
		bool own = false;
		for (size_t k = 0; k < o->headers.len; k++)
			own |= text_equal(o->headers.items[k].object.name,
					  from->headers.items[i].object.name);
		if (!own)
			array_push(a, &all, from->headers.items[i]);
	}
	for (size_t k = 0; k < o->headers.len; k++)
		array_push(a, &all, o->headers.items[k]);
	o->headers.items = all.items;
	o->headers.len = all.len;
}

static void
inherit(struct arena *a, struct route_options *o, const struct object *at, const struct route_options *from)
{
	if (!o->timeout)
		o->timeout = from->timeout;
	if (!o->body)
		o->body = from->body;
	if (!object_field(at, "balance"))
		o->balance = from->balance;
	if (!o->fail)
		o->fail = from->fail;
	if (!o->retry)
		o->retry = from->retry;
	inherit_headers(a, o, from);
	if (!o->allow.len)
		o->allow.items = from->allow.items, o->allow.len = from->allow.len;
	if (!object_field(at, "compress"))
		o->compress = from->compress;
	if (!object_field(at, "cache"))
		o->cache = from->cache;
	if (!o->rate)
		o->rate = from->rate;
}

/* "SERVICE:PORT", or "SERVICE" where it has one port. */
static void
bind_service(struct resolver *r, struct route *route)
{
	struct text rest = route->to, name;
	struct span at = object_place(&route->object, "to");
	text_cut(&rest, ':', &name);
	route->service = list_find(&r->stack->services, name);
	if (!route->service)
		resolve_undefined(r, at, "service", name,
				  list_names(r->arena, &r->stack->services),
				  r->stack->services.len);
	else
		route->port = resolve_port(r, route->service,
					   rest.ptr ? rest : (struct text){ 0 }, at);
}

static void
add_upstream(struct resolver *r, const struct gateway *g, struct route *route,
	     struct service *to)
{
	struct port *port = list_find(&to->ports, route->port->object.name);
	struct consumer c = { .service = g->service, .host = g->host_bound };
	struct reach way = reach_port(r->arena, c, to, port);
	port->is_routed = true;
	resolve_connection(r, g->service, to);
	if (!way.ok) {
		struct diag *d = diag_error(r->diags, "reach/unreachable",
					    object_place(&route->object, "to"),
					    "the gateway cannot reach '%.*s': %.*s",
					    TA(to->object.name), TA(way.why));
		diag_fix(r->diags, d, "%.*s", TA(way.fix));
		return;
	}
	if (g->service)
		g->service->asks_host |= way.asks_host;
	array_push(r->arena, &route->upstreams,
		   (struct upstream){ way.host, way.port, way.dynamic });
}

static void
bind_upstreams(struct resolver *r, const struct gateway *g, struct route *route)
{
	struct service *group = route->service;
	if (r->stack->router->makes_routes) {
		((struct port *)(uintptr_t)route->port)->is_routed = true;
		return;
	}
	if (!g->on_host && !g->service)
		return; /* reported where the gateway was placed */
	for (size_t i = 0; i < group->instances.len; i++)
		add_upstream(r, g, route, group->instances.items[i]);
}

static int
most_specific_first(const void *x, const void *y)
{
	const struct route *a = x, *b = y;
	if (a->object.name.len != b->object.name.len)
		return a->object.name.len > b->object.name.len ? -1 : 1;
	return text_compare(a->object.name, b->object.name);
}

static void
resolve_route(struct resolver *r, const struct gateway *g, struct route *route)
{
	if (!text_starts(route->object.name, T("/")))
		diag_error(r->diags, "gateway/path", object_at(&route->object),
			   "a route is a path: expected '/%.*s'", TA(route->object.name));
	if (route->to.len)
		bind_service(r, route);
	if (route->port)
		bind_upstreams(r, g, route);
	if (!route->to.len && !route->root.len && !route->alias.len && !route->redirect &&
	    !route->respond)
		diag_error(r->diags, "spec/missing", object_at(&route->object),
			   "a route needs one of 'to', 'root', 'alias', 'redirect', 'respond'");
	for (size_t i = 0; i < route->options.headers.len; i++)
		resolve_value(r, g->service, &route->options.headers.items[i].value);
}

static void
bind_rate(struct route_options *o)
{
	if (o->rate && !object_field(&o->rate->object, "burst"))
		o->rate->burst = o->rate->requests;
}

/* A path stays. A secret of form `file` is the path it has; one of the platform has
 * none here. */
static void
bind_tls_file(struct resolver *r, struct tls *tls, const char *key, struct text *file)
{
	const struct stack *s = r->stack;
	struct span at = object_place(&tls->object, key);
	if (!file->len || file->ptr[0] == '/')
		return;
	const struct secret *secret = list_find(&s->secrets, *file);
	if (!scalar_is_identifier(*file, true))
		diag_error(r->diags, "spec/type", at,
			   "expected an absolute path or the name of a secret, found '%.*s'",
			   TA(*file));
	else if (!secret)
		resolve_undefined(r, at, "secret", *file, list_names(r->arena, &s->secrets),
				  s->secrets.len);
	else if (secret->env.len) {
		struct diag *d = diag_error(r->diags, "gateway/tls-secret", at,
					    "secret '%.*s' is an environment variable, which "
					    "no server reads a certificate from",
					    TA(*file));
		diag_note(r->diags, d, object_at(&secret->object), "it is declared here");
		diag_fix(r->diags, d, "give it the form 'file' or 'external'");
	} else if (secret->external.len)
		tls->external = secret;
	if (secret)
		*file = secret->file;
}

static void
bind_tls(struct resolver *r, struct tls *tls)
{
	if (!tls)
		return;
	bind_tls_file(r, tls, "certificate", &tls->certificate);
	bind_tls_file(r, tls, "key", &tls->key);
}

void
resolve_gateway(struct resolver *r, struct gateway *g)
{
	bind_tls(r, g->tls);
	bind_rate(&g->options);
	for (size_t i = 0; i < g->hosts.len; i++) {
		struct gateway_host *h = &g->hosts.items[i];
		if (!h->name.len)
			h->name = h->object.name;
		bind_tls(r, h->tls);
		bind_rate(&h->options);
		if (!h->tls)
			h->tls = g->tls;
		inherit(r->arena, &h->options, &h->object, &g->options);
		for (size_t k = 0; k < h->routes.len; k++) {
			struct route *route = &h->routes.items[k];
			bind_rate(&route->options);
			inherit(r->arena, &route->options, &route->object, &h->options);
			resolve_route(r, g, route);
		}
		if (h->routes.len)
			qsort(h->routes.items, h->routes.len, sizeof *h->routes.items,
			      most_specific_first);
		h->routes.index = NULL; /* it told the order they were written in */
	}
	if (!g->service || !r->stack->router->gateway_file)
		return;
	struct carried_file f = {
		.path = text_of(r->stack->router->gateway_service_path),
		.bundle_path = text_format(r->arena, "%s/%s", r->stack->router->name,
					   r->stack->router->gateway_file),
		.mode = T("0444"),
	};
	array_push(r->arena, &g->service->files, f);
}

/* The port clients use: the published one of the server's container, or the
 * host's own. */
static int64_t
outer_port(const struct gateway *g, int64_t listens)
{
	for (size_t i = 0; g->service && i < g->service->ports.len; i++) {
		const struct port *p = &g->service->ports.items[i];
		if (p->port != listens)
			continue;
		for (size_t k = 0; k < p->publish.len; k++)
			if (!p->publish.items[k].is_loopback || p->publish.len == 1)
				return p->publish.items[k].port;
	}
	return listens;
}

struct text
resolve_gateway_url(struct resolver *r, const struct gateway_host *h)
{
	const struct gateway *g = r->stack->gateway;
	bool https = h->tls || g->tls;
	int64_t standard = https ? 443 : 80;
	int64_t port = outer_port(g, https ? g->https : g->http);
	struct text name = h->name.len ? h->name : h->object.name;
	if (h->url.len)
		return h->url;
	if (!port || port == standard)
		return text_format(r->arena, "http%s://%.*s", https ? "s" : "", TA(name));
	return text_format(r->arena, "http%s://%.*s:%lld", https ? "s" : "", TA(name),
			   (long long)port);
}
