/* What libyaml says of a text that is not YAML, in the words of the one who wrote
 * it. libyaml speaks of its grammar: "did not find expected key". */
#ifndef SYNTAX_H
#define SYNTAX_H

#include "text.h"

/* `problem` is libyaml's, or NULL; `found` is the byte it points to, or 0 at the
 * end. What is not known is handed through. */
struct text
syntax_problem(struct arena *, const char *problem, char found);

/* Whether the fault is where libyaml's context is, not where it noticed. */
bool
syntax_is_at_context(const char *problem);

/* A note for the place of the context. */
struct text
syntax_context(const char *context);

#endif
