/*
 * ufw, the firewall of a host. Facts are of ufw 0.36.2.
 *
 * Rules are derived from the model; the spec adds only SSH and what the model
 * cannot know. ufw's own rules stand in the INPUT chain, where connections to the
 * host's programs arrive. Connections to a published container port do not: Docker
 * turns them to the container before, and leaves the chain DOCKER-USER to others.
 * So container ports are governed there, and ufw's rules for them serve what
 * Docker's proxy takes (IPv6 where the network has none).
 */
#ifndef UFW_H
#define UFW_H

#include "graft.h"
#include "handover.h"
#include "scalar.h"

struct ufw_rule {
	struct text why;  /* "nginx http": in the rule's comment */
	int64_t port, last; /* on the host; 0: `last` is `port` */
	int protocol;	  /* enum port_protocol */
	struct text from; /* an address or block, normalised; empty: everybody */
	bool ssh;
	bool limit;	/* slow down who connects too often */
	bool container; /* a published port: DOCKER-USER too */
};

/* SSH is the first; no two are for the same protocol, port and source. */
struct ufw_rules {
	struct arena *arena;
	struct diags *diags; /* NULL: emit, everything was found by check */
	const struct deployment *deployment;
	ARRAY(struct ufw_rule) all;
};

/* Derives the rules of the host. Reports sources ufw has no form for where diags
 * is not NULL. */
void
ufw_rules_derive(struct arena *, struct diags *, const struct deployment *,
		 struct ufw_rules *);

/* Adds one per source; `from` as the spec has it: blocks, hosts, services. */
void
ufw_rules_add(struct ufw_rules *, struct ufw_rule, const struct word *from, size_t len);

/* Where a service's connections to this host come from: the addresses of its
 * hosts, or on this host its container networks. Each is added as a rule. */
void
ufw_rules_add_service(struct ufw_rules *, struct ufw_rule, const struct service *from,
		      struct span at);

/* Where sshd listens on this host. */
int64_t
ufw_ssh_port(const struct deployment *);

/* The block with its host bits cleared, without the length of a single address;
 * false where it is no address. */
bool
ufw_normalise(struct arena *, struct text, struct text *);

/* Whether the service runs on this host; *container: in a container of Docker. */
bool
ufw_runs_here(const struct deployment *, const struct service *, bool *container);

/* Whether Docker runs anything here. */
bool
ufw_has_docker(const struct deployment *);

/* "stackc <stack>-<environment>:", which begins the comment of every rule. */
struct text
ufw_mark(struct arena *, const struct deployment *);

/* ufw_raw.c */
extern const struct raw_section ufw_raw[];

/* A rule of `raw`, in ufw's words. */
struct text
ufw_raw_line(struct arena *, const struct raw *);

/* Those that are none, and those that a derived rule contradicts. */
void
ufw_raw_check(struct ufw_rules *, struct diags *);

void
ufw_raw_write(struct arena *, struct buffer *, const struct deployment *);

void
ufw_emit(struct arena *, struct arena scratch, const struct deployment *,
	 struct bundle *);

#endif
