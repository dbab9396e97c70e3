/*
 * What is known about images: rules/catalog/<kind>.lua, one file per kind.
 *
 * An entry has two halves. *Facts* are service fields, laid under the service by
 * `fill` before it is decoded, with the place of its `image` or `kind`. *Derived*
 * values (a URL for those who connect, a configuration file made from `settings`)
 * are asked for in `resolve`, when the names of the spec are bound.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "model.h"

struct catalog;
struct script;

/* What a kind's entry says beside service fields. All lists may be empty. */
struct knowledge {
	struct text kind;
	struct text summary;
	bool datastore;	  /* holds data: never public, a workload with a stable name */
	bool web_server;  /* may be the gateway */
	ARRAY(struct text) data;     /* paths that hold data, for this version */
	ARRAY(struct text) writable; /* paths it writes to beside: tmpfs when read_only */
	ARRAY(struct text) capabilities; /* needed when all are dropped and it starts as
					    root */
	bool capabilities_known;
	ARRAY(struct text) tools;    /* commands inside: "wget", "node" */
	ARRAY(struct text) file_env; /* variables X it also reads as X_FILE */
	int64_t uid, gid; /* of its own user, for where root is forbidden; 0: unknown */
	struct text config_path; /* where the file made from `settings` is mounted */
};

struct catalog_entry {
	struct text kind;
	int ref; /* of the Lua table */
};

struct catalog *
catalog_new(struct arena *, struct arena scratch, struct sources *, struct script *,
	    struct diags *);

/* The entry of a kind, or NULL. */
const struct catalog_entry *
catalog_find(struct catalog *, struct text kind);

/* The entry for an image, by full repository name: `postgres`,
 * `docker.io/library/postgres:16`; NULL where nobody knows it. */
const struct catalog_entry *
catalog_infer(struct catalog *, struct text image);

/* The kinds there are, sorted; *len gets their number. */
const struct text *
catalog_kinds(struct catalog *, size_t *len);

/* The facts as a map shaped like a service's, every place being `at`. `version`
 * is the service's version or image tag, empty where unknown. NULL after a
 * diagnostic. */
const struct node *
catalog_facts(struct catalog *, struct arena *, struct diags *,
	      const struct catalog_entry *, struct text version, struct span at);

/* What else it knows of that version. Never NULL; NULL entry: nothing. */
const struct knowledge *
catalog_knows(struct catalog *, struct arena *, const struct catalog_entry *,
	      struct text version);

/* A value derived for those who refer to the service, as the template text of
 * language.md section 3: `url` gives
 * "postgresql://${env.POSTGRES_USER}:…@${address}/…", in which env.X and settings.X
 * are the service's own values, ${address} its host:port, ${host}, ${port}. Empty
 * where the kind has none of that name. */
struct text
catalog_template(struct catalog *, struct arena *, const struct catalog_entry *,
		 struct text name);

/* What follows from the service's settings. Values are template texts in which
 * ${settings.NAME} and ${env.NAME} stand for the service's own values. */
struct derived_pair {
	struct text name, text;
};

struct derived {
	ARRAY(struct derived_pair) env;	    /* put where the service has none */
	ARRAY(struct derived_pair) files;   /* name: the path in the container */
	ARRAY(struct text) command;	    /* when `files` are mounted; may be empty */
	ARRAY(struct text) plain_command;   /* the same without files, every setting an
					       argument; may be empty */
};

/* `settings` and `env` are the names the service sets. */
void
catalog_derive(struct catalog *, struct arena *, struct diags *,
	       const struct catalog_entry *, const struct service *,
	       struct derived *);

#endif
