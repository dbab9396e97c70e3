/*
 * Routes: paths that requests can have, each taken once, and options that nginx
 * can carry out. Options that stand on the gateway or a host are looked at with
 * each route that has them; equal findings become one.
 */
#include "nginx.h"
#include "scalar.h"

#include <stdlib.h>
#include <string.h>

/* It keeps the length of what it compares in a byte, and cuts off the rest of it
 * (ngx_http_location_tree_node_t in ngx_http_core_module.h). */
enum { path_max = 255 };

static void
refuse_path(struct diags *diags, const struct route *r, const char *why, const char *fix)
{
	struct diag *d =
		diag_error(diags, "nginx/path", object_at(&r->object), "%s", why);
	diag_fix(diags, d, "%s", fix);
}

/* nginx compares paths that are decoded and have neither `//` nor dot segments. */
static void
check_path(struct diags *diags, const struct route *r)
{
	struct text path = r->object.name, rest = path, segment;
	if (!nginx_check_text(diags, object_at(&r->object), path, false))
		return;
	if (path.len > path_max)
		refuse_path(diags, r,
			    "nginx finds no path that is longer than 255 bytes",
			    "route by what it begins with");
	if (text_find_byte(path, '?') < path.len || text_find_byte(path, '#') < path.len)
		refuse_path(diags, r, "a route's path ends before '?' and '#'",
			    "leave the query out");
	if (text_find_byte(path, '%') < path.len)
		refuse_path(diags, r,
			    "a route's path is not encoded, so '%' stands for itself",
			    "write the characters themselves");
	if (text_find(path, T("//")) < path.len)
		refuse_path(diags, r, "no request has a path with '//'",
			    "write one slash: nginx merges them before it compares");
	while (text_cut(&rest, '/', &segment))
		if (text_is(segment, ".") || text_is(segment, ".."))
			refuse_path(diags, r, "no request has a path with '.' or '..'",
				    "write where it leads: nginx follows them first");
}

static bool
starts_url(struct text t)
{
	return text_starts(t, T("https://")) || text_starts(t, T("http://"));
}

static void
check_redirect(struct diags *diags, const struct route *r)
{
	const struct redirect *to = r->redirect;
	struct span at = object_place(&to->object, "to");
	struct diag *d;
	if (!nginx_check_text(diags, at, to->to, false))
		return;
	if (!starts_url(to->to) &&
	    (!text_starts(to->to, T("/")) || text_starts(to->to, T("//"))))
		diag_error(diags, "nginx/redirect", at,
			   "expected a path or a URL to redirect to, found '%.*s'",
			   TA(to->to));
	if (to->keep && (text_find_byte(to->to, '?') < to->to.len ||
			 text_find_byte(to->to, '#') < to->to.len)) {
		d = diag_error(diags, "nginx/redirect", at,
			       "the rest of the path cannot follow a query");
		diag_fix(diags, d, "write 'redirect: { to: …, keep: false }'");
	}
	if (r->code != 301 && r->code != 302 && r->code != 303 && r->code != 307 &&
	    r->code != 308)
		diag_error(
			diags, "nginx/redirect", object_place(&r->object, "code"),
			"expected 301, 302, 303, 307 or 308 as the code of a redirect");
}

static void
check_respond(struct diags *diags, const struct route *r)
{
	nginx_check_body(diags, object_place(&r->object, "text"), r->text);
	bool fine = r->respond == 204 || r->respond == 200 || r->respond == 201 ||
		    r->respond == 202 || (r->respond >= 400 && r->respond <= 599);
	if (fine)
		return;
	struct diag *d =
		diag_error(diags, "nginx/respond", object_place(&r->object, "respond"),
			   "nginx does not answer with this status by itself");
	diag_fix(diags, d,
		 "take 200, 201, 202, 204 or one from 400; use 'redirect' "
		 "to send the client elsewhere");
}

static void
check_folder(struct diags *diags, const struct route *r, const char *key,
	     struct text folder)
{
	struct span at = object_place(&r->object, key);
	if (!folder.len)
		return;
	if (!text_starts(folder, T("/")))
		diag_error(diags, "nginx/folder", at, "expected an absolute path as '%s'",
			   key);
	else
		nginx_check_text(diags, at, folder, true);
}

static void
check_files(struct diags *diags, const struct route *r)
{
	check_folder(diags, r, "root", r->root);
	check_folder(diags, r, "alias", r->alias);
	if (!r->fallback.len)
		return;
	struct span at = object_place(&r->object, "fallback");
	if (!text_starts(r->fallback, T("/")))
		diag_error(diags, "nginx/fallback", at,
			   "expected a path that begins with '/' in the folder");
	else
		nginx_check_text(diags, at, r->fallback, true);
}

/* Several addresses behind one name are asked in turn, without a memory of which
 * failed; only an upstream block can do more, and it holds such names only from
 * 1.27.3 on. */
