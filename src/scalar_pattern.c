/* Patterns: PCRE2 does the work, with limits, since a spec may hold any pattern. */
#include "scalar.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps of one match; PCRE2's own default is ten million. */
enum { match_limit = 100000 };

static pcre2_code *
compile(struct text t, int *error, size_t *offset)
{
	/* `$` is the end: who writes `^v\d$` does not mean a line break after it. And
	 * \d and \w are those of ASCII, as they are for grep on the host. */
	uint32_t flags = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY;
	return pcre2_compile((PCRE2_SPTR)t.ptr, t.len, flags, error, offset, NULL);
}

bool
scalar_is_pattern(struct arena *a, struct text t, struct text *hint)
{
	int error;
	size_t offset;
	unsigned char message[256];
	pcre2_code *code = compile(t, &error, &offset);
	if (code) {
		pcre2_code_free(code);
		return true;
	}
	pcre2_get_error_message(error, message, sizeof message);
	*hint = text_format(a, "%s, at character %zu", (char *)message, offset);
	return false;
}

bool
scalar_matches(struct text pattern, struct text subject)
{
	int error;
	size_t offset;
	pcre2_code *code = compile(pattern, &error, &offset);
	if (!code)
		return false;
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
	pcre2_match_context *context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(context, match_limit);
	int found = pcre2_match(code, (PCRE2_SPTR)subject.ptr, subject.len, 0, 0, data, context);
	pcre2_match_context_free(context);
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return found > 0;
}
