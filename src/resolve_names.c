/* Binds the names in one service, and settles what depends on them. */
#include "reach.h"
#include "resolver.h"
#include "scalar.h"
#include "target.h"

/* Who connects to one port cannot mean many. */
static const struct port *
report_range(struct resolver *r, const struct service *s, const struct port *p,
	     struct span at)
{
	struct diag *d = diag_error(r->diags, "spec/port-range", at,
				    "port '%.*s' of service '%.*s' is a range: one port "
				    "is meant here",
				    TA(p->object.name), TA(s->object.name));
	diag_note(r->diags, d, object_place(&p->object, "port"), "the range");
	return NULL;
}

/* An alias counts once, and so do the ways in of one server; a range is not one port. */
static bool
is_of_its_own(const struct service *s, const struct port *p)
{
	const struct listeners *known = &s->knows->listeners;
	return !p->alias_of && !p->among_members && !port_is_range(p) &&
	       (!reach_is_listener(s, p) || p == reach_listener(s, known->network));
}

const struct port *
resolve_port(struct resolver *r, const struct service *s, struct text name, struct span at)
{
	const struct port *only = NULL;
	size_t len = 0;
	if (name.len) {
		const struct port *p = list_find(&s->ports, name);
		if (!p)
			resolve_undefined(r, at, "port", name, list_names(r->arena, &s->ports),
					  s->ports.len);
		p = p && p->alias_of ? p->alias_of : p;
		return p && port_is_range(p) ? report_range(r, s, p, at) : p;
	}
	for (size_t i = 0; i < s->ports.len; i++)
		if (is_of_its_own(s, &s->ports.items[i])) {
			only = &s->ports.items[i];
			len++;
		}
	if (len == 1)
		return only;
	struct diag *d = diag_error(r->diags, "spec/which-port", at,
				    len ? "service '%.*s' has several ports: name one" :
					  "service '%.*s' has no port",
				    TA(s->object.name));
	struct text *names = list_names(r->arena, &s->ports);
	if (len)
		diag_fix(r->diags, d, "there are %.*s",
			 TA(diag_names(r->arena, names, s->ports.len)));
	else
		diag_fix(r->diags, d, "say where it listens: ports: { NAME: PORT }");
	return NULL;
}

/* A declared port with the number of a port that the catalogue named is that port:
 * both names reach it, and it counts once. */
static void
bind_aliases(struct service *s)
{
	for (size_t i = 0; i < s->ports.len; i++) {
		struct port *known = &s->ports.items[i];
		for (size_t k = 0; k < s->ports.len; k++) {
			const struct port *declared = &s->ports.items[k];
			if (known->object.at->layer == LAYER_CATALOG &&
			    declared->object.at->layer != LAYER_CATALOG &&
			    declared->port == known->port && !port_is_range(declared) &&
			    declared->protocol == known->protocol)
				known->alias_of = declared;
		}
	}
}

static void
add_address(struct resolver *r, struct publish *p, struct text address)
{
	struct word w = { .object = p->object, .text = address };
	struct word *words = arena_array(r->arena, struct word, p->addresses.len + 1);
	for (size_t i = 0; i < p->addresses.len; i++)
		words[i] = p->addresses.items[i];
	words[p->addresses.len++] = w;
	p->addresses.items = words;
}

static bool
is_loopback(struct text address)
{
	return text_starts(address, T("127.")) || text_is(address, "::1");
}

/* Networks are bound after ports. */
static bool
has_ipv6(const struct stack *stack, const struct service *s)
{
	for (size_t i = 0; i < s->networks.len; i++) {
		const struct network *n =
			list_find(&stack->networks, s->networks.items[i].object.name);
		if (n && n->ipv6)
			return true;
	}
	return false;
}

static void
check_lengths(struct resolver *r, const struct port *port, const struct publish *p)
{
	int64_t inside = port->last - port->port + 1, outside = p->last - p->port + 1;
	if (inside == outside)
		return;
	struct diag *d = diag_error(r->diags, "spec/port-range",
				    object_place(&p->object, "port"),
				    "expected as many ports as the service has, %lld, "
				    "found %lld",
				    (long long)inside, (long long)outside);
	diag_note(r->diags, d, object_place(&port->object, "port"), "where it listens");
}

