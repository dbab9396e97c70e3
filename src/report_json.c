/* The report programs read; see report.h for its schema. */
#include "report_tree.h"

struct json {
	struct arena *arena;
	struct sources *sources;
};

static cJSON *
optional_json(struct json *j, struct text text)
{
	text = text_trim(text);
	return text.len ? cjson_text(j->arena, text) : cjson_made(cJSON_CreateNull());
}

static cJSON *
span_json(struct json *j, struct span span)
{
	size_t end = (size_t)span.offset + span.len;
	struct position from = source_position(j->sources, span, span.offset);
	struct position to = source_position(j->sources, span, end);
	cJSON *object = cjson_made(cJSON_CreateObject());
	cjson_add_number(object, "offset", span.offset);
	cjson_add_number(object, "length", span.len);
	cjson_add_number(object, "line", from.line);
	cjson_add_number(object, "column", from.column);
	cjson_add_number(object, "end_line", to.line);
	cjson_add_number(object, "end_column", to.column);
	return object;
}

static void
add_place(struct json *j, cJSON *object, struct span span)
{
	if (span.source) {
		cjson_add(object, "file",
		    cjson_text(j->arena, source_get(j->sources, span.source)->name));
		cjson_add(object, "span", span_json(j, span));
	} else {
		cjson_add(object, "file", cJSON_CreateNull());
		cjson_add(object, "span", cJSON_CreateNull());
	}
}

static cJSON *
list_json(struct json *j, const struct text *items, size_t len)
{
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < len; i++)
		cJSON_AddItemToArray(list, cjson_text(j->arena, items[i]));
	return list;
}

static cJSON *
notes_json(struct json *j, const struct diag *diag)
{
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < diag->notes.len; i++) {
		cJSON *note = cjson_made(cJSON_CreateObject());
		cjson_add(note, "text", cjson_text(j->arena, diag->notes.items[i].text));
		add_place(j, note, diag->notes.items[i].at);
		cJSON_AddItemToArray(list, note);
	}
	return list;
}

static cJSON *
diag_json(struct json *j, const struct diag *diag)
{
	cJSON *object = cjson_made(cJSON_CreateObject());
	cjson_add(object, "severity", cJSON_CreateString(report_severity(diag->severity)));
	cjson_add(object, "id", cjson_text(j->arena, diag->id));
	cjson_add(object, "message", cjson_text(j->arena, diag->message));
	cjson_add(object, "subject", optional_json(j, diag->subject));
	add_place(j, object, diag->at);
	cjson_add(object, "environments",
	    list_json(j, diag->environments.items, diag->environments.len));
	cjson_add(object, "notes", notes_json(j, diag));
	cjson_add(object, "why", optional_json(j, diag->why));
	cjson_add(object, "fix", optional_json(j, diag->fix));
	cjson_add(object, "others", list_json(j, diag->others.items, diag->others.len));
	return object;
}

static cJSON *
summary_json(const struct diags *diags)
{
	cJSON *object = cjson_made(cJSON_CreateObject());
	for (int s = SEVERITY_ERROR; s >= SEVERITY_INFO; s--)
		cjson_add_number(object, report_severity((enum severity)s),
				report_count(diags, (enum severity)s));
	return object;
}

void
report_json(struct buffer *out, struct sources *sources, const struct diags *diags,
	    const struct report_options *options)
{
	(void)options;
	struct json j = { out->arena, sources };
	cJSON *root = cjson_made(cJSON_CreateObject());
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < diags->all.len; i++)
		cJSON_AddItemToArray(list, diag_json(&j, diags->all.items[i]));
	cjson_add(root, "diagnostics", list);
	cjson_add(root, "summary", summary_json(diags));
	cjson_finish(out, root);
}
