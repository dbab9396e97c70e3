/*
 * Locations. Each holds everything it needs: nginx drops what an outer level sets
 * as soon as an inner one sets any header of the same kind.
 *
 * A route takes its path by segments: `/api/users/` is two locations, one for what
 * is below it and one for `/api/users` itself, because nginx would answer the
 * latter with a redirect, at which a POST loses its body.
 */
#include "nginx.h"

#include <inttypes.h>

/* A location being written. */
struct place {
	struct confout *c;
	const struct nginx_plan *plan;
	const struct nginx_route *n;
	const struct route *route;
	bool whole; /* it takes exactly one path */
};

static void
set_expression(struct place *l, const char *name, struct text value)
{
	conf_begin(l->c, name);
	conf_expression(l->c, value);
	conf_end(l->c);
}

static void
set_proxy_header(struct place *l, const char *name, struct text value)
{
	conf_begin(l->c, "proxy_set_header");
	conf_word(l->c, name);
	conf_expression(l->c, value);
	conf_end(l->c);
}

/* The pattern and what replaces it contain no host: `break` keeps nginx in this
 * location. */
static void
write_strip(struct place *l)
{
	struct arena *a = l->plan->arena;
	conf_begin(l->c, "rewrite");
	if (l->whole) {
		conf_word(l->c, "^");
		conf_word(l->c, "/");
	} else {
		struct text base = nginx_pattern(a, l->n->base);
		conf_expression(l->c, text_format(a, "^%.*s(/.*)", TA(base)));
		conf_expression(l->c, T("$1"));
	}
	conf_word(l->c, "break");
	conf_end(l->c);
}

/* What is passed on has no path behind the host: with a variable there nginx would
 * send that path for every request. */
static void
write_pass(struct place *l)
{
	const struct route *r = l->route;
	struct arena *a = l->plan->arena;
	const struct upstream *only = r->upstreams.items;
	if (!l->n->upstream.len) {
		conf_begin(l->c, "set");
		conf_expression(l->c, T("$upstream"));
		conf_text(l->c, nginx_address(a, only->host, only->port));
		conf_end(l->c);
	}
	if (r->strip && l->n->base.len)
		write_strip(l);
	if (l->n->upstream.len)
		set_expression(l, "proxy_pass",
			       text_format(a, "http://%.*s", TA(l->n->upstream)));
	else
		set_expression(l, "proxy_pass", T("http://$upstream"));
}

static void
write_proxy_headers(struct place *l)
{
	struct text host = T("$host$host_port");
	struct text scheme = nginx_public_scheme(l->n->host);
	set_proxy_header(l, "Host", host);
	set_proxy_header(l, "X-Real-IP", T("$remote_addr"));
	set_proxy_header(l, "X-Forwarded-For", T("$proxy_add_x_forwarded_for"));
	set_proxy_header(l, "X-Forwarded-Proto", scheme);
	set_proxy_header(l, "X-Forwarded-Host", host);
	if (l->route->websocket) {
		set_proxy_header(l, "Upgrade", T("$http_upgrade"));
		set_proxy_header(l, "Connection", T("$connection_upgrade"));
	} else {
		set_proxy_header(l, "Connection", T(""));
	}
}

static void
write_retry(struct place *l, const struct retry *retry)
{
	struct arena *a = l->plan->arena;
	conf_begin(l->c, "proxy_next_upstream");
	for (size_t i = 0; i < retry->on.len; i++) {
		struct text on = retry->on.items[i].text;
		bool status = on.len && on.ptr[0] >= '0' && on.ptr[0] <= '9';
		conf_text(l->c, status ? text_format(a, "http_%.*s", TA(on)) : on);
	}
	if (!retry->on.len) {
		conf_word(l->c, "error");
		conf_word(l->c, "timeout");
	}
	conf_end(l->c);
	conf_set_text(l->c, "proxy_next_upstream_tries",
		      text_format(a, "%" PRId64, retry->attempts));
}

static void
write_proxy(struct place *l)
{
	const struct route_options *o = &l->route->options;
	int64_t timeout = o->timeout;
	/* A limit meant for answers would end sockets that are only silent. */
	if (l->route->websocket && !object_field(&l->route->object, "timeout"))
		timeout = 60 * 60 * 1000;
	write_pass(l);
	write_proxy_headers(l);
	if (timeout) {
		struct text time = nginx_time(l->plan->arena, timeout);
		conf_set_text(l->c, "proxy_read_timeout", time);
		conf_set_text(l->c, "proxy_send_timeout", time);
	}
	if (o->retry)
		write_retry(l, o->retry);
	for (size_t i = 0; i < o->headers.len; i++)
		conf_set_text(l->c, "proxy_hide_header", o->headers.items[i].object.name);
}

/* The fallback is not the last argument, which would be asked for from the other
 * locations, but a file like the ones before it. */
static void
write_files(struct place *l)
{
	const struct route *r = l->route;
	struct arena *a = l->plan->arena;
	if (r->root.len)
		conf_set_text(l->c, "root", r->root);
	else
		conf_set_text(l->c, "alias",
			      r->exact ? r->alias : nginx_folder(a, r->alias));
	if (!r->fallback.len)
		return;
	conf_begin(l->c, "try_files");
	conf_expression(l->c, T("$uri"));
	conf_expression(l->c, T("$uri/"));
	conf_text(l->c, r->fallback);
	conf_word(l->c, "=404");
	conf_end(l->c);
}

/* The index page of a folder has links that go by the slash, and files are not
 * asked for by POST. */
