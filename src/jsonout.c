/*
 * JSON is written as the calls come. What stands between two values (a comma, a
 * line break, the indentation) is written when the second one begins, so that a
 * comment can still stand between them.
 */
#include "jsonout.h"
#include "array.h"
#include "comment.h"
#include "graft.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

struct level {
	bool map, row;
	bool filled; /* something stands in it */
	bool keyed;  /* a key waits for its value */
	struct graft_level *graft; /* of a map: what is merged in, or NULL */
	const struct raw *met;	   /* what that has for the key that waits, or NULL */
};

struct jsonout {
	struct buffer out;
	struct buffer comment; /* to be written before the next key or item */
	ARRAY(struct level) levels;
	bool rooted;
};

struct jsonout *
json_new(struct arena *a)
{
	struct jsonout *j = arena_new(a, struct jsonout);
	j->out.arena = a;
	j->comment.arena = a;
	return j;
}

struct text
json_finish(struct jsonout *j)
{
	if (j->levels.len || !j->rooted)
		BUG("JSON ends while incomplete");
	return buffer_text(&j->out);
}

static struct level *
innermost(struct jsonout *j)
{
	return j->levels.len ? &j->levels.items[j->levels.len - 1] : NULL;
}

static void
indent(struct buffer *out, size_t levels)
{
	for (size_t i = 0; i < levels; i++)
		buffer_add(out, T("  "));
}

/* The comma after the last key or item, and the line of the next. */
static void
next_line(struct jsonout *j, struct level *level)
{
	if (level->filled)
		buffer_byte(&j->out, ',');
	if (level->row) {
		if (level->filled || level->map)
			buffer_byte(&j->out, ' ');
	} else {
		buffer_byte(&j->out, '\n');
		buffer_add(&j->out, buffer_text(&j->comment));
		j->comment.len = 0;
		indent(&j->out, j->levels.len);
	}
	level->filled = true;
}

/* `map`: one is opened, into which what raw has there goes. */
static void
value(struct jsonout *j, bool map)
{
	struct level *level = innermost(j);
	if (level ? level->map && !level->keyed : j->rooted)
		BUG("a JSON value without a place");
	if (level && !level->map)
		next_line(j, level);
	if (level)
		level->keyed = false;
	if (level && level->met && !map)
		graft_conflict(level->graft, level->met);
	j->rooted = true;
}

static void
open_level(struct jsonout *j, bool map, bool row)
{
	struct level *outer = innermost(j);
	bool inside_row = outer && outer->row;
	struct level level = { .map = map, .row = row || inside_row };
	value(j, map);
	if (map && outer && outer->met)
		level.graft = graft_below(outer->graft, outer->met);
	buffer_byte(&j->out, map ? '{' : '[');
	array_push(j->out.arena, &j->levels, level);
}

void
json_open_map(struct jsonout *j)
{
	open_level(j, true, false);
}

void
json_open_list(struct jsonout *j)
{
	open_level(j, false, false);
}

void
json_open_map_row(struct jsonout *j)
{
	open_level(j, true, true);
}

void
json_open_row(struct jsonout *j)
{
	open_level(j, false, true);
}

void
json_graft(struct jsonout *j, const struct graft *graft)
{
	struct level *level = innermost(j);
	if (!level || !level->map || level->keyed)
		BUG("no JSON map to merge into");
	if (level->graft)
		graft_conflict(level->graft, level->graft->raw);
	level->graft = graft_root(graft);
}

void
json_close(struct jsonout *j)
{
	struct level *level = innermost(j);
	if (!level || level->keyed || j->comment.len)
		BUG("nothing in JSON to close here");
	const struct graft_level *rest = level->graft;
	level->graft = NULL;
	graft_write_json(j, rest);
	level = innermost(j);
	j->levels.len--;
	if (level->filled && !level->row) {
		buffer_byte(&j->out, '\n');
		indent(&j->out, j->levels.len);
	} else if (level->filled && level->map) {
		buffer_byte(&j->out, ' ');
	}
	buffer_byte(&j->out, level->map ? '}' : ']');
}

/* cJSON knows strings up to a NUL only, so a text with NULs goes in pieces. */
static void
add_piece(struct buffer *out, struct text piece)
{
	struct text copy = text_copy(out->arena, piece);
	cJSON *string = cJSON_CreateStringReference(copy.ptr);
	char *printed = string ? cJSON_PrintUnformatted(string) : NULL;
	if (!printed)
		BUG("cJSON does not write: out of memory");
	buffer_add(out, (struct text){ printed + 1, strlen(printed) - 2 });
	cJSON_free(printed);
	cJSON_Delete(string);
}

static void
add_string(struct buffer *out, struct text t)
{
	size_t nul;
	buffer_byte(out, '"');
	while ((nul = text_find_byte(t, '\0')) < t.len) {
		add_piece(out, text_slice(t, 0, nul));
		buffer_add(out, T("\\u0000"));
		t = text_slice(t, nul + 1, t.len);
	}
	add_piece(out, t);
	buffer_byte(out, '"');
}

struct text
json_quote(struct arena *a, struct text t)
{
	struct buffer out = { .arena = a };
	add_string(&out, t);
	return buffer_text(&out);
}

void
json_key(struct jsonout *j, struct text key)
{
	struct level *level = innermost(j);
	if (!level || !level->map || level->keyed)
		BUG("a JSON key without a place: '%.*s'", TA(key));
	next_line(j, level);
	add_string(&j->out, key);
	buffer_add(&j->out, T(": "));
	level->keyed = true;
	level->met = level->graft ? graft_meet(level->graft, key) : NULL;
}

void
json_text(struct jsonout *j, struct text t)
{
	value(j, false);
	add_string(&j->out, t);
}

void
json_string(struct jsonout *j, const char *literal)
{
	json_text(j, text_of(literal));
}

void
json_raw(struct jsonout *j, struct text expression)
{
	value(j, false);
	buffer_add(&j->out, expression);
}

void
json_int(struct jsonout *j, long long number)
{
	value(j, false);
	buffer_format(&j->out, "%lld", number);
}

void
json_bool(struct jsonout *j, bool yes)
{
	json_raw(j, yes ? T("true") : T("false"));
}

void
json_null(struct jsonout *j)
{
	json_raw(j, T("null"));
}

void
json_set_text(struct jsonout *j, const char *key, struct text t)
{
	json_key(j, text_of(key));
	json_text(j, t);
}

void
json_set_string(struct jsonout *j, const char *key, const char *literal)
{
	json_set_text(j, key, text_of(literal));
}

void
json_set_int(struct jsonout *j, const char *key, long long number)
{
	json_key(j, text_of(key));
	json_int(j, number);
}

void
json_set_bool(struct jsonout *j, const char *key, bool yes)
{
	json_key(j, text_of(key));
	json_bool(j, yes);
}

void
json_set_map(struct jsonout *j, const char *key)
{
	json_key(j, text_of(key));
	json_open_map(j);
}

void
json_set_list(struct jsonout *j, const char *key)
{
	json_key(j, text_of(key));
	json_open_list(j);
}

void
json_set_row(struct jsonout *j, const char *key)
{
	json_key(j, text_of(key));
	json_open_row(j);
}

void
json_comment(struct jsonout *j, struct text t)
{
	struct level *level = innermost(j);
	struct buffer spaces = { .arena = j->out.arena };
	if (!level || level->keyed || level->row)
		BUG("a comment without a place: '%.*s'", TA(t));
	indent(&spaces, j->levels.len);
	comment_write(&j->comment, buffer_text(&spaces), "//", t);
}
