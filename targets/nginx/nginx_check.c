/*
 * What nginx cannot hold, reported where it was written. Much of it nginx would
 * find at its start, but some it only warns of (a server name taken twice, of
 * which it ignores the second) or never (a path that no request can have).
 */
#include "nginx.h"
#include "scalar.h"

#include <stdlib.h>

/* The longest argument: nginx reads its file in pieces of 4096 bytes, and refuses
 * what does not fit into one (NGX_CONF_BUFFER in ngx_conf_file.c). Quoting may
 * double a text. */
enum { argument_max = 2000 };

bool
nginx_check_length(struct diags *diags, struct span at, struct text t)
{
	if (t.len > argument_max)
		diag_error(diags, "nginx/text", at,
			   "nginx cannot hold a text of %zu bytes, only of %d", t.len,
			   argument_max);
	return t.len <= argument_max;
}

void
nginx_check_body(struct diags *diags, struct span at, struct text t)
{
	if (!conf_can_hold_lines(t)) {
		struct diag *d =
			diag_error(diags, "nginx/text", at,
				   "nginx cannot hold text with control characters");
		diag_fix(diags, d, "tabs and line breaks are the only ones it may have");
		return;
	}
	nginx_check_length(diags, at, t);
}

bool
nginx_check_text(struct diags *diags, struct span at, struct text t, bool plain)
{
	if (!conf_can_hold(t)) {
		struct diag *d =
			diag_error(diags, "nginx/text", at,
				   "nginx cannot hold text with control characters");
		diag_fix(diags, d, "remove line breaks, tabs and the like");
		return false;
	}
	if (!nginx_check_length(diags, at, t))
		return false;
	if (plain && !conf_can_hold_plain(t)) {
		diag_error(diags, "nginx/text", at, "nginx cannot hold a '$' here");
		return false;
	}
	return true;
}

static bool
is_version(struct text t)
{
	size_t parts = 0;
	struct text part;
	while (text_cut(&t, '.', &part)) {
		parts++;
		for (size_t i = 0; i < part.len; i++)
			if (part.ptr[i] < '0' || part.ptr[i] > '9')
				return false;
		if (!part.len || part.len > 4)
			return false;
	}
	return parts == 2 || parts == 3;
}

static void
check_options(const struct nginx_plan *p, struct diags *diags)
{
	const struct nginx_options *o = p->deployment->use->options;
	if (o->version.len && !is_version(o->version))
		diag_error(diags, "nginx/version", object_place(&o->object, "version"),
			   "expected a version such as '1.26', found '%.*s'",
			   TA(o->version));
	if (o->resolver.len && !scalar_is_host(o->resolver))
		diag_error(diags, "nginx/resolver", object_place(&o->object, "resolver"),
			   "expected the address of a name server, found '%.*s'",
			   TA(o->resolver));
}

/* A name that requests are matched with, and where it was written. */
struct server_name {
	struct text name;
	struct span at;
	size_t order;
};

struct server_names {
	struct server_name *items;
	size_t len, cap;
};

static void
check_name(struct nginx_plan *p, struct diags *diags, struct server_names *names,
	   struct text name, struct span at)
{
	struct text rest =
		text_starts(name, T("*.")) ? text_slice(name, 2, name.len) : name;
	if (!scalar_is_host(rest) || scalar_is_ipv6(rest)) {
		struct diag *d =
			diag_error(diags, "nginx/host-name", at,
				   "expected a host name, found '%.*s'", TA(name));
		diag_fix(diags, d,
			 "write small letters, without scheme and port: "
			 "'www.example.com' or '*.example.com'");
		return;
	}
	struct server_name n = { .name = name, .at = at, .order = names->len };
	array_push(p->arena, names, n);
}

