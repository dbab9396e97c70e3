/*
 * What is known about images: rules/catalog/<kind>.lua, one file per kind.
 *
 * An entry has two halves. *Facts* are service fields, laid under the service by
 * `fill` before it is decoded, with the place of its `image` or `kind`. *Derived*
 * values (a URL for those who connect, a configuration file made from `settings`)
 * are asked for in `resolve`, when the names of the spec are bound.
 *
 *   return {
 *     images = { "postgres" },      -- repositories it is inferred from
 *     summary = "…",
 *     settings = "…",               -- what becomes of them; none: it takes none
 *     service = { ports = { postgres = { port = 5432 } }, … },
 *                                   -- service fields, in their long form
 *     knows = { datastore = true, data = { "/data" }, … },
 *                                   -- the members of struct knowledge
 *     templates = { url = "…" },    -- see catalog_template()
 *     topology = { form = "primary" or "cluster",
 *                  inner = { name = "bus", of = "redis", plus = 10000 } },
 *     derive = function(service) return { env = …, files = …, … } end,
 *   }
 *
 * `service` and `knows` may be functions of the version: { text = "16.4-alpine",
 * major = 16, minor = 4, flavour = "alpine", image = the item of `images` it is,
 * the first where it is none of them }. Where the version is not known (no tag,
 * `latest`), asking for `major` ends in an error that asks the user for it.
 * A template and `derive` get the service: { version, placement, data (its first
 * data path or nil), memory (bytes or nil), ports = { NAME = number }, announces = {
 * NAME = "host:port" of a listener }, env, settings }, where env.X and settings.X are nil or { text = what is written,
 * nil if it holds a reference, reference = "${env.X}" }. Secrets and parameters
 * never reach Lua.
 *
 * A member of a topology has service.topology too: { role = "primary", "replica",
 * "node" or "former", user, replicas (a number), address (what others know it by),
 * is_name (the address is not an IP address) }, and its texts may hold
 * ${topology.password}, ${primary.host.PORT}, ${primary.port.PORT} and
 * ${nodes.PORT}, a list of host:port.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "model.h"

struct catalog;
struct script;

struct texts {
	struct text *items;
	size_t len, cap;
};

/* A server that tells its clients an address to come back by has a port for each
 * way in: the names of those ports. All empty where the kind has no such thing. */
struct listeners {
	struct text network;  /* from the same network, or cluster */
	struct text loopback; /* from the host it runs on */
	struct text remote;   /* from other hosts */
};

/* What a kind's entry says beside service fields. All lists may be empty. */
struct knowledge {
	bool datastore;	   /* holds data: never public, a workload with a stable name */
	bool web_server;   /* may be the gateway */
	bool peers;	   /* several find each other by name before any is ready */
	struct texts data; /* paths that hold data, for this version */
	struct texts writable;	   /* paths it writes to beside: tmpfs when read_only */
	struct texts capabilities; /* needed when all are dropped and it starts as
					    root */
	bool capabilities_known;
	struct texts tools;    /* commands inside: "wget", "node" */
	/* Variables or settings: left alone, each is a password that everybody knows. */
	struct texts passwords;
	struct texts ui;       /* ports for administrators, which show or change all */
	struct texts file_env; /* variables X it also reads as X_FILE */
	struct text file_suffix; /* what stands for _FILE there */
	int64_t uid, gid; /* of its own user, for where root is forbidden; 0: unknown */
	/* Settings and variables with which this version does not start: "NAME", or
	 * "NAME: what stands for it". */
	struct texts removed;
	struct text config_path; /* where the file made from `settings` is mounted */
	struct text url_port;	 /* of several ports, the one that a URL leads to */
	struct listeners listeners;
};

/* How several members of a kind make one provider. */
enum topology_form {
	FORM_NONE,    /* they do not */
	FORM_PRIMARY, /* replicas follow a primary */
	FORM_CLUSTER, /* nodes share the data, and are joined once */
};

struct catalog_entry {
	struct text kind;
	struct text summary;
	struct text settings; /* what becomes of a service's; empty: nothing */
	struct texts images; /* repositories it is inferred from */
	enum topology_form form;
	/* The port members have for each other beside another one, or empty:
	 * its name, that other's, and the difference of their numbers. */
	struct text inner_port, inner_of;
	int64_t inner_plus;
	int ref; /* of the Lua table */
};

/* All three outlive the catalogue; findings about its entries go to the diags. */
struct catalog *
catalog_new(struct arena *, struct script *, struct diags *);

/* The entry of a kind, or NULL where there is none or its file fails, which is
 * reported once. */
const struct catalog_entry *
catalog_find(struct catalog *, struct text kind);

/* The entry for an image, by full repository name: `postgres`,
 * `docker.io/library/postgres:16`; NULL where nobody knows it. */
const struct catalog_entry *
catalog_infer(struct catalog *, struct text image);

/* A registry that has the images of others, from `registries`. */
struct mirror {
	struct text prefix; /* what its images are written with */
	struct texts names; /* of the others */
};

/* The same for an image that may be written as one of a mirror's. */
const struct catalog_entry *
catalog_infer_mirrored(struct catalog *, struct text image, const struct mirror *,
		       size_t len);

/* The entry of a service: by its kind, else by its image. NULL where there is none.
 * Values need not be bound. */
const struct catalog_entry *
catalog_entry_of(struct catalog *, struct arena *, const struct stack *,
		 const struct service *);

/* The kinds there are, sorted; *len gets their number. */
const struct text *
catalog_kinds(struct catalog *, size_t *len);

/* The version a service goes by: its `version`, else its image's tag; empty where
 * there is none, or a parameter without a value is in it. Needs what resolve_kind()
 * binds. */
struct text
catalog_version(struct arena *, const struct service *);

/* What an entry is asked about. */
struct edition {
	struct text image;   /* as the service has it; may be empty */
	struct text version; /* the service's, or the image's tag; empty: unknown */
};

/* The facts as a map shaped like a service's, every place being `at`. NULL after a
 * diagnostic at `at`. */
const struct node *
catalog_facts(struct catalog *, struct arena *, const struct catalog_entry *,
	      struct edition, struct span at);

/* What else it knows of that edition. Never NULL: where the entry is NULL, or
 * catalog_facts() reported an error, all of it is empty. */
const struct knowledge *
catalog_knows(struct catalog *, const struct catalog_entry *, struct edition);

/* A value derived for those who refer to the service, as the template text of
 * language.md section 3: `url` gives
 * "postgresql://${env.POSTGRES_USER}:…@${address}/…", in which env.X and settings.X
 * are the service's own values, ${address} its host:port, ${host}, ${port}. Empty
 * where the kind has none of that name, and after a diagnostic. */
struct text
catalog_template(struct catalog *, struct arena *, const struct catalog_entry *,
		 const struct service *, struct text name);

/* What follows from the service's settings. Values are template texts in which
 * ${settings.NAME} and ${env.NAME} stand for the service's own values, and
 * ${service.ports.NAME} is as in the spec. */
struct derived_pair {
	struct text name, text;
};

struct derived_pairs {
	struct derived_pair *items;
	size_t len, cap;
};

struct derived {
	struct derived_pairs env;   /* put where the service has none */
	struct derived_pairs files; /* name: the path in the container */
	struct texts command;	    /* where `files` are mounted */
	struct texts plain_command; /* where there are none: every setting an
					       argument; either may be empty */
};

/* Adds to *derived, which the caller has cleared; the texts live as long as the
 * catalogue. Errors of the entry are reported at the service. */
void
catalog_derive(struct catalog *, const struct catalog_entry *, const struct service *,
	       struct derived *);

#endif
