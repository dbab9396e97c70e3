/* README.md, about the registries that images come from: who has to log in where. */
#include "compose.h"
#include "shout.h"

/* The host of the registry as a word of shell, .env being read. Empty where only the
 * values of several parameters tell it. */
static struct text
login_host(struct arena *a, const struct value *prefix)
{
	const struct part *first = prefix->parts;
	struct text text;
	if (first->kind == PART_PARAMETER)
		return text_format(a, "\"${%.*s%%%%/*}\"", TA(first->parameter->object.name));
	text = text_slice(first->text, 0, text_find_byte(first->text, '/'));
	if (text.len == first->text.len && prefix->len > 1)
		return (struct text){ 0 };
	return sh_quote(a, text);
}

/* The prefix as a reader of .env knows it. */
static struct text
prefix_text(struct arena *a, const struct value *prefix)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < prefix->len; i++) {
		const struct part *p = &prefix->parts[i];
		if (p->kind == PART_PARAMETER)
			buffer_format(&b, "$%.*s", TA(p->parameter->object.name));
		else
			buffer_add(&b, p->text);
	}
	return buffer_text(&b);
}

static bool
is_used(const struct deployment *d, const struct registry *r)
{
	for (size_t i = 0; i < d->services.len; i++)
		if (d->services.items[i]->registry == r)
			return true;
	return false;
}

void
compose_registries(const struct deployment *d, struct steps *steps)
{
	struct arena *a = steps->arena;
	for (size_t i = 0; i < d->stack->registries.len; i++) {
		const struct registry *r = &d->stack->registries.items[i];
		if (!is_used(d, r))
			continue;
		bool open = value_parameter(&r->prefix);
		struct text host = login_host(a, &r->prefix);
		buffer_format(&steps->readme,
			      "\nImages come from `%.*s`. %s as the user who runs "
			      "`up.sh`:\n\n```sh\n%sdocker login%s%.*s\n```\n",
			      TA(prefix_text(a, &r->prefix)),
			      r->pull_secret.len ? "Log in once,"
						 : "Where it asks for a login, log in once,",
			      open ? ". ./.env && " : "", host.len ? " " : "", TA(host));
	}
}
