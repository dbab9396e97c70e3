/*
 * Two walks in depth, each with three colours: tiers by `after` give ranks, then
 * instances by `needs` give the order. They are visited by (rank, tier, name), so
 * the result does not depend on the order of keys, and a tier stays together as far
 * as needs let it.
 */
#include "order.h"

#include "topology.h"

#include <stdlib.h>

enum colour {
	COLOUR_NEW,
	COLOUR_OPEN,
	COLOUR_DONE,
};

struct walk {
	struct arena *arena;
	struct diags *diags;
	struct stack *stack;
	unsigned char *tiers, *services; /* colours, by position */
	ARRAY(const struct need *) chain;
};

static size_t
tier_rank(struct walk *w, struct tier *t)
{
	unsigned char *colour = &w->tiers[t - w->stack->tiers.items];
	if (*colour == COLOUR_DONE)
		return t->rank;
	*colour = COLOUR_OPEN;
	for (size_t i = 0; i < t->after.len; i++) {
		const struct word *after = &t->after.items[i];
		struct tier *other = list_find(&w->stack->tiers, after->text);
		struct span at = entry_place(after->object.at);
		if (!other) {
			diag_undefined(w->diags, at, "tier", after->text,
				  list_names(w->arena, &w->stack->tiers), w->stack->tiers.len);
		} else if (w->tiers[other - w->stack->tiers.items] == COLOUR_OPEN) {
			diag_error(w->diags, "spec/cycle", at,
				   "tier '%.*s' comes after itself", TA(t->object.name));
		} else {
			size_t rank = tier_rank(w, other) + 1;
			if (rank > t->rank)
				t->rank = rank;
		}
	}
	*colour = COLOUR_DONE;
	return t->rank;
}

static void
bind_tier(struct walk *w, struct service *s)
{
	if (!s->tier.len)
		return;
	struct tier *tier = list_find(&w->stack->tiers, s->tier);
	s->tier_bound = tier;
	if (tier)
		tier_rank(w, tier);
	else
		diag_undefined(w->diags, object_place(&s->object, "tier"), "tier", s->tier,
			  list_names(w->arena, &w->stack->tiers), w->stack->tiers.len);
}

struct needs {
	struct need *items;
	size_t len, cap;
};

/* A need for a service is one for each of its instances. */
static void
add_needs(struct walk *w, struct needs *needs, const struct service *s, struct need n,
	  struct service *group)
{
	for (size_t i = 0; i < group->instances.len; i++) {
		n.service = group->instances.items[i];
		array_push(w->arena, needs, n);
	}
	if (!group->former || s->group == group)
		return;
	n.service = group->former;
	n.condition = NEED_COMPLETED;
	array_push(w->arena, needs, n);
}

/* What a member of a topology waits for. */
static void
add_sisters(struct walk *w, struct needs *needs, const struct service *s)
{
	struct need n = { .condition = NEED_HEALTHY };
	n.object = s->topology->object;
	n.object.name = s->group->object.name;
	n.object.owner = &s->object;
	for (size_t i = 0; i < s->group->instances.len; i++) {
		n.service = s->group->instances.items[i];
		if (topology_follows(s, n.service))
			array_push(w->arena, needs, n);
	}
}

static void
bind_needs(struct walk *w, struct service *s)
{
	struct needs needs = { 0 };
	for (size_t i = 0; i < s->needs.len; i++) {
		struct need n = s->needs.items[i];
		struct service *group = list_find(&w->stack->services, n.object.name);
		if (group)
			add_needs(w, &needs, s, n, group);
		else
			diag_undefined(w->diags, object_at(&n.object), "service", n.object.name,
				  list_names(w->arena, &w->stack->services),
				  w->stack->services.len);
	}
	if (s->role)
		add_sisters(w, &needs, s);
	s->needs.items = needs.items;
	s->needs.len = needs.len;
	s->needs.index = NULL;
}

