/* A table from names to positions in an array. Keys are not copied. */
#ifndef INDEX_H
#define INDEX_H

#include "text.h"

struct index_slot {
	struct text key; /* ptr NULL: free */
	size_t item;
};

struct index {
	struct index_slot *slots;
	size_t cap, len;
};

static constexpr size_t index_none = SIZE_MAX;

/* Room for `len` names before it has to grow. */
void
index_init(struct arena *, struct index *, size_t len);

/* Puts or replaces. The key's pointer must not be NULL. */
void
index_put(struct arena *, struct index *, struct text key, size_t item);

/* The item put last under this key, or index_none. A NULL index is empty. */
size_t
index_get(const struct index *, struct text key);

#endif
