/* Registries: what images can begin with, and who mirrors whom. */
#include "check.h"

#include <ctype.h>

/* HOST or HOST:PORT, as it stands before the first slash of an image. */
static bool
is_name(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!isalnum((unsigned char)t.ptr[i]) && t.ptr[i] != '.' && t.ptr[i] != ':' &&
		    t.ptr[i] != '-')
			return false;
	return text_is(t, "localhost") || text_find_byte(t, '.') < t.len ||
	       text_find_byte(t, ':') < t.len;
}

static void
check_prefix(struct arena *a, struct diags *diags, const struct registry *r)
{
	const struct parameter *missing;
	struct text prefix = value_expand(a, &r->prefix, &missing);
	bool scheme = text_find(prefix, T("://")) < prefix.len;
	if (missing || (prefix.len && !scheme && !text_ends(prefix, T("/"))))
		return;
	struct diag *d = diag_error(diags, "registries/prefix",
				    object_place(&r->object, "prefix"),
				    "no image can be written with '%.*s' before it",
				    TA(prefix));
	object_explain(diags, d, &r->object, "prefix");
	diag_fix(diags, d, "write it as in an image, without a scheme and without a "
			   "slash at its end: registry.example.com/team");
}

/* What this one mirrors: another one must not. */
static void
check_mirrors(struct arena *a, struct diags *diags, const struct registry *r,
	      struct index *seen, const struct word **words, size_t *len)
{
	for (size_t i = 0; i < r->mirrors.len; i++) {
		const struct word *w = &r->mirrors.items[i];
		if (!is_name(w->text)) {
			diag_error(diags, "spec/type", entry_place(w->object.at),
				   "expected a registry such as docker.io, found '%.*s'",
				   TA(w->text));
			continue;
		}
		size_t other = index_get(seen, w->text);
		if (other == index_none) {
			index_put(a, seen, w->text, *len);
			words[(*len)++] = w;
			continue;
		}
		struct diag *d = diag_error(diags, "registries/mirrored-twice",
					    entry_place(w->object.at),
					    "'%.*s' has another mirror already", TA(w->text));
		diag_note(diags, d, entry_place(words[other]->object.at), "the other one");
	}
}

void
check_registries(struct arena *a, struct diags *diags, const struct stack *stack)
{
	size_t max = 0, len = 0;
	for (size_t i = 0; i < stack->registries.len; i++)
		max += stack->registries.items[i].mirrors.len;
	const struct word **words = arena_array(a, const struct word *, max);
	struct index seen;
	index_init(a, &seen, max);
	for (size_t i = 0; i < stack->registries.len; i++) {
		const struct registry *r = &stack->registries.items[i];
		check_prefix(a, diags, r);
		check_mirrors(a, diags, r, &seen, words, &len);
	}
}
