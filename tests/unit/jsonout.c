/* Layout, and that cJSON reads back every string that was written. */
#include "check.h"
#include "jsonout.h"

#include <cjson/cJSON.h>
#include <string.h>

static struct arena arena;

static const char sample[] = "{\n"
			     "  \"name\": \"web\",\n"
			     "  \"count\": -3,\n"
			     "  \"on\": true,\n"
			     "  \"none\": null,\n"
			     "  \"empty\": {},\n"
			     "  \"list\": [],\n"
			     "  \"args\": [\"a\", 1, { \"b\": [] }],\n"
			     "  \"apps\": [\n"
			     "    {\n"
			     "      // why it is so,\n"
			     "      // in two lines\n"
			     "      \"url\": \"postgres://\" + need(\"DB\")\n"
			     "    },\n"
			     "    { \"x\": 1, \"y\": 2 }\n"
			     "  ]\n"
			     "}";

static void
write_apps(struct jsonout *j)
{
	json_set_list(j, "apps");
	json_open_map(j);
	json_comment(j, T("why it is so,\nin\xE2\x80\xA8two\rlines"));
	json_key(j, T("url"));
	struct buffer b = { .arena = &arena };
	buffer_add(&b, json_quote(&arena, T("postgres://")));
	buffer_add(&b, T(" + need("));
	buffer_add(&b, json_quote(&arena, T("DB")));
	buffer_add(&b, T(")"));
	json_raw(j, buffer_text(&b));
	json_close(j);
	json_open_map_row(j);
	json_set_int(j, "x", 1);
	json_set_int(j, "y", 2);
	json_close(j);
	json_close(j);
}

static void
test_layout(void)
{
	struct jsonout *j = json_new(&arena);
	json_open_map(j);
	json_set_string(j, "name", "web");
	json_set_int(j, "count", -3);
	json_set_bool(j, "on", true);
	json_key(j, T("none"));
	json_null(j);
	json_set_map(j, "empty");
	json_close(j);
	json_set_list(j, "list");
	json_close(j);
	json_set_row(j, "args");
	json_string(j, "a");
	json_int(j, 1);
	json_open_map(j);
	json_set_list(j, "b");
	json_close(j);
	json_close(j);
	json_close(j);
	write_apps(j);
	json_close(j);
	struct text got = json_finish(j);
	CHECK(text_is(got, sample));
	if (!text_is(got, sample))
		fprintf(stderr, "%.*s\n", TA(got));
}

static void
test_strings(void)
{
	static const char *const strings[] = {
		"",
		"\"",
		"\\",
		"a\nb\r\t",
		"\x01\x1F\x7F",
		"</s>",
		"'",
		"\xE4\xB8\xAD",
		"\xF0\x9F\x98\x80",
		"\xE2\x80\xA8",
		"\\u41",
		"${x}",
		"//",
		"\b\f",
	};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		struct jsonout *j = json_new(&arena);
		json_open_map(j);
		json_key(j, text_of(strings[i]));
		json_string(j, strings[i]);
		json_close(j);
		struct text got = text_copy(&arena, json_finish(j));
		cJSON *read = cJSON_Parse(got.ptr);
		cJSON *item = cJSON_GetObjectItemCaseSensitive(read, strings[i]);
		CHECK(item && !strcmp(cJSON_GetStringValue(item), strings[i]));
		cJSON_Delete(read);
	}
	CHECK(text_is(json_quote(&arena, T("a\0b\0")), "\"a\\u0000b\\u0000\""));
}

int
main(void)
{
	arena_init(&arena);
	test_layout();
	test_strings();
	arena_release(&arena);
	return check_result();
}
