/* What the files of resolve share. */
#ifndef RESOLVER_H
#define RESOLVER_H

#include "pipeline.h"

struct resolver {
	struct run *run;
	struct arena *arena;
	struct diags *diags;
	struct catalog *catalog;
	struct stack *stack;
	/* Parts of the values being bound, in the scratch arena: a stack, since one
	 * value may ask for another. */
	struct arena *scratch;
	ARRAY(struct part) parts;
	const struct mirror *mirrors; /* as stack->registries */
	/* Values being bound, and the reference of each that is looked at. */
	ARRAY(struct open_value {
		const struct value *value;
		const struct part *reference;
	}) open;
	struct index connections; /* pairs of services, by their addresses */
};

/* Puts `consumer` into to->consumers, once. */
void
resolve_connection(struct resolver *, const struct service *consumer, struct service *to);

/* "there is no WHAT 'name'", with the nearest of the names. */
void
resolve_undefined(struct resolver *, struct span at, const char *what, struct text name,
		  const struct text *names, size_t len);

/* resolve_service.c: what the catalogue knows of it. First of all. */
void
resolve_kind(struct resolver *, struct service *);

/* resolve_registry.c: the prefixes of registries. Before any kind. */
void
resolve_registries(struct resolver *);

/* resolve_registry.c: what registry the image comes from, and where that mirrors
 * its own, what it is called there. After resolve_kind(). */
void
resolve_image(struct resolver *, struct service *);

/* resolve_names.c: the network of services that name none, where there are some. */
void
resolve_default_network(struct resolver *);

/* resolve_once.c: what runs to its end has no ports and no check of its kind. */
void
resolve_once(struct resolver *, struct service *);

/* resolve_names.c: networks, volumes, configs, ports and conditions of a service. */
void
resolve_names(struct resolver *, struct service *);

/* resolve_names.c: names among sources are those of hosts or services. */
void
resolve_sources(struct resolver *, const struct word *, size_t len);

/* resolve_listeners.c: what the listeners of a kind that has some tell their
 * clients; those that nobody can come by are taken out of the service. Publishes
 * are bound, aliases are not. */
void
resolve_listeners(struct resolver *, struct service *);

/* The same, what is left when aliases are bound: the network's is not published. */
void
resolve_listeners_check(struct resolver *, const struct service *);

/* The port of this name, aliases followed; where the name is empty, the only port.
 * NULL after a diagnostic at `at`. */
const struct port *
resolve_port(struct resolver *, const struct service *, struct text name, struct span at);

/* resolve_value.c: binds the references of a value, seen by `consumer`. */
void
resolve_value(struct resolver *, const struct service *consumer, struct value *);

/* A template of the catalogue, whose env.*, settings.* are those of `owner`. */
void
resolve_template(struct resolver *, const struct service *consumer,
		 const struct service *owner, struct text template, const struct entry *at,
		 struct value *);

/* resolve_service.c: every value of a service, and what its kind derives. */
void
resolve_service(struct resolver *, struct service *);

/* resolve_paths.c: files beside the spec are read, folders beside it are named as
 * seen from the target's folder. */
void
resolve_paths(struct resolver *);

/* resolve_gateway.c: routes, and what they inherit. */
void
resolve_gateway(struct resolver *, struct gateway *);

/* The address of a gateway host from outside, for gateway.url[KEY]. */
struct text
resolve_gateway_url(struct resolver *, const struct gateway_host *);

#endif
