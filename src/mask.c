/* Names and shapes of secrets; see mask.h. */
#include "mask.h"

#include <string.h>
#include <strings.h>

static const char *const secret_words[] = {
	"password", "passwd",	   "secret",	 "token",	"api_key",
	"apikey",   "private_key", "credential", "access_key", "requirepass",
};

/* Prefixes of well-known token formats, and how long such a token is at least. */
static const struct {
	const char *prefix;
	size_t len_min;
} token_shapes[] = {
	{ "-----BEGIN ", 11 }, /* PEM; public keys are masked too */
	{ "AKIA", 20 },	       /* AWS access key id */
	{ "ghp_", 30 },	       /* GitHub personal access token */
	{ "gho_", 30 },
	{ "ghs_", 30 },
	{ "github_pat_", 30 },
	{ "glpat-", 20 }, /* GitLab */
	{ "sk-", 20 },
	{ "sk_live_", 16 }, /* Stripe */
	{ "xoxb-", 20 },    /* Slack */
	{ "xoxp-", 20 },
	{ "eyJhbGciOi", 20 }, /* a JSON web token */
};

static bool
holds_word(struct text key, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= key.len; i++)
		if (!strncasecmp(key.ptr + i, word, len))
			return true;
	return false;
}

static bool
is_number_or_bool(struct text t)
{
	if (text_is(t, "true") || text_is(t, "false"))
		return true;
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] < '0' || t.ptr[i] > '9')
			return false;
	return t.len < 4;
}

bool
mask_by_key(struct text key, struct text value)
{
	if (text_find(value, T("${")) < value.len || is_number_or_bool(value))
		return false;
	for (size_t i = 0; i < sizeof secret_words / sizeof *secret_words; i++)
		if (holds_word(key, secret_words[i]))
			return true;
	return false;
}

bool
mask_by_shape(struct text value)
{
	for (size_t i = 0; i < sizeof token_shapes / sizeof *token_shapes; i++)
		if (value.len >= token_shapes[i].len_min &&
		    text_starts(value, text_of(token_shapes[i].prefix)))
			return true;
	return false;
}
