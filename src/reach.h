/*
 * How A gets to B: by what address, and if not, why not. Targets, references and
 * rules all ask here, so they cannot disagree.
 */
#ifndef REACH_H
#define REACH_H

#include "model.h"

/* Who asks: a service, or the gateway where it runs on a host (service NULL). */
struct consumer {
	const struct service *service;
	const struct host *host; /* used where service is NULL */
};

struct reach {
	bool ok;
	struct text host; /* a name or an address */
	int64_t port;
	bool dynamic; /* `host` is a name whose address may change while running */
	const struct network *network; /* the one shared, or NULL */
	bool asks_host; /* `host` is the name a container has for the host below it */
	/* Where not ok: why, and what to add. */
	struct text why, fix;
};

/* `to` is an instance: see instances.h. */
struct reach
reach_port(struct arena *, struct consumer, const struct service *to, const struct port *);

/* Of a kind that has listeners (catalog.h): the port of this name, aliases
 * followed, or NULL; and whether a port is one of them. Whichever of them is asked
 * for, reach_port() answers with the one the consumer can use. */
const struct port *
reach_listener(const struct service *, struct text name);
bool
reach_is_listener(const struct service *, const struct port *);

/* A network both are on, or NULL. */
const struct network *
reach_shared_network(const struct service *, const struct service *);

/* Whether the service's names are those of the cluster it runs in: one flat
 * network of names, governed by policies. */
bool
reach_in_cluster(const struct service *);

/* Whether it listens on the host itself, as a process does and a container with
 * `network: host`. */
bool
reach_on_host(const struct service *);

#endif
