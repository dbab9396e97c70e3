/*
 * routes.yaml: one HTTPRoute per host name of the gateway, and the Gateway itself
 * where the option `class` asks for one.
 *
 * A PathPrefix match goes by segments, as routes of the spec do, and the longest
 * match wins whatever the order. An HTTPRoute holds 16 rules; more go into further
 * ones, which the implementation takes together.
 */
#include "kubernetes.h"

static const char gateway_api[] = "gateway.networking.k8s.io/v1";

enum {
	rules_max = 16, /* maxItems of spec.rules */
};

void
kubernetes_route_parent(const struct kubernetes *k, struct text *namespace,
			struct text *name)
{
	const struct kubernetes_gateway *g = k->options->gateway;
	*namespace = (struct text){ 0 };
	*name = k->stack->name;
	if (!g || !g->parent.len)
		return;
	size_t slash = text_find_byte(g->parent, '/');
	*namespace = text_slice(g->parent, 0, slash);
	*name = text_slice(g->parent, slash + 1, g->parent.len);
}

struct text
kubernetes_route_prefix(struct text path)
{
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	return path;
}

struct kubernetes_url
kubernetes_route_url(struct text to)
{
	struct kubernetes_url url = { 0 };
	size_t colon = text_find(to, T("://"));
	if (colon == to.len) {
		url.path = to;
		return url;
	}
	url.scheme = text_slice(to, 0, colon);
	to = text_slice(to, colon + 3, to.len);
	size_t slash = text_find_byte(to, '/');
	url.path = text_slice(to, slash, to.len);
	url.host = text_slice(to, 0, slash);
	colon = text_find_byte(url.host, ':');
	url.port = text_slice(url.host, colon + 1, url.host.len);
	url.host = text_slice(url.host, 0, colon);
	return url;
}

static bool
writes_gateway(const struct kubernetes *k)
{
	return k->options->gateway && k->options->gateway->class.len;
}

static const struct tls *
host_tls(const struct kubernetes *k, const struct gateway_host *h)
{
	return h->tls ? h->tls : k->stack->gateway->tls;
}

static bool
any_tls(const struct kubernetes *k)
{
	for (size_t i = 0; i < k->stack->gateway->hosts.len; i++)
		if (host_tls(k, &k->stack->gateway->hosts.items[i]))
			return true;
	return false;
}

static void
put_listener(struct kubernetes *k, const char *name, int64_t port, const char *protocol)
{
	yaml_open_map(k->out);
	yaml_set_string(k->out, "name", name);
	yaml_set_int(k->out, "port", port);
	yaml_set_string(k->out, "protocol", protocol);
}

static void
put_certificate(struct kubernetes *k, struct text name)
{
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", name);
	yaml_close(k->out);
}

/* Whether a host before this one has the same. */
static bool
has_certificate(struct kubernetes *k, size_t before, struct text name)
{
	for (size_t i = 0; i < before; i++) {
		const struct tls *tls = host_tls(k, &k->stack->gateway->hosts.items[i]);
		if (tls && tls->external &&
		    text_equal(kubernetes_value_secret(k->arena, k->stack, tls->external).name,
			       name))
			return true;
	}
	return false;
}

/* The option's, else those that the hosts name as secrets of the platform: which one
 * is shown goes by the name the client asks for. */
static void
put_certificates(struct kubernetes *k)
{
	struct text option = k->options->gateway->tls_secret;
	yaml_set_list(k->out, "certificateRefs");
	if (option.len)
		put_certificate(k, option);
	for (size_t i = 0; !option.len && i < k->stack->gateway->hosts.len; i++) {
		const struct tls *tls = host_tls(k, &k->stack->gateway->hosts.items[i]);
		if (!tls || !tls->external)
			continue;
		struct text name =
			kubernetes_value_secret(k->arena, k->stack, tls->external).name;
		if (!has_certificate(k, i, name))
			put_certificate(k, name);
	}
	yaml_close(k->out);
}

