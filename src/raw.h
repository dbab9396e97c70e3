/*
 * `raw`: what the spec says in a target's own words, to be merged into what that
 * target writes.
 *
 * A target lists in sections what may be added to, and the keys it writes there
 * itself, each with the field of the spec it comes from. From these tables come
 * the decoding, the docs, and the advice where raw says what a field can say. How
 * the merging is done: graft.h.
 */
#ifndef RAW_H
#define RAW_H

#include "model.h"

struct deployment; /* target.h */
struct target;

/* What a section takes. */
enum raw_form {
	RAW_MAP,   /* any map */
	RAW_TEXT,  /* text in the target's own syntax */
	RAW_LINES, /* a list of such lines */
};

/* Something the target writes. */
struct raw_key {
	const char *path;  /* below what is added to: "deploy.resources"; `*`: any key */
	const char *field; /* the field of the spec that says it and all below it; NULL:
			      none does */
};

struct raw_section {
	enum raw_owner owner; /* what `raw` stands on */
	const char *name;     /* "pod" of `raw.TARGET.pod`; NULL: `raw.TARGET` itself */
	enum raw_form form;
	const char *brief;	    /* what it is added to; NULL ends a list of sections */
	const struct raw_key *keys; /* ended by an empty one; NULL: none */
};

/* "a service", by enum raw_owner. */
extern const char *const raw_owner_names[RAW_OWNER_COUNT];

/* The first section of the target on such an owner; NULL where there is none. */
const struct raw_section *
raw_first_section(const struct target *, enum raw_owner);

/* That of this name (NULL: the one without); NULL where there is none. */
const struct raw_section *
raw_find_section(const struct target *, enum raw_owner, const char *name);

/* What of the section's keys the path is, or stands below: the longest. NULL where
 * the target's table has none. */
const struct raw_key *
raw_find_key(const struct raw_section *, struct text path);

/* The value of that key of a map, or NULL. NULL is taken as an empty map. */
const struct raw *
raw_get(const struct raw *map, struct text key);

/* Every scalar below, in the order of the spec. */
typedef void raw_visit(const struct raw *, void *context);

void
raw_each_scalar(const struct raw *, raw_visit *, void *context);

/* `raw.TARGET` of something in the model. */
struct raw_use {
	enum raw_owner kind;
	const struct object *owner; /* what it stands on */
	struct service *service;    /* the same, of a service; else NULL */
	const struct target *target;
	struct raw *raw; /* the value of the target's key */
	bool used;	 /* that target writes the owner in this environment */
};

typedef void raw_visit_use(const struct raw_use *, void *context);

/* Every one there is, after `place`. */
void
raw_each_use(const struct stack *, raw_visit_use *, void *context);

/* The scalars of all that this deployment's files hold by raw, but for those of its
 * services: service_value.h. */
struct raw_value {
	const struct raw_use *use;
	const struct raw *raw;
};

typedef void raw_visit_value(const struct raw_value *, void *context);

void
raw_each_value(const struct deployment *, raw_visit_value *, void *context);

/* "raw of volume 'data'", "raw of the firewall": for messages. */
struct text
raw_label(struct arena *, const struct raw_use *);

#endif
