/*
 * What the files of this target share. check() and emit() both begin with a plan:
 * the gateway's routes as nginx will see them, each with the upstream it goes to
 * and the variables it needs. The plan decides; the writers only write it down, in
 * the order a request meets it: worker, http, upstreams, servers, locations.
 *
 * Where the syntax of nginx depends on its version, the source is the list of
 * changes and the directive index on nginx.org.
 */
#ifndef NGINX_H
#define NGINX_H

#include "confout.h"
#include "graft.h"

struct nginx_options {
	struct object object;
	struct text version;  /* of the nginx that reads the file */
	struct text resolver; /* who is asked for names that change */
};

/* A server of a service's port, as `upstream { }`. Routes that want another
 * balance or fail get another one. */
struct nginx_upstream {
	const struct route *first;   /* a route that uses it */
	struct text name;	     /* "user-service.http" */
	bool dynamic;		     /* its address is asked for again and again */
	struct nginx_upstream *next; /* of the same service */
};

struct nginx_route {
	const struct route *route;
	const struct gateway_host *host;
	struct text base;     /* the path without the slash at its end; of `/`, empty */
	bool takes_base;      /* `location = base` is its own, too */
	struct text upstream; /* the upstream's name; empty: a variable stands there */
	size_t rest;  /* what a redirect keeps is in $rest_N; 0: nothing, or the query */
	size_t rate;  /* requests are counted in the zone rate_N; 0: they are not */
	size_t allow; /* $allow_N says whether the client may; 0: `allow` does */
};

struct nginx_plan {
	struct arena *arena;
	const struct deployment *deployment;
	const struct gateway *gateway;
	const struct nginx_options *options;
	bool http2_directive; /* `http2 on`, not `listen … http2` */
	bool resolves;	      /* upstreams may hold names that change */
	bool unprivileged;    /* the container does not run as root */
	bool proxied, websocket, compress, tls, asks_names;
	int64_t https;	      /* the port clients use */
	size_t rests, allows; /* how many such variables there are */
	ARRAY(struct nginx_upstream *) upstreams;
	ARRAY(const struct rate *) rates; /* rate_1 is the first */
	ARRAY(struct nginx_route) routes; /* of all hosts, in their order */
};

struct nginx_plan *
nginx_plan_new(struct arena *, const struct deployment *);

/* The scheme clients use, as an expression. */
struct text
nginx_public_scheme(const struct gateway_host *);

/* The path nginx itself answers for the container's health check, which asks by
 * address and not by a host name; empty: there is no such check. */
struct text
nginx_health_path(const struct nginx_plan *);

/* Whether `version` is at least this one. An empty version is the oldest. */
bool
nginx_version_from(struct text version, int major, int minor, int patch);

/* Writers: of the whole file, and of its parts. */
void
nginx_write_worker(struct confout *, const struct nginx_plan *);
void
nginx_write_http(struct confout *, const struct nginx_plan *);
void
nginx_write_upstreams(struct confout *, const struct nginx_plan *);
void
nginx_write_servers(struct confout *, const struct nginx_plan *);
void
nginx_write_location(struct confout *, const struct nginx_plan *,
		     const struct nginx_route *);

/* At the end of a block: the section of `raw` that is for it. */
void
nginx_write_raw(struct confout *, const struct nginx_plan *, enum raw_owner,
		const struct raw *, const char *section);

extern const struct raw_section nginx_raw[];

void
nginx_check_raw(const struct nginx_plan *, struct diags *);

void
nginx_check(struct arena *, const struct deployment *, struct diags *);
void
nginx_check_routes(const struct nginx_plan *, struct diags *);

/* Reports a text that the file cannot hold; where `plain`, a dollar too. */
bool
nginx_check_text(struct diags *, struct span at, struct text, bool plain);

/* The same for the body of an answer, which may have tabs and line breaks. */
void
nginx_check_body(struct diags *, struct span at, struct text);

/* Reports a text that is too long for the file. */
bool
nginx_check_length(struct diags *, struct span at, struct text);
void
nginx_steps(const struct deployment *, struct steps *);

/* nginx_text.c: values in nginx's notation. */
struct text
nginx_time(struct arena *, int64_t milliseconds);
/* The same, rounded up to a whole second: for directives that know no less. */
struct text
nginx_seconds(struct arena *, int64_t milliseconds);
struct text
nginx_size(struct arena *, int64_t bytes);

/* host:port, brackets round an IPv6 address. */
struct text
nginx_address(struct arena *, struct text host, int64_t port);

/* The text as a pattern that matches only itself, without a dollar in it. */
struct text
nginx_pattern(struct arena *, struct text);

/* The path with a slash at its end. */
struct text
nginx_folder(struct arena *, struct text path);

#endif
