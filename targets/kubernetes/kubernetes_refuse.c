/*
 * What of the gateway an HTTPRoute cannot say. A Gateway passes requests on; it
 * has no files, answers nothing itself, and knows no client addresses. What would
 * be lost is an error at the route that asked. Sizes, compression and how a
 * backend is picked are set for a Gateway as a whole, outside the standard API:
 * the service answers without them, so they are told, not refused.
 */
#include "kubernetes.h"

enum {
	host_names_max = 16, /* maxItems of HTTPRoute spec.hostnames */
	headers_max = 16,    /* maxItems of a filter's headers */
	header_max = 4096,   /* maxLength of a header's value */
};

struct refusal {
	struct kubernetes *k;
	struct diags *diags;
	const struct gateway *gateway;
	const struct gateway_host *host;
	const struct route *route;
	bool ingress;
};

/* An option may stand on the route, its host or the gateway. */
static struct span
option_place(const struct refusal *r, const char *key)
{
	if (object_field(&r->route->object, key))
		return object_place(&r->route->object, key);
	if (object_field(&r->host->object, key))
		return object_place(&r->host->object, key);
	if (object_field(&r->gateway->object, key))
		return object_place(&r->gateway->object, key);
	return object_at(&r->route->object);
}

/* Keys without which there is no route. */
static bool
is_action(const char *key)
{
	static const char *const actions[] = { "to", "root", "alias", "redirect",
					       "respond" };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (text_is(text_of(key), actions[i]))
			return true;
	return false;
}

static void
refuse(const struct refusal *r, const char *key, const char *what, const char *why)
{
	struct diag *d = diag_error(r->diags, "kubernetes/route", option_place(r, key),
				    "route '%.*s' %s, which an %s cannot do",
				    TA(r->route->object.name), what,
				    r->ingress ? "Ingress" : "HTTPRoute");
	d->subject = r->route->object.name;
	diag_why(d, text_of(why));
	if (is_action(key))
		diag_fix(r->diags, d,
			 "take the route out of this environment, `%.*s: null`, or let a "
			 "service do it",
			 TA(r->route->object.name));
	else
		diag_fix(r->diags, d, "set `%s: null` in this environment", key);
}

static void
tell(const struct refusal *r, enum severity severity, const char *key, const char *what)
{
	struct diag *d = diag_add(r->diags, severity, "kubernetes/route-option",
				  option_place(r, key), "%s", what);
	d->subject = r->route->object.name;
}

static void
refuse_actions(const struct refusal *r)
{
	const struct route *route = r->route;
	if (route->respond)
		refuse(r, "respond", "answers itself",
		       "a Gateway only passes requests on");
	if (route->root.len)
		refuse(r, "root", "serves files", "a Gateway has no files");
	if (route->alias.len)
		refuse(r, "alias", "serves files", "a Gateway has no files");
	if (route->to.len && route->service &&
	    route->service->placement != PLACEMENT_CONTAINER)
		refuse(r, "to", "leads out of the cluster",
		       "a route ends at a Service of the cluster");
	if (route->exact && route->strip)
		refuse(r, "strip", "strips a prefix from an exact path",
		       "a rewrite of the prefix needs a prefix to match");
}

/* What an HTTPRoute says, and an Ingress only in annotations. */
static void
refuse_for_ingress(const struct refusal *r)
{
	const struct route *route = r->route;
	const char *why = "each controller has annotations of its own for that";
	const struct tls *tls = r->host->tls ? r->host->tls : r->gateway->tls;
	if (route->redirect)
		refuse(r, "redirect", "redirects", why);
	if (route->strip)
		refuse(r, "strip", "strips its prefix", why);
	if (route->options.headers.len)
		refuse(r, "headers", "sets headers", why);
	if (route->options.cache)
		refuse(r, "cache", "sets how long answers are kept", why);
	if (tls && (tls->hsts || tls->redirect))
		tell(r, SEVERITY_INFO, "tls",
		     "redirects to https and HSTS are set at the ingress controller");
	if (route->options.timeout)
		tell(r, SEVERITY_INFO, "timeout",
		     "timeouts are set at the ingress controller");
}

