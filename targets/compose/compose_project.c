/*
 * Which service stands in which project, and which of them owns what several use.
 *
 * A network or volume that more than one project uses is made by the project of the
 * first service, in start order, that uses it: it is there before anybody else looks
 * for it, and it goes last. Volumes are named the same however the services are
 * grouped, so that data stays where it is when they are grouped another way.
 */
#include "compose.h"

/* What the name of the service's project ends in; empty: in nothing. */
static struct text
suffix_of(const struct compose_options *o, const struct service *s)
{
	switch (o->projects) {
	case PROJECTS_TIER: return s->tier;
	case PROJECTS_SERVICE: return s->object.name;
	default: return (struct text){ 0 };
	}
}

static struct compose_project *
find(struct compose_projects *all, struct text suffix)
{
	for (size_t i = 0; i < all->len; i++)
		if (text_equal(all->items[i].suffix, suffix))
			return &all->items[i];
	return NULL;
}

static void
add(struct arena *a, const struct deployment *d, struct compose_projects *all,
    struct text suffix)
{
	const struct compose_options *o = d->use->options;
	struct compose_project p = { .suffix = suffix, .name = compose_base(a, d) };
	if (suffix.len)
		p.name = text_format(a, "%.*s-%.*s", TA(p.name), TA(suffix));
	p.file = T("compose.yaml");
	if (o->projects != PROJECTS_ONE) {
		p.file = text_format(a, "projects/%.*s/compose.yaml", TA(p.name));
		p.up = T("../../");
	}
	array_push(a, all, p);
}

struct compose_projects
compose_projects(struct arena *a, const struct deployment *d)
{
	struct compose_projects all = { 0 };
	for (size_t i = 0; i < d->services.len; i++) {
		struct service *s = d->services.items[i];
		struct text suffix = suffix_of(d->use->options, s);
		if (!find(&all, suffix))
			add(a, d, &all, suffix);
		array_push(a, &find(&all, suffix)->services, s);
	}
	return all;
}

bool
compose_uses_network(const struct service *s, const struct network *n)
{
	for (size_t i = 0; i < s->networks.len; i++)
		if (s->networks.items[i].network == n)
			return true;
	return false;
}

bool
compose_uses_volume(const struct service *s, const struct volume *v)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].volume_bound == v)
			return true;
	return false;
}

/* One of the two is not NULL. */
static bool
uses(const struct service *s, const struct network *n, const struct volume *v)
{
	return n ? compose_uses_network(s, n) : compose_uses_volume(s, v);
}

static struct compose_owner
owner_of(struct compose_projects all, const struct network *n, const struct volume *v)
{
	struct compose_owner owner = { 0 };
	size_t first = SIZE_MAX;
	for (size_t i = 0; i < all.len; i++) {
		const struct compose_project *p = &all.items[i];
		bool used = false;
		for (size_t k = 0; k < p->services.len; k++) {
			const struct service *s = p->services.items[k];
			if (!uses(s, n, v))
				continue;
			used = true;
			if (s->order >= first)
				continue;
			first = s->order;
			owner.project = p;
		}
		owner.users += used;
	}
	return owner;
}

struct compose_owner
compose_network_owner(struct compose_projects all, const struct network *n)
{
	return owner_of(all, n, NULL);
}

struct compose_owner
compose_volume_owner(struct compose_projects all, const struct volume *v)
{
	return owner_of(all, NULL, v);
}
