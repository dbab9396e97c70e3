/*
 * The located tree: YAML as it was written, every node with its place.
 *
 * Nodes are immutable once `shape` is through. `overlay` and `fill` build new
 * maps along a changed path and share the rest, so a node may be reached by
 * several ways (an alias shares its anchor's node). What belongs to *how* a value
 * was reached therefore sits in the entry, never in the node.
 *
 * Nothing after tree.c assumes that the text is a stack.yaml: maps keep their
 * entries in order and may repeat keys (tree_unique() is a check its reader
 * calls), and one source yields a list of documents.
 */
#ifndef TREE_H
#define TREE_H

#include "diag.h"
#include "index.h"
#include "source.h"

enum node_kind : uint8_t {
	NODE_SCALAR,
	NODE_MAP,
	NODE_LIST,
};

enum node_style : uint8_t {
	STYLE_PLAIN,
	STYLE_SINGLE,
	STYLE_DOUBLE,
	STYLE_LITERAL,
	STYLE_FOLDED,
};

struct part; /* value.h */

struct node {
	enum node_kind kind;
	enum node_style style; /* of a scalar */
	bool from_list;	       /* a map that was written as a list: it replaces */
	bool is_null;	       /* a plain `null` or `~`: a removal */
	struct span at;
	struct span var;   /* the vars entry whose text was put in; source 0: none */
	uint32_t len;	   /* entries */
	uint32_t weight;   /* nodes it stands for, aliases expanded */
	uint32_t part_len; /* see parts */
	struct text text;  /* of a scalar, decoded */
	struct entry *entries;	   /* of a map; of a list, with key NULL */
	const struct index *index; /* of a larger map's keys; NULL: few enough to look */
	/* A scalar that held `${…}`, parsed by `fill`; NULL where the text is all. */
	const struct part *parts;
};

/* Ranks of language.md section 2, lowest first; each environment of a chain has
 * LAYER_BASE + its place in the chain. */
enum layer {
	LAYER_CATALOG,
	LAYER_DEFAULT,
	LAYER_PARENT,
	LAYER_BASE,
	LAYER_COMMAND_LINE = 1000,
};

struct entry {
	const struct node *key; /* NULL for a list item */
	const struct node *value;
	struct span via; /* the `*alias` or `<<` it came through; source 0: none */
	int layer;
	const struct entry *over; /* the entry of a lower layer it replaced, or NULL */
};

/* More than a person writes; each limit has a case in tests/limit. */
enum {
	tree_bytes_max = 16 << 20,
	tree_depth_max = 100,
	tree_weight_max = 1 << 20,
};

/* Parses a source that source_fault() found nothing in (faults are reported
 * here). The documents come as the items of *documents; false where any error
 * was reported, and then they must not be used. `<<` and aliases are expanded. */
struct documents {
	const struct node **items;
	size_t len;
};

bool
tree_parse(struct arena *, struct arena scratch, struct sources *, struct diags *,
	   uint32_t source, struct documents *documents);

/* Reports every key that a map repeats. False where there is one. */
bool
tree_unique(struct arena scratch, struct diags *, const struct node *);

/* The entry with this key, the last one where keys repeat; NULL where there is
 * none or the node is no map. NULL is taken as an empty map. */
const struct entry *
node_entry(const struct node *map, struct text key);

/* The value of that entry, or NULL. */
const struct node *
node_get(const struct node *map, struct text key);

/* Where an entry is to be pointed at: its value, or its key where the value is
 * empty or a collection. */
struct span
entry_place(const struct entry *);

/* The place of the key (of the value in a list). */
struct span
entry_key_place(const struct entry *);

/* New nodes for passes that build trees. */
struct node *
node_scalar(struct arena *, struct text text, struct span at);

/* Gives a node under construction its entries, which are not copied. */
void
node_set_entries(struct arena *, struct node *, struct entry *entries, size_t len);

/* The entries are copied. */
struct node *
node_map(struct arena *, const struct entry *entries, size_t len, struct span at);

/* "a map", "a list", "text 'x'", "nothing": what was found, for messages. */
struct text
node_describe(struct arena *, const struct node *);

#endif
