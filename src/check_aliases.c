/*
 * Further names on a network. Where a name has two owners the resolver of the network
 * answers with either, from one request to the next. In a cluster there is one network
 * of names, so that there a name has one owner in all.
 */
#include "check.h"
#include "reach.h"

/* Whether who asks for the name can find both. */
static bool
meet(const struct attachment *at, const struct service *other)
{
	for (size_t i = 0; i < other->networks.len; i++)
		if (other->networks.items[i].network == at->network)
			return true;
	return reach_in_cluster(other);
}

static const struct word *
same_alias(const struct attachment *at, const struct service *other, struct text name)
{
	bool everywhere = reach_in_cluster(other);
	for (size_t i = 0; i < other->networks.len; i++) {
		const struct attachment *its = &other->networks.items[i];
		for (size_t k = 0; k < its->aliases.len; k++)
			if (text_equal(its->aliases.items[k].text, name) &&
			    (everywhere || its->network == at->network))
				return &its->aliases.items[k];
	}
	return NULL;
}

static void
report(struct diags *diags, enum severity severity, const struct service *s,
       const struct word *alias, const struct service *other, struct span there)
{
	struct diag *d = diag_add(diags, severity, "spec/alias-taken",
				  entry_place(alias->object.at),
				  "'%.*s' is a name of service '%.*s'", TA(alias->text),
				  TA(other->object.name));
	d->subject = s->object.name;
	diag_note(diags, d, there, "it is its name here");
}

/* Each pair of equal aliases is told once, at the later service. */
static void
check_alias(struct diags *diags, const struct stack *stack, const struct service *s,
	    const struct attachment *at, const struct word *alias)
{
	/* Some share a name on purpose, which no cluster lets them. */
	enum severity shared = reach_in_cluster(s) ? SEVERITY_ERROR : SEVERITY_WARNING;
	bool before = true;
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *other = &stack->services.items[i];
		if (other == s) {
			before = false;
			continue;
		}
		const struct word *its =
			before ? same_alias(at, other, alias->text) : NULL;
		if (text_equal(other->object.name, alias->text) && meet(at, other))
			report(diags, SEVERITY_ERROR, s, alias, other,
			       object_at(&other->object));
		else if (its)
			report(diags, shared, s, alias, other,
			       entry_place(its->object.at));
	}
}

void
check_aliases(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		for (size_t k = 0; k < s->networks.len; k++) {
			const struct attachment *at = &s->networks.items[k];
			for (size_t n = 0; n < at->aliases.len; n++)
				check_alias(diags, stack, s, at, &at->aliases.items[n]);
		}
	}
}
