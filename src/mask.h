/*
 * What must not be shown: texts that look like secrets, by the name they stand
 * under or by their own shape. Better one masked word too many in an excerpt
 * than one password in a CI log.
 */
#ifndef MASK_H
#define MASK_H

#include "text.h"

/* Whether a value under this key is to be masked: `password`, `api_key` … A
 * value with a reference in it, a number or a boolean shows nothing. */
bool
mask_by_key(struct text key, struct text value);

/* Whether the text itself looks like a token or a private key. */
bool
mask_by_shape(struct text value);

#endif
