/*
 * A writer records events: what to give to libyaml, in order, which is also what
 * libyaml's parser gives back. yaml_finish() emits them, and where comments were
 * asked for it parses what was emitted, to find the line each event stands on,
 * and copies the text once with the comments between. So the emitter and the
 * parser each live inside one function, and no byte of YAML is made here.
 */
#include "yamlout.h"
#include "array.h"
#include "comment.h"
#include "graft.h"
#include "yamltext.h"

#include <yaml.h>

enum event_kind {
	EVENT_TEXT,
	EVENT_PLAIN, /* a number, a boolean or null */
	EVENT_MAP,
	EVENT_LIST,
	EVENT_ROW,
	EVENT_END_MAP,
	EVENT_END_LIST,
	EVENT_DOCUMENT,
	EVENT_END_DOCUMENT,
};

struct event {
	enum event_kind kind;
	yaml_scalar_style_t style;
	struct text text;
};

struct remark {
	size_t event; /* the one that it stands above */
	struct text text;
	bool space;
};

/* A map or list that is open. */
struct level {
	enum event_kind kind;
	bool keyed; /* a key waits for its value */
	struct graft_level *graft; /* of a map: what is merged in, or NULL */
	const struct raw *met;	   /* what that has for the key that waits, or NULL */
};

struct yamlout {
	struct arena *arena;
	struct text header;
	ARRAY(struct event) events;
	ARRAY(struct remark) remarks;
	ARRAY(struct level) levels;
	bool rooted; /* the document has its value */
};

/* Recording */

static void
push(struct yamlout *y, struct event event)
{
	array_push(y->arena, &y->events, event);
}

struct yamlout *
yaml_new(struct arena *a)
{
	struct yamlout *y = arena_new(a, struct yamlout);
	y->arena = a;
	push(y, (struct event){ .kind = EVENT_DOCUMENT });
	return y;
}

static void
end_document(struct yamlout *y)
{
	if (y->levels.len || !y->rooted)
		BUG("a YAML document ends while incomplete");
	push(y, (struct event){ .kind = EVENT_END_DOCUMENT });
	y->rooted = false;
}

void
yaml_document(struct yamlout *y)
{
	end_document(y);
	push(y, (struct event){ .kind = EVENT_DOCUMENT });
}

static struct level *
innermost(struct yamlout *y)
{
	return y->levels.len ? &y->levels.items[y->levels.len - 1] : NULL;
}

static void
value(struct yamlout *y, struct event event)
{
	struct level *level = innermost(y);
	if (level ? level->kind == EVENT_MAP && !level->keyed : y->rooted)
		BUG("a YAML value without a place");
	if (level)
		level->keyed = false;
	if (level && level->met && event.kind != EVENT_MAP)
		graft_conflict(level->graft, level->met);
	y->rooted = true;
	push(y, event);
}

static void
open_level(struct yamlout *y, enum event_kind kind)
{
	struct level *outer = innermost(y), level = { .kind = kind };
	value(y, (struct event){ .kind = kind });
	if (kind == EVENT_MAP && outer && outer->met)
		level.graft = graft_below(outer->graft, outer->met);
	array_push(y->arena, &y->levels, level);
}

void
yaml_graft(struct yamlout *y, const struct graft *graft)
{
	struct level *level = innermost(y);
	if (!level || level->kind != EVENT_MAP || level->keyed)
		BUG("no YAML map to merge into");
	if (level->graft)
		graft_conflict(level->graft, level->graft->raw);
	level->graft = graft_root(graft);
}

void
yaml_open_map(struct yamlout *y)
{
	open_level(y, EVENT_MAP);
}

void
yaml_open_list(struct yamlout *y)
{
	open_level(y, EVENT_LIST);
}

void
yaml_open_row(struct yamlout *y)
{
	open_level(y, EVENT_ROW);
}

void
yaml_close(struct yamlout *y)
{
	struct level *level = innermost(y);
	if (!level || level->keyed)
		BUG("nothing in YAML to close here");
	bool map = level->kind == EVENT_MAP;
	const struct graft_level *rest = level->graft;
	level->graft = NULL;
	graft_write_yaml(y, rest);
	y->levels.len--;
	push(y, (struct event){ .kind = map ? EVENT_END_MAP : EVENT_END_LIST });
}

