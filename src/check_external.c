/*
 * What exists outside of the stack is taken as it is: beside its name there is
 * nothing to say about it, and the name is one that a platform can have.
 */
#include "check.h"

static bool
is_outside_name(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9');
		if (!word && (!i || (c != '_' && c != '.' && c != '-')))
			return false;
	}
	return t.len > 0;
}

static void
check_name(struct diags *diags, const struct object *o, struct text name)
{
	if (!object_field(o, "external") || is_outside_name(name))
		return;
	struct diag *d = diag_error(
		diags, "spec/name", object_place(o, "external"),
		"expected the name it has on the platform, found '%.*s'", TA(name));
	diag_fix(diags, d,
		 "write letters, digits, '_', '.' and '-', a letter or digit first");
}

/* `external: NAME` is all that can be said of it; what a lower layer says is of the
 * one that it takes the place of. */
static void
check_alone(struct diags *diags, const struct object *o, const char *key)
{
	const struct entry *external = object_field(o, "external");
	const struct entry *other = object_field(o, key);
	if (!external || !other || other->layer < external->layer)
		return;
	struct diag *d = diag_error(diags, "spec/alternatives", entry_key_place(other),
				    "'%s' and 'external' exclude each other", key);
	diag_note(diags, d, entry_key_place(external), "it exists already, as it is");
}

/* NAME, or NAME/KEY. */
static void
check_secret(struct diags *diags, const struct secret *s)
{
	struct text rest = s->external, name, key = T("key");
	if (!object_field(&s->object, "external"))
		return;
	text_cut(&rest, '/', &name);
	if (rest.ptr)
		key = rest;
	if (is_outside_name(name) && is_outside_name(key))
		return;
	struct diag *d =
		diag_error(diags, "spec/name", object_place(&s->object, "external"),
			   "expected NAME or NAME/KEY, found '%.*s'", TA(s->external));
	diag_fix(diags, d, "both are of letters, digits, '_', '.' and '-'");
}

void
check_external(struct diags *diags, const struct stack *stack)
{
	static const char *const network_keys[] = { "internal", "subnet", "ipv6" };
	for (size_t i = 0; i < stack->networks.len; i++) {
		const struct network *n = &stack->networks.items[i];
		check_name(diags, &n->object, n->external);
		for (size_t k = 0; k < sizeof network_keys / sizeof *network_keys; k++)
			check_alone(diags, &n->object, network_keys[k]);
	}
	for (size_t i = 0; i < stack->volumes.len; i++) {
		const struct volume *v = &stack->volumes.items[i];
		check_name(diags, &v->object, v->external);
		check_alone(diags, &v->object, "class");
	}
	for (size_t i = 0; i < stack->secrets.len; i++)
		check_secret(diags, &stack->secrets.items[i]);
}