/* Tiers are started one after the other: one cannot wait for a later one. */
static void
check_tiers(struct walk *w, const struct service *s)
{
	for (size_t i = 0; i < s->needs.len; i++) {
		const struct need *n = &s->needs.items[i];
		if (!s->tier_bound || !n->service->tier_bound ||
		    n->service->tier_bound->rank <= s->tier_bound->rank)
			continue;
		struct diag *d = diag_error(w->diags, "spec/tier-order", object_at(&n->object),
					    "service '%.*s' of tier '%.*s' needs '%.*s' of tier "
					    "'%.*s', which is started later",
					    TA(s->object.name), TA(s->tier),
					    TA(n->object.name), TA(n->service->tier));
		diag_note(w->diags, d, object_at(&n->service->tier_bound->object),
			  "the later tier");
	}
}

static void
report_cycle(struct walk *w, const struct need *last)
{
	struct diag *d = diag_error(w->diags, "spec/cycle", object_at(&last->object),
				    "service '%.*s' needs itself", TA(last->object.name));
	size_t from = 0;
	for (size_t i = 0; i < w->chain.len; i++)
		if (w->chain.items[i]->object.owner == &last->service->object)
			from = i;
	for (size_t i = from; i + 1 < w->chain.len; i++)
		diag_note(w->diags, d, object_at(&w->chain.items[i]->object),
			  "by way of '%.*s'", TA(w->chain.items[i]->object.name));
}

static void
visit(struct walk *w, struct service *s)
{
	unsigned char *colour = &w->services[s->index];
	*colour = COLOUR_OPEN;
	for (size_t i = 0; i < s->needs.len; i++) {
		const struct need *n = &s->needs.items[i];
		array_push(w->arena, &w->chain, n);
		unsigned char other = w->services[n->service->index];
		if (other == COLOUR_OPEN)
			report_cycle(w, n);
		else if (other == COLOUR_NEW)
			visit(w, n->service);
		w->chain.len--;
	}
	*colour = COLOUR_DONE;
	s->order = w->stack->start_order.len;
	array_push(w->arena, &w->stack->start_order, s);
}

static size_t
rank_of(const struct service *s)
{
	return s->tier_bound ? s->tier_bound->rank : 0;
}

static int
by_rank_tier_and_name(const void *x, const void *y)
{
	const struct service *a = *(struct service *const *)x, *b = *(struct service *const *)y;
	if (rank_of(a) != rank_of(b))
		return rank_of(a) < rank_of(b) ? -1 : 1;
	int order = text_compare(a->tier, b->tier);
	if (!order)
		order = text_compare(a->object.name, b->object.name);
	return order ? order : a->index < b->index ? -1 : 1;
}

void
order_services(struct arena *a, struct arena scratch, struct diags *diags, struct stack *stack)
{
	size_t len = stack->instances.len;
	struct walk w = {
		.arena = a,
		.diags = diags,
		.stack = stack,
		.tiers = arena_array(&scratch, unsigned char, stack->tiers.len),
		.services = arena_array(&scratch, unsigned char, len),
	};
	struct service **sorted = arena_array(&scratch, struct service *, len);
	for (size_t i = 0; i < stack->services.len; i++) {
		bind_tier(&w, &stack->services.items[i]);
		if (!stack->services.items[i].runs)
			bind_needs(&w, &stack->services.items[i]);
	}
	for (size_t i = 0; i < len; i++) {
		sorted[i] = stack->instances.items[i];
		sorted[i]->tier_bound = sorted[i]->group->tier_bound;
		bind_needs(&w, sorted[i]);
	}
	if (len)
		qsort(sorted, len, sizeof *sorted, by_rank_tier_and_name);
	for (size_t i = 0; i < len; i++)
		check_tiers(&w, sorted[i]);
	for (size_t i = 0; i < len; i++)
		if (w.services[sorted[i]->index] == COLOUR_NEW)
			visit(&w, sorted[i]);
}
