/*
 * References by what they begin with. A value is bound when it is first asked for;
 * one that is asked for while it is being bound refers to itself.
 *
 * The same reference means different things to different consumers (an address
 * depends on who connects), so a URL is built anew for each from the provider's
 * template and the provider's own values.
 */
#include "resolver.h"
#include "scalar.h"

/* Where a reference stands: who reads the value, and, inside a template of the
 * catalogue, whose template it is. */
struct context {
	struct resolver *r;
	const struct service *consumer;
	const struct service *owner;  /* ${env.X}, ${settings.X}: of a template */
	const struct port *port;      /* ${address}: the owner's port */
	const struct part *reference; /* what stands in the spec */
};

static void bind_parts(struct context *c, const struct value *v);

static void
push(struct resolver *r, struct part p)
{
	array_push(r->scratch, &r->parts, p);
}

/* Takes the parts from `base` on off the stack, as those of the value. */
static void
close_value(struct resolver *r, size_t base, struct value *v)
{
	v->len = r->parts.len - base;
	struct part *parts = arena_array(r->arena, struct part, v->len);
	for (size_t i = 0; i < v->len; i++)
		parts[i] = r->parts.items[base + i];
	v->parts = parts;
	r->parts.len = base;
}

static void
add_text(struct context *c, struct text text)
{
	struct part p = { .kind = PART_TEXT, .text = text };
	if (text.len)
		push(c->r, p);
}

static void
add_number(struct context *c, int64_t n)
{
	add_text(c, text_format(c->r->arena, "%lld", (long long)n));
}

static void
undefined(struct context *c, const char *what, struct text name, struct text *names,
	  size_t len)
{
	resolve_undefined(c->r, c->reference->at, what, name, names, len);
}

static struct diag *
refers_to_nothing(struct context *c)
{
	return diag_error(c->r->diags, "value/unknown", c->reference->at,
			  "'${%.*s}' refers to nothing", TA(c->reference->text));
}

/* The reference stops short of `what`, or goes on with something else. */
static void
refers_to_no_part(struct context *c, const char *namespace, struct text name,
		  const char *what)
{
	diag_fix(c->r->diags, refers_to_nothing(c), "write '${%s.%.*s.…}' with %s",
		 namespace, TA(name), what);
}

/* The chain leads from the value over every reference on the way to the last one,
 * where it is asked for again. */
static void
report_cycle(struct context *c, const struct value *v)
{
	struct resolver *r = c->r;
	struct diag *d = diag_error(r->diags, "value/cycle", c->reference->at,
				    "the value refers to itself by '${%.*s}'",
				    TA(c->reference->text));
	size_t i = 0;
	while (i < r->open.len && r->open.items[i].value != v)
		i++;
	for (; i + 1 < r->open.len; i++)
		diag_note(r->diags, d, r->open.items[i].reference->at,
			  "by way of '${%.*s}'", TA(r->open.items[i].reference->text));
}

/* Another value's parts, bound first. */
static void
add_value(struct context *c, const struct service *owner, struct value *v)
{
	if (v->state == VALUE_OPEN) {
		report_cycle(c, v);
		return;
	}
	resolve_value(c->r, owner, v);
	for (size_t i = 0; i < v->len; i++)
		push(c->r, v->parts[i]);
}

static void
add_pair(struct context *c, const char *what, const struct list *pairs,
	 struct text name)
{
	struct pair *items = pairs->items;
	for (size_t i = 0; i < pairs->len; i++)
		if (text_equal(items[i].object.name, name)) {
			add_value(c, c->owner, &items[i].value);
			return;
		}
	diag_error(c->r->diags, "value/needs", c->reference->at,
		   "'${%.*s}' is made from %s.%.*s of service '%.*s', which has none",
		   TA(c->reference->text), what, TA(name), TA(c->owner->object.name));
}

/* The host, the port, or both, by which the consumer reaches a port. */
enum address_form {
	ADDRESS_HOST,
	ADDRESS_PORT,
	ADDRESS_BOTH,
};

