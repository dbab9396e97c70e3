/* What is left of raw, in the words of each writer. */
#include "graft.h"
#include "jsonout.h"
#include "yamlout.h"

static void
write_yaml(struct yamlout *y, const struct graft *graft, const struct raw *raw)
{
	if (raw->kind == NODE_SCALAR) {
		struct graft_scalar s = graft_scalar(graft, raw);
		switch (s.type) {
		case GRAFT_NULL: yaml_null(y); return;
		case GRAFT_BOOL:
		case GRAFT_NUMBER: yaml_number(y, s.text); return;
		case GRAFT_TEXT: yaml_text(y, s.text); return;
		case GRAFT_EXPRESSION: BUG("YAML has no expressions");
		}
	}
	bool map = raw->kind == NODE_MAP;
	map ? yaml_open_map(y) : yaml_open_list(y);
	for (size_t i = 0; i < raw->len; i++) {
		if (map)
			yaml_key_text(y, raw->items[i].object.name);
		write_yaml(y, graft, &raw->items[i]);
	}
	yaml_close(y);
}

void
graft_write_yaml(struct yamlout *y, const struct graft_level *level)
{
	const struct raw *raw;
	for (size_t at = 0; level && (raw = graft_rest(level, &at));) {
		yaml_key_text(y, raw->object.name);
		write_yaml(y, level->graft, raw);
	}
}

static void
write_json(struct jsonout *j, const struct graft *graft, const struct raw *raw)
{
	if (raw->kind == NODE_SCALAR) {
		struct graft_scalar s = graft_scalar(graft, raw);
		switch (s.type) {
		case GRAFT_NULL: json_null(j); return;
		case GRAFT_BOOL:
		case GRAFT_NUMBER:
		case GRAFT_EXPRESSION: json_raw(j, s.text); return;
		case GRAFT_TEXT: json_text(j, s.text); return;
		}
	}
	bool map = raw->kind == NODE_MAP;
	map ? json_open_map(j) : json_open_list(j);
	for (size_t i = 0; i < raw->len; i++) {
		if (map)
			json_key(j, raw->items[i].object.name);
		write_json(j, graft, &raw->items[i]);
	}
	json_close(j);
}

void
graft_write_json(struct jsonout *j, const struct graft_level *level)
{
	const struct raw *raw;
	for (size_t at = 0; level && (raw = graft_rest(level, &at));) {
		json_key(j, raw->object.name);
		write_json(j, level->graft, raw);
	}
}
