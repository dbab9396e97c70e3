/*
 * Writing JSON, and JavaScript object literals that are JSON but for expressions
 * and comments. cJSON writes every string; the layout is two spaces per level.
 *
 *   struct jsonout *j = json_new(arena);
 *   json_open_map(j);
 *   json_set_text(j, "name", T("web"));
 *   json_set_row(j, "args");
 *   json_string(j, "start");
 *   json_close(j);
 *   json_close(j);
 *   return json_finish(j);
 *
 * Texts are written at once and need not live on. They are UTF-8. A call out of
 * place is a bug. The caller never repeats a key.
 */
#ifndef JSONOUT_H
#define JSONOUT_H

#include "text.h"

struct jsonout;
struct graft; /* graft.h */

struct jsonout *
json_new(struct arena *a);

/* What was written, without a line break at the end. All must be closed. */
struct text
json_finish(struct jsonout *);

/* Values: the root, an item of a list, or after a key. */
void
json_open_map(struct jsonout *);
void
json_open_list(struct jsonout *);

/* A map or list on one line; what is opened inside it stands on that line too. */
void
json_open_map_row(struct jsonout *);
void
json_open_row(struct jsonout *);

void
json_close(struct jsonout *);

void
json_key(struct jsonout *, struct text);

void
json_text(struct jsonout *, struct text);
void
json_string(struct jsonout *, const char *literal);
void
json_int(struct jsonout *, long long);
void
json_bool(struct jsonout *, bool);
void
json_null(struct jsonout *);

/* Written as it is: a JavaScript expression. Its string literals come from
 * json_quote(). */
void
json_raw(struct jsonout *, struct text expression);

void
json_set_text(struct jsonout *, const char *key, struct text);
void
json_set_string(struct jsonout *, const char *key, const char *literal);
void
json_set_int(struct jsonout *, const char *key, long long);
void
json_set_bool(struct jsonout *, const char *key, bool);
void
json_set_map(struct jsonout *, const char *key);
void
json_set_list(struct jsonout *, const char *key);
void
json_set_row(struct jsonout *, const char *key);

/* Right behind opening a map: what is merged into it. What the caller's keys leave of
 * it is written when the map is closed. */
void
json_graft(struct jsonout *, const struct graft *);

/* `//` lines above the key or item that comes next: for JavaScript only. */
void
json_comment(struct jsonout *, struct text);

/* The text as a string in quotes, for JSON and JavaScript. */
struct text
json_quote(struct arena *, struct text);

#endif
