/*
 * libyaml's events to located nodes.
 *
 * libyaml's marks count code points, so one cursor runs along the source and
 * turns them into byte offsets; its lines and columns are not used. Nodes are
 * built by recursion, which the depth limit bounds. Aliases share the anchor's
 * node; `<<` is expanded into the map that holds it. What a node weighs is what
 * walking it would cost with aliases expanded: a limit on it stops alias bombs
 * before anything walks them.
 */
#include "tree.h"

#include "mask.h"
#include "syntax.h"

#include <string.h>
#include <yaml.h>

enum { faults_shown_max = 10 };

struct anchor {
	struct text name;
	const struct node *node; /* NULL: being built */
};

struct builder {
	struct arena *arena;
	struct sources *sources;
	struct diags *diags;
	yaml_parser_t parser;
	yaml_event_t event;
	uint32_t source;
	struct text bytes;
	size_t cursor_rune, cursor_byte;
	ARRAY(struct anchor) anchors;
	/* Entries of the collections that are open, in the scratch arena; each is
	 * copied to its node, at its size, when it closes. */
	struct arena *scratch;
	ARRAY(struct entry) open;
	size_t depth, copied;
	bool failed;
};

static size_t
byte_offset(const struct builder *b, size_t rune, size_t *byte_of_rune)
{
	size_t at = b->cursor_rune, byte = b->cursor_byte;
	if (rune < at)
		at = byte = 0;
	for (; at < rune && byte < b->bytes.len; at++)
		do
			byte++;
		while (byte < b->bytes.len && (b->bytes.ptr[byte] & 0xC0) == 0x80);
	*byte_of_rune = at;
	return byte;
}

static struct span
event_span(struct builder *b)
{
	size_t rune;
	size_t from = byte_offset(b, b->event.start_mark.index, &rune);
	b->cursor_byte = from;
	b->cursor_rune = rune;
	size_t to = byte_offset(b, b->event.end_mark.index, &rune);
	return (struct span){ b->source, (uint32_t)from, (uint32_t)(to - from) };
}

/* The end mark of a block scalar stands at the next token. */
static struct span
trim_span(const struct builder *b, struct span at)
{
	while (at.len && memchr(" \t\r\n", b->bytes.ptr[at.offset + at.len - 1], 4))
		at.len--;
	return at;
}

static void
syntax_hint(struct builder *b, struct diag *d, struct span at)
{
	struct position p = source_position(b->sources, at, at.offset);
	struct text line = source_line(b->sources, b->source, p.line);
	if (at.offset < b->bytes.len && b->bytes.ptr[at.offset] == '\t')
		diag_fix(b->diags, d, "use spaces");
	else if (text_find(line, T("${")) < line.len || text_find(line, T("::")) < line.len)
		diag_fix(b->diags, d,
			 "inside { } or [ ] a value with '${' or '::' needs quotes");
}

static struct span
mark_span(struct builder *b, yaml_mark_t mark)
{
	size_t rune;
	uint32_t offset = (uint32_t)byte_offset(b, mark.index, &rune);
	return (struct span){ b->source, offset, offset < b->bytes.len };
}

static void
report_syntax(struct builder *b)
{
	const yaml_parser_t *p = &b->parser;
	b->cursor_rune = b->cursor_byte = 0;
	struct span at = mark_span(b, p->problem_mark);
	struct span context = mark_span(b, p->context_mark);
	char found = at.len ? b->bytes.ptr[at.offset] : 0;
	bool has_context = p->context && p->context_mark.index != p->problem_mark.index;
	bool is_there = has_context && syntax_is_at_context(p->problem);
	struct diag *d = diag_error(b->diags, "yaml/syntax", is_there ? context : at, "%.*s",
				    TA(syntax_problem(b->arena, p->problem, found)));
	if (has_context && !is_there)
		diag_note(b->diags, d, context, "%.*s", TA(syntax_context(p->context)));
	syntax_hint(b, d, at);
	b->failed = true;
}

static bool
next_event(struct builder *b)
{
	yaml_event_delete(&b->event);
	if (yaml_parser_parse(&b->parser, &b->event))
		return true;
	memset(&b->event, 0, sizeof b->event);
	report_syntax(b);
	return false;
}

