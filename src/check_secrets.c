/* Where secrets come from, and whether they may stand where they stand. */
#include "check.h"
#include "scalar.h"

static void
check_secret(struct diags *diags, const struct stack *stack, const struct secret *s)
{
	const struct object *o = &s->object;
	if (!s->env.len && !s->file.len && !s->external.len)
		diag_error(diags, "spec/missing", object_at(o),
			   "secret '%.*s' needs one of 'env', 'file', 'external'", TA(o->name));
	if (s->env.len && !scalar_is_identifier(s->env, false))
		diag_error(diags, "spec/name", object_place(o, "env"),
			   "expected the name of an environment variable, found '%.*s'",
			   TA(s->env));
	if (s->file.len && s->file.ptr[0] != '/')
		diag_error(diags, "spec/path", object_place(o, "file"),
			   "expected an absolute path on the host, found '%.*s'", TA(s->file));
	if (!object_field(o, "default") || stack->development)
		return;
	struct diag *d = diag_error(diags, "secrets/default", object_place(o, "default"),
				    "secret '%.*s' has a default in environment '%.*s'",
				    TA(o->name), TA(stack->environment));
	diag_why(d, T("everybody who reads the spec knows it"));
	diag_fix(diags, d, "remove the default, or set it only in an environment with "
			   "development: true");
}

/* Whether a part stands in a URL: text with :// before it. */
static bool
is_in_url(const struct value *v, size_t part)
{
	for (size_t i = 0; i < part; i++)
		if (v->parts[i].kind == PART_TEXT &&
		    text_find(v->parts[i].text, T("://")) < v->parts[i].text.len)
			return true;
	return false;
}

static void
check_url(struct diags *diags, const struct service *s, const struct pair *p)
{
	for (size_t i = 0; i < p->value.len; i++) {
		const struct secret *secret = p->value.parts[i].secret;
		if (p->value.parts[i].kind != PART_SECRET || secret->url_safe ||
		    !is_in_url(&p->value, i))
			continue;
		struct diag *d = diag_error(diags, "secrets/not-url-safe",
					    entry_place(p->object.at),
					    "secret '%.*s' stands in a URL but may hold any "
					    "character",
					    TA(secret->object.name));
		d->subject = s->object.name;
		diag_note(diags, d, object_at(&secret->object), "declared here");
		diag_fix(diags, d, "add url_safe: true; it is then checked before the start");
		diag_why(d, T("a character such as '@' or '/' in it would change what the URL "
			      "means"));
		return;
	}
}

void
check_secrets(struct arena *a, struct diags *diags, const struct stack *stack)
{
	struct index seen;
	index_init(a, &seen, stack->secrets.len);
	for (size_t i = 0; i < stack->secrets.len; i++) {
		const struct secret *s = &stack->secrets.items[i];
		check_secret(diags, stack, s);
		size_t other = s->env.len ? index_get(&seen, s->env) : index_none;
		if (other != index_none) {
			struct diag *d = diag_error(diags, "secrets/same-variable",
						    object_place(&s->object, "env"),
						    "'%.*s' already holds secret '%.*s'",
						    TA(s->env),
						    TA(stack->secrets.items[other].object.name));
			diag_note(diags, d,
				  object_place(&stack->secrets.items[other].object, "env"),
				  "the other one");
		} else if (s->env.len) {
			index_put(a, &seen, s->env, i);
		}
	}
	for (size_t i = 0; i < stack->services.len; i++)
		for (size_t k = 0; k < stack->services.items[i].env.len; k++)
			check_url(diags, &stack->services.items[i],
				  &stack->services.items[i].env.items[k]);
}
