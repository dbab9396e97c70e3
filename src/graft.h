/*
 * Merging `raw` into a map while it is written.
 *
 * Right behind opening a map that raw may add to, a target hands it to its writer:
 *
 *   yaml_open_map(out);
 *   yaml_graft(out, graft_new(arena, d, &graft_values, s->raw, RAW_SERVICE, NULL));
 *
 * The writer keeps step: each key it writes is looked up in raw, maps go down
 * together, and when a map is closed what is left of raw is written at its end. So
 * raw is merged deeply, nothing the target writes is changed, and a target has no
 * code for it beyond that line.
 *
 * Where both write the same leaf, the target's stands. Nobody sees that happen:
 * check_raw() has every deployment with raw written once aside, with a report, and
 * makes errors of such conflicts, and of what was never asked for.
 */
#ifndef GRAFT_H
#define GRAFT_H

#include "target.h"

struct jsonout;
struct yamlout;

/* How a target writes a value. */
struct graft_values {
	/* *expression: it is one of the target's language, written as it is. */
	struct text (*render)(void *context, struct arena *, const struct value *,
			      bool *expression);
};

struct graft {
	struct arena *arena;
	const struct raw *raw; /* NULL: nothing is added */
	const struct raw_section *section;
	struct raw_report *report; /* or NULL */
	const struct graft_values *values;
	void *context; /* for render() */
};

struct raw_conflict {
	const struct raw *raw;
	const struct raw_key *key; /* what the target's table says of it, or NULL */
	struct text path;	   /* below the section */
};

/* What was merged, and what could not be. */
struct raw_report {
	struct arena *arena;
	ARRAY(struct raw_conflict) conflicts;
	ARRAY(const struct raw *) asked; /* sections that were written somewhere */
};

/* What `raw`, the whole of it, has for this section of the deployment's target.
 * `name` as in raw_find_section(). Never NULL. */
struct graft *
graft_new(struct arena *, const struct deployment *, const struct raw *raw,
	  enum raw_owner, const char *name);

/* A scalar, as YAML 1.2 has it in its core schema. */
enum graft_type {
	GRAFT_NULL,
	GRAFT_BOOL,   /* text: "true" or "false" */
	GRAFT_NUMBER, /* text: as JSON, YAML 1.1 and YAML 1.2 agree to read it */
	GRAFT_TEXT,
	GRAFT_EXPRESSION,
};

struct graft_scalar {
	enum graft_type type;
	struct text text;
};

struct graft_scalar
graft_scalar(const struct graft *, const struct raw *);

/* The type of a plain scalar; *text becomes the form to write. Infinities and what
 * is no number count as text. */
enum graft_type
graft_type(struct arena *, struct text *text);

/* For writers. One map being written, and what raw has for it. */
struct graft_level {
	const struct graft *graft;
	const struct raw *raw;
	bool *met; /* as in raw->items */
	struct text path;
};

/* NULL where nothing is added. */
struct graft_level *
graft_root(const struct graft *);

/* The target writes this key: what raw has there, or NULL. */
const struct raw *
graft_meet(struct graft_level *, struct text key);

/* The target opens a map there: the level for it. NULL where raw has no map there,
 * which is a conflict. */
struct graft_level *
graft_below(struct graft_level *, const struct raw *);

/* The target writes a leaf there. */
void
graft_conflict(const struct graft_level *, const struct raw *);

/* The same for a writer without levels: both have the thing at `path`. */
void
graft_refuse(const struct graft *, const struct raw *, const struct raw_key *,
	     struct text path);

/* What the target has not written, one after the other: *at counts, from 0. NULL at
 * the end. */
const struct raw *
graft_rest(const struct graft_level *, size_t *at);

/* The same, written into the open map. NULL: nothing is. */
void
graft_write_yaml(struct yamlout *, const struct graft_level *);
void
graft_write_json(struct jsonout *, const struct graft_level *);

#endif