/* Scalars */

void
yaml_key_text(struct yamlout *y, struct text t)
{
	struct level *level = innermost(y);
	if (!level || level->kind != EVENT_MAP || level->keyed)
		BUG("a YAML key without a place: '%.*s'", TA(t));
	level->keyed = true;
	level->met = level->graft ? graft_meet(level->graft, t) : NULL;
	push(y, (struct event){ EVENT_TEXT, yaml_key_style(t), t });
}

void
yaml_key(struct yamlout *y, const char *literal)
{
	yaml_key_text(y, text_of(literal));
}

void
yaml_text(struct yamlout *y, struct text t)
{
	struct level *level = innermost(y);
	bool row = level && level->kind == EVENT_ROW;
	yaml_scalar_style_t style = row ? yaml_quoted_style(t) : yaml_text_style(t);
	value(y, (struct event){ EVENT_TEXT, style, t });
}

void
yaml_string(struct yamlout *y, const char *literal)
{
	yaml_text(y, text_of(literal));
}

static void
plain(struct yamlout *y, struct text t)
{
	value(y, (struct event){ EVENT_PLAIN, YAML_PLAIN_SCALAR_STYLE, t });
}

void
yaml_int(struct yamlout *y, long long number)
{
	plain(y, text_format(y->arena, "%lld", number));
}

void
yaml_bool(struct yamlout *y, bool yes)
{
	plain(y, yes ? T("true") : T("false"));
}

void
yaml_null(struct yamlout *y)
{
	plain(y, T("null"));
}

void
yaml_number(struct yamlout *y, struct text t)
{
	plain(y, t);
}

void
yaml_set_text(struct yamlout *y, const char *key, struct text t)
{
	yaml_key(y, key);
	yaml_text(y, t);
}

void
yaml_set_string(struct yamlout *y, const char *key, const char *literal)
{
	yaml_key(y, key);
	yaml_string(y, literal);
}

void
yaml_set_int(struct yamlout *y, const char *key, long long number)
{
	yaml_key(y, key);
	yaml_int(y, number);
}

void
yaml_set_bool(struct yamlout *y, const char *key, bool yes)
{
	yaml_key(y, key);
	yaml_bool(y, yes);
}

void
yaml_set_map(struct yamlout *y, const char *key)
{
	yaml_key(y, key);
	yaml_open_map(y);
}

void
yaml_set_list(struct yamlout *y, const char *key)
{
	yaml_key(y, key);
	yaml_open_list(y);
}

void
yaml_set_row(struct yamlout *y, const char *key)
{
	yaml_key(y, key);
	yaml_open_row(y);
}

/* Remarks */

void
yaml_header(struct yamlout *y, struct text t)
{
	y->header = t;
}

static void
remark(struct yamlout *y, struct text t, bool space)
{
	struct level *level = innermost(y);
	if (!level || level->keyed || level->kind == EVENT_ROW)
		BUG("a YAML comment without a place: '%.*s'", TA(t));
	array_push(y->arena, &y->remarks, (struct remark){ y->events.len, t, space });
}

void
yaml_comment(struct yamlout *y, struct text t)
{
	remark(y, t, false);
}

void
yaml_space(struct yamlout *y)
{
	remark(y, (struct text){ 0 }, true);
}

/* Emitting */

static int
emit_bytes(void *data, unsigned char *bytes, size_t len)
{
	buffer_add(data, (struct text){ (const char *)bytes, len });
	return 1;
}

static int
event_make(yaml_event_t *e, const struct event *from)
{
	switch (from->kind) {
	case EVENT_TEXT:
	case EVENT_PLAIN:
		return yaml_scalar_event_initialize(
			e, NULL, NULL,
			(const yaml_char_t *)(from->text.len ? from->text.ptr : ""),
			(int)from->text.len, 1, from->kind == EVENT_TEXT, from->style);
	case EVENT_MAP:
		return yaml_mapping_start_event_initialize(e, NULL, NULL, 1,
		                                           YAML_BLOCK_MAPPING_STYLE);
	case EVENT_LIST:
		return yaml_sequence_start_event_initialize(e, NULL, NULL, 1,
		                                            YAML_BLOCK_SEQUENCE_STYLE);
	case EVENT_ROW:
		return yaml_sequence_start_event_initialize(e, NULL, NULL, 1,
		                                            YAML_FLOW_SEQUENCE_STYLE);
	case EVENT_END_MAP: return yaml_mapping_end_event_initialize(e);
	case EVENT_END_LIST: return yaml_sequence_end_event_initialize(e);
	case EVENT_DOCUMENT:
		return yaml_document_start_event_initialize(e, NULL, NULL, NULL, 1);
	case EVENT_END_DOCUMENT: return yaml_document_end_event_initialize(e, 1);
	}
	BUG("no such YAML event");
}