static int
by_name(const void *a, const void *b)
{
	const struct server_name *x = a, *y = b;
	int order = text_compare(x->name, y->name);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static void
check_duplicates(struct diags *diags, struct server_names *names)
{
	if (names->len)
		qsort(names->items, names->len, sizeof *names->items, by_name);
	for (size_t i = 1; i < names->len; i++) {
		const struct server_name *one = &names->items[i - 1], *two = one + 1;
		if (!text_equal(one->name, two->name))
			continue;
		struct diag *d =
			diag_error(diags, "nginx/duplicate-name", two->at,
				   "host name '%.*s' is already taken", TA(two->name));
		diag_note(diags, d, one->at, "it is taken here");
		diag_why(d, T("nginx answers for the first one and ignores the second"));
	}
}

static void
check_names(struct nginx_plan *p, struct diags *diags)
{
	struct server_names names = { 0 };
	for (size_t i = 0; i < p->gateway->hosts.len; i++) {
		const struct gateway_host *h = &p->gateway->hosts.items[i];
		check_name(p, diags, &names, h->name, object_place(&h->object, "name"));
		for (size_t k = 0; k < h->aliases.len; k++)
			check_name(p, diags, &names, h->aliases.items[k].text,
				   object_at(&h->aliases.items[k].object));
	}
	check_duplicates(diags, &names);
}

static void
check_tls_file(struct diags *diags, const struct tls *t, const char *key,
	       struct text file)
{
	struct span at = object_place(&t->object, key);
	if (t->external && !file.len) {
		struct diag *d = diag_error(diags, "nginx/tls-file", at,
					    "secret '%.*s' is on the platform, and nginx "
					    "needs a file",
					    TA(t->external->object.name));
		diag_fix(diags, d, "give the secret the form 'file'");
	} else if (!text_starts(file, T("/")))
		diag_error(diags, "nginx/tls-file", at,
			   "expected an absolute path as '%s'", key);
	else
		nginx_check_text(diags, at, file, true);
}

static void
check_ports(const struct nginx_plan *p, struct diags *diags, const struct gateway_host *h)
{
	const struct tls *t = h->tls;
	if (!t) {
		if (!p->gateway->http)
			diag_error(
				diags, "nginx/no-port", object_at(&h->object),
				"'%.*s' has no 'tls', and nginx does not listen for http",
				TA(h->name));
		return;
	}
	check_tls_file(diags, t, "certificate", t->certificate);
	check_tls_file(diags, t, "key", t->key);
	if (p->gateway->https)
		return;
	struct diag *d = diag_error(
		diags, "nginx/no-port", object_at(&t->object),
		"'%.*s' has 'tls', but nginx does not listen for https", TA(h->name));
	diag_fix(diags, d, "add 'https: 443' to 'gateway.listen'");
}

static void
check_url(struct diags *diags, const struct gateway_host *h)
{
	if (!h->url.len)
		return;
	struct span at = object_place(&h->object, "url");
	if (!text_starts(h->url, T("https://")) && !text_starts(h->url, T("http://")))
		diag_error(diags, "nginx/url", at,
			   "expected a URL such as 'https://%.*s', found '%.*s'",
			   TA(h->name), TA(h->url));
	else
		nginx_check_text(diags, at, h->url, true);
}

static void
check_health(const struct nginx_plan *p, struct diags *diags)
{
	struct text path = nginx_health_path(p);
	if (path.len)
		nginx_check_text(
			diags, object_place(&p->gateway->service->health->object, "http"),
			path, false);
}

void
nginx_check(struct arena *a, const struct deployment *d, struct diags *diags)
{
	if (!d->carries_gateway)
		return;
	struct nginx_plan *p = nginx_plan_new(a, d);
	check_options(p, diags);
	check_names(p, diags);
	check_health(p, diags);
	for (size_t i = 0; i < p->gateway->hosts.len; i++) {
		check_ports(p, diags, &p->gateway->hosts.items[i]);
		check_url(diags, &p->gateway->hosts.items[i]);
	}
	nginx_check_routes(p, diags);
	nginx_check_raw(p, diags);
}