static void
add_address(struct context *c, const struct service *to,
	    const struct port *port, enum address_form form)
{
	struct consumer consumer = { .service = c->consumer };
	struct reach way = reach_port(c->r->arena, consumer, to, port);
	if (way.asks_host)
		((struct service *)(uintptr_t)c->consumer)->asks_host = true;
	if (!way.ok) {
		struct diag *d = diag_error(c->r->diags, "reach/unreachable", c->reference->at,
					    "'%.*s' cannot reach '%.*s': %.*s",
					    TA(c->consumer->object.name), TA(to->object.name),
					    TA(way.why));
		diag_fix(c->r->diags, d, "%.*s", TA(way.fix));
		d->subject = c->consumer->object.name;
		return;
	}
	/* An IPv6 address before a port stands in brackets, RFC 3986 section 3.2.2. */
	bool brackets = form == ADDRESS_BOTH && scalar_is_ipv6(way.host);
	if (brackets)
		add_text(c, T("["));
	if (form != ADDRESS_PORT)
		add_text(c, way.host);
	if (form == ADDRESS_BOTH)
		add_text(c, brackets ? T("]:") : T(":"));
	if (form != ADDRESS_HOST)
		add_number(c, way.port);
}

static void
add_url(struct context *c, struct service *to)
{
	const struct part *at = c->reference;
	const struct port *port = resolve_port(c->r, to, to->knows->url_port, at->at);
	if (!port)
		return;
	struct text template = { 0 };
	if (to->catalog && !to->url_template.ptr)
		to->url_template = catalog_template(c->r->catalog, c->r->arena, to->catalog, to,
						    T("url"));
	template = to->url_template;
	if (!template.len && port->app == APP_HTTP)
		template = T("http://${address}");
	if (!template.len) {
		struct diag *d = diag_error(c->r->diags, "value/no-url", at->at,
					    "nothing says how the URL of '%.*s' is made",
					    TA(to->object.name));
		diag_fix(c->r->diags, d, "write it out with '${services.%.*s.address}'",
			 TA(to->object.name));
		return;
	}
	struct context inner = *c;
	struct node *n = node_scalar(c->r->arena, template, at->at);
	struct value v = { .state = VALUE_NEW };
	inner.owner = to;
	inner.port = port;
	v.len = value_parse_template(c->r->arena, c->r->diags, n, &v.parts);
	bind_parts(&inner, &v);
}

/* The instance that one address means: the only one, the primary, or the one beside
 * the consumer. NULL after a diagnostic. */
static struct service *
one_instance(struct context *c, struct service *group)
{
	struct service **all = group->instances.items;
	size_t len = group->instances.len;
	if (len == 1 || all[0]->role == ROLE_PRIMARY)
		return all[0];
	for (size_t i = 0; !group->topology && c->consumer && i < len; i++)
		if (all[i]->host == c->consumer->host)
			return all[i];
	struct text name = group->object.name;
	struct diag *d = diag_error(c->r->diags, "reach/several-addresses", c->reference->at,
				    "'%.*s' runs %zu times and has no single address",
				    TA(name), len);
	diag_fix(c->r->diags, d, "'${services.%.*s.nodes}' lists all of them", TA(name));
	return NULL;
}

/* services.NAME.nodes, or nodes.PORT: host:port of every instance. */
static void
add_nodes(struct context *c, struct service *group, struct text port_name)
{
	for (size_t i = 0; i < group->instances.len; i++) {
		struct service *to = group->instances.items[i];
		const struct port *port = resolve_port(c->r, to, port_name, c->reference->at);
		if (!port)
			return;
		resolve_connection(c->r, c->consumer, to);
		if (i)
			add_text(c, T(","));
		add_address(c, to, port, ADDRESS_BOTH);
	}
}

/* WHAT of one instance: host, address, address.PORT, ports.PORT, url. */
static void
add_instance(struct context *c, struct service *to, struct text what, struct text port_name)
{
	resolve_connection(c->r, c->consumer, to);
	if (text_is(what, "url")) {
		add_url(c, to);
		return;
	}
	bool host = text_is(what, "host"), ports = text_is(what, "ports");
	if (host && !port_name.len && to->ports.len)
		port_name = to->ports.items[0].object.name;
	const struct port *port = resolve_port(c->r, to, port_name, c->reference->at);
	if (port)
		add_address(c, to, port,
			    host ? ADDRESS_HOST : ports ? ADDRESS_PORT : ADDRESS_BOTH);
}

/* services.NAME.replica.WHAT: of the first that follows the primary. */
static void
add_replica(struct context *c, struct service *group, struct text rest)
{
	struct text what = { 0 };
	text_cut(&rest, '.', &what);
	bool is_there = group->instances.len > 1 &&
			group->instances.items[1]->role == ROLE_REPLICA;
	if (is_there && schema_has_word("host|ports|address|url", what))
		add_instance(c, group->instances.items[1], what,
			     rest.ptr ? rest : (struct text){ 0 });
	else
		diag_fix(c->r->diags, refers_to_nothing(c), "%s",
			 is_there ? "write '.replica.' with host, ports.NAME, address or url" :
				    "the service has no replica");
}