static void
write_to_folder(struct place *l)
{
	struct arena *a = l->plan->arena;
	struct text base = conf_escape(a, l->n->base);
	conf_begin(l->c, "return");
	conf_word(l->c, "301");
	conf_expression(l->c, text_format(a, "%.*s/$is_args$args", TA(base)));
	conf_end(l->c);
}

static void
write_redirect(struct place *l)
{
	const struct redirect *to = l->route->redirect;
	struct arena *a = l->plan->arena;
	struct buffer b = { .arena = a };
	buffer_add(&b, conf_escape(a, to->to));
	if (l->n->rest)
		buffer_format(&b, "$rest_%zu", l->n->rest);
	else if (to->keep)
		buffer_add(&b, T("$is_args$args"));
	conf_begin(l->c, "return");
	conf_text(l->c, text_format(a, "%" PRId64, l->route->code));
	conf_expression(l->c, buffer_text(&b));
	conf_end(l->c);
}

static bool
is_ascii(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.ptr[i] > 0x7E)
			return false;
	return true;
}

static void
write_respond(struct place *l)
{
	const struct route *r = l->route;
	if (r->text.len)
		conf_set_word(l->c, "default_type",
			      is_ascii(r->text) ? "text/plain"
						: "text/plain; charset=utf-8");
	conf_begin(l->c, "return");
	conf_text(l->c, text_format(l->plan->arena, "%" PRId64, r->respond));
	if (r->text.len)
		conf_text(l->c, r->text);
	conf_end(l->c);
}

static void
write_allow(struct place *l)
{
	const struct route_options *o = &l->route->options;
	if (l->n->allow) {
		conf_begin(l->c, "if");
		conf_expression(l->c,
				text_format(l->plan->arena, "($allow_%zu", l->n->allow));
		conf_word(l->c, "=");
		conf_word(l->c, "0)");
		conf_open(l->c);
		conf_set_word(l->c, "return", "403");
		conf_close(l->c);
		return;
	}
	for (size_t i = 0; i < o->allow.len; i++)
		conf_set_text(l->c, "allow", o->allow.items[i].text);
	if (o->allow.len)
		conf_set_word(l->c, "deny", "all");
}

static void
add_header(struct place *l, struct text name, struct text value)
{
	conf_begin(l->c, "add_header");
	conf_text(l->c, name);
	conf_expression(l->c, value);
	conf_word(l->c, "always");
	conf_end(l->c);
}

/* Headers of the answer. */
static void
write_headers(struct place *l)
{
	const struct route_options *o = &l->route->options;
	const struct tls *tls = l->n->host->tls;
	struct arena *a = l->plan->arena;
	const struct parameter *missing;
	if (tls && tls->hsts)
		add_header(l, T("Strict-Transport-Security"),
			   text_format(a, "max-age=%" PRId64, tls->hsts / 1000));
	for (size_t i = 0; i < o->headers.len; i++) {
		const struct pair *h = &o->headers.items[i];
		struct text value = value_expand(a, &h->value, &missing);
		if (missing)
			BUG("parameter '%.*s' has no value", TA(missing->object.name));
		add_header(l, h->object.name, conf_escape(a, value));
	}
	bool keeps = l->route->service || l->route->root.len || l->route->alias.len;
	if (o->cache && keeps)
		conf_set_text(l->c, "expires", nginx_seconds(a, o->cache));
}

/* More than the rate is let through at once as far as `burst` goes: to delay requests
 * would only keep connections busy. */
static void
write_rate(struct place *l)
{
	const struct rate *rate = l->route->options.rate;
	struct arena *a = l->plan->arena;
	conf_begin(l->c, "limit_req");
	conf_text(l->c, text_format(a, "zone=rate_%zu", l->n->rate));
	if (rate->burst) {
		conf_text(l->c, text_format(a, "burst=%" PRId64, rate->burst));
		conf_word(l->c, "nodelay");
	}
	conf_end(l->c);
	conf_set_word(l->c, "limit_req_status", "429");
}

static void
write_body(struct place *l)
{
	const struct route *r = l->route;
	bool files = r->root.len || r->alias.len;
	if (files && l->whole && !r->exact) {
		write_to_folder(l);
		write_headers(l);
		return;
	}
	write_allow(l);
	if (l->n->rate)
		write_rate(l);
	if (r->service)
		write_proxy(l);
	else if (files)
		write_files(l);
	else if (r->redirect)
		write_redirect(l);
	else
		write_respond(l);
	if (r->options.body)
		conf_set_text(l->c, "client_max_body_size",
			      nginx_size(l->plan->arena, r->options.body));
	if (r->options.compress)
		conf_set_word(l->c, "gzip", "on");
	write_headers(l);
}

static void
write_one(struct place *l, struct text path)
{
	conf_space(l->c);
	conf_begin(l->c, "location");
	if (l->whole)
		conf_word(l->c, "=");
	conf_expression(l->c, path);
	conf_open(l->c);
	write_body(l);
	nginx_write_raw(l->c, l->plan, RAW_GATEWAY, l->plan->gateway->raw, "location");
	nginx_write_raw(l->c, l->plan, RAW_HOST, l->n->host->raw, "location");
	nginx_write_raw(l->c, l->plan, RAW_ROUTE, l->route->raw, "location");
	conf_close(l->c);
}

void
nginx_write_location(struct confout *c, const struct nginx_plan *p,
		     const struct nginx_route *n)
{
	struct place l = { .c = c, .plan = p, .n = n, .route = n->route };
	if (n->route->exact) {
		l.whole = true;
		write_one(&l, n->base);
		return;
	}
	if (n->takes_base) {
		l.whole = true;
		write_one(&l, n->base);
	}
	l.whole = false;
	write_one(&l, nginx_folder(p->arena, n->base));
}