static void
bind_publish(struct resolver *r, const struct service *s, struct publish *p)
{
	if (text_is(p->on, "public")) {
		p->is_public = true;
	} else if (text_is(p->on, "loopback")) {
		p->is_loopback = true;
		add_address(r, p, T("127.0.0.1"));
		if (has_ipv6(r->stack, s))
			add_address(r, p, T("::1"));
	} else if (text_is(p->on, "private")) {
		if (s->host)
			add_address(r, p, s->host->address);
		else
			diag_error(r->diags, "place/no-host", object_place(&p->object, "on"),
				   "'private' is the address of the host, and this "
				   "environment names no host");
	} else if (scalar_is_cidr(p->on) && text_find_byte(p->on, '/') == p->on.len) {
		p->is_loopback = is_loopback(p->on);
		p->is_public = text_is(p->on, "0.0.0.0") || text_is(p->on, "::");
		add_address(r, p, p->on);
	} else {
		diag_error(r->diags, "spec/type", object_place(&p->object, "on"),
			   "expected loopback, private, public or an address, found '%.*s'",
			   TA(p->on));
	}
}

void
resolve_sources(struct resolver *r, const struct word *from, size_t len)
{
	struct stack *s = r->stack;
	for (size_t i = 0; i < len; i++) {
		struct text name = from[i].text;
		if (scalar_is_cidr(name) || list_find(&s->hosts, name) ||
		    list_find(&s->services, name))
			continue;
		ARRAY(struct text) names = { 0 };
		struct text *hosts = list_names(r->arena, &s->hosts);
		struct text *services = list_names(r->arena, &s->services);
		for (size_t k = 0; k < s->hosts.len; k++)
			array_push(r->arena, &names, hosts[k]);
		for (size_t k = 0; k < s->services.len; k++)
			array_push(r->arena, &names, services[k]);
		resolve_undefined(r, entry_place(from[i].object.at), "host or service", name,
				  names.items, names.len);
	}
}

static void
bind_ports(struct resolver *r, struct service *s)
{
	for (size_t i = 0; i < s->ports.len; i++) {
		struct port *p = &s->ports.items[i];
		if (!object_field(&p->object, "app"))
			p->app = text_is(p->object.name, "http") ? APP_HTTP :
				 text_is(p->object.name, "grpc") ? APP_GRPC : APP_TCP;
		for (size_t k = 0; k < p->publish.len; k++) {
			struct publish *publish = &p->publish.items[k];
			bind_publish(r, s, publish);
			check_lengths(r, p, publish);
			resolve_sources(r, publish->from.items, publish->from.len);
		}
	}
	resolve_listeners(r, s);
	bind_aliases(s);
	resolve_listeners_check(r, s);
}

static bool
is_on_networks(const struct service *s)
{
	return s->placement == PLACEMENT_CONTAINER && s->network != NETWORK_HOST;
}

static bool
joins_default(const struct service *s)
{
	for (size_t i = 0; i < s->networks.len; i++)
		if (text_is(s->networks.items[i].object.name, "default"))
			return true;
	return is_on_networks(s) && !s->networks.len;
}

void
resolve_default_network(struct resolver *r)
{
	struct stack *s = r->stack;
	bool wanted = false;
	for (size_t i = 0; i < s->services.len && !wanted; i++)
		wanted = joins_default(&s->services.items[i]);
	if (!wanted || list_find(&s->networks, T("default")))
		return;
	struct network *all = arena_array(r->arena, struct network, s->networks.len + 1);
	for (size_t i = 0; i < s->networks.len; i++)
		all[i] = s->networks.items[i];
	all[s->networks.len].object =
		(struct object){ .at = s->object.at, .rows = NULL, .name = T("default") };
	if (!s->networks.index) {
		s->networks.index = arena_new(r->arena, struct index);
		index_init(r->arena, s->networks.index, 1);
	}
	index_put(r->arena, s->networks.index, T("default"), s->networks.len);
	s->networks.items = all;
	s->networks.len++;
}

static void
join_default(struct resolver *r, struct service *s)
{
	struct attachment *a = arena_new(r->arena, struct attachment);
	a->object = (struct object){ .at = s->object.at, .name = T("default"),
				     .owner = &s->object };
	s->networks.items = a;
	s->networks.len = 1;
}

static void
bind_networks(struct resolver *r, struct service *s)
{
	if (is_on_networks(s) && !s->networks.len)
		join_default(r, s);
	for (size_t i = 0; i < s->networks.len; i++) {
		struct attachment *a = &s->networks.items[i];
		a->network = list_find(&r->stack->networks, a->object.name);
		if (!a->network)
			resolve_undefined(r, object_at(&a->object), "network", a->object.name,
					  list_names(r->arena, &r->stack->networks),
					  r->stack->networks.len);
	}
}

