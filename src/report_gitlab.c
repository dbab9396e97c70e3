/*
 * GitLab's code quality: a list of issues, each with a fingerprint by which merge
 * requests tell old from new.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
#include "report_tree.h"

static cJSON *
location(struct arena *a, struct sources *sources, struct span at)
{
	cJSON *place = cjson_made(cJSON_CreateObject());
	cJSON *lines = cjson_made(cJSON_CreateObject());
	size_t line = at.source ? source_position(sources, at, at.offset).line : 1;
	cjson_add_text(a, place, "path", report_file(sources, at));
	cjson_add_number(lines, "begin", line);
	cjson_add(place, "lines", lines);
	return place;
}

void
report_gitlab(struct buffer *out, struct sources *sources, const struct diags *diags,
	      const struct report_options *options)
{
	static const char *const severities[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_WARNING] = "minor",
		[SEVERITY_ERROR] = "major",
	};
	(void)options;
	struct arena *a = out->arena;
	struct text *fingerprints = report_fingerprints(a, sources, diags);
	cJSON *list = cjson_made(cJSON_CreateArray());
	for (size_t i = 0; i < diags->all.len; i++) {
		const struct diag *d = diags->all.items[i];
		cJSON *issue = cjson_made(cJSON_CreateObject());
		cjson_add_text(a, issue, "description", report_prose(a, d));
		cjson_add_text(a, issue, "check_name", d->id);
		cjson_add_text(a, issue, "fingerprint", fingerprints[i]);
		cjson_add_text(a, issue, "severity", text_of(severities[d->severity]));
		cjson_add(issue, "location", location(a, sources, d->at));
		cJSON_AddItemToArray(list, issue);
	}
	cjson_finish(out, list);
}
