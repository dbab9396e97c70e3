/*
 * What would otherwise be looked up again and again, found in one walk over the
 * deployment, by the places that instances and volumes have in the stack.
 *
 * Waves: a service stands one wave after the last of those it waits for. Services
 * come in start order, so what is needed has its wave already.
 */
#include "kubernetes.h"

static void
find_waves(struct kubernetes *k)
{
	struct kubernetes_index *in = k->index;
	for (size_t i = 0; i < k->deployment->services.len; i++) {
		const struct service *s = k->deployment->services.items[i];
		struct kubernetes_service_index *own = &in->services[s->index];
		own->carried = true;
		for (size_t j = 0; j < s->needs.len; j++) {
			const struct need *need = &s->needs.items[j];
			if (!need->service || need->condition == NEED_STARTED)
				continue;
			struct kubernetes_service_index *other =
				&in->services[need->service->index];
			if (!other->carried)
				continue;
			other->awaited = true;
			if (own->wave <= other->wave)
				own->wave = other->wave + 1;
		}
		if (in->waves <= own->wave)
			in->waves = own->wave + 1;
	}
}

/* A volume's claim stands with the first, by wave, of those who mount it: what is
 * applied with an earlier wave must not wait for it. */
static void
find_volumes(struct kubernetes *k, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct volume *v = s->mounts.items[i].volume_bound;
		if (!v)
			continue;
		struct kubernetes_volume_index *in =
			&k->index->volumes[v - k->stack->volumes.items];
		if (in->last == s)
			continue;
		in->last = s;
		in->users++;
		in->pods += kubernetes_workload_most(s);
		if (!in->owner || kubernetes_index_service(k, s)->wave <
					  kubernetes_index_service(k, in->owner)->wave)
			in->owner = s;
	}
}

static void
find_routed(struct kubernetes *k)
{
	const struct gateway *g = k->stack->gateway;
	if (!g || !k->deployment->carries_gateway)
		return;
	for (size_t i = 0; i < g->hosts.len; i++)
		for (size_t j = 0; j < g->hosts.items[i].routes.len; j++) {
			const struct route *r = &g->hosts.items[i].routes.items[j];
			if (!r->service || !r->port)
				continue;
			struct kubernetes_service_index *in =
				&k->index->services[r->service->index];
			array_push(k->arena, &in->routed,
				   kubernetes_service_port(r->port));
		}
}

void
kubernetes_index_make(struct kubernetes *k)
{
	struct kubernetes_index *in = arena_new(k->arena, struct kubernetes_index);
	const struct stack *stack = k->stack;
	k->index = in;
	in->services = arena_array(k->arena, struct kubernetes_service_index,
				   stack->instances.len);
	in->volumes =
		arena_array(k->arena, struct kubernetes_volume_index, stack->volumes.len);
	find_waves(k);
	for (size_t i = 0; i < k->deployment->services.len; i++)
		find_volumes(k, k->deployment->services.items[i]);
	find_routed(k);
}

const struct kubernetes_service_index *
kubernetes_index_service(const struct kubernetes *k, const struct service *s)
{
	return &k->index->services[s->index];
}

const struct kubernetes_volume_index *
kubernetes_index_volume(const struct kubernetes *k, const struct volume *v)
{
	return &k->index->volumes[v - k->stack->volumes.items];
}

bool
kubernetes_index_routed(const struct kubernetes *k, const struct service *s,
			const struct port *p)
{
	const struct kubernetes_service_index *in = kubernetes_index_service(k, s);
	for (size_t i = 0; i < in->routed.len; i++)
		if (in->routed.items[i] == p)
			return true;
	return false;
}
