/*
 * The examples in rule files, run as tests: a `bad` one gives exactly the findings
 * its marks say, a `good` one none. A mark is a comment under the line it is about:
 *
 *     ports: { http: { port: 80, publish: 3001 } }
 *     #                                   ^^^^ error
 *
 * The carets stand under the place, the word is the severity; two findings in a
 * line take two marks. Examples are whole specs, but for `stack`, which is added
 * where it is missing; findings of other rules do not count.
 */
#ifndef LINT_TEST_H
#define LINT_TEST_H

#include "lint_rule.h"

struct lint_tally {
	size_t passed, failed;
};

/* Runs the examples of one rule; what is wrong is added to `told`. A rule without
 * two examples of each kind fails. */
void
lint_test_rule(const struct rule *, struct lint_tally *, struct buffer *told);

#endif
