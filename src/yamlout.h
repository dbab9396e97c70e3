/*
 * Writing YAML. libyaml's emitter makes every byte but the comments.
 *
 *   struct yamlout *y = yaml_new(arena);
 *   yaml_header(y, T("Made by stackc; edits are lost."));
 *   yaml_open_map(y);
 *   yaml_space(y);
 *   yaml_comment(y, T("127.0.0.1: the gateway is the only way in"));
 *   yaml_set_string(y, "host_ip", "127.0.0.1");
 *   yaml_set_list(y, "expose");
 *   yaml_int(y, 3000);
 *   yaml_close(y);
 *   yaml_close(y);
 *   return yaml_finish(y);
 *
 * Calls are recorded; the work is done by yaml_finish(), in time linear in the
 * output. Texts given are not copied: they live until then. They are UTF-8, and
 * anything else is a bug, as is a call out of place (a value without a key, two
 * keys in a row, an open map at the end). The caller never repeats a key.
 *
 * Layout: two spaces per level, lists not indented below their key (libyaml knows
 * no other form), no line is ever folded, characters outside ASCII stand as they
 * are but for those above U+FFFF, which libyaml escapes.
 */
#ifndef YAMLOUT_H
#define YAMLOUT_H

#include "text.h"

struct yamlout;
struct graft; /* graft.h */

/* A writer for one stream, with its first document open. */
struct yamlout *
yaml_new(struct arena *a);

/* What was written. Every map and list must be closed. */
struct text
yaml_finish(struct yamlout *);

/* Ends the document and begins the next one, after `---`. */
void
yaml_document(struct yamlout *);

/* Values: the document's one root, an item of a list, or after a key. */
void
yaml_open_map(struct yamlout *);
void
yaml_open_list(struct yamlout *);

/* A list on one line, [ "like", "this" ]: for commands. */
void
yaml_open_row(struct yamlout *);

/* Closes the innermost map, list or row. */
void
yaml_close(struct yamlout *);

/* A key of the innermost map. */
void
yaml_key(struct yamlout *, const char *literal);
void
yaml_key_text(struct yamlout *, struct text);

/* A string to readers of YAML 1.1 and of 1.2 alike, whatever it looks like: `no`,
 * `22:22`, `0777`, `~`, `1e3` and all that is hard to read without quotes get
 * them. Text of several lines becomes a literal block where every byte of it
 * survives that, else a quoted string on one line. */
void
yaml_text(struct yamlout *, struct text);
void
yaml_string(struct yamlout *, const char *literal);

void
yaml_int(struct yamlout *, long long);
void
yaml_bool(struct yamlout *, bool);
void
yaml_null(struct yamlout *);

/* A number, as it is to stand there. */
void
yaml_number(struct yamlout *, struct text);

/* A key and its value; a key and a map or list that stays open. */
void
yaml_set_text(struct yamlout *, const char *key, struct text);
void
yaml_set_string(struct yamlout *, const char *key, const char *literal);
void
yaml_set_int(struct yamlout *, const char *key, long long);
void
yaml_set_bool(struct yamlout *, const char *key, bool);
void
yaml_set_map(struct yamlout *, const char *key);
void
yaml_set_list(struct yamlout *, const char *key);
void
yaml_set_row(struct yamlout *, const char *key);

/* Right behind yaml_open_map() or yaml_set_map(): what is merged into that map. Its
 * keys need not be repeated by the caller's: what is left is written when the map
 * is closed. */
void
yaml_graft(struct yamlout *, const struct graft *);

/* Comment lines at the very top. Each line of the text becomes one; a character
 * that would end the comment (a control, U+0085, U+2028 …) becomes a space. */
void
yaml_header(struct yamlout *, struct text);

/* Comment lines above the key or list item that comes next. */
void
yaml_comment(struct yamlout *, struct text);

/* An empty line above the key or list item, and the comment, that comes next. */
void
yaml_space(struct yamlout *);

#endif
