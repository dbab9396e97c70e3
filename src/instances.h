/*
 * What runs. The spec names services; a service on several hosts runs once on
 * each, as an instance of its own with its own values, since what it connects to
 * may be elsewhere as seen from there.
 *
 * The instances of a service stand in service->instances, in the order its hosts
 * are named. The first is the service itself; the others are decoded from the same
 * entry once more, so that every place in them is the same. Of a service with a
 * topology (topology.h) all of them are.
 */
#ifndef INSTANCES_H
#define INSTANCES_H

#include "pipeline.h"

/* Fills stack->instances. Targets are bound; hosts that do not exist are reported
 * here. */
void
instances_expand(struct run *, struct stack *);

/* For topology.h: */

struct hosts {
	const struct host **items;
	size_t len, cap;
};

/* The hosts a service runs on: those it names, or the only one; NULL stands for
 * the one without a name. None after a diagnostic. */
void
instances_hosts(struct run *, struct stack *, const struct service *, struct hosts *);

/* The service once more, in stack->instances but not in group->instances. */
struct service *
instances_new(struct run *, struct stack *, struct service *group, const struct host *);

/* The same in both. */
struct service *
instances_add(struct run *, struct stack *, struct service *group, const struct host *);

#endif