/* services.NAME.WHAT */
static void
add_service(struct context *c, struct text rest)
{
	struct text name, what = { 0 };
	text_cut(&rest, '.', &name);
	text_cut(&rest, '.', &what);
	struct text port_name = rest.ptr ? rest : (struct text){ 0 };
	struct service *group = list_find(&c->r->stack->services, name);
	if (!group) {
		undefined(c, "service", name, list_names(c->r->arena, &c->r->stack->services),
			  c->r->stack->services.len);
	} else if (text_is(what, "nodes")) {
		add_nodes(c, group, port_name);
	} else if (text_is(what, "replica")) {
		add_replica(c, group, rest);
	} else if (schema_has_word("host|ports|address|url", what) &&
		   !(text_is(what, "url") && port_name.len)) {
		struct service *to = one_instance(c, group);
		if (to)
			add_instance(c, to, what, port_name);
	} else {
		refers_to_no_part(c, "services", name,
				  "host, ports.PORT, address, url or nodes");
	}
}

/* service.WHAT: the service the value stands in. */
static void
add_own(struct context *c, struct text what)
{
	const struct service *s = c->owner ? c->owner : c->consumer;
	if (!s) {
		diag_fix(c->r->diags, refers_to_nothing(c), "no service stands around it");
	} else if (text_is(what, "name")) {
		add_text(c, s->object.name);
	} else if (text_is(what, "tier")) {
		add_text(c, s->tier);
	} else if (text_is(what, "version")) {
		add_value(c, s, (struct value *)(uintptr_t)&s->version_value);
	} else if (text_starts(what, T("ports."))) {
		const struct port *p = resolve_port(c->r, s, text_slice(what, 6, what.len),
						    c->reference->at);
		if (p)
			add_number(c, p->port);
	} else {
		diag_fix(c->r->diags, refers_to_nothing(c),
			 "write '${service.…}' with name, tier, version or ports.NAME");
	}
}

static void
has_no_public_address(struct context *c, const struct host *host)
{
	struct diag *d = diag_error(c->r->diags, "value/unknown", c->reference->at,
				    "host '%.*s' has no public address",
				    TA(host->object.name));
	diag_note(c->r->diags, d, object_at(&host->object), "declared here");
	diag_fix(c->r->diags, d, "add public: ADDRESS");
}

static void
add_host(struct context *c, struct text rest)
{
	struct text name;
	text_cut(&rest, '.', &name);
	const struct host *host = list_find(&c->r->stack->hosts, name);
	if (!host)
		undefined(c, "host", name, list_names(c->r->arena, &c->r->stack->hosts),
			  c->r->stack->hosts.len);
	else if (text_is(rest, "address"))
		add_text(c, host->address);
	else if (text_is(rest, "public") && host->public_address.len)
		add_text(c, host->public_address);
	else if (text_is(rest, "public"))
		has_no_public_address(c, host);
	else
		refers_to_no_part(c, "hosts", name, "address or public");
}

/* gateway.url, or gateway.url[KEY]. */
static void
add_gateway(struct context *c, struct text what)
{
	const struct gateway *g = c->r->stack->gateway;
	struct text key = text_slice(what, 3, what.len);
	bool named = text_starts(key, T("[")) && text_ends(key, T("]"));
	bool only = !key.len && g && g->hosts.len == 1;
	const struct gateway_host *host = only ? g->hosts.items : NULL;
	if (!g || !text_starts(what, T("url")) || (!named && !only)) {
		struct diag *d = refers_to_nothing(c);
		if (g && g->hosts.len)
			diag_fix(c->r->diags, d, "write '${gateway.url[%.*s]}'",
				 TA(g->hosts.items[0].object.name));
		else
			diag_fix(c->r->diags, d, "no host of a gateway is declared here");
		return;
	}
	if (named) {
		key = text_slice(key, 1, key.len - 1);
		host = list_find(&g->hosts, key);
	}
	if (host)
		add_text(c, resolve_gateway_url(c->r, host));
	else
		undefined(c, "gateway host", key, list_names(c->r->arena, &g->hosts),
			  g->hosts.len);
}

static void
add_parameter(struct context *c, struct part p, struct text name)
{
	p.kind = PART_PARAMETER;
	p.parameter = list_find(&c->r->stack->parameters, name);
	if (p.parameter)
		push(c->r, p);
	else
		undefined(c, "parameter", name,
			  list_names(c->r->arena, &c->r->stack->parameters),
			  c->r->stack->parameters.len);
}

