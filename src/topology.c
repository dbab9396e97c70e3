/*
 * First the members are counted and given hosts, by the form their kind has; then
 * each is decoded from the service's entry and made different from its sisters:
 * name, volumes, ports.
 */
#include "topology.h"

#include "instances.h"
#include "reach.h"
#include "scalar.h"

struct expansion {
	struct run *run;
	struct stack *stack;
	struct service *group;
	const struct topology *topology;
	const struct catalog_entry *kind;
	struct hosts hosts; /* to deal members over */
};

static bool
is_number(struct text t, int64_t *n)
{
	*n = 0;
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] < '0' || t.ptr[i] > '9' || i == 4)
			return false;
		*n = 10 * *n + (t.ptr[i] - '0');
	}
	return t.len > 0;
}

int64_t
topology_replicas(const struct topology *t)
{
	int64_t n;
	if (t->replicas.len == 1 && is_number(t->replicas.items[0].text, &n))
		return n;
	return (int64_t)t->replicas.len;
}

bool
topology_follows(const struct service *s, const struct service *other)
{
	if (s == other || s->group != other->group)
		return false;
	return s->role == ROLE_FORMER ||
	       (s->role == ROLE_REPLICA && other->role == ROLE_PRIMARY);
}

static const struct host *
host_named(struct expansion *e, struct text name, struct span at)
{
	for (size_t i = 0; i < e->hosts.len; i++)
		if (e->hosts.items[i] && text_equal(e->hosts.items[i]->object.name, name))
			return e->hosts.items[i];
	struct diag *d = diag_error(&e->run->diags, "spec/undefined", at,
				    "service '%.*s' does not run on a host '%.*s'",
				    TA(e->group->object.name), TA(name));
	diag_fix(&e->run->diags, d, "name it under 'hosts' of the service");
	return NULL;
}

/* Volumes */

static struct text
numbered(struct arena *a, struct text name, size_t number)
{
	return name.len ? text_format(a, "%.*s-%zu", TA(name), number) : name;
}

/* The volume of one member, beside the one that the spec names. */
static void
add_volume(struct expansion *e, const struct volume *from, struct text name, size_t number)
{
	struct arena *a = &e->run->arena;
	struct stack *s = e->stack;
	struct volume *all = arena_array(a, struct volume, s->volumes.len + 1);
	for (size_t i = 0; i < s->volumes.len; i++)
		all[i] = s->volumes.items[i];
	struct volume *own = &all[s->volumes.len];
	*own = *from;
	own->object.name = name;
	own->host = numbered(a, from->host, number);
	own->external = numbered(a, from->external, number);
	index_put(a, s->volumes.index, name, s->volumes.len);
	s->volumes.items = all;
	s->volumes.len++;
}

static void
give_volumes(struct expansion *e, struct service *member)
{
	for (size_t i = 0; i < member->mounts.len; i++) {
		struct mount *m = &member->mounts.items[i];
		const struct volume *shared = list_find(&e->stack->volumes, m->volume);
		if (!m->volume.len || !shared)
			continue; /* an unknown one is reported by resolve */
		m->volume = numbered(&e->run->arena, m->volume, member->ordinal + 1);
		const struct volume *taken = list_find(&e->stack->volumes, m->volume);
		if (!taken) {
			add_volume(e, shared, m->volume, member->ordinal + 1);
			continue;
		}
		struct diag *d = diag_error(&e->run->diags, "topology/name",
					    object_at(&taken->object),
					    "volume '%.*s' has the name of the volume of a "
					    "member of '%.*s'",
					    TA(m->volume), TA(e->group->object.name));
		diag_note(&e->run->diags, d, object_at(&e->topology->object),
			  "the members");
	}
}

/* Ports */

static void
shift_port(struct expansion *e, struct port *p, int64_t by)
{
	p->port += by;
	p->last += by;
	bool fits = p->last < 65536;
	for (size_t i = 0; i < p->publish.len; i++) {
		p->publish.items[i].port += by;
		p->publish.items[i].last += by;
		fits &= p->publish.items[i].last < 65536;
	}
	if (!fits)
		diag_error(&e->run->diags, "topology/port", object_at(&p->object),
			   "the members of '%.*s' count port '%.*s' up past 65535",
			   TA(e->group->object.name), TA(p->object.name));
}

/* The port that members have for each other, published as the one it goes with. */
static void
add_inner_port(struct expansion *e, struct service *member)
{
	struct arena *a = &e->run->arena;
	const struct port *of = list_find(&member->ports, e->kind->inner_of);
	if (!e->kind->inner_port.len || !of || list_find(&member->ports, e->kind->inner_port))
		return;
	struct port *all = arena_array(a, struct port, member->ports.len + 1);
	for (size_t i = 0; i < member->ports.len; i++)
		all[i] = member->ports.items[i];
	struct port *own = &all[member->ports.len];
	*own = *of;
	own->object.name = e->kind->inner_port;
	own->among_members = true;
	own->publish.items = arena_array(a, struct publish, of->publish.len);
	for (size_t i = 0; i < of->publish.len; i++)
		own->publish.items[i] = of->publish.items[i];
	member->ports.items = all;
	member->ports.len++;
	member->ports.index = NULL;
	shift_port(e, own, e->kind->inner_plus);
}

/* In a cluster of machines each member has an address of its own. */
static void
give_ports(struct expansion *e, struct service *member)
{
	int64_t before = 0;
	for (size_t i = 0; i < member->ordinal; i++)
		before += e->group->instances.items[i]->host == member->host;
	if (reach_in_cluster(e->group))
		before = 0;
	for (size_t i = 0; i < member->ports.len; i++)
		shift_port(e, &member->ports.items[i], before);
	add_inner_port(e, member);
}