static bool
holds_any(struct text t, const char *bytes)
{
	for (size_t i = 0; i < t.len; i++)
		for (const char *c = bytes; *c; c++)
			if (t.ptr[i] == *c)
				return true;
	return false;
}

static void
refuse_redirect(const struct refusal *r)
{
	const struct redirect *to = r->route->redirect;
	if (!to)
		return;
	struct kubernetes_url url = kubernetes_route_url(to->to);
	bool scheme = !url.scheme.len || text_is(url.scheme, "http") ||
		      text_is(url.scheme, "https");
	bool port = url.port.len <= 5;
	for (size_t i = 0; i < url.port.len; i++)
		port &= url.port.ptr[i] >= '0' && url.port.ptr[i] <= '9';
	if (!scheme || !port || holds_any(to->to, "?#"))
		refuse(r, "redirect", "redirects to more than a host and a path",
		       "the target has a scheme, a host, a port and a path");
	if (r->route->code != 301 && r->route->code != 302)
		refuse(r, "code", "redirects with another status than 301 or 302",
		       "only these two are in every implementation of the Gateway API");
}

/* The characters a path may hold, as the API's own pattern has them. */
static bool
is_path_byte(char c)
{
	static const char marks[] = "-/._~!$&'()*+,;=:@%";
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	for (const char *m = marks; *m; m++)
		if (c == *m)
			return true;
	return false;
}

static void
refuse_path(const struct refusal *r)
{
	static const char *const parts[] = { "//", "/./", "/../", "%2f", "%2F" };
	struct text path = r->route->object.name;
	bool ok = path.len && path.ptr[0] == '/' && !text_ends(path, T("/.")) &&
		  !text_ends(path, T("/.."));
	for (size_t i = 0; i < path.len; i++)
		ok &= is_path_byte(path.ptr[i]);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		ok &= text_find(path, text_of(parts[i])) == path.len;
	if (ok)
		return;
	struct diag *d = diag_error(
		r->diags, "kubernetes/route-path", object_at(&r->route->object),
		"'%.*s' cannot be the path of an HTTPRoute", TA(path));
	d->subject = path;
	diag_why(
		d,
		T("the API refuses '//', '/./', '/../', '%2F' and what stands encoded in "
		  "a URL"));
}

static void
refuse_headers(const struct refusal *r)
{
	const struct route_options *o = &r->route->options;
	for (size_t i = 0; i < o->headers.len; i++) {
		const struct pair *h = &o->headers.items[i];
		const struct parameter *missing;
		struct text value = value_expand(r->k->arena, &h->value, &missing);
		if (missing || (value.len && value.len <= header_max))
			continue;
		struct diag *d = diag_error(r->diags, "kubernetes/header",
					    entry_place(h->value.at),
					    "header '%.*s' has %s", TA(h->object.name),
					    value.len ? "too long a value" : "no value");
		diag_why(d, T("the API takes a header of 1 to 4096 bytes"));
		if (!value.len)
			diag_fix(r->diags, d, "remove it, or write `%.*s: null` here",
				 TA(h->object.name));
	}
	const struct tls *tls = r->host->tls ? r->host->tls : r->gateway->tls;
	size_t own = (r->route->service && r->route->options.cache) + (tls && tls->hsts);
	if (o->headers.len + own > headers_max)
		diag_error(r->diags, "kubernetes/header", option_place(r, "headers"),
			   "an HTTPRoute sets at most %d headers", headers_max);
}