static void
add_secret(struct context *c, struct part p, struct text name)
{
	p.kind = PART_SECRET;
	p.secret = list_find(&c->r->stack->secrets, name);
	if (p.secret)
		push(c->r, p);
	else
		undefined(c, "secret", name, list_names(c->r->arena, &c->r->stack->secrets),
			  c->r->stack->secrets.len);
}

/* References in what a kind derives for a member of a topology. */
static bool
bind_member_part(struct context *c, struct text name)
{
	const struct service *s = c->owner;
	struct text first, what, port = name;
	text_cut(&port, '.', &first);
	if (!s->role)
		return false;
	if (text_is(name, "topology.password")) {
		add_value(c, s, &s->topology->password);
		return true;
	}
	if (text_is(first, "nodes")) {
		add_nodes(c, s->group, port);
		return true;
	}
	text_cut(&port, '.', &what);
	if (!text_is(first, "primary") || !schema_has_word("host|port", what))
		return false;
	add_instance(c, s->group->instances.items[0],
		     text_is(what, "host") ? T("host") : T("ports"), port);
	return true;
}

/* References that only templates of the catalogue use. */
static bool
bind_template_part(struct context *c, struct text name)
{
	if (!c->owner)
		return false;
	if (bind_member_part(c, name))
		return true;
	if (text_starts(name, T("env.")))
		add_pair(c, "env", (const struct list *)&c->owner->env,
			 text_slice(name, 4, name.len));
	else if (text_starts(name, T("settings.")))
		add_pair(c, "settings", (const struct list *)&c->owner->settings,
			 text_slice(name, 9, name.len));
	else if (c->port && text_is(name, "address"))
		add_address(c, c->owner, c->port, ADDRESS_BOTH);
	else if (c->port && text_is(name, "host"))
		add_address(c, c->owner, c->port, ADDRESS_HOST);
	else if (c->port && text_is(name, "port"))
		add_address(c, c->owner, c->port, ADDRESS_PORT);
	else
		return false;
	return true;
}

static void
bind_part(struct context *c, const struct part *p)
{
	static const struct {
		const char *prefix;
		void (*add)(struct context *, struct text rest);
	} kinds[] = {
		{ "services.", add_service }, { "service.", add_own },
		{ "hosts.", add_host },	      { "gateway.", add_gateway },
	};
	struct text name = p->text;
	if (text_starts(name, T("parameters."))) {
		add_parameter(c, *p, text_slice(name, 11, name.len));
		return;
	}
	if (text_starts(name, T("secrets."))) {
		add_secret(c, *p, text_slice(name, 8, name.len));
		return;
	}
	if (bind_template_part(c, name))
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct text prefix = text_of(kinds[i].prefix);
		if (text_starts(name, prefix)) {
			kinds[i].add(c, text_slice(name, prefix.len, name.len));
			return;
		}
	}
	refers_to_nothing(c);
}

static void
bind_parts(struct context *c, const struct value *v)
{
	const struct part *outer = c->reference;
	for (size_t i = 0; i < v->len; i++) {
		const struct part *p = &v->parts[i];
		if (!outer)
			c->reference = p;
		if (!outer && c->r->open.len)
			c->r->open.items[c->r->open.len - 1].reference = p;
		if (p->kind == PART_REFERENCE)
			bind_part(c, p);
		else
			push(c->r, *p);
	}
	c->reference = outer;
}

static bool
has_references(const struct value *v)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->parts[i].kind == PART_REFERENCE)
			return true;
	return false;
}

void
resolve_value(struct resolver *r, const struct service *consumer, struct value *v)
{
	struct context c = { .r = r, .consumer = consumer };
	size_t base = r->parts.len;
	if (v->state == VALUE_DONE)
		return;
	v->state = VALUE_OPEN;
	if (has_references(v)) {
		array_push(r->scratch, &r->open, (struct open_value){ .value = v });
		bind_parts(&c, v);
		r->open.len--;
		close_value(r, base, v);
	}
	v->state = VALUE_DONE;
}

void
resolve_template(struct resolver *r, const struct service *consumer,
		 const struct service *owner, struct text template, const struct entry *at,
		 struct value *v)
{
	struct context c = { .r = r, .consumer = consumer, .owner = owner };
	size_t base = r->parts.len;
	struct value parsed = { 0 };
	struct node *n = node_scalar(r->arena, template, entry_place(at));
	parsed.len = value_parse_template(r->arena, r->diags, n, &parsed.parts);
	bind_parts(&c, &parsed);
	*v = (struct value){ .at = at, .state = VALUE_DONE };
	close_value(r, base, v);
}
