/*
 * The rules of a host, derived from the model: SSH, the gateway, published ports,
 * what services of other hosts and containers of this one need of its processes,
 * and what the spec adds.
 */
#include "ufw.h"

bool
ufw_runs_here(const struct deployment *d, const struct service *s, bool *container)
{
	*container = s->target && s->target->runs == RUNS_CONTAINERS && !reach_on_host(s);
	return s->target && s->host == d->host && s->target->discovery != FIND_BY_CLUSTER;
}

bool
ufw_has_docker(const struct deployment *d)
{
	for (size_t i = 0; i < d->sibling_len; i++)
		if (d->siblings[i].host == d->host &&
		    d->siblings[i].target->runs == RUNS_CONTAINERS &&
		    d->siblings[i].target->discovery == FIND_BY_NETWORK &&
		    d->siblings[i].services.len)
			return true;
	return false;
}

int64_t
ufw_ssh_port(const struct deployment *d)
{
	const struct firewall *f = d->stack->firewall;
	if (d->host && object_field(&d->host->object, "ssh_port"))
		return d->host->ssh_port;
	return f && f->ssh ? f->ssh->port : 0;
}

static void
add_ssh(struct ufw_rules *rules)
{
	const struct firewall *f = rules->deployment->stack->firewall;
	if (f && f->ssh)
		ufw_rules_add(rules,
			      (struct ufw_rule){ .why = T("ssh"),
						 .port = ufw_ssh_port(rules->deployment),
						 .ssh = true,
						 .limit = f->ssh->limit },
			      f->ssh->from.items, f->ssh->from.len);
}

static void
add_gateway(struct ufw_rules *rules)
{
	const struct gateway *g = rules->deployment->stack->gateway;
	bool on_host = g && (g->on_host || (g->service && reach_on_host(g->service)));
	if (!on_host || g->host_bound != rules->deployment->host)
		return;
	if (g->http)
		ufw_rules_add(
			rules,
			(struct ufw_rule){ .why = T("gateway http"), .port = g->http },
			NULL, 0);
	if (g->https)
		ufw_rules_add(
			rules,
			(struct ufw_rule){ .why = T("gateway https"), .port = g->https },
			NULL, 0);
}

/* Those who connect to the port from another host, or from a container to a process
 * of this host. Nodes of a cluster send everybody to the host's address, also those
 * who are on it. */
static void
add_users(struct ufw_rules *rules, struct ufw_rule rule, const struct service *s,
	  const struct port *port)
{
	const struct stack *stack = rules->deployment->stack;
	const struct gateway *g = stack->gateway;
	struct text what = rule.why;
	for (size_t i = 0; i < s->consumers.len; i++) {
		const struct service *user = s->consumers.items[i];
		bool container, here = ufw_runs_here(rules->deployment, user, &container);
		if (user == s || user->placement == PLACEMENT_EXTERNAL ||
		    (port->among_members && user->group != s->group) ||
		    (here && (!container || (rule.container && s->role != ROLE_NODE))))
			continue;
		bool is_gateway = g && g->service == user;
		if (is_gateway && !port->is_routed)
			continue;
		rule.why = text_format(rules->arena, "%.*s for %.*s", TA(what),
				       TA(user->object.name));
		ufw_rules_add_service(rules, rule, user, object_at(&s->object));
	}
	if (g && g->on_host && g->host_bound &&
	    g->host_bound != rules->deployment->host && port->is_routed) {
		struct word host = { .object = g->object,
				     .text = g->host_bound->object.name };
		rule.why = text_format(rules->arena, "%.*s for the gateway", TA(what));
		ufw_rules_add(rules, rule, &host, 1);
	}
}

static void
add_published(struct ufw_rules *rules, struct ufw_rule rule, const struct service *s,
	      const struct port *port)
{
	for (size_t i = 0; i < port->publish.len; i++) {
		const struct publish *p = &port->publish.items[i];
		rule.port = p->port;
		rule.last = p->last;
		if (p->is_loopback)
			continue;
		if (p->is_public || p->from.len)
			ufw_rules_add(rules, rule, p->from.items, p->from.len);
		else
			add_users(rules, rule, s, port);
	}
}

static void
add_service(struct ufw_rules *rules, const struct service *s)
{
	bool container;
	if (!ufw_runs_here(rules->deployment, s, &container))
		return;
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *port = &s->ports.items[i];
		if (port->alias_of)
			continue;
		struct ufw_rule rule = {
			.why = text_format(rules->arena, "%.*s %.*s", TA(s->object.name),
					   TA(port->object.name)),
			.port = port->port,
			.last = port->last,
			.protocol = port->protocol,
			.container = container,
		};
		if (container)
			add_published(rules, rule, s, port);
		else
			add_users(rules, rule, s, port);
	}
}

static void
add_spec_rules(struct ufw_rules *rules)
{
	const struct firewall *f = rules->deployment->stack->firewall;
	for (size_t i = 0; f && i < f->rules.len; i++) {
		const struct firewall_rule *r = &f->rules.items[i];
		ufw_rules_add(rules,
			      (struct ufw_rule){ .why = r->object.name,
						 .port = r->port,
						 .last = r->last,
						 .protocol = r->protocol },
			      r->from.items, r->from.len);
	}
}

void
ufw_rules_derive(struct arena *a, struct diags *diags, const struct deployment *d,
		 struct ufw_rules *rules)
{
	*rules = (struct ufw_rules){ .arena = a, .diags = diags, .deployment = d };
	add_ssh(rules);
	add_gateway(rules);
	for (size_t i = 0; i < d->stack->start_order.len; i++)
		add_service(rules, d->stack->start_order.items[i]);
	add_spec_rules(rules);
}
