/*
 * Regular expressions: PCRE2 with every amount of work bounded, so that neither a
 * hostile pattern nor a hostile subject can hold the program up.
 *
 * Patterns are read as UTF-8, and `$` is the end of the text alone, not the line
 * break before it. A pattern is released with pattern_free(); it holds the groups of
 * its last match, so one pattern is not matched within a match.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include "text.h"

struct pattern;

/* NULL where `expression` is no pattern; *error then says why, in `a`. */
struct pattern *
pattern_new(struct arena *a, struct text expression, struct text *error);

/* NULL is allowed. */
void
pattern_free(struct pattern *);

enum pattern_result {
	PATTERN_MISS,
	PATTERN_HIT,
	PATTERN_SPENT, /* gave up: *steps is used up, or a memory limit was met */
};

/* The first match at or after byte `from`. *steps is lowered by the work done. */
enum pattern_result
pattern_match(struct pattern *, struct text subject, size_t from, long long *steps);

/* How many groups the pattern has, without group 0, which is the whole match. */
size_t
pattern_group_len(const struct pattern *);

/* The bytes of a group of the last match; false where it took no part. */
bool
pattern_group(const struct pattern *, size_t group, size_t *from, size_t *to);

/* Whether a match is found within a fixed number of steps: for a pattern that the
 * spec holds. */
bool
pattern_matches(struct pattern *, struct text subject);

#endif
