/* See report_tree.h. */
#include "report_tree.h"

#include "index.h"
#include "sha256.h"

cJSON *
cjson_made(cJSON *item)
{
	if (!item)
		arena_exhausted();
	return item;
}

void
cjson_add(cJSON *object, const char *name, cJSON *item)
{
	if (!cJSON_AddItemToObject(object, name, cjson_made(item)))
		arena_exhausted();
}

cJSON *
cjson_text(struct arena *a, struct text text)
{
	struct buffer mended = { .arena = a };
	uint32_t code;
	for (size_t at = 0; at < text.len;) {
		size_t len = text_rune(text, at, &code);
		bool fits = len && code;
		buffer_add(&mended, fits ? text_slice(text, at, at + len) : T("\uFFFD"));
		at += len ? len : 1;
	}
	buffer_byte(&mended, 0);
	return cjson_made(cJSON_CreateString(mended.ptr));
}

void
cjson_add_text(struct arena *a, cJSON *object, const char *name, struct text text)
{
	cjson_add(object, name, cjson_text(a, text));
}

void
cjson_add_number(cJSON *object, const char *name, size_t number)
{
	cjson_add(object, name, cJSON_CreateNumber((double)number));
}

void
cjson_finish(struct buffer *out, cJSON *root)
{
	char *printed = cJSON_Print(root);
	if (!printed)
		arena_exhausted();
	buffer_add(out, text_of(printed));
	buffer_byte(out, '\n');
	cJSON_free(printed);
	cJSON_Delete(root);
}

struct text
report_file(struct sources *sources, struct span at)
{
	return at.source ? source_get(sources, at.source)->name : T("stackc");
}

static void
add_names(struct buffer *b, const char *what, const struct text *names, size_t len)
{
	if (!len)
		return;
	buffer_format(b, "\n%s: %.*s", what, TA(diag_names(b->arena, names, len)));
}

struct text
report_prose(struct arena *a, const struct diag *d)
{
	struct buffer b = { .arena = a };
	buffer_add(&b, d->message);
	for (size_t i = 0; i < d->notes.len; i++)
		if (!d->notes.items[i].at.source)
			buffer_format(&b, "\nnote: %.*s", TA(d->notes.items[i].text));
	add_names(&b, "the same for", d->others.items, d->others.len);
	add_names(&b, "in", d->environments.items, d->environments.len);
	if (text_trim(d->why).len)
		buffer_format(&b, "\nwhy: %.*s", TA(text_trim(d->why)));
	if (text_trim(d->fix).len)
		buffer_format(&b, "\nfix: %.*s", TA(text_trim(d->fix)));
	return buffer_text(&b);
}

struct text *
report_fingerprints(struct arena *a, struct sources *sources, const struct diags *diags)
{
	struct text *all = arena_array(a, struct text, diags->all.len);
	struct index seen;
	index_init(a, &seen, diags->all.len);
	for (size_t i = 0; i < diags->all.len; i++) {
		const struct diag *d = diags->all.items[i];
		struct text what = text_format(a, "%.*s\n%.*s\n%.*s\n%.*s", TA(d->id),
					       TA(report_file(sources, d->at)),
					       TA(d->subject), TA(d->message));
		size_t before = index_get(&seen, what);
		before = before == index_none ? 0 : before + 1;
		index_put(a, &seen, what, before);
		all[i] = sha256_text(a, text_format(a, "%.*s\n%zu", TA(what), before));
	}
	return all;
}
