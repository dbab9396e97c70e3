/*
 * For each service the hosts it names, or the only one there is; then an instance
 * on each of them.
 */
#include "instances.h"

#include "decode.h"
#include "reach.h"

static struct text
join_names(struct arena *a, const struct stack *s)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < s->hosts.len; i++)
		buffer_format(&b, "%s'%.*s'", i ? ", " : "",
			      TA(s->hosts.items[i].object.name));
	return buffer_text(&b);
}

static const struct host *
find_host(struct run *run, const struct stack *s, const struct word *word)
{
	const struct host *host = list_find(&s->hosts, word->text);
	if (host)
		return host;
	struct diag *d = diag_error(&run->diags, "spec/undefined", entry_place(word->object.at),
				    "there is no host '%.*s'", TA(word->text));
	if (!s->hosts.len)
		diag_fix(&run->diags, d, "declare it under 'hosts' of the environment");
	else
		diag_fix(&run->diags, d, "the hosts are %.*s",
			 TA(join_names(&run->arena, s)));
	return NULL;
}

static void
report_no_host(struct run *run, const struct stack *s, const struct service *service)
{
	struct diag *d = diag_error(&run->diags, "place/no-host", object_at(&service->object),
				    "service '%.*s' does not say which host it runs on",
				    TA(service->object.name));
	diag_fix(&run->diags, d, "add hosts: %.*s", TA(join_names(&run->arena, s)));
}

static bool
runs_there(struct run *run, const struct service *group, const struct host *host,
	   const struct word *word)
{
	for (size_t i = 0; i < group->instances.len; i++) {
		if (group->instances.items[i]->host != host)
			continue;
		diag_error(&run->diags, "place/same-host", entry_place(word->object.at),
			   "service '%.*s' names host '%.*s' twice",
			   TA(group->object.name), TA(host->object.name));
		return true;
	}
	return false;
}

static void
add_instance(struct run *run, struct stack *s, struct service *group,
	     const struct host *host)
{
	struct service *instance = group;
	if (group->instances.len) {
		instance = decode_service(&run->arena, &group->object);
		instance->target = group->target;
	}
	instance->group = group;
	instance->host = host;
	instance->runs = true;
	instance->ordinal = group->instances.len;
	instance->index = s->instances.len;
	array_push(&run->arena, &group->instances, instance);
	array_push(&run->arena, &s->instances, instance);
}

static void
expand(struct run *run, struct stack *s, struct service *group)
{
	/* A cluster places its pods itself, and an external service is elsewhere. */
	bool is_placed = group->placement != PLACEMENT_EXTERNAL && !reach_in_cluster(group);
	for (size_t i = 0; is_placed && i < group->hosts.len; i++) {
		const struct word *word = &group->hosts.items[i];
		const struct host *host = find_host(run, s, word);
		if (host && !runs_there(run, group, host, word))
			add_instance(run, s, group, host);
	}
	if (group->instances.len)
		return;
	if (is_placed && s->hosts.len > 1 && !group->hosts.len)
		report_no_host(run, s, group);
	add_instance(run, s, group, is_placed && s->hosts.len == 1 ? s->hosts.items : NULL);
}

void
instances_expand(struct run *run, struct stack *s)
{
	for (size_t i = 0; i < s->services.len; i++)
		expand(run, s, &s->services.items[i]);
}
