/*
 * The report programs read; see report.h for its schema. cJSON takes
 * NUL-terminated UTF-8, which a spec need not be: every text is mended first.
 */
#include "report.h"

#include <cjson/cJSON.h>

struct json {
	struct arena *arena;
	struct sources *sources;
};

/* cJSON returns NULL only where memory ran out. */
static cJSON *
made(cJSON *item)
{
	if (!item)
		arena_exhausted();
	return item;
}

static void
add(cJSON *object, const char *name, cJSON *item)
{
	if (!cJSON_AddItemToObject(object, name, made(item)))
		arena_exhausted();
}

static cJSON *
text_json(struct json *j, struct text text)
{
	struct buffer mended = { .arena = j->arena };
	uint32_t code;
	for (size_t at = 0; at < text.len;) {
		size_t len = text_rune(text, at, &code);
		bool fits = len && code;
		buffer_add(&mended, fits ? text_slice(text, at, at + len) : T("\uFFFD"));
		at += len ? len : 1;
	}
	buffer_byte(&mended, 0);
	return made(cJSON_CreateString(mended.ptr));
}

static cJSON *
optional_json(struct json *j, struct text text)
{
	text = text_trim(text);
	return text.len ? text_json(j, text) : made(cJSON_CreateNull());
}

static cJSON *
number_json(size_t number)
{
	return made(cJSON_CreateNumber((double)number));
}

static cJSON *
span_json(struct json *j, struct span span)
{
	size_t end = (size_t)span.offset + span.len;
	struct position from = source_position(j->sources, span, span.offset);
	struct position to = source_position(j->sources, span, end);
	cJSON *object = made(cJSON_CreateObject());
	add(object, "offset", number_json(span.offset));
	add(object, "length", number_json(span.len));
	add(object, "line", number_json(from.line));
	add(object, "column", number_json(from.column));
	add(object, "end_line", number_json(to.line));
	add(object, "end_column", number_json(to.column));
	return object;
}

static void
add_place(struct json *j, cJSON *object, struct span span)
{
	if (span.source) {
		add(object, "file",
		    text_json(j, source_get(j->sources, span.source)->name));
		add(object, "span", span_json(j, span));
	} else {
		add(object, "file", cJSON_CreateNull());
		add(object, "span", cJSON_CreateNull());
	}
}

static cJSON *
list_json(struct json *j, const struct text *items, size_t len)
{
	cJSON *list = made(cJSON_CreateArray());
	for (size_t i = 0; i < len; i++)
		cJSON_AddItemToArray(list, text_json(j, items[i]));
	return list;
}

static cJSON *
notes_json(struct json *j, const struct diag *diag)
{
	cJSON *list = made(cJSON_CreateArray());
	for (size_t i = 0; i < diag->notes.len; i++) {
		cJSON *note = made(cJSON_CreateObject());
		add(note, "text", text_json(j, diag->notes.items[i].text));
		add_place(j, note, diag->notes.items[i].at);
		cJSON_AddItemToArray(list, note);
	}
	return list;
}

static cJSON *
diag_json(struct json *j, const struct diag *diag)
{
	cJSON *object = made(cJSON_CreateObject());
	add(object, "severity", cJSON_CreateString(report_severity(diag->severity)));
	add(object, "id", text_json(j, diag->id));
	add(object, "message", text_json(j, diag->message));
	add(object, "subject", optional_json(j, diag->subject));
	add_place(j, object, diag->at);
	add(object, "environments",
	    list_json(j, diag->environments.items, diag->environments.len));
	add(object, "notes", notes_json(j, diag));
	add(object, "why", optional_json(j, diag->why));
	add(object, "fix", optional_json(j, diag->fix));
	add(object, "others", list_json(j, diag->others.items, diag->others.len));
	return object;
}

static cJSON *
summary_json(const struct diags *diags)
{
	cJSON *object = made(cJSON_CreateObject());
	for (int s = SEVERITY_ERROR; s >= SEVERITY_INFO; s--)
		add(object, report_severity((enum severity)s),
		    number_json(report_count(diags, (enum severity)s)));
	return object;
}

void
report_json(struct buffer *out, struct sources *sources, const struct diags *diags,
	    const struct report_options *options)
{
	(void)options;
	struct json j = { out->arena, sources };
	cJSON *root = made(cJSON_CreateObject());
	cJSON *list = made(cJSON_CreateArray());
	for (size_t i = 0; i < diags->all.len; i++)
		cJSON_AddItemToArray(list, diag_json(&j, diags->all.items[i]));
	add(root, "diagnostics", list);
	add(root, "summary", summary_json(diags));
	char *printed = cJSON_Print(root);
	if (!printed)
		arena_exhausted();
	buffer_add(out, text_of(printed));
	buffer_byte(out, '\n');
	cJSON_free(printed);
	cJSON_Delete(root);
}