static struct text
event_text(struct builder *b, const yaml_char_t *s)
{
	return !s ? (struct text){ 0 } : text_copy(b->arena, text_of((const char *)s));
}

static const struct anchor *
find_anchor(const struct builder *b, struct text name)
{
	for (size_t i = b->anchors.len; i > 0; i--)
		if (text_equal(b->anchors.items[i - 1].name, name))
			return &b->anchors.items[i - 1];
	return NULL;
}

static const struct node *build_node(struct builder *b, struct span *via);

static const struct node *
build_alias(struct builder *b, struct span *via)
{
	struct text name = event_text(b, b->event.data.alias.anchor);
	struct span at = event_span(b);
	const struct anchor *anchor = find_anchor(b, name);
	*via = at;
	if (anchor && anchor->node)
		return anchor->node;
	diag_error(b->diags, "yaml/alias", at,
		   anchor ? "alias '*%.*s' is used inside its own anchor" :
			    "alias '*%.*s' has no anchor",
		   TA(name));
	b->failed = true;
	return NULL;
}

static enum node_style
style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE: return STYLE_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return STYLE_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE: return STYLE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE: return STYLE_FOLDED;
	default: return STYLE_PLAIN;
	}
}

static bool
is_null_text(struct text t)
{
	return text_is(t, "null") || text_is(t, "~");
}

/* The text of a scalar: a view of the source where it stands there as it is. */
static struct text
scalar_text(struct builder *b, const struct node *n, struct text decoded)
{
	size_t quote = n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE;
	struct text raw = text_slice(b->bytes, n->at.offset + quote,
				     n->at.offset + n->at.len - quote);
	return text_equal(raw, decoded) ? raw : text_copy(b->arena, decoded);
}

/* Nothing that a value ends up in, a variable or an argument, could hold one. */
static void
refuse_nul(struct builder *b, struct node *n)
{
	diag_error(b->diags, "yaml/bytes", n->at, "a text cannot hold NUL");
	n->text = text_slice(n->text, 0, text_find_byte(n->text, '\0'));
}

static struct node *
build_scalar(struct builder *b)
{
	struct node *n = arena_new(b->arena, struct node);
	struct text decoded = { (const char *)b->event.data.scalar.value,
			    b->event.data.scalar.length };
	n->kind = NODE_SCALAR;
	n->style = style_of(b->event.data.scalar.style);
	n->at = event_span(b);
	if (n->style == STYLE_LITERAL || n->style == STYLE_FOLDED)
		n->at = trim_span(b, n->at);
	n->text = scalar_text(b, n, decoded);
	if (text_find_byte(n->text, '\0') < n->text.len)
		refuse_nul(b, n);
	n->is_null = n->style == STYLE_PLAIN && is_null_text(n->text);
	n->weight = 1;
	return n;
}

static bool
add_weight(struct builder *b, struct node *n, const struct node *child, struct span at)
{
	n->weight += child->weight;
	if (n->weight <= tree_weight_max)
		return true;
	diag_error(b->diags, "yaml/too-large", at,
		   "more than %d values once aliases are expanded", tree_weight_max);
	b->failed = true;
	return false;
}

/* What a map holds while its `<<` are not yet expanded. */
typedef ARRAY(struct entry) entry_list;

/* Takes the entries from `base` on off the stack. */
static struct entry *
close_entries(struct builder *b, size_t base, size_t *len)
{
	*len = b->open.len - base;
	struct entry *entries = arena_array(b->arena, struct entry, *len);
	if (*len)
		memcpy(entries, b->open.items + base, *len * sizeof *entries);
	b->open.len = base;
	return entries;
}

