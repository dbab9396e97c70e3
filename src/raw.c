/* Sections, and walks over what the model has of them. */
#include "raw.h"

#include "target.h"

const char *const raw_owner_names[RAW_OWNER_COUNT] = {
	[RAW_STACK] = "the stack or an environment",
	[RAW_SERVICE] = "a service",
	[RAW_NETWORK] = "a network",
	[RAW_VOLUME] = "a volume",
	[RAW_GATEWAY] = "the gateway",
	[RAW_HOST] = "a host of the gateway",
	[RAW_ROUTE] = "a route",
	[RAW_FIREWALL] = "the firewall",
};

const struct raw_section *
raw_first_section(const struct target *t, enum raw_owner owner)
{
	for (const struct raw_section *s = t->raw; s && s->brief; s++)
		if (s->owner == owner)
			return s;
	return NULL;
}

const struct raw_section *
raw_find_section(const struct target *t, enum raw_owner owner, const char *name)
{
	for (const struct raw_section *s = t->raw; s && s->brief; s++)
		if (s->owner == owner &&
		    (name ? s->name && text_is(text_of(name), s->name) : !s->name))
			return s;
	return NULL;
}

/* Whether the pattern's words are those the path begins with. */
static bool
leads_to(struct text pattern, struct text path)
{
	struct text word, key;
	while (text_cut(&pattern, '.', &word))
		if (!text_cut(&path, '.', &key) ||
		    (!text_is(word, "*") && !text_equal(word, key)))
			return false;
	return true;
}

const struct raw_key *
raw_find_key(const struct raw_section *s, struct text path)
{
	const struct raw_key *best = NULL;
	size_t longest = 0;
	for (const struct raw_key *k = s->keys; k && k->path; k++) {
		struct text pattern = text_of(k->path);
		if (pattern.len > longest && leads_to(pattern, path)) {
			best = k;
			longest = pattern.len;
		}
	}
	return best;
}

const struct raw *
raw_get(const struct raw *map, struct text key)
{
	for (size_t i = 0; map && map->kind == NODE_MAP && i < map->len; i++)
		if (text_equal(map->items[i].object.name, key))
			return &map->items[i];
	return NULL;
}

void
raw_each_scalar(const struct raw *raw, raw_visit *visit, void *context)
{
	if (raw->kind == NODE_SCALAR)
		visit(raw, context);
	for (size_t i = 0; i < raw->len; i++)
		raw_each_scalar(&raw->items[i], visit, context);
}

struct use_walk {
	const struct stack *stack;
	raw_visit_use *visit;
	void *context;
};

static bool
is_used(const struct stack *stack, const struct raw_use *use)
{
	bool there = false;
	for (size_t i = 0; i < stack->targets.len; i++)
		there |= stack->targets.items[i].target == use->target;
	switch (use->kind) {
	case RAW_SERVICE: return use->service->target == use->target;
	case RAW_GATEWAY:
	case RAW_HOST:
	case RAW_ROUTE: return stack->router == use->target;
	case RAW_FIREWALL: return there && use->target->is_firewall;
	case RAW_STACK:
	case RAW_NETWORK:
	case RAW_VOLUME:
	case RAW_OWNER_COUNT: break;
	}
	return there;
}

static void
visit_owner(const struct use_walk *w, enum raw_owner kind, const struct object *owner,
	    const struct raw *raw)
{
	struct raw_use use = { .kind = kind, .owner = owner };
	if (kind == RAW_SERVICE)
		use.service = (void *)(uintptr_t)owner;
	for (size_t i = 0; raw && i < raw->len; i++) {
		use.raw = &raw->items[i];
		use.target = target_find(use.raw->object.name);
		if (!use.target)
			continue;
		use.used = is_used(w->stack, &use);
		w->visit(&use, w->context);
	}
}

static void
visit_gateway(const struct use_walk *w, const struct gateway *g)
{
	visit_owner(w, RAW_GATEWAY, &g->object, g->raw);
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *h = &g->hosts.items[i];
		visit_owner(w, RAW_HOST, &h->object, h->raw);
		for (size_t k = 0; k < h->routes.len; k++)
			visit_owner(w, RAW_ROUTE, &h->routes.items[k].object,
				    h->routes.items[k].raw);
	}
}

void
raw_each_use(const struct stack *s, raw_visit_use *visit, void *context)
{
	struct use_walk w = { s, visit, context };
	visit_owner(&w, RAW_STACK, &s->object, s->raw);
	for (size_t i = 0; i < s->networks.len; i++)
		visit_owner(&w, RAW_NETWORK, &s->networks.items[i].object,
			    s->networks.items[i].raw);
	for (size_t i = 0; i < s->volumes.len; i++)
		visit_owner(&w, RAW_VOLUME, &s->volumes.items[i].object,
			    s->volumes.items[i].raw);
	for (size_t i = 0; i < s->instances.len; i++)
		visit_owner(&w, RAW_SERVICE, &s->instances.items[i]->object,
			    s->instances.items[i]->raw);
	if (s->gateway)
		visit_gateway(&w, s->gateway);
	if (s->firewall)
		visit_owner(&w, RAW_FIREWALL, &s->firewall->object, s->firewall->raw);
}

struct value_walk {
	const struct target *target;
	const struct raw_use *use;
	raw_visit_value *visit;
	void *context;
};

static void
visit_scalar(const struct raw *raw, void *context)
{
	struct value_walk *w = context;
	struct raw_value v = { w->use, raw };
	if (raw->value.len)
		w->visit(&v, w->context);
}

static void
visit_use(const struct raw_use *use, void *context)
{
	struct value_walk *w = context;
	w->use = use;
	if (use->used && use->target == w->target && use->kind != RAW_SERVICE)
		raw_each_scalar(use->raw, visit_scalar, w);
}

void
raw_each_value(const struct deployment *d, raw_visit_value *visit, void *context)
{
	struct value_walk w = { d->target, NULL, visit, context };
	raw_each_use(d->stack, visit_use, &w);
}

struct text
raw_label(struct arena *a, const struct raw_use *use)
{
	static const char *const kinds[RAW_OWNER_COUNT] = {
		[RAW_SERVICE] = "service ", [RAW_NETWORK] = "network ",
		[RAW_VOLUME] = "volume ",   [RAW_HOST] = "host ",
		[RAW_ROUTE] = "route ",
	};
	if (!kinds[use->kind])
		return use->kind == RAW_STACK ? T("raw of the environment") :
		       use->kind == RAW_GATEWAY ? T("raw of the gateway") :
						  T("raw of the firewall");
	return text_format(a, "raw of %s'%.*s'", kinds[use->kind], TA(use->owner->name));
}
