/*
 * SARIF 2.1.0, as code scanning reads it: what each rule means, then each finding
 * with its place, the places it is related to, and a fingerprint.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
#include "report_tree.h"

#include "index.h"

struct sarif {
	struct arena *arena;
	struct sources *sources;
	const struct report_options *options;
	struct index ids; /* of the rules met so far */
	cJSON *rules;
};

static cJSON *
message(struct sarif *s, struct text text)
{
	cJSON *object = cjson_made(cJSON_CreateObject());
	cjson_add_text(s->arena, object, "text", text);
	return object;
}

/* A path as a URI reference (RFC 3986): what is none of its own is escaped. */
static struct text
uri(struct arena *a, struct text path)
{
	struct buffer b = { .arena = a };
	if (text_starts(path, T("/")))
		buffer_add(&b, T("file://"));
	else if (text_find_byte(path, ':') < path.len)
		buffer_add(&b, T("./"));
	for (size_t i = 0; i < path.len; i++) {
		unsigned char byte = (unsigned char)path.ptr[i];
		bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
			     (byte >= '0' && byte <= '9') ||
			     text_find_byte(T("/-._~"), (char)byte) < 5;
		if (plain)
			buffer_byte(&b, (char)byte);
		else
			buffer_format(&b, "%%%02X", byte);
	}
	return buffer_text(&b);
}

static cJSON *
region(struct sarif *s, struct span at)
{
	size_t end = (size_t)at.offset + at.len;
	struct position from = source_position(s->sources, at, at.offset);
	struct position to = source_position(s->sources, at, end);
	cJSON *object = cjson_made(cJSON_CreateObject());
	cjson_add_number(object, "startLine", from.line);
	cjson_add_number(object, "startColumn", from.column);
	cjson_add_number(object, "endLine", to.line);
	cjson_add_number(object, "endColumn", to.column);
	return object;
}

static cJSON *
location(struct sarif *s, struct span at, struct text text)
{
	cJSON *object = cjson_made(cJSON_CreateObject());
	cJSON *physical = cjson_made(cJSON_CreateObject());
	cJSON *artifact = cjson_made(cJSON_CreateObject());
	cjson_add_text(s->arena, artifact, "uri",
		       uri(s->arena, report_file(s->sources, at)));
	cjson_add(physical, "artifactLocation", artifact);
	cjson_add(physical, "region", region(s, at));
	cjson_add(object, "physicalLocation", physical);
	if (text.len)
		cjson_add(object, "message", message(s, text));
	return object;
}

/* The index of a rule in the driver's list, into which it is put. */
static size_t
rule_index(struct sarif *s, struct text id)
{
	size_t known = index_get(&s->ids, id), at = (size_t)cJSON_GetArraySize(s->rules);
	struct report_rule about = { 0 };
	if (known != index_none)
		return known;
	if (s->options->rule)
		about = s->options->rule(s->options->context, id);
	cJSON *rule = cjson_made(cJSON_CreateObject());
	cjson_add_text(s->arena, rule, "id", id);
	if (about.summary.len)
		cjson_add(rule, "shortDescription", message(s, about.summary));
	if (about.help.len)
		cjson_add(rule, "help", message(s, about.help));
	cJSON_AddItemToArray(s->rules, rule);
	index_put(s->arena, &s->ids, id, at);
	return at;
}

static cJSON *
related(struct sarif *s, const struct diag *d)
{
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < d->notes.len; i++)
		if (d->notes.items[i].at.source)
			cJSON_AddItemToArray(list, location(s, d->notes.items[i].at,
							    d->notes.items[i].text));
	return list;
}

static cJSON *
result(struct sarif *s, const struct diag *d, struct text fingerprint)
{
	static const char *const levels[] = {
		[SEVERITY_INFO] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};
	cJSON *object = cjson_made(cJSON_CreateObject());
	cJSON *places = cjson_made(cJSON_CreateArray());
	cJSON *fingerprints = cjson_made(cJSON_CreateObject());
	cjson_add_text(s->arena, object, "ruleId", d->id);
	cjson_add_number(object, "ruleIndex", rule_index(s, d->id));
	cjson_add_text(s->arena, object, "level", text_of(levels[d->severity]));
	cjson_add(object, "message", message(s, report_prose(s->arena, d)));
	if (d->at.source)
		cJSON_AddItemToArray(places, location(s, d->at, (struct text){ 0 }));
	cjson_add(object, "locations", places);
	cjson_add(object, "relatedLocations", related(s, d));
	cjson_add_text(s->arena, fingerprints, "stackc/v1", fingerprint);
	cjson_add(object, "partialFingerprints", fingerprints);
	return object;
}

static cJSON *
tool(struct sarif *s)
{
	cJSON *object = cjson_made(cJSON_CreateObject());
	cJSON *driver = cjson_made(cJSON_CreateObject());
	cjson_add_text(s->arena, driver, "name", T("stackc"));
	cjson_add_text(s->arena, driver, "semanticVersion", T(STACKC_VERSION));
	cjson_add(driver, "rules", s->rules);
	cjson_add(object, "driver", driver);
	return object;
}

void
report_sarif(struct buffer *out, struct sources *sources, const struct diags *diags,
	     const struct report_options *options)
{
	struct sarif s = { .arena = out->arena, .sources = sources, .options = options };
	struct text *fingerprints = report_fingerprints(s.arena, sources, diags);
	cJSON *root = cjson_made(cJSON_CreateObject());
	cJSON *runs = cjson_made(cJSON_CreateArray());
	cJSON *run = cjson_made(cJSON_CreateObject());
	cJSON *results = cjson_made(cJSON_CreateArray());
	index_init(s.arena, &s.ids, 0);
	s.rules = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < diags->all.len; i++)
		cJSON_AddItemToArray(results, result(&s, diags->all.items[i], fingerprints[i]));
	cjson_add_text(s.arena, root, "$schema",
		       T("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
			 "sarif-schema-2.1.0.json"));
	cjson_add_text(s.arena, root, "version", T("2.1.0"));
	cjson_add(run, "tool", tool(&s));
	cjson_add_text(s.arena, run, "columnKind", T("unicodeCodePoints"));
	cjson_add(run, "results", results);
	cJSON_AddItemToArray(runs, run);
	cjson_add(root, "runs", runs);
	cjson_finish(out, root);
}
