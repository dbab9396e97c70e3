/* Each node as its kind, its length and its bytes, so that no two trees run
 * together to the same text. */
#include "digest.h"

#include "sha256.h"
#include "value.h"

static void
add_text(struct sha256 *hash, struct text text)
{
	uint64_t len = text.len;
	sha256_add(hash, (struct text){ (const char *)&len, sizeof len });
	sha256_add(hash, text);
}

static void
add_node(struct sha256 *hash, const struct node *n)
{
	static const char *const kinds[] = { "scalar", "map", "list" };
	add_text(hash, text_of(kinds[n->kind]));
	if (n->kind == NODE_SCALAR && !n->parts)
		add_text(hash, n->text);
	for (size_t i = 0; n->kind == NODE_SCALAR && n->parts && i < n->part_len; i++) {
		add_text(hash, n->parts[i].kind == PART_TEXT ? T("text") : T("reference"));
		add_text(hash, n->parts[i].text);
	}
	for (size_t i = 0; n->kind != NODE_SCALAR && i < n->len; i++) {
		if (n->entries[i].key)
			add_text(hash, n->entries[i].key->text);
		add_node(hash, n->entries[i].value);
	}
}

struct text
digest_tree(struct arena *a, const struct node *n)
{
	struct sha256 hash;
	sha256_init(&hash);
	add_node(&hash, n);
	return sha256_finish(&hash, a);
}
