/*
 * PCRE2 counts its backtracking for each starting point anew, so its own match
 * limit bounds nothing over a long subject. Instead every pattern is compiled
 * with automatic callouts: one call before each item that is tried. The callout
 * pays for the step, and for the bytes one step may run over (`.*`), and ends the
 * match when the steps are used up. Not compiled to machine code for that reason.
 */
#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/* A pattern longer than this is a program, not a pattern. */
enum { expression_len_max = 4096 };

/* Memory of one match, in KiB. */
enum { heap_kib_max = 4096 };

/* Bytes that one item runs over in the time of one step. */
enum { bytes_per_step = 256 };

/* What pattern_matches() may take. */
enum { plain_steps = 1000000 };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	long long steps, price;
	uint32_t group_len;
};

static int
pay(pcre2_callout_block *block, void *data)
{
	struct pattern *p = data;
	(void)block;
	p->steps -= p->price;
	return p->steps < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

static pcre2_code *
compile(struct arena *a, struct text expression, struct text *error)
{
	int number = 0;
	PCRE2_SIZE at = 0;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	if (!context)
		return NULL;
	pcre2_set_max_pattern_length(context, expression_len_max);
	uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
	                 PCRE2_DOLLAR_ENDONLY | PCRE2_AUTO_CALLOUT;
	pcre2_code *code =
		pcre2_compile((PCRE2_SPTR)(expression.ptr ? expression.ptr : ""),
	                      expression.len, flags, &number, &at, context);
	pcre2_compile_context_free(context);
	if (code)
		return code;
	unsigned char message[160] = "";
	pcre2_get_error_message(number, message, sizeof message);
	*error = text_format(a, "%s at byte %zu", (char *)message, at + 1);
	return NULL;
}

struct pattern *
pattern_new(struct arena *a, struct text expression, struct text *error)
{
	*error = T("out of memory");
	pcre2_code *code = compile(a, expression, error);
	if (!code)
		return NULL;
	struct pattern *p = calloc(1, sizeof *p);
	if (!p) {
		pcre2_code_free(code);
		return NULL;
	}
	p->code = code;
	p->data = pcre2_match_data_create_from_pattern(code, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context) {
		pattern_free(p);
		return NULL;
	}
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &p->group_len);
	pcre2_set_callout(p->context, pay, p);
	pcre2_set_heap_limit(p->context, heap_kib_max);
	pcre2_set_match_limit(p->context, UINT32_MAX);
	return p;
}

void
pattern_free(struct pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}

enum pattern_result
pattern_match(struct pattern *p, struct text subject, size_t from, long long *steps)
{
	if (from > subject.len)
		return PATTERN_MISS;
	p->price = 1 + (long long)(subject.len / bytes_per_step);
	p->steps = *steps - 8 * p->price;
	int result = pcre2_match(p->code, (PCRE2_SPTR)(subject.ptr ? subject.ptr : ""),
	                         subject.len, from, 0, p->data, p->context);
	*steps = p->steps;
	if (p->steps < 0)
		return PATTERN_SPENT;
	if (result > 0)
		return PATTERN_HIT;
	return result == PCRE2_ERROR_NOMATCH ? PATTERN_MISS : PATTERN_SPENT;
}

size_t
pattern_group_len(const struct pattern *p)
{
	return p->group_len;
}

bool
pattern_group(const struct pattern *p, size_t group, size_t *from, size_t *to)
{
	if (group >= pcre2_get_ovector_count(p->data))
		return false;
	const PCRE2_SIZE *pairs = pcre2_get_ovector_pointer(p->data);
	if (pairs[2 * group] == PCRE2_UNSET || pairs[2 * group] > pairs[2 * group + 1])
		return false;
	*from = pairs[2 * group];
	*to = pairs[2 * group + 1];
	return true;
}

bool
pattern_matches(struct pattern *p, struct text subject)
{
	long long steps = plain_steps;
	return pattern_match(p, subject, 0, &steps) == PATTERN_HIT;
}
