/*
 * What `stackc explain NAME` prints: each function adds what it knows of a name,
 * as plain text, and returns false where it knows nothing.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "lint_rule.h"
#include "pipeline.h"
#include "report.h"

/* ports/host-port-conflict */
bool
explain_rule(struct buffer *, const struct rules *, struct text name);

/* What a report tells of the id of a finding, a rule's or any other. */
struct report_rule
explain_finding(struct arena *, const struct rules *, struct text id);

/* A way from the top of a spec, `services.NAME.ports.NAME.publish` with or without
 * the names, or the end of one: `publish`. */
bool
explain_field(struct buffer *, struct text name);

/* The field nearest to a name that explain_field() does not know, in full, or an
 * empty text. */
struct text
explain_field_near(struct arena *, struct text name);

/* `KEY: value` as one would write it. */
void
explain_example(struct buffer *, const struct row *);

/* One line per row of a table, and what the row takes. */
void
explain_rows(struct buffer *, const struct row *);

bool
explain_target(struct buffer *, struct text name);

/* An entry of the catalogue, `postgres`, or what it says of a tag: `postgres:15`. */
bool
explain_kind(struct buffer *, struct catalog *, struct text name);

/* The id of a diagnostic that is no rule: spec/unknown-key. */
bool
explain_diagnostic(struct buffer *, struct text name);

/* The ids that explain_diagnostic() has a text for, ended by NULL. */
const char *
explain_diagnostic_id(size_t i);

#endif