static void
check_balance(const struct nginx_plan *p, struct diags *diags, const struct route *r)
{
	const struct route_options *o = &r->options;
	const struct service *s = r->service;
	bool several = s->replicas > 1 || s->autoscale;
	if (p->resolves || r->upstreams.len != 1 || !r->upstreams.items->dynamic || !several)
		return;
	if (o->balance == BALANCE_ROUND_ROBIN && !o->fail)
		return;
	const char *key = o->fail ? "fail" : "balance";
	struct diag *d = diag_error(
		diags, "nginx/balance", object_place(&r->object, key),
		"nginx before 1.27.3 cannot do '%s' for '%.*s', whose addresses change",
		key, TA(s->object.name));
	diag_fix(diags, d,
		 "tell the target which nginx reads the file: "
		 "'nginx: { version: 1.27.3 }', or leave '%s' out",
		 key);
}

static void
check_service(const struct nginx_plan *p, struct diags *diags, const struct route *r)
{
	struct span at = object_place(&r->object, "to");
	if (r->port->protocol == PROTOCOL_UDP)
		diag_error(diags, "nginx/protocol", at,
			   "port '%.*s' of '%.*s' is not TCP", TA(r->port->object.name),
			   TA(r->service->object.name));
	if (r->port->app == APP_GRPC)
		diag_error(diags, "nginx/protocol", at,
			   "port '%.*s' of '%.*s' speaks gRPC, which routes do not carry",
			   TA(r->port->object.name), TA(r->service->object.name));
	check_balance(p, diags, r);
}

static bool
is_header(struct text name, const char *other)
{
	struct text t = text_of(other);
	for (size_t i = 0; i < t.len && i < name.len; i++)
		if ((name.ptr[i] | 0x20) != t.ptr[i])
			return false;
	return t.len == name.len;
}

static void
check_header(const struct nginx_plan *p, struct diags *diags, const struct pair *h)
{
	static const char *const own[] = {
		"content-type",	     "content-length", "content-encoding",
		"transfer-encoding", "connection",
	};
	const struct parameter *missing;
	struct span at = object_at(&h->object);
	if (text_find_byte(h->object.name, '$') < h->object.name.len)
		diag_error(diags, "nginx/header", at,
			   "nginx cannot hold a '$' in the name of a header");
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (is_header(h->object.name, own[i]))
			diag_error(
				diags, "nginx/header", at,
				"'%.*s' belongs to the answer itself and cannot be added",
				TA(h->object.name));
	if (value_secret(&h->value)) {
		diag_error(diags, "nginx/header", at,
			   "a header is no place for a secret");
		return;
	}
	nginx_check_length(diags, at, value_expand(p->arena, &h->value, &missing));
}

static void
check_options(const struct nginx_plan *p, struct diags *diags,
	      const struct route_options *o)
{
	for (size_t i = 0; i < o->headers.len; i++)
		check_header(p, diags, &o->headers.items[i]);
}

static void
check_rate(struct diags *diags, const struct route *r)
{
	if (!object_field(&r->object, "rate") || (!r->redirect && !r->respond))
		return;
	struct diag *d = diag_error(diags, "nginx/rate", object_place(&r->object, "rate"),
				    "requests for '%.*s' cannot be counted",
				    TA(r->object.name));
	diag_why(d, T("nginx answers them itself, before it would count"));
}

static void
check_route(const struct nginx_plan *p, struct diags *diags, const struct route *r)
{
	check_path(diags, r);
	check_options(p, diags, &r->options);
	if (r->service)
		check_service(p, diags, r);
	if (r->redirect)
		check_redirect(diags, r);
	if (r->respond)
		check_respond(diags, r);
	check_files(diags, r);
	check_rate(diags, r);
}

static int
by_path(const void *a, const void *b)
{
	const struct nginx_route *const *x = a, *const *y = b;
	int order = text_compare((*x)->base, (*y)->base);
	if (!order)
		order = (*x)->route->exact - (*y)->route->exact;
	if (order)
		return order;
	uint32_t a_at = object_at(&(*x)->route->object).offset;
	uint32_t b_at = object_at(&(*y)->route->object).offset;
	return (a_at > b_at) - (a_at < b_at);
}

/* `/a` and `/a/` are one path: both take what is below it by segments. */
static void
check_twice(const struct nginx_plan *p, struct diags *diags, size_t from, size_t to)
{
	size_t len = to - from;
	const struct nginx_route **sorted =
		arena_array(p->arena, const struct nginx_route *, len);
	for (size_t i = 0; i < len; i++)
		sorted[i] = &p->routes.items[from + i];
	qsort(sorted, len, sizeof *sorted, by_path);
	for (size_t i = 1; i < len; i++) {
		const struct nginx_route *one = sorted[i - 1], *two = sorted[i];
		if (!text_equal(one->base, two->base) ||
		    one->route->exact != two->route->exact)
			continue;
		struct diag *d = diag_error(
			diags, "nginx/duplicate-path", object_at(&two->route->object),
			"'%.*s' takes the same requests as '%.*s'",
			TA(two->route->object.name), TA(one->route->object.name));
		diag_note(diags, d, object_at(&one->route->object), "it stands here");
	}
}

void
nginx_check_routes(const struct nginx_plan *p, struct diags *diags)
{
	for (size_t i = 0; i < p->routes.len; i++)
		check_route(p, diags, p->routes.items[i].route);
	for (size_t from = 0, to; from < p->routes.len; from = to) {
		to = from + 1;
		while (to < p->routes.len &&
		       p->routes.items[to].host == p->routes.items[from].host)
			to++;
		check_twice(p, diags, from, to);
	}
}
