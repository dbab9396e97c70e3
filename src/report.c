/* The formats, and what they share; see report.h. */
#include "report.h"

const struct report_format report_formats[] = {
	{ "text", "people", report_text },
	{ "json", "programs of one's own", report_json },
	{ "sarif", "code scanning: SARIF 2.1.0", report_sarif },
	{ "github", "annotations of a GitHub workflow", report_github },
	{ "gitlab", "GitLab's code quality", report_gitlab },
	{ "junit", "CI systems that show tests", report_junit },
	{ "rdjson", "reviewdog", report_rdjson },
	{ 0 },
};

size_t
report_count(const struct diags *diags, enum severity severity)
{
	size_t count = 0;
	for (size_t i = 0; i < diags->all.len; i++)
		count += diags->all.items[i]->severity == severity;
	return count;
}

const char *
report_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_INFO: return "info";
	case SEVERITY_WARNING: return "warning";
	case SEVERITY_ERROR: return "error";
	}
	BUG("no such severity: %d", (int)severity);
}
