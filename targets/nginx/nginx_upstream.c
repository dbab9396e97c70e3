/*
 * Upstream blocks, and how names are looked up. A block holds the balance method
 * first and `keepalive` last, as nginx wants them. The zone makes all workers
 * count failures together.
 */
#include "nginx.h"

#include <inttypes.h>

static void
write_server(struct confout *c, const struct nginx_plan *p,
	     const struct nginx_upstream *u, const struct upstream *server)
{
	const struct fail *fail = u->first->options.fail;
	conf_begin(c, "server");
	conf_text(c, nginx_address(p->arena, server->host, server->port));
	if (u->dynamic)
		conf_word(c, "resolve");
	if (fail) {
		conf_text(c, text_format(p->arena, "max_fails=%" PRId64, fail->max));
		conf_text(c, text_format(p->arena, "fail_timeout=%.*s",
					 TA(nginx_seconds(p->arena, fail->timeout))));
	}
	conf_end(c);
}

static void
write_upstream(struct confout *c, const struct nginx_plan *p,
	       const struct nginx_upstream *u)
{
	static const char *const methods[] = {
		[BALANCE_LEAST_CONN] = "least_conn",
		[BALANCE_IP_HASH] = "ip_hash",
	};
	int balance = u->first->options.balance;
	conf_space(c);
	conf_begin(c, "upstream");
	conf_text(c, u->name);
	conf_open(c);
	if (balance != BALANCE_ROUND_ROBIN) {
		conf_begin(c, methods[balance]);
		conf_end(c);
	}
	conf_begin(c, "zone");
	conf_text(c, u->name);
	conf_word(c, "64k");
	conf_end(c);
	for (size_t i = 0; i < u->first->upstreams.len; i++)
		write_server(c, p, u, &u->first->upstreams.items[i]);
	conf_set_word(c, "keepalive", "16");
	conf_close(c);
}

static void
write_resolver(struct confout *c, const struct nginx_plan *p)
{
	conf_space(c);
	conf_comment(c, T("Names are asked for again: a container that comes back "
			  "may have another address."));
	conf_begin(c, "resolver");
	conf_text(c, p->options->resolver);
	conf_word(c, "valid=10s");
	conf_word(c, "ipv6=off");
	conf_end(c);
	conf_set_word(c, "resolver_timeout", "5s");
}

void
nginx_write_upstreams(struct confout *c, const struct nginx_plan *p)
{
	if (p->asks_names)
		write_resolver(c, p);
	for (size_t i = 0; i < p->upstreams.len; i++)
		if (!p->upstreams.items[i]->dynamic || p->resolves)
			write_upstream(c, p, p->upstreams.items[i]);
}