static void
refuse_options(const struct refusal *r)
{
	const struct route_options *o = &r->route->options;
	refuse_headers(r);
	if (r->ingress)
		refuse_for_ingress(r);
	if (o->allow.len)
		refuse(r, "allow", "is for some client addresses only",
		       "the route would be open to all");
	if (o->rate)
		refuse(r, "rate", "limits how often a client may ask",
		       "requests would be let through at any rate");
	if (o->balance == BALANCE_IP_HASH)
		refuse(r, "balance", "keeps a client on one replica",
		       "session persistence is not in the standard API");
	if (o->balance == BALANCE_LEAST_CONN)
		tell(r, SEVERITY_INFO, "balance",
		     "the Gateway picks replicas in its own way");
	if (o->body)
		tell(r, SEVERITY_INFO, "body",
		     "the Gateway has its own limit for bodies");
	if (o->compress)
		tell(r, SEVERITY_INFO, "compress",
		     "answers are not compressed on the way");
	if (o->fail)
		tell(r, SEVERITY_INFO, "fail", "readiness decides who gets requests");
	if (o->retry)
		tell(r, SEVERITY_INFO, "retry", "the Gateway retries in its own way");
}

static void
refuse_host_name(const struct refusal *r, struct text name, struct span at)
{
	struct text rest =
		text_starts(name, T("*.")) ? text_slice(name, 2, name.len) : name;
	if (kubernetes_name_subdomain(rest))
		return;
	struct diag *d =
		diag_error(r->diags, "kubernetes/host-name", at,
			   "'%.*s' cannot be a host name of an HTTPRoute", TA(name));
	d->subject = r->host->object.name;
	diag_why(d, T("a host name is made of lower-case labels joined by dots; '*.' may "
		      "stand in front"));
}

static void
refuse_host(const struct refusal *r)
{
	const struct gateway_host *h = r->host;
	refuse_host_name(r, h->object.name, object_at(&h->object));
	if (h->name.len)
		refuse_host_name(r, h->name, object_place(&h->object, "name"));
	for (size_t i = 0; i < h->aliases.len; i++)
		refuse_host_name(r, h->aliases.items[i].text,
				 object_place(&h->object, "aliases"));
	if (h->aliases.len >= host_names_max && !r->ingress)
		diag_error(r->diags, "kubernetes/host-names",
			   object_place(&h->object, "aliases"),
			   "an HTTPRoute has at most %d host names", host_names_max);
}

static void
refuse_tls(const struct refusal *r)
{
	const struct kubernetes_gateway *g = r->k->options->gateway;
	const struct tls *tls = r->host->tls ? r->host->tls : r->gateway->tls;
	const struct object *owner =
		r->host->tls ? &r->host->object : &r->gateway->object;
	if (!tls)
		return;
	if (g && (g->class.len || g->ingress.len)) {
		if (g->tls_secret.len || tls->external)
			return;
		struct diag *d =
			diag_error(r->diags, "kubernetes/tls", object_place(owner, "tls"),
				   "the %s has no certificate for '%.*s'",
				   r->ingress ? "Ingress" : "Gateway", TA(r->host->object.name));
		diag_why(d, T("files of a host are not in the cluster"));
		diag_fix(r->diags, d,
			 "name a Secret in the target's option gateway: "
			 "{ tls_secret: NAME }");
		return;
	}
	struct diag *d = diag_add(r->diags, SEVERITY_INFO, "kubernetes/tls",
				  object_place(owner, "tls"),
				  "certificate and redirect for '%.*s' are those of the "
				  "Gateway's own listeners",
				  TA(r->host->object.name));
	d->subject = r->host->object.name;
}

void
kubernetes_refuse_routes(struct kubernetes *k, struct diags *diags)
{
	struct refusal r = { .k = k, .diags = diags, .gateway = k->stack->gateway };
	r.ingress = kubernetes_ingress_wanted(k);
	for (size_t i = 0; i < r.gateway->hosts.len; i++) {
		r.host = &r.gateway->hosts.items[i];
		refuse_host(&r);
		refuse_tls(&r);
		for (size_t j = 0; j < r.host->routes.len; j++) {
			r.route = &r.host->routes.items[j];
			refuse_path(&r);
			refuse_actions(&r);
			if (!r.ingress)
				refuse_redirect(&r);
			refuse_options(&r);
		}
	}
}
