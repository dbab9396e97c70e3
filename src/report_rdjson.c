/*
 * What reviewdog reads. Its columns count bytes of UTF-8, from 1.
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
#include "report_tree.h"

static cJSON *
position(struct sources *sources, struct span at, size_t offset)
{
	struct position p = source_position(sources, at, offset);
	struct text line = source_line(sources, at.source, p.line);
	struct text bytes = source_get(sources, at.source)->bytes;
	cJSON *object = cjson_made(cJSON_CreateObject());
	cjson_add_number(object, "line", p.line);
	cjson_add_number(object, "column", (size_t)(bytes.ptr + offset - line.ptr) + 1);
	return object;
}

static cJSON *
location(struct arena *a, struct sources *sources, struct span at)
{
	cJSON *place = cjson_made(cJSON_CreateObject());
	cjson_add_text(a, place, "path", report_file(sources, at));
	if (!at.source)
		return place;
	cJSON *range = cjson_made(cJSON_CreateObject());
	cjson_add(range, "start", position(sources, at, at.offset));
	cjson_add(range, "end", position(sources, at, (size_t)at.offset + at.len));
	cjson_add(place, "range", range);
	return place;
}

static cJSON *
related(struct arena *a, struct sources *sources, const struct diag *d)
{
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < d->notes.len; i++) {
		const struct diag_note *note = &d->notes.items[i];
		if (!note->at.source)
			continue;
		cJSON *item = cjson_made(cJSON_CreateObject());
		cjson_add_text(a, item, "message", note->text);
		cjson_add(item, "location", location(a, sources, note->at));
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

void
report_rdjson(struct buffer *out, struct sources *sources, const struct diags *diags,
	      const struct report_options *options)
{
	static const char *const severities[] = {
		[SEVERITY_INFO] = "INFO",
		[SEVERITY_WARNING] = "WARNING",
		[SEVERITY_ERROR] = "ERROR",
	};
	(void)options;
	struct arena *a = out->arena;
	cJSON *root = cjson_made(cJSON_CreateObject());
	cJSON *source = cjson_made(cJSON_CreateObject());
	cJSON *list = cjson_made(cJSON_CreateArray());
	cjson_add_text(a, source, "name", T("stackc"));
	for (size_t i = 0; i < diags->all.len; i++) {
		const struct diag *d = diags->all.items[i];
		cJSON *item = cjson_made(cJSON_CreateObject());
		cJSON *code = cjson_made(cJSON_CreateObject());
		cjson_add_text(a, item, "message", report_prose(a, d));
		cjson_add(item, "location", location(a, sources, d->at));
		cjson_add_text(a, item, "severity", text_of(severities[d->severity]));
		cjson_add_text(a, code, "value", d->id);
		cjson_add(item, "code", code);
		cjson_add(item, "related_locations", related(a, sources, d));
		cJSON_AddItemToArray(list, item);
	}
	cjson_add(root, "source", source);
	cjson_add(root, "diagnostics", list);
	cjson_finish(out, root);
}
