/*
 * Diagnostics: what is wrong with the user's files, as data.
 *
 * Three kinds of trouble are never mixed. The spec is wrong: diag_add(), and the
 * pass goes on. The world failed (disk, memory): a diagnostic without a place,
 * and the run stops. We are wrong: BUG().
 *
 * Nothing is printed here; report_*.c prints. A message is lower-case, without a
 * full stop, the error first, its subject in single quotes. What is formatted
 * here lives in the arena of the diagnostics.
 */
#ifndef DIAG_H
#define DIAG_H

#include "source.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_WARNING,
	SEVERITY_ERROR,
};

struct diag_note {
	struct span at; /* .source 0: a note without a place */
	struct text text;
};

struct diag {
	enum severity severity;
	struct text id;	     /* `area/name` */
	struct span at;	     /* .source 0: no place */
	struct text message; /* filled in */
	struct text subject; /* the service, route … it is about; may be empty */
	struct text why, fix; /* may be empty */
	ARRAY(struct diag_note) notes;
	ARRAY(struct text) environments; /* those it was found in; empty: all */
	ARRAY(struct text) others; /* subjects of equal findings folded into this */
};

struct diags {
	struct arena *arena;
	struct text environment; /* put into each new diagnostic where not empty */
	ARRAY(struct diag *) all;
	size_t errors; /* of severity error, so that a pass can tell it failed */
};

/* `arena` must outlive the diagnostics. */
void
diags_init(struct diags *, struct arena *arena);

/* Adds one; the result may be given a subject, a why, a fix and notes. `id`, and
 * a subject and a why given later, outlive the diagnostics. Never NULL. */
[[gnu::format(printf, 5, 6)]] struct diag *
diag_add(struct diags *, enum severity, const char *id, struct span at,
	 const char *format, ...);

[[gnu::format(printf, 4, 5)]] struct diag *
diag_error(struct diags *, const char *id, struct span at, const char *format, ...);

[[gnu::format(printf, 4, 5)]] void
diag_note(struct diags *, struct diag *, struct span at, const char *format, ...);

[[gnu::format(printf, 3, 4)]] void
diag_fix(struct diags *, struct diag *, const char *format, ...);

void
diag_why(struct diag *, struct text why);

/* "there is no WHAT 'NAME'" (spec/undefined), with the nearest of the names there
 * are as fix, or all of them where they are few. */
struct diag *
diag_undefined(struct diags *, struct span at, const char *what, struct text name,
	       const struct text *names, size_t len);

/* 'a', 'b', 'c' */
struct text
diag_names(struct arena *, const struct text *names, size_t len);

/* Orders by source, offset, id, message, and folds:
 * - Equal (id, place, message, subject) becomes one that names all environments
 *   it was found in, with the notes of all. Where an environment takes it less
 *   seriously, the highest severity stands and a note says where it is less.
 * - Equal (id, place) with other subjects becomes one with their names in
 *   `others`. Findings without a subject or a place stay apart.
 * `environment_len` is how many environments there are: a finding in all of them
 * names none. */
void
diags_settle(struct diags *, size_t environment_len);

#endif