static void
put_gateway(struct kubernetes *k)
{
	struct text namespace, name;
	kubernetes_route_parent(k, &namespace, &name);
	kubernetes_raw_object(k, RAW_GATEWAY, k->stack->gateway->raw, "gateway");
	kubernetes_meta_object(k, gateway_api, "Gateway", name, NULL);
	yaml_set_map(k->out, "spec");
	yaml_set_text(k->out, "gatewayClassName", k->options->gateway->class);
	yaml_set_list(k->out, "listeners");
	put_listener(k, "http", 80, "HTTP");
	yaml_close(k->out);
	if (any_tls(k)) {
		put_listener(k, "https", 443, "HTTPS");
		yaml_set_map(k->out, "tls");
		put_certificates(k);
		yaml_close(k->out);
		yaml_close(k->out);
	}
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_parent(struct kubernetes *k, const char *section)
{
	struct text namespace, name;
	kubernetes_route_parent(k, &namespace, &name);
	yaml_set_list(k->out, "parentRefs");
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", name);
	if (namespace.len)
		yaml_set_text(k->out, "namespace", namespace);
	if (section)
		yaml_set_string(k->out, "sectionName", section);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_host_names(struct kubernetes *k, const struct gateway_host *h)
{
	yaml_set_list(k->out, "hostnames");
	yaml_text(k->out, h->name.len ? h->name : h->object.name);
	for (size_t i = 0; i < h->aliases.len; i++)
		yaml_text(k->out, h->aliases.items[i].text);
	yaml_close(k->out);
}

static void
put_match(struct kubernetes *k, const struct route *r)
{
	struct text path = r->object.name;
	yaml_set_list(k->out, "matches");
	yaml_open_map(k->out);
	yaml_set_map(k->out, "path");
	yaml_set_string(k->out, "type", r->exact ? "Exact" : "PathPrefix");
	yaml_set_text(k->out, "value", r->exact ? path : kubernetes_route_prefix(path));
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_header(struct kubernetes *k, struct text name, struct text value)
{
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", name);
	yaml_set_text(k->out, "value", value);
	yaml_close(k->out);
}

/* A default for all routes is not meant for redirects. */
static int64_t
cache_time(const struct route *r)
{
	return r->service ? r->options.cache : 0;
}

static void
put_headers(struct kubernetes *k, const struct route *r, const struct tls *tls)
{
	bool hsts = tls && tls->hsts;
	if (!r->options.headers.len && !cache_time(r) && !hsts)
		return;
	yaml_open_map(k->out);
	yaml_set_string(k->out, "type", "ResponseHeaderModifier");
	yaml_set_map(k->out, "responseHeaderModifier");
	yaml_set_list(k->out, "set");
	for (size_t i = 0; i < r->options.headers.len; i++) {
		const struct pair *p = &r->options.headers.items[i];
		put_header(k, p->object.name,
			   kubernetes_value_plain(k->arena, &p->value));
	}
	if (cache_time(r))
		put_header(k, T("Cache-Control"),
			   text_format(k->arena, "max-age=%lld",
				       (long long)(cache_time(r) / 1000)));
	if (hsts)
		put_header(k, T("Strict-Transport-Security"),
			   text_format(k->arena, "max-age=%lld",
				       (long long)(tls->hsts / 1000)));
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_path_change(struct kubernetes *k, bool prefix, struct text path)
{
	yaml_set_map(k->out, "path");
	yaml_set_string(k->out, "type",
			prefix ? "ReplacePrefixMatch" : "ReplaceFullPath");
	if (prefix)
		path = kubernetes_route_prefix(path);
	yaml_set_text(k->out, prefix ? "replacePrefixMatch" : "replaceFullPath", path);
	yaml_close(k->out);
}

static void
put_redirect(struct kubernetes *k, const struct route *r)
{
	struct kubernetes_url url = kubernetes_route_url(r->redirect->to);
	struct text path = url.path.len ? url.path : T("/");
	yaml_open_map(k->out);
	yaml_set_string(k->out, "type", "RequestRedirect");
	yaml_set_map(k->out, "requestRedirect");
	if (url.scheme.len)
		yaml_set_text(k->out, "scheme", url.scheme);
	if (url.host.len)
		yaml_set_text(k->out, "hostname", url.host);
	if (url.port.len) {
		yaml_key(k->out, "port");
		int64_t port = 0;
		for (size_t i = 0; i < url.port.len; i++)
			port = port * 10 + (url.port.ptr[i] - '0');
		yaml_int(k->out, port);
	}
	put_path_change(k, r->redirect->keep && !r->exact, path);
	yaml_set_int(k->out, "statusCode", r->code);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_strip(struct kubernetes *k)
{
	yaml_open_map(k->out);
	yaml_set_string(k->out, "type", "URLRewrite");
	yaml_set_map(k->out, "urlRewrite");
	put_path_change(k, true, T("/"));
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_filters(struct kubernetes *k, const struct route *r, const struct tls *tls)
{
	bool hsts = tls && tls->hsts, strips = r->strip && r->service;
	if (!r->options.headers.len && !cache_time(r) && !hsts && !strips && !r->redirect)
		return;
	yaml_set_list(k->out, "filters");
	put_headers(k, r, tls);
	if (strips)
		put_strip(k);
	if (r->redirect)
		put_redirect(k, r);
	yaml_close(k->out);
}

/* GEP-2257: up to five digits and h, m, s or ms. */
static struct text
duration(struct arena *a, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *unit;
	} units[] = { { 3600000, "h" }, { 60000, "m" }, { 1000, "s" } };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (ms % units[i].ms == 0)
			return text_format(a, "%lld%s", (long long)(ms / units[i].ms),
					   units[i].unit);
	return ms < 100000 ? text_format(a, "%lldms", (long long)ms)
			   : text_format(a, "%llds", (long long)((ms + 999) / 1000));
}

static void
put_timeout(struct kubernetes *k, const struct route *r)
{
	if (!r->service || (!r->options.timeout && !r->websocket))
		return;
	if (r->websocket)
		yaml_comment(k->out, T("none: a websocket lives longer than a request"));
	yaml_set_map(k->out, "timeouts");
	yaml_set_text(k->out, "request",
		      r->websocket ? T("0s") : duration(k->arena, r->options.timeout));
	yaml_close(k->out);
}

static void
put_rule(struct kubernetes *k, const struct gateway_host *h, const struct route *r)
{
	yaml_open_map(k->out);
	put_match(k, r);
	put_filters(k, r, writes_gateway(k) ? host_tls(k, h) : NULL);
	put_timeout(k, r);
	if (r->service) {
		yaml_set_list(k->out, "backendRefs");
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", r->service->object.name);
		yaml_set_int(k->out, "port", kubernetes_service_port(r->port)->port);
		yaml_close(k->out);
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

struct text
kubernetes_route_name(struct arena *a, const struct gateway_host *h)
{
	struct text name = h->object.name;
	if (text_starts(name, T("*.")))
		return text_format(a, "wildcard%.*s", TA(text_slice(name, 1, name.len)));
	return name;
}

static void
put_route(struct kubernetes *k, const struct gateway_host *h, size_t from)
{
	const struct tls *tls = host_tls(k, h);
	bool https_only = writes_gateway(k) && tls && tls->redirect;
	struct text name = kubernetes_route_name(k->arena, h);
	if (from)
		name = text_format(k->arena, "%.*s.%zu", TA(name), from / rules_max + 1);
	kubernetes_raw_object(k, RAW_HOST, h->raw, "route");
	kubernetes_meta_object(k, gateway_api, "HTTPRoute", name, NULL);
	yaml_set_map(k->out, "spec");
	put_parent(k, https_only ? "https" : NULL);
	put_host_names(k, h);
	yaml_set_list(k->out, "rules");
	for (size_t i = from; i < h->routes.len && i < from + rules_max; i++)
		put_rule(k, h, &h->routes.items[i]);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_https_redirect(struct kubernetes *k, const struct gateway_host *h)
{
	struct text name =
		text_format(k->arena, "%.*s.https", TA(kubernetes_route_name(k->arena, h)));
	kubernetes_meta_object(k, gateway_api, "HTTPRoute", name, NULL);
	yaml_set_map(k->out, "spec");
	put_parent(k, "http");
	put_host_names(k, h);
	yaml_set_list(k->out, "rules");
	yaml_open_map(k->out);
	yaml_set_list(k->out, "filters");
	yaml_open_map(k->out);
	yaml_set_string(k->out, "type", "RequestRedirect");
	yaml_set_map(k->out, "requestRedirect");
	yaml_set_string(k->out, "scheme", "https");
	yaml_set_int(k->out, "statusCode", 301);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_route_file(struct kubernetes *k)
{
	const struct gateway *g = k->stack->gateway;
	if (writes_gateway(k))
		put_gateway(k);
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *h = &g->hosts.items[i];
		const struct tls *tls = host_tls(k, h);
		for (size_t from = 0; from < h->routes.len; from += rules_max)
			put_route(k, h, from);
		if (writes_gateway(k) && tls && tls->redirect)
			put_https_redirect(k, h);
	}
}
