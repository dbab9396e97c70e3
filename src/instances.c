/*
 * For each service the hosts it names, or the only one there is; then an instance
 * on each of them.
 */
#include "instances.h"

#include "decode.h"
#include "reach.h"
#include "topology.h"

#include <stdlib.h>

static const struct host *
find_host(struct run *run, const struct stack *s, const struct word *word)
{
	const struct host *host = list_find(&s->hosts, word->text);
	if (host)
		return host;
	struct diag *d = diag_undefined(&run->diags, entry_place(word->object.at), "host",
					word->text, list_names(&run->arena, &s->hosts),
					s->hosts.len);
	if (!s->hosts.len)
		diag_fix(&run->diags, d, "declare it under 'hosts' of the environment");
	return NULL;
}

static void
report_no_host(struct run *run, const struct stack *s, const struct service *service)
{
	struct diag *d = diag_error(&run->diags, "place/no-host", object_at(&service->object),
				    "service '%.*s' does not say which host it runs on",
				    TA(service->object.name));
	struct text *names = list_names(&run->arena, &s->hosts);
	diag_fix(&run->diags, d, "add hosts: %.*s",
		 TA(diag_names(&run->arena, names, s->hosts.len)));
}

static bool
is_there(struct run *run, const struct service *service, const struct hosts *hosts,
	 const struct host *host, const struct word *word)
{
	for (size_t i = 0; i < hosts->len; i++) {
		if (hosts->items[i] != host)
			continue;
		diag_error(&run->diags, "place/same-host", entry_place(word->object.at),
			   "service '%.*s' names host '%.*s' twice",
			   TA(service->object.name), TA(host->object.name));
		return true;
	}
	return false;
}

void
instances_hosts(struct run *run, struct stack *s, const struct service *service,
		struct hosts *hosts)
{
	/* A cluster places its pods itself, and an external service is elsewhere. */
	bool is_placed = service->placement != PLACEMENT_EXTERNAL && !reach_in_cluster(service);
	for (size_t i = 0; is_placed && i < service->hosts.len; i++) {
		const struct word *word = &service->hosts.items[i];
		const struct host *host = find_host(run, s, word);
		if (host && !is_there(run, service, hosts, host, word))
			array_push(&run->arena, hosts, host);
	}
	if (is_placed && service->hosts.len)
		return;
	if (is_placed && s->hosts.len > 1)
		report_no_host(run, s, service);
	else
		array_push(&run->arena, hosts,
			   is_placed && s->hosts.len ? s->hosts.items : NULL);
}

static struct service *
place_instance(struct run *run, struct stack *s, struct service *instance,
	       struct service *group, const struct host *host)
{
	instance->group = group;
	instance->host = host;
	instance->runs = true;
	instance->ordinal = group->instances.len;
	instance->index = s->instances.len;
	array_push(&run->arena, &s->instances, instance);
	return instance;
}

struct service *
instances_new(struct run *run, struct stack *s, struct service *group,
	      const struct host *host)
{
	struct service *again = decode_service(&run->arena, &group->object);
	again->target = group->target;
	return place_instance(run, s, again, group, host);
}

struct service *
instances_add(struct run *run, struct stack *s, struct service *group,
	      const struct host *host)
{
	struct service *instance = instances_new(run, s, group, host);
	array_push(&run->arena, &group->instances, instance);
	return instance;
}

static void
expand(struct run *run, struct stack *s, struct service *group)
{
	struct hosts hosts = { 0 };
	group->group = group;
	if (group->topology) {
		topology_expand(run, s, group);
		return;
	}
	instances_hosts(run, s, group, &hosts);
	if (!hosts.len)
		return;
	place_instance(run, s, group, group, hosts.items[0]);
	array_push(&run->arena, &group->instances, group);
	for (size_t i = 1; i < hosts.len; i++)
		instances_add(run, s, group, hosts.items[i]);
}

static int
by_name(const void *a, const void *b)
{
	const struct service *const *x = a, *const *y = b;
	return text_compare((*x)->object.name, (*y)->object.name);
}

/* By name: what is made on the way, such as the volumes of members, must not come in
 * the order in which the spec has the services. */
void
instances_expand(struct run *run, struct stack *s)
{
	struct arena scratch = run->scratch;
	struct service **all = arena_array(&scratch, struct service *, s->services.len);
	for (size_t i = 0; i < s->services.len; i++)
		all[i] = &s->services.items[i];
	if (s->services.len)
		qsort(all, s->services.len, sizeof *all, by_name);
	for (size_t i = 0; i < s->services.len; i++)
		expand(run, s, all[i]);
}
