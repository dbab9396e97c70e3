/* What the unit tests share: CHECK(condition) counts and tells, check_result()
 * is what main() returns. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>

static int checks_failed, checks_passed;

#define CHECK(...)                                                                   \
	((__VA_ARGS__) ? (void)checks_passed++                                       \
		       : (void)(checks_failed++,                                     \
				fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,   \
					#__VA_ARGS__)))

static inline int
check_result(void)
{
	return checks_failed || !checks_passed;
}

#endif
