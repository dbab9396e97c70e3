/*
 * Servers: one that takes what nobody asked for, then one for each host of the
 * gateway. Without the first, requests for unknown names would go to the first
 * host, whoever that is.
 */
#include "nginx.h"

#include <inttypes.h>

/* Whether the container, or the host, has IPv6. */
static bool
has_ipv6(const struct nginx_plan *p)
{
	const struct service *s = p->gateway->service;
	for (size_t i = 0; s && i < s->networks.len; i++)
		if (s->networks.items[i].network && s->networks.items[i].network->ipv6)
			return true;
	return p->gateway->on_host;
}

static void
write_listen_on(struct confout *c, const struct nginx_plan *p, const char *address,
		int64_t port, bool tls, const char *more)
{
	conf_begin(c, "listen");
	conf_text(c, text_format(p->arena, "%s%" PRId64, address, port));
	if (tls)
		conf_word(c, "ssl");
	if (tls && !p->http2_directive)
		conf_word(c, "http2");
	if (more)
		conf_word(c, more);
	conf_end(c);
}

static void
write_listen(struct confout *c, const struct nginx_plan *p, bool tls, const char *more)
{
	int64_t port = tls ? p->gateway->https : p->gateway->http;
	if (!port)
		return;
	write_listen_on(c, p, "", port, tls, more);
	if (has_ipv6(p))
		write_listen_on(c, p, "[::]:", port, tls, more);
}

static void
write_health(struct confout *c, const struct nginx_plan *p)
{
	struct text path = nginx_health_path(p);
	if (!path.len)
		return;
	conf_space(c);
	conf_comment(c, T("The container's own health check asks by address."));
	conf_begin(c, "location");
	conf_word(c, "=");
	conf_expression(c, path);
	conf_open(c);
	conf_set_word(c, "access_log", "off");
	conf_set_word(c, "default_type", "text/plain");
	conf_begin(c, "return");
	conf_word(c, "200");
	conf_word(c, "ok");
	conf_end(c);
	conf_close(c);
}

static void
write_everything(struct confout *c, const char *status)
{
	conf_space(c);
	conf_begin(c, "location");
	conf_word(c, "/");
	conf_open(c);
	conf_set_word(c, "return", status);
	conf_close(c);
}

static void
write_unknown(struct confout *c, const struct nginx_plan *p)
{
	conf_space(c);
	conf_comment(c, T("Unknown names get no answer."));
	conf_begin(c, "server");
	conf_open(c);
	write_listen(c, p, false, "default_server");
	conf_set_word(c, "server_name", "_");
	write_health(c, p);
	write_everything(c, "444");
	conf_close(c);
}

static void
write_unknown_tls(struct confout *c, const struct nginx_plan *p)
{
	conf_space(c);
	conf_comment(
		c, T("Nor a handshake; 421 is for a connection made for another name."));
	conf_begin(c, "server");
	conf_open(c);
	write_listen(c, p, true, "default_server");
	if (p->http2_directive)
		conf_set_word(c, "http2", "on");
	conf_set_word(c, "server_name", "_");
	conf_set_word(c, "ssl_reject_handshake", "on");
	write_everything(c, "421");
	conf_close(c);
}

static void
write_names(struct confout *c, const struct gateway_host *h)
{
	conf_begin(c, "server_name");
	conf_text(c, h->name);
	for (size_t i = 0; i < h->aliases.len; i++)
		conf_text(c, h->aliases.items[i].text);
	conf_end(c);
}

/* 308: a POST stays one. */
static void
write_to_https(struct confout *c, const struct nginx_plan *p,
	       const struct gateway_host *h)
{
	struct text to = T("https://$host$request_uri");
	if (p->https != 443)
		to = text_format(p->arena, "https://$host:%" PRId64 "$request_uri",
				 p->https);
	conf_space(c);
	conf_begin(c, "server");
	conf_open(c);
	write_listen(c, p, false, NULL);
	write_names(c, h);
	conf_begin(c, "return");
	conf_word(c, "308");
	conf_expression(c, to);
	conf_end(c);
	conf_close(c);
}

static void
write_tls(struct confout *c, const struct nginx_plan *p, const struct tls *t)
{
	if (p->http2_directive)
		conf_set_word(c, "http2", "on");
	conf_set_text(c, "ssl_certificate", t->certificate);
	conf_set_text(c, "ssl_certificate_key", t->key);
}

/* What a reader would stumble over in the locations that follow. */
static void
write_explanation(struct confout *c, const struct nginx_plan *p,
		  const struct gateway_host *h, size_t from)
{
	bool twice = false;
	for (size_t i = from; i < p->routes.len && p->routes.items[i].host == h; i++)
		twice |= p->routes.items[i].takes_base;
	conf_space(c);
	if (twice)
		conf_comment(c,
			     T("A path is taken with and without the slash at its end, "
			       "hence two locations."));
}

/* Writes the host's routes, which begin at *at, and leaves *at behind them. */
static void
write_host(struct confout *c, const struct nginx_plan *p, const struct gateway_host *h,
	   size_t *at)
{
	const struct tls *t = h->tls;
	bool everything = false;
	if (t && t->redirect && p->gateway->http)
		write_to_https(c, p, h);
	write_explanation(c, p, h, *at);
	conf_begin(c, "server");
	conf_open(c);
	if (!t || !t->redirect)
		write_listen(c, p, false, NULL);
	if (t)
		write_listen(c, p, true, NULL);
	write_names(c, h);
	if (t)
		write_tls(c, p, t);
	for (; *at < p->routes.len && p->routes.items[*at].host == h; ++*at) {
		const struct nginx_route *n = &p->routes.items[*at];
		everything |= !n->base.len && !n->route->exact;
		nginx_write_location(c, p, n);
	}
	/* Else nginx would look for files of its own. */
	if (!everything)
		write_everything(c, "404");
	nginx_write_raw(c, p, RAW_GATEWAY, p->gateway->raw, "server");
	nginx_write_raw(c, p, RAW_HOST, h->raw, "server");
	conf_close(c);
}

void
nginx_write_servers(struct confout *c, const struct nginx_plan *p)
{
	size_t at = 0;
	if (p->gateway->http)
		write_unknown(c, p);
	if (p->tls)
		write_unknown_tls(c, p);
	for (size_t i = 0; i < p->gateway->hosts.len; i++)
		write_host(c, p, &p->gateway->hosts.items[i], &at);
}
