/* Each node as its kind, its length and its bytes, so that no two trees run
 * together to the same text. A map goes by its keys, sorted: their order means
 * nothing. */
#include "digest.h"

#include "sha256.h"
#include "value.h"

#include <stdlib.h>

static void
add_number(struct sha256 *hash, uint64_t n)
{
	char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)(n >> 8 * i);
	sha256_add(hash, (struct text){ bytes, sizeof bytes });
}

static void
add_text(struct sha256 *hash, struct text text)
{
	add_number(hash, text.len);
	sha256_add(hash, text);
}

static void
add_scalar(struct sha256 *hash, const struct node *n)
{
	if (!n->parts)
		add_text(hash, n->text);
	for (size_t i = 0; n->parts && i < n->part_len; i++) {
		add_text(hash, n->parts[i].kind == PART_TEXT ? T("text") : T("reference"));
		add_text(hash, n->parts[i].text);
	}
}

static int
by_key(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;
	return text_compare((*x)->key->text, (*y)->key->text);
}

static void
add_node(struct sha256 *hash, struct arena scratch, const struct node *n)
{
	add_number(hash, n->kind);
	if (n->kind == NODE_SCALAR) {
		add_scalar(hash, n);
		return;
	}
	const struct entry **entries = arena_array(&scratch, const struct entry *, n->len);
	for (size_t i = 0; i < n->len; i++)
		entries[i] = &n->entries[i];
	if (n->kind == NODE_MAP && n->len)
		qsort(entries, n->len, sizeof *entries, by_key);
	add_number(hash, n->len);
	for (size_t i = 0; i < n->len; i++) {
		if (n->kind == NODE_MAP)
			add_text(hash, entries[i]->key->text);
		add_node(hash, scratch, entries[i]->value);
	}
}

struct text
digest_tree(struct arena *a, struct arena scratch, const struct node *n)
{
	struct sha256 hash;
	sha256_init(&hash);
	add_node(&hash, scratch, n);
	return sha256_finish(&hash, a);
}