static const struct node *
build_list(struct builder *b, struct node *n)
{
	size_t base = b->open.len, len;
	while (next_event(b) && b->event.type != YAML_SEQUENCE_END_EVENT) {
		struct entry e = { .layer = LAYER_BASE };
		e.value = build_node(b, &e.via);
		if (!e.value || !add_weight(b, n, e.value, n->at))
			return NULL;
		if (e.value->kind == NODE_SCALAR && mask_by_shape(e.value->text))
			source_mask(b->sources, e.value->at);
		array_push(b->scratch, &b->open, e);
	}
	n->kind = NODE_LIST;
	struct entry *entries = close_entries(b, base, &len);
	node_set_entries(b->arena, n, entries, len);
	return n;
}

static bool
is_merge(const struct node *key)
{
	return key->style == STYLE_PLAIN && text_is(key->text, "<<");
}

/* The entries of `from` that neither the map nor an earlier `<<` has. */
static bool
merge_one(struct builder *b, const struct node *from, struct span via, struct index *seen,
	  entry_list *out)
{
	if (from->kind != NODE_MAP) {
		diag_error(b->diags, "yaml/merge", via, "'<<' takes a map, or a list of maps");
		b->failed = true;
		return false;
	}
	b->copied += from->len;
	if (b->copied > tree_weight_max) {
		diag_error(b->diags, "yaml/too-large", via,
			   "more than %d values once '<<' is expanded", tree_weight_max);
		b->failed = true;
		return false;
	}
	for (size_t i = 0; i < from->len; i++) {
		struct entry e = from->entries[i];
		if (index_get(seen, e.key->text) != index_none)
			continue;
		index_put(b->arena, seen, e.key->text, i);
		e.via = via;
		array_push(b->arena, out, e);
	}
	return true;
}

static bool
merge_entry(struct builder *b, const struct entry *merge, struct index *seen, entry_list *out)
{
	const struct node *from = merge->value;
	struct span via = merge->via.source ? merge->via : merge->key->at;
	if (from->kind != NODE_LIST)
		return merge_one(b, from, via, seen, out);
	for (size_t i = 0; i < from->len; i++) {
		const struct entry *e = &from->entries[i];
		if (!merge_one(b, e->value, e->via.source ? e->via : via, seen, out))
			return false;
	}
	return true;
}

static bool
expand_merges(struct builder *b, struct entry **entries, size_t *len)
{
	entry_list out = { 0 };
	struct index seen;
	index_init(b->arena, &seen, *len);
	for (size_t i = 0; i < *len; i++)
		if (!is_merge((*entries)[i].key))
			index_put(b->arena, &seen, (*entries)[i].key->text, i);
	for (size_t i = 0; i < *len; i++) {
		const struct entry *e = &(*entries)[i];
		if (!is_merge(e->key))
			array_push(b->arena, &out, *e);
		else if (!merge_entry(b, e, &seen, &out))
			return false;
	}
	*entries = out.items;
	*len = out.len;
	return true;
}

static const struct node *
build_key(struct builder *b)
{
	struct span via;
	const struct node *key = build_node(b, &via);
	if (!key || key->kind == NODE_SCALAR)
		return key;
	diag_error(b->diags, "yaml/key", key->at, "a key must be text");
	b->failed = true;
	return NULL;
}

/* A value that looks like a secret is never shown, whatever pass reports it. */
static void
mask_value(struct builder *b, const struct node *key, const struct node *value)
{
	if (value->kind != NODE_SCALAR || !value->text.len || value->is_null)
		return;
	if (mask_by_key(key->text, value->text) || mask_by_shape(value->text))
		source_mask(b->sources, value->at);
}

static const struct node *
build_map(struct builder *b, struct node *n)
{
	size_t base = b->open.len, len;
	bool merges = false;
	while (next_event(b) && b->event.type != YAML_MAPPING_END_EVENT) {
		struct entry e = { .key = build_key(b), .layer = LAYER_BASE };
		if (!e.key || !next_event(b))
			return NULL;
		e.value = build_node(b, &e.via);
		if (!e.value || !add_weight(b, n, e.value, e.key->at))
			return NULL;
		merges |= is_merge(e.key);
		mask_value(b, e.key, e.value);
		array_push(b->scratch, &b->open, e);
	}
	struct entry *entries = close_entries(b, base, &len);
	if (b->failed || (merges && !expand_merges(b, &entries, &len)))
		return NULL;
	n->kind = NODE_MAP;
	node_set_entries(b->arena, n, entries, len);
	return n;
}

