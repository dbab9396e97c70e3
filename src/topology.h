/*
 * Providers of several members: a primary with replicas that follow it, or a
 * cluster of nodes.
 *
 * The service of the spec does not run itself. Its members do: instances NAME-1,
 * NAME-2 …, dealt over its hosts in turn, each with its own volume VOLUME-N and
 * with ports that count up on its host. What each of them runs, and with what
 * settings, its kind derives from its role. Where a kind's members have to be
 * joined once all are up, one more service NAME-cluster does that and ends; who
 * needs the service waits for it too.
 */
#ifndef TOPOLOGY_H
#define TOPOLOGY_H

#include "pipeline.h"

/* Adds the members of `group`, which has a topology, to stack->instances. */
void
topology_expand(struct run *, struct stack *, struct service *group);

/* How many members there are of a group's service, or of each primary's in a cluster,
 * where `replicas` says a number; else how many hosts it names. */
int64_t
topology_replicas(const struct topology *);

/* The members that `s`, a member itself, is started after: what a replica follows,
 * and what is to be joined. */
bool
topology_follows(const struct service *s, const struct service *other);

#endif
