/*
 * The file down to its upstreams: what the program itself needs, then what holds
 * for every server.
 *
 * In a container the file has to work whatever the image runs as, with a read-only
 * root: it names no user, and logs go to where the engine reads them. On a host it
 * replaces Debian's nginx.conf, and keeps its paths.
 */
#include "nginx.h"

#include <inttypes.h>

static void
write_workers(struct confout *c, const struct nginx_plan *p)
{
	const struct service *s = p->gateway->service;
	if (!s || !s->resources || !s->resources->cpus) {
		conf_set_word(c, "worker_processes", "auto");
		return;
	}
	int64_t cpus = (s->resources->cpus + 999) / 1000;
	conf_comment(c, T("auto would count the processors of the host, of which the "
			  "container may use a part."));
	conf_set_text(c, "worker_processes", text_format(p->arena, "%" PRId64, cpus));
}

void
nginx_write_worker(struct confout *c, const struct nginx_plan *p)
{
	if (p->gateway->on_host)
		conf_set_word(c, "user", "www-data");
	write_workers(c, p);
	conf_comment(c, T("A connection may take two files: the client's and the "
			  "upstream's."));
	conf_set_word(c, "worker_rlimit_nofile", "2048");
	conf_begin(c, "error_log");
	conf_word(c, p->gateway->on_host ? "/var/log/nginx/error.log" : "stderr");
	conf_word(c, "warn");
	conf_end(c);
	conf_set_word(c, "pid", p->unprivileged ? "/tmp/nginx.pid" : "/run/nginx.pid");
	conf_space(c);
	conf_begin(c, "events");
	conf_open(c);
	conf_set_word(c, "worker_connections", "1024");
	conf_close(c);
}

/* The default of 64 bytes is too small for a long name, and nginx then does not
 * start. */
static void
write_name_table(struct confout *c, const struct gateway *g)
{
	size_t longest = 0;
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *h = &g->hosts.items[i];
		if (h->name.len > longest)
			longest = h->name.len;
		for (size_t k = 0; k < h->aliases.len; k++)
			if (h->aliases.items[k].text.len > longest)
				longest = h->aliases.items[k].text.len;
	}
	if (longest > 40)
		conf_set_word(c, "server_names_hash_bucket_size", "512");
}

static void
write_compression(struct confout *c)
{
	static const char *const types[] = {
		"text/css",
		"text/plain",
		"text/xml",
		"text/javascript",
		"application/javascript",
		"application/json",
		"application/manifest+json",
		"application/xml",
		"image/svg+xml",
	};
	conf_space(c);
	conf_comment(c, T("For locations with `gzip on`."));
	conf_set_word(c, "gzip_vary", "on");
	conf_set_word(c, "gzip_proxied", "any");
	conf_set_word(c, "gzip_min_length", "1k");
	conf_begin(c, "gzip_types");
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		conf_wrap(c);
		conf_word(c, types[i]);
	}
	conf_end(c);
}

/* Mozilla's intermediate list, without the suites that need a file of DH
 * parameters: https://ssl-config.mozilla.org */
static void
write_tls(struct confout *c)
{
	conf_space(c);
	conf_begin(c, "ssl_protocols");
	conf_word(c, "TLSv1.2");
	conf_word(c, "TLSv1.3");
	conf_end(c);
	conf_set_word(c, "ssl_ciphers",
		      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
		      "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
		      "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305");
	conf_set_word(c, "ssl_prefer_server_ciphers", "off");
	conf_set_word(c, "ssl_session_cache", "shared:tls:10m");
	conf_set_word(c, "ssl_session_timeout", "1d");
	conf_set_word(c, "ssl_session_tickets", "off");
}

/* nginx makes all of these folders when it starts, used or not. */
static void
write_temporary(struct confout *c, const struct nginx_plan *p)
{
	static const char *const kinds[] = { "client_body", "proxy", "fastcgi", "uwsgi",
					     "scgi" };
	conf_space(c);
	conf_comment(c,
		     T("The container's user may not write where the image has these."));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *name = text_format(p->arena, "%s_temp_path", kinds[i]).ptr;
		conf_set_text(c, name, text_format(p->arena, "/tmp/%s", kinds[i]));
	}
}

static void
write_defaults(struct confout *c, const struct nginx_plan *p)
{
	conf_set_word(c, "include", "/etc/nginx/mime.types");
	conf_set_word(c, "default_type", "application/octet-stream");
	conf_set_word(c, "server_tokens", "off");
	conf_set_word(c, "sendfile", "on");
	conf_set_word(c, "tcp_nopush", "on");
	conf_set_word(c, "client_max_body_size", "1m");
	conf_comment(c, T("Redirects name no host and no port: those of the client are "
			  "not known here."));
	conf_set_word(c, "absolute_redirect", "off");
	conf_comment(c, T("A service that is down is found out before clients give up."));
	conf_set_word(c, "proxy_connect_timeout", "5s");
	conf_comment(c, T("HTTP/1.0, the default, has no connections that stay open."));
	conf_set_word(c, "proxy_http_version", "1.1");
	write_name_table(c, p->gateway);
	if (p->unprivileged)
		write_temporary(c, p);
	if (p->tls)
		write_tls(c);
	if (p->compress)
		write_compression(c);
}

