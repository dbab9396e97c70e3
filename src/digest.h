/* A digest of an environment's merged model, for manifest.json: the same text in
 * gives the same digest, whatever files and layers it came from, and whatever the
 * order of its keys. */
#ifndef DIGEST_H
#define DIGEST_H

#include "tree.h"

/* SHA-256 in hexadecimal. */
struct text
digest_tree(struct arena *, struct arena scratch, const struct node *);

#endif