/* Members */

static void
name_member(struct expansion *e, struct service *member, struct text name)
{
	const struct service *taken = list_find(&e->stack->services, name);
	member->object.name = name;
	if (!taken)
		return;
	struct diag *d = diag_error(&e->run->diags, "topology/name", object_at(&taken->object),
				    "service '%.*s' has the name of a member of '%.*s'",
				    TA(name), TA(e->group->object.name));
	diag_note(&e->run->diags, d, object_at(&e->topology->object), "the members");
}

static void
add_member(struct expansion *e, const struct host *host, enum role role)
{
	struct service *member = instances_add(e->run, e->stack, e->group, host);
	member->role = role;
	name_member(e, member, numbered(&e->run->arena, e->group->object.name,
					member->ordinal + 1));
	give_volumes(e, member);
	give_ports(e, member);
}

/* It listens nowhere and keeps nothing. */
static void
add_former(struct expansion *e)
{
	struct service *first = e->group->instances.items[0];
	struct service *former = instances_new(e->run, e->stack, e->group, first->host);
	former->role = ROLE_FORMER;
	former->once = true;
	former->ports.len = former->mounts.len = 0;
	former->ports.index = former->mounts.index = NULL;
	former->health = NULL;
	e->group->former = former;
	name_member(e, former, text_format(&e->run->arena, "%.*s-cluster",
					   TA(e->group->object.name)));
}

static void
add_primary_and_replicas(struct expansion *e)
{
	const struct topology *t = e->topology;
	const struct host *primary = e->hosts.items[0];
	bool by_number = t->replicas.len == 1 && is_number(t->replicas.items[0].text, &(int64_t){ 0 });
	if (t->primary.len)
		primary = host_named(e, t->primary, object_place(&t->object, "primary"));
	add_member(e, primary, ROLE_PRIMARY);
	for (size_t i = 0; !by_number && i < t->replicas.len; i++) {
		const struct word *word = &t->replicas.items[i];
		const struct host *host = host_named(e, word->text, entry_place(word->object.at));
		if (host && host == primary)
			diag_error(&e->run->diags, "topology/same-host",
				   entry_place(word->object.at),
				   "a replica on host '%.*s' is lost together with its primary",
				   TA(word->text));
		add_member(e, host, ROLE_REPLICA);
	}
	size_t turn = 0;
	for (int64_t i = 0; by_number && i < topology_replicas(t); i++, turn++) {
		if (e->hosts.len > 1 && e->hosts.items[turn % e->hosts.len] == primary)
			turn++;
		add_member(e, e->hosts.items[turn % e->hosts.len], ROLE_REPLICA);
	}
}

static void
add_nodes(struct expansion *e)
{
	int64_t each = 1 + topology_replicas(e->topology);
	for (int64_t i = 0; i < e->topology->primaries * each; i++)
		add_member(e, e->hosts.items[(size_t)i % e->hosts.len], ROLE_NODE);
	add_former(e);
}

/* What the form of the kind does not know, or cannot do without. */
static bool
check_fields(struct expansion *e)
{
	struct diags *diags = &e->run->diags;
	const struct topology *t = e->topology;
	size_t errors = diags->errors;
	static const char *const fields[][4] = {
		[FORM_PRIMARY] = { "primaries" },
		[FORM_CLUSTER] = { "primary", "user", "password" },
	};
	for (size_t i = 0; i < 4 && fields[e->kind->form][i]; i++)
		if (object_field(&t->object, fields[e->kind->form][i]))
			diag_error(diags, "topology/field",
				   entry_key_place(object_field(&t->object,
								fields[e->kind->form][i])),
				   "a topology of kind '%.*s' has no '%s'",
				   TA(e->kind->kind), fields[e->kind->form][i]);
	bool is_cluster = e->kind->form == FORM_CLUSTER;
	const char *needed = is_cluster && !t->primaries	  ? "primaries" :
			     !is_cluster && !t->replicas.len	  ? "replicas" :
			     !is_cluster && !t->user.len	  ? "user" :
			     !is_cluster && !t->password.at	  ? "password" : NULL;
	if (needed)
		diag_error(diags, "spec/missing", object_at(&t->object),
			   "'%s' is missing here", needed);
	if (e->group->command.len)
		diag_error(diags, "topology/command", object_place(&e->group->object, "command"),
			   "what the members of '%.*s' run follows from their topology",
			   TA(e->group->object.name));
	return diags->errors == errors;
}

static bool
find_form(struct expansion *e)
{
	struct run *run = e->run;
	e->kind = catalog_entry_of(run->catalog, &run->arena, e->stack, e->group);
	if (e->kind && e->kind->form)
		return check_fields(e);
	diag_error(&run->diags, "topology/kind", object_at(&e->topology->object),
		   "%s%.*s%s has no topology", e->kind ? "kind '" : "an image of no known kind",
		   TA(e->kind ? e->kind->kind : T("")), e->kind ? "'" : "");
	return false;
}

void
topology_expand(struct run *run, struct stack *s, struct service *group)
{
	struct expansion e = {
		.run = run, .stack = s, .group = group, .topology = group->topology,
	};
	instances_hosts(run, s, group, &e.hosts);
	if (!e.hosts.len || !find_form(&e))
		return;
	if (e.kind->form == FORM_CLUSTER)
		add_nodes(&e);
	else
		add_primary_and_replicas(&e);
	group->host = group->instances.items[0]->host;
}