static const struct node *
build_collection(struct builder *b)
{
	struct node *n = arena_new(b->arena, struct node);
	bool is_map = b->event.type == YAML_MAPPING_START_EVENT;
	struct span start = event_span(b);
	n->at = start;
	n->weight = 1;
	if (++b->depth > tree_depth_max) {
		diag_error(b->diags, "yaml/too-deep", start, "nested more than %d levels deep",
			   tree_depth_max);
		b->failed = true;
		return NULL;
	}
	const struct node *done = is_map ? build_map(b, n) : build_list(b, n);
	b->depth--;
	if (b->failed || !done)
		return NULL;
	struct span end = event_span(b);
	n->at.len = end.offset + end.len - start.offset;
	n->at = trim_span(b, n->at);
	return n;
}

static const struct node *
build_node(struct builder *b, struct span *via)
{
	struct text anchor = { 0 };
	*via = (struct span){ 0 };
	switch (b->event.type) {
	case YAML_ALIAS_EVENT: return build_alias(b, via);
	case YAML_SCALAR_EVENT: anchor = event_text(b, b->event.data.scalar.anchor); break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event_text(b, b->event.data.sequence_start.anchor);
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event_text(b, b->event.data.mapping_start.anchor);
		break;
	default: BUG("event %d inside a node", (int)b->event.type);
	}
	size_t slot = b->anchors.len;
	if (anchor.len)
		array_push(b->arena, &b->anchors, (struct anchor){ anchor, NULL });
	bool is_scalar = b->event.type == YAML_SCALAR_EVENT;
	const struct node *n = is_scalar ? build_scalar(b) : build_collection(b);
	if (anchor.len)
		b->anchors.items[slot].node = n;
	return n;
}

static const char *
fault_text(enum source_fault fault)
{
	switch (fault) {
	case SOURCE_NOT_UTF8: return "these bytes are not UTF-8";
	case SOURCE_NUL: return "a NUL byte cannot stand in YAML";
	case SOURCE_CONTROL: return "a control character cannot stand in YAML";
	case SOURCE_ODD_BREAK:
		return "this character (U+0085, U+2028 or U+2029) is a line break to some "
		       "readers and text to others";
	case SOURCE_OK: break;
	}
	BUG("no fault");
}

static bool
check_bytes(struct builder *b)
{
	size_t from = 0, at, len;
	for (int shown = 0; shown < faults_shown_max; shown++, from = at + len) {
		enum source_fault fault = source_fault(b->bytes, from, &at, &len);
		if (fault == SOURCE_OK)
			break;
		struct span span = { b->source, (uint32_t)at, (uint32_t)len };
		diag_error(b->diags, "yaml/bytes", span, "%s", fault_text(fault));
		b->failed = true;
	}
	return !b->failed;
}

bool
tree_parse(struct arena *a, struct arena scratch, struct sources *sources,
	   struct diags *diags, uint32_t source, struct documents *documents)
{
	struct builder b = {
		.arena = a,
		.scratch = &scratch,
		.sources = sources,
		.diags = diags,
		.source = source,
		.bytes = source_get(sources, source)->bytes,
	};
	ARRAY(const struct node *) all = { 0 };
	arena_distinct(a, &scratch);
	if (!check_bytes(&b))
		return false;
	if (!yaml_parser_initialize(&b.parser))
		BUG("libyaml has no memory");
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)b.bytes.ptr,
				     b.bytes.len);
	while (!b.failed && next_event(&b) && b.event.type != YAML_STREAM_END_EVENT) {
		struct span via;
		if (b.event.type == YAML_DOCUMENT_START_EVENT)
			b.anchors.len = 0;
		else if (b.event.type != YAML_STREAM_START_EVENT &&
			 b.event.type != YAML_DOCUMENT_END_EVENT)
			array_push(a, &all, build_node(&b, &via));
	}
	yaml_event_delete(&b.event);
	yaml_parser_delete(&b.parser);
	*documents = (struct documents){ all.items, all.len };
	return !b.failed;
}
