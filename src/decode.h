/*
 * The merged tree to the model, by the rows of the schema. Wrong types, unknown
 * keys, missing fields, two alternatives in one slot and fields the placement does
 * not have are reported here, each with what was expected. A member that could not
 * be decoded marks its object `broken`.
 */
#ifndef DECODE_H
#define DECODE_H

#include "model.h"

/* `environment` is its name; `at` the entry it stands in (NULL: the implied one).
 * Never NULL. */
struct stack *
decode_stack(struct arena *, struct diags *, const struct node *merged,
	     struct text environment, struct text folder);

/* The same service once more, with nothing bound. It was decoded without errors. */
struct service *
decode_service(struct arena *, const struct object *service);

/* The use of a target that the spec only implies, every option at its default;
 * `at` is what implies it. */
struct target_use
decode_default_use(struct arena *, struct diags *, const struct target *,
		   const struct entry *at);

#endif
