/*
 * What runs. The spec names services; a service on several hosts runs once on
 * each, as an instance of its own with its own values, since what it connects to
 * may be elsewhere as seen from there.
 *
 * The instances of a service stand in service->instances, in the order its hosts
 * are named. The first is the service itself; the others are decoded from the same
 * entry once more, so that every place in them is the same.
 */
#ifndef INSTANCES_H
#define INSTANCES_H

#include "pipeline.h"

/* Fills stack->instances. Targets are bound; hosts that do not exist are reported
 * here. */
void
instances_expand(struct run *, struct stack *);

#endif
