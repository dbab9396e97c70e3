/*
 * ufw.sh: sets the firewall of the host. Its parts, in the order they run:
 *
 *   checks      root, IPv6 switched on, SSH rules for the port sshd listens on
 *   rules       SSH first, the defaults, then the rest; a rule that is there
 *               already is skipped by ufw
 *   remove      rules of an earlier bundle, known by their comment, which holds
 *               the port and the source: what this run did not add again is stale
 *   containers  own lines in /etc/ufw/after.rules and after6.rules, for DOCKER-USER
 *   enable      last, where it is not active
 *
 * Several stacks may share a host: each touches only rules with its own mark. The
 * block in after.rules is one for all of them, because loading the file flushes the
 * chain each time it is named; a stack's lines in it carry its mark too.
 */
#include "bundle.h"
#include "path.h"
#include "shout.h"
#include "ufw.h"
#include "ufw_shell.h"

static const char *
protocol_name(int protocol)
{
	return protocol == PROTOCOL_UDP ? "udp" : "tcp";
}

/* "22", or "30000:30100", as ufw and iptables write a range. */
static struct text
ports(struct arena *a, const struct ufw_rule *rule)
{
	return port_text(a, rule->port, rule->last, ":");
}

/* "22/tcp from 10.0.0.0/8, ssh": what tells one rule from every other. */
static struct text
describe(struct arena *a, const struct ufw_rule *rule)
{
	return text_format(a, "%.*s/%s%s%.*s, %.*s", TA(ports(a, rule)),
			   protocol_name(rule->protocol), rule->from.len ? " from " : "",
			   TA(rule->from), TA(rule->why));
}

static void
add_rule(struct arena *a, struct buffer *b, const struct ufw_rule *rule)
{
	const char *action = rule->limit ? "limit" : "allow";
	buffer_format(b, "\trule %.*s \\\n\t\t", TA(sh_quote(a, describe(a, rule))));
	if (rule->from.len)
		buffer_format(b, "%s proto %s from %.*s to any port %.*s\n", action,
			      protocol_name(rule->protocol), TA(rule->from),
			      TA(ports(a, rule)));
	else
		buffer_format(b, "%s %.*s/%s\n", action, TA(ports(a, rule)),
			      protocol_name(rule->protocol));
}

static void
add_rules(struct arena *a, struct buffer *b, const struct ufw_rules *rules)
{
	buffer_add(
		b,
		T("\n# First, so that nothing below can lock you out.\nallow_ssh() {\n"));
	for (size_t i = 0; i < rules->all.len; i++)
		if (rules->all.items[i].ssh)
			add_rule(a, b, &rules->all.items[i]);
	buffer_add(b, T("}\n\nset_rules() {\n"
			"\trun ufw default deny incoming\n"
			"\trun ufw default allow outgoing\n"));
	for (size_t i = 0; i < rules->all.len; i++)
		if (!rules->all.items[i].ssh)
			add_rule(a, b, &rules->all.items[i]);
	ufw_raw_write(a, b, rules->deployment);
	buffer_add(b, T("}\n"));
}

static const char *
family(const struct ufw_rule *rule)
{
	if (!rule->from.len)
		return "both";
	return text_find_byte(rule->from, ':') < rule->from.len ? "6" : "4";
}

static void
add_containers(struct arena *a, struct buffer *b, const struct ufw_rules *rules)
{
	buffer_add(b,
		   T("\n# FAMILY: the published container ports that others may reach.\n"
		     "container_ports() {\n"));
	size_t n = 0;
	for (size_t i = 0; i < rules->all.len; i++) {
		const struct ufw_rule *rule = &rules->all.items[i];
		if (!rule->container)
			continue;
		n++;
		buffer_format(b, "\tcontainer_port \"$1\" %s %s %.*s %.*s %.*s\n",
			      family(rule), protocol_name(rule->protocol),
			      TA(ports(a, rule)), TA(sh_quote(a, describe(a, rule))),
			      TA(rule->from));
		if (!rule->from.len)
			b->ptr[--b->len - 1] = '\n';
	}
	buffer_add(b, n ? T("}\n") : T("\t: \"$1\" has none\n}\n"));
}

static void
add_head(struct arena *a, struct buffer *b, const struct deployment *d)
{
	struct text project = deployment_name(a, d);
	buffer_format(
		b,
		"#!/bin/sh\n# The firewall of %.*s%s%.*s: what is not listed here is "
		"refused.\n"
		"# Made by `stackc build`; edits are lost.\n#\n"
		"# It can be run at any time: it adds what is new, removes what an "
		"earlier bundle\n# of this stack had, and leaves all other rules alone.\n"
		"set -eu\n\n"
		"PATH=$PATH:/usr/sbin:/sbin\nLC_ALL=C\nexport PATH LC_ALL\n\n"
		"# Begins the comment of every rule made here.\nmark=%.*s\n",
		TA(project), d->host ? " on " : "",
		TA(d->host ? d->host->object.name : T("")),
		TA(sh_quote(a, ufw_mark(a, d))));
}

void
ufw_emit(struct arena *a, struct arena scratch, const struct deployment *d,
	 struct bundle *bundle)
{
	arena_distinct(a, &scratch);
	struct ufw_rules rules;
	bool docker = ufw_has_docker(d);
	ufw_rules_derive(a, NULL, d, &rules);
	struct buffer b = { .arena = a };
	add_head(a, &b, d);
	buffer_format(&b, "ssh_port=%lld\n", (long long)ufw_ssh_port(d));
	buffer_add(&b, text_of(ufw_shell_basics));
	add_rules(a, &b, &rules);
	buffer_add(&b, text_of(ufw_shell_remove));
	if (docker) {
		buffer_add(&b, text_of(ufw_shell_docker));
		add_containers(a, &b, &rules);
	}
	buffer_add(&b, text_of(docker ? ufw_shell_block : ufw_shell_no_block));
	buffer_add(&b, text_of(ufw_shell_main));
	bundle_add(bundle, path_join(a, d->folder, T("ufw.sh")), buffer_text(&b), true);
}