static void
write_log(struct confout *c, const struct nginx_plan *p)
{
	static const char *const parts[] = {
		"$remote_addr - $remote_user [$time_local] \"$request\" ",
		"$status $body_bytes_sent \"$http_referer\" \"$http_user_agent\" ",
		"host=$host time=$request_time upstream=$upstream_addr ",
		"upstream_status=$upstream_status ",
		"upstream_time=$upstream_response_time",
	};
	conf_space(c);
	conf_comment(c, T("The combined format, then where the time went."));
	conf_begin(c, "log_format");
	conf_word(c, "timed");
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		conf_wrap(c);
		conf_expression(c, text_of(parts[i]));
	}
	conf_end(c);
	conf_begin(c, "access_log");
	conf_word(c, p->gateway->on_host ? "/var/log/nginx/access.log" : "/dev/stdout");
	conf_word(c, "timed");
	conf_end(c);
}

/* $host is what the request was matched by, and has no port; $http_host is whatever
 * the client wrote. */
static void
write_port_map(struct confout *c)
{
	conf_space(c);
	conf_comment(
		c, T("The port the client asked at, for services that name themselves."));
	conf_begin(c, "map");
	conf_expression(c, T("$http_host"));
	conf_expression(c, T("$host_port"));
	conf_open(c);
	conf_set_word(c, "default", "");
	conf_begin_text(c, T("~^[^:]+(:[0-9]+)"));
	conf_expression(c, T("$1"));
	conf_end(c);
	conf_close(c);
}

static void
write_websocket_map(struct confout *c)
{
	conf_space(c);
	conf_comment(c, T("For websockets: no Connection header where no upgrade was "
			  "asked for."));
	conf_begin(c, "map");
	conf_expression(c, T("$http_upgrade"));
	conf_expression(c, T("$connection_upgrade"));
	conf_open(c);
	conf_set_word(c, "default", "upgrade");
	conf_begin_text(c, T(""));
	conf_word(c, "");
	conf_end(c);
	conf_close(c);
}

/* $request_uri is the path as it came, not decoded, so that nothing in it can end
 * the header it goes into. The pattern sees to it that what is kept cannot change
 * the host of the new place: `//other.example` and `%2F@other.example` follow
 * no slash of ours. */
static void
write_rest(struct confout *c, const struct nginx_plan *p, const struct nginx_route *n)
{
	struct text base = nginx_pattern(p->arena, n->base);
	bool folder = text_ends(n->route->redirect->to, T("/"));
	conf_space(c);
	conf_comment(c, text_format(p->arena, "What a redirect of %.*s keeps.",
				    TA(n->route->object.name)));
	conf_begin(c, "map");
	conf_expression(c, T("$request_uri"));
	conf_expression(c, text_format(p->arena, "$rest_%zu", n->rest));
	conf_open(c);
	conf_set_word(c, "default", "");
	conf_begin_text(c, text_format(p->arena, "~^%.*s%s", TA(base),
				       folder ? "[/\\\\]*(.*)" : "([/?].*)"));
	conf_expression(c, T("$1"));
	conf_end(c);
	conf_close(c);
}

/* `return` comes before `allow` is looked at, so where a location only returns,
 * a variable says who may ask. */
static void
write_allow(struct confout *c, const struct nginx_plan *p, const struct nginx_route *n)
{
	conf_space(c);
	conf_comment(c, text_format(p->arena, "Who may ask for %.*s.",
				    TA(n->route->object.name)));
	conf_begin(c, "geo");
	conf_expression(c, text_format(p->arena, "$allow_%zu", n->allow));
	conf_open(c);
	conf_set_word(c, "default", "0");
	for (size_t i = 0; i < n->route->options.allow.len; i++) {
		conf_begin_text(c, n->route->options.allow.items[i].text);
		conf_word(c, "1");
		conf_end(c);
	}
	conf_close(c);
}

/* A megabyte holds the state of 16000 IPv4 addresses. */
static void
write_rates(struct confout *c, const struct nginx_plan *p)
{
	if (!p->rates.len)
		return;
	conf_space(c);
	conf_comment(c, T("How often one address may ask."));
	for (size_t i = 0; i < p->rates.len; i++) {
		const struct rate *rate = p->rates.items[i];
		const char *unit = rate->time == 1000 ? "s" : "m";
		conf_begin(c, "limit_req_zone");
		conf_expression(c, T("$binary_remote_addr"));
		conf_text(c, text_format(p->arena, "zone=rate_%zu:10m", i + 1));
		conf_text(c, text_format(p->arena, "rate=%lldr/%s",
					 (long long)rate->requests, unit));
		conf_end(c);
	}
}

static void
write_maps(struct confout *c, const struct nginx_plan *p)
{
	if (p->proxied)
		write_port_map(c);
	if (p->websocket)
		write_websocket_map(c);
	for (size_t i = 0; i < p->routes.len; i++) {
		if (p->routes.items[i].rest)
			write_rest(c, p, &p->routes.items[i]);
		if (p->routes.items[i].allow)
			write_allow(c, p, &p->routes.items[i]);
	}
}

/* Where variables are used, they need not be defined before. */
static void
write_dollar(struct confout *c)
{
	conf_space(c);
	conf_comment(c, T("A dollar: there is no other way to write one."));
	conf_begin(c, "geo");
	conf_expression(c, T("$dollar"));
	conf_open(c);
	conf_set_expression(c, "default", "$");
	conf_close(c);
}

void
nginx_write_http(struct confout *c, const struct nginx_plan *p)
{
	conf_space(c);
	conf_begin(c, "http");
	conf_open(c);
	write_defaults(c, p);
	write_log(c, p);
	write_maps(c, p);
	write_rates(c, p);
	nginx_write_upstreams(c, p);
	/* Before the servers, which may use what it defines. */
	nginx_write_raw(c, p, RAW_GATEWAY, p->gateway->raw, "http");
	nginx_write_servers(c, p);
	if (conf_uses_dollar(c))
		write_dollar(c);
	conf_close(c);
}
