/* Registries and the names of images; see registry.h. */
#include "registry.h"

static void
add_parameter(struct buffer *b, const struct stack *stack, const struct part *part)
{
	struct text name = text_slice(part->text, sizeof "parameters", part->text.len);
	const struct parameter *p = text_starts(part->text, T("parameters."))
					    ? list_find(&stack->parameters, name)
					    : NULL;
	if (p && object_field(&p->object, "default"))
		buffer_add(b, p->def);
	else
		buffer_format(b, "${%.*s}", TA(part->text));
}

struct text
registry_known(struct arena *a, const struct stack *stack, const struct value *v)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < v->len; i++) {
		if (v->parts[i].kind == PART_TEXT)
			buffer_add(&b, v->parts[i].text);
		else
			add_parameter(&b, stack, &v->parts[i]);
	}
	return buffer_text(&b);
}

const struct mirror *
registry_mirrors(struct arena *a, const struct stack *stack)
{
	struct mirror *mirrors = arena_array(a, struct mirror, stack->registries.len);
	for (size_t i = 0; i < stack->registries.len; i++) {
		const struct registry *r = &stack->registries.items[i];
		mirrors[i] = (struct mirror){
			.prefix = registry_known(a, stack, &r->prefix),
		};
		for (size_t k = 0; k < r->mirrors.len; k++)
			array_push(a, &mirrors[i].names, r->mirrors.items[k].text);
	}
	return mirrors;
}
