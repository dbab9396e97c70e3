/*
 * Who may connect, in the only form ufw takes: addresses and blocks. The spec says
 * blocks, hosts and services; a service stands for the places its connections come
 * from.
 */
#include "ufw.h"

#include <arpa/inet.h>
#include <string.h>

/* Docker gives networks without a subnet one from here first. */
#define DOCKER_POOL T("172.16.0.0/12")

static void
clear_host_bits(unsigned char *bytes, size_t size, size_t bits)
{
	for (size_t i = 0; i < size; i++) {
		size_t keep = bits > 8 * i ? bits - 8 * i : 0;
		if (keep < 8)
			bytes[i] &= (unsigned char)(0xff00 >> keep);
	}
}

static bool
parse_bits(struct text digits, size_t most, size_t *bits)
{
	*bits = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.ptr[i] < '0' || digits.ptr[i] > '9' || i == 3)
			return false;
		*bits = 10 * *bits + (size_t)(digits.ptr[i] - '0');
	}
	return digits.len && *bits <= most;
}

bool
ufw_normalise(struct arena *a, struct text block, struct text *normal)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t slash = text_find_byte(block, '/');
	if (!slash || slash >= sizeof text || memchr(block.ptr, 0, slash))
		return false;
	memcpy(text, block.ptr, slash);
	text[slash] = 0;
	int family = memchr(text, ':', slash) ? AF_INET6 : AF_INET;
	size_t size = family == AF_INET6 ? 16 : 4, bits = 8 * size;
	if (inet_pton(family, text, bytes) != 1)
		return false;
	if (slash < block.len &&
	    !parse_bits(text_slice(block, slash + 1, block.len), 8 * size, &bits))
		return false;
	clear_host_bits(bytes, size, bits);
	inet_ntop(family, bytes, text, sizeof text);
	*normal = bits == 8 * size ? text_format(a, "%s", text)
				   : text_format(a, "%s/%zu", text, bits);
	return true;
}

static void
push(struct ufw_rules *rules, struct ufw_rule rule)
{
	if (!rule.last)
		rule.last = rule.port;
	for (size_t i = 0; i < rules->all.len; i++) {
		const struct ufw_rule *old = &rules->all.items[i];
		if (old->port == rule.port && old->last == rule.last &&
		    old->protocol == rule.protocol &&
		    text_equal(old->from, rule.from))
			return;
	}
	array_push(rules->arena, &rules->all, rule);
}

/* `whose`: the host or service whose address it is. What is written as a source
 * was checked where it was decoded. */
static void
report_source(struct ufw_rules *rules, struct span at, struct text whose,
	      struct text from)
{
	if (!whose.len)
		BUG("source '%.*s' is no block", TA(from));
	if (!rules->diags)
		return;
	struct diag *d = diag_error(rules->diags, "ufw/source-not-address", at,
				    "the address of '%.*s' is not an IP address: '%.*s'",
				    TA(whose), TA(from));
	diag_why(d, T("a firewall rule knows addresses, and what a name stands for may "
		      "change"));
}

static void
push_block(struct ufw_rules *rules, struct ufw_rule rule, struct text block,
	   struct span at, struct text whose)
{
	if (!ufw_normalise(rules->arena, block, &rule.from)) {
		report_source(rules, at, whose, block);
		return;
	}
	/* A block of everything is no source at all: both families. */
	if (text_is(rule.from, "0.0.0.0/0") || text_is(rule.from, "::/0"))
		rule.from = (struct text){ 0 };
	push(rules, rule);
}

static void
push_networks(struct ufw_rules *rules, struct ufw_rule rule, const struct service *from,
	      struct span at)
{
	for (size_t i = 0; i < from->networks.len; i++) {
		const struct network *n = from->networks.items[i].network;
		push_block(rules, rule, n && n->subnet.len ? n->subnet : DOCKER_POOL, at,
			   from->object.name);
	}
	if (!from->networks.len)
		push_block(rules, rule, DOCKER_POOL, at, from->object.name);
}

static void
push_host(struct ufw_rules *rules, struct ufw_rule rule, const struct host *host,
	  struct span at)
{
	if (host && host != rules->deployment->host)
		push_block(rules, rule, host->address, at, host->object.name);
}

/* Pods come from the nodes of their cluster, which its target's options tell. */
static void
push_nodes(struct ufw_rules *rules, struct ufw_rule rule, const struct service *from,
	   struct span at)
{
	const struct stack *stack = rules->deployment->stack;
	const struct target_use *use = stack->targets.items;
	while (use->target != from->target)
		use++;
	struct words nodes = target_words(use, use->target->nodes);
	for (size_t i = 0; i < nodes.len; i++)
		push_block(rules, rule, nodes.items[i].text,
			   entry_place(nodes.items[i].object.at), from->object.name);
	if (nodes.len || !rules->diags)
		return;
	struct diag *d = diag_error(rules->diags, "ufw/no-nodes", at,
				    "'%.*s' connects from a cluster, and nothing says from "
				    "which addresses",
				    TA(from->object.name));
	diag_fix(rules->diags, d, "give target '%s' the option 'nodes'", use->target->name);
}

void
ufw_rules_add_service(struct ufw_rules *rules, struct ufw_rule rule,
		      const struct service *from, struct span at)
{
	bool container;
	if (from->placement == PLACEMENT_EXTERNAL) {
		push_block(rules, rule, from->address, at, from->object.name);
		return;
	}
	if (reach_in_cluster(from)) {
		push_nodes(rules, rule, from, at);
		return;
	}
	if (ufw_runs_here(rules->deployment, from, &container) && container)
		push_networks(rules, rule, from, at);
	push_host(rules, rule, from->host, at);
}

void
ufw_rules_add(struct ufw_rules *rules, struct ufw_rule rule, const struct word *from,
	      size_t len)
{
	const struct stack *stack = rules->deployment->stack;
	if (!len)
		push(rules, rule);
	for (size_t i = 0; i < len; i++) {
		struct text name = from[i].text;
		struct span at = object_at(&from[i].object);
		const struct host *host = list_find(&stack->hosts, name);
		const struct service *service = list_find(&stack->services, name);
		if (host)
			push_host(rules, rule, host, at);
		for (size_t k = 0; service && k < service->instances.len; k++)
			ufw_rules_add_service(rules, rule, service->instances.items[k], at);
		if (!host && !service)
			push_block(rules, rule, name, at, (struct text){ 0 });
	}
}