static void
bind_mount(struct resolver *r, struct mount *m)
{
	struct stack *s = r->stack;
	if (m->volume.len && !(m->volume_bound = list_find(&s->volumes, m->volume)))
		resolve_undefined(r, object_place(&m->object, "volume"), "volume", m->volume,
				  list_names(r->arena, &s->volumes), s->volumes.len);
	if (m->config.len && !(m->config_bound = list_find(&s->configs, m->config)))
		resolve_undefined(r, object_place(&m->object, "config"), "config", m->config,
				  list_names(r->arena, &s->configs), s->configs.len);
	if (m->secret.len && !(m->secret_bound = list_find(&s->secrets, m->secret)))
		resolve_undefined(r, object_place(&m->object, "secret"), "secret", m->secret,
				  list_names(r->arena, &s->secrets), s->secrets.len);
	bool is_file = m->file.len || m->dir.len || m->config.len || m->secret.len;
	if (!object_field(&m->object, "read_only"))
		m->read_only = is_file;
}

static void
bind_health(struct resolver *r, struct service *s)
{
	struct health *h = s->health;
	if (!h || h->none || (!h->http.len && !h->tcp))
		return;
	h->port_bound = resolve_port(r, s, h->port, object_place(&h->object, "port"));
	for (size_t i = 0; h->tool == TOOL_ANY && i < s->knows->tools.len; i++) {
		static const char *const tools[] = { "", "wget", "curl", "node", "bun", "python" };
		for (int k = 1; k < 6; k++)
			if (text_is(s->knows->tools.items[i], tools[k]))
				h->tool = k;
	}
}

/* `nofile: 1024` is both limits; a hard one alone is the soft one too. */
static void
bind_ulimits(struct service *s)
{
	for (size_t i = 0; i < s->ulimits.len; i++) {
		struct ulimit *u = &s->ulimits.items[i];
		if (object_field(&u->object, "limit"))
			u->hard = u->limit;
		if (!object_field(&u->object, "soft"))
			u->soft = u->hard;
	}
}

static void
bind_devices(struct service *s)
{
	for (size_t i = 0; i < s->devices.len; i++)
		if (!s->devices.items[i].host.len)
			s->devices.items[i].host = s->devices.items[i].object.name;
}

static void
bind_metrics(struct resolver *r, struct service *s)
{
	struct metrics *m = s->metrics;
	if (m)
		m->port_bound = resolve_port(r, s, m->port, object_place(&m->object, "port"));
}

static void
settle_needs(struct resolver *r, struct service *s)
{
	for (size_t i = 0; i < s->needs.len; i++) {
		struct need *n = &s->needs.items[i];
		const struct health *h = n->service->health;
		bool has_check = h && !h->none;
		resolve_connection(r, s, n->service);
		if (n->condition == NEED_DEFAULT)
			n->condition = has_check ? NEED_HEALTHY : NEED_STARTED;
		bool external = n->service->placement == PLACEMENT_EXTERNAL;
		if (n->condition != NEED_HEALTHY || has_check || external)
			continue;
		struct diag *d = diag_error(r->diags, "health/healthy-without-check",
					    object_place(&n->object, "condition"),
					    "service '%.*s' is waited for, but has no health check",
					    TA(n->object.name));
		diag_fix(r->diags, d, "give '%.*s' a health check, or wait for 'started'",
			 TA(n->object.name));
	}
}

/* The nodes of a cluster all talk to each other. */
static void
connect_members(struct resolver *r, const struct service *s)
{
	for (size_t i = 0; s->role == ROLE_NODE && i < s->group->instances.len; i++)
		if (s->group->instances.items[i] != s)
			resolve_connection(r, s, s->group->instances.items[i]);
}

void
resolve_names(struct resolver *r, struct service *s)
{
	connect_members(r, s);
	bind_ports(r, s);
	bind_networks(r, s);
	for (size_t i = 0; i < s->mounts.len; i++)
		bind_mount(r, &s->mounts.items[i]);
	bind_health(r, s);
	bind_ulimits(s);
	bind_devices(s);
	bind_metrics(r, s);
	if (s->runs)
		settle_needs(r, s);
}
