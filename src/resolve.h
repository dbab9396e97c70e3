/*
 * Names become pointers and references become parts: after it nothing in the model
 * is looked up by name any more, and values hold only text, parameters and secrets.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "pipeline.h"

void
resolve_environment(struct run *, struct environment *);

#endif
