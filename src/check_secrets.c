/* Where secrets come from, and whether they may stand where they stand. */
#include "check.h"
#include "scalar.h"
#include "service_value.h"

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
	if (scalar_is_shell_variable(s->env)) {
		struct diag *d = diag_error(diags, "secrets/shell-variable",
					    object_place(o, "env"),
					    "'%.*s' is a variable of the shell", TA(s->env));
		diag_why(d, T("every program that is started with it would go by it"));
	}
	if (!object_field(o, "default") || stack->development)
		return;
	struct diag *d = diag_error(diags, "secrets/default", object_place(o, "default"),
				    "secret '%.*s' has a default in environment '%.*s'",
				    TA(o->name), TA(stack->environment));
	diag_why(d, T("everybody who reads the spec knows it"));
	diag_fix(diags, d, "remove the default, or set it only in an environment with "
			   "development: true");
}

/* A space, a quote or a control character. */
static bool
ends_url(char c)
{
	enum { double_quote = 0x22 };
	return (unsigned char)c <= ' ' || c == double_quote || c == '\'' || c == '<' ||
	       c == '>';
}

/* Whether a URL goes on at the end of a text, `inside` telling it of the start. */
static bool
url_goes_on(struct text t, bool inside)
{
	for (size_t i = 0; i < t.len; i++) {
		if (text_starts(text_slice(t, i, t.len), T("://")))
			inside = true;
		else if (ends_url(t.ptr[i]))
			inside = false;
	}
	return inside;
}

static void
report_in_url(struct diags *diags, struct span at, struct text subject,
	      const struct secret *secret)
{
	struct diag *d = diag_error(diags, "secrets/not-url-safe", at,
				    "secret '%.*s' stands in a URL but may hold any "
				    "character",
				    TA(secret->object.name));
	d->subject = subject;
	diag_note(diags, d, object_at(&secret->object), "declared here");
	diag_fix(diags, d, "add url_safe: true; it is then checked before the start");
	diag_why(d, T("a character such as '@' or '/' in it would change what the URL "
		      "means"));
}

static void
check_url(struct diags *diags, const struct value *v, const struct object *o,
	  struct text subject)
{
	struct span at = v->at ? entry_place(v->at) : object_at(o);
	bool inside = false;
	for (size_t i = 0; i < v->len; i++) {
		const struct part *p = &v->parts[i];
		if (p->kind == PART_TEXT)
			inside = url_goes_on(p->text, inside);
		if (p->kind != PART_SECRET || p->secret->url_safe || !inside)
			continue;
		report_in_url(diags, at, subject, p->secret);
		return;
	}
}

static void
check_value(const struct service_value *v, void *context)
{
	check_url(context, v->value, v->object, v->service->object.name);
}

static void
check_scalar(const struct raw *raw, void *context)
{
	check_url(context, &raw->value, &raw->object, (struct text){ 0 });
}

/* Those of services are among the values of the service. */
static void
check_use(const struct raw_use *use, void *context)
{
	if (use->used && !use->service)
		raw_each_scalar(use->raw, check_scalar, context);
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
		service_each_value(&stack->services.items[i], check_value, diags);
	raw_each_use(stack, check_use, diags);
}