static void
emit_one(yaml_emitter_t *emitter, yaml_event_t *e, int made)
{
	if (!made || !yaml_emitter_emit(emitter, e))
		BUG("libyaml does not write: %s",
		    emitter->problem ? emitter->problem : "out of memory");
}

static struct text
emit(struct yamlout *y)
{
	struct buffer out = { .arena = y->arena };
	yaml_emitter_t emitter;
	yaml_event_t e;
	if (!yaml_emitter_initialize(&emitter))
		BUG("libyaml does not start");
	yaml_emitter_set_output(&emitter, emit_bytes, &out);
	yaml_emitter_set_unicode(&emitter, 1);
	yaml_emitter_set_width(&emitter, -1);
	yaml_emitter_set_indent(&emitter, 2);
	emit_one(&emitter, &e,
	         yaml_stream_start_event_initialize(&e, YAML_UTF8_ENCODING));
	for (size_t i = 0; i < y->events.len; i++)
		emit_one(&emitter, &e, event_make(&e, &y->events.items[i]));
	emit_one(&emitter, &e, yaml_stream_end_event_initialize(&e));
	yaml_emitter_delete(&emitter);
	return buffer_text(&out);
}

/* Where the text was copied up to, and the mark that this byte has: libyaml's
 * marks count code points. */
struct cursor {
	struct text text;
	size_t byte, mark, line, copied;
};

static void
advance(struct cursor *c, size_t mark)
{
	for (; c->mark < mark; c->mark++) {
		if (c->text.ptr[c->byte] == '\n')
			c->line = c->byte + 1;
		c->byte++;
		while (c->byte < c->text.len && (c->text.ptr[c->byte] & 0xC0) == 0x80)
			c->byte++;
	}
}

static void
insert(struct buffer *out, struct cursor *c, const struct remark *remark)
{
	size_t end = c->line;
	while (c->text.ptr[end] == ' ')
		end++;
	buffer_add(out, text_slice(c->text, c->copied, c->line));
	c->copied = c->line;
	if (remark->space)
		buffer_byte(out, '\n');
	else
		comment_write(out, text_slice(c->text, c->line, end), "#", remark->text);
}

/* One forward copy of the text, with each remark above the line on which its
 * event starts. The parser's event 0 is the start of the stream. */
static void
insert_remarks(struct yamlout *y, struct text text, struct buffer *out)
{
	struct cursor c = { .text = text };
	yaml_parser_t parser;
	yaml_event_t e;
	size_t next = 0;
	if (!yaml_parser_initialize(&parser))
		BUG("libyaml does not start");
	yaml_parser_set_input_string(&parser, (const yaml_char_t *)text.ptr, text.len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	for (size_t event = 0; next < y->remarks.len; event++) {
		if (!yaml_parser_parse(&parser, &e) || e.type == YAML_STREAM_END_EVENT)
			BUG("libyaml does not read what it wrote");
		for (; next < y->remarks.len && y->remarks.items[next].event + 1 == event;
		     next++) {
			advance(&c, e.start_mark.index);
			insert(out, &c, &y->remarks.items[next]);
		}
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&parser);
	buffer_add(out, text_slice(text, c.copied, text.len));
}

struct text
yaml_finish(struct yamlout *y)
{
	end_document(y);
	struct text text = emit(y);
	if (!y->remarks.len && !y->header.len)
		return text;
	struct buffer out = { .arena = y->arena };
	if (y->header.len)
		comment_write(&out, (struct text){ 0 }, "#", y->header);
	insert_remarks(y, text, &out);
	return buffer_text(&out);
}
