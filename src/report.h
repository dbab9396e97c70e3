/*
 * Diagnostics as text for people, and in the forms that programs read. A format is a file
 * report_<format>.c and a row in report.c. Nothing is printed here: the result
 * is added to a buffer, and its memory comes from the arena of that buffer.
 *
 * Diagnostics are shown in the order they have; diags_settle() comes first.
 */
#ifndef REPORT_H
#define REPORT_H

#include "diag.h"

/* What the id of a finding means. Empty where nobody knows. */
struct report_rule {
	struct text summary; /* one line */
	struct text help;    /* why it matters, and how to mend it */
};

struct report_options {
	bool color;   /* text: ANSI colours */
	size_t width; /* text: columns an excerpt may take; 0: 100 */
	/* Asked once for each id by formats that explain them; NULL: they do not. */
	struct report_rule (*rule)(void *context, struct text id);
	void *context;
};

struct report_format {
	const char *name;
	const char *brief; /* who reads it */
	void (*write)(struct buffer *, struct sources *, const struct diags *,
		      const struct report_options *);
};

/* Ends with a row whose name is NULL. The first is the default. */
extern const struct report_format report_formats[];

/* How many diagnostics have this severity. */
size_t
report_count(const struct diags *, enum severity);

/* "error", "warning", "info". */
const char *
report_severity(enum severity);

/*
 * FILE:LINE:COLUMN: error[ID]: MESSAGE
 *    LINE | excerpt
 *         |   ^^^^ the place, under it
 * FILE:LINE:COLUMN: note: TEXT
 *   in: the environments it was found in, where not in all
 *   why: …
 *   fix: …
 *
 * and at the end, where there was something, `2 errors, 1 warning`. The place of
 * several lines is underlined in its first one. Long lines are cut round the
 * place. Control characters, bytes that are not UTF-8 and marks that turn the
 * direction of writing are escaped everywhere; masked bytes of an excerpt are
 * `*`; tabs of an excerpt are spaces up to the next multiple of 4.
 */
void
report_text(struct buffer *, struct sources *, const struct diags *,
	    const struct report_options *);

/*
 * {
 *   "diagnostics": [{
 *     "severity": "error" | "warning" | "info",
 *     "id": "area/name",
 *     "message": "…",
 *     "subject": "web" | null,
 *     "file": "stack.yaml" | null,          null: no place
 *     "span": SPAN | null,
 *     "environments": ["production"],       empty: all
 *     "notes": [{ "text": "…", "file": … | null, "span": SPAN | null }],
 *     "why": "…" | null,
 *     "fix": "…" | null,
 *     "others": ["api"]                     further subjects of the same finding
 *   }],
 *   "summary": { "error": 1, "warning": 0, "info": 0 }
 * }
 *
 * SPAN is { offset, length, line, column, end_line, end_column }. Offset and
 * length count bytes, without a byte order mark; lines and columns begin with 1;
 * columns count code points; the end is the column after the last one. Every
 * member is always there. Bytes that are not UTF-8, and NUL, are U+FFFD.
 */
void
report_json(struct buffer *, struct sources *, const struct diags *,
	    const struct report_options *);

/* Formats of others; what each looks like stands at the top of its file. */
void
report_sarif(struct buffer *, struct sources *, const struct diags *,
	     const struct report_options *);
void
report_github(struct buffer *, struct sources *, const struct diags *,
	      const struct report_options *);
void
report_gitlab(struct buffer *, struct sources *, const struct diags *,
	      const struct report_options *);
void
report_junit(struct buffer *, struct sources *, const struct diags *,
	     const struct report_options *);
void
report_rdjson(struct buffer *, struct sources *, const struct diags *,
	      const struct report_options *);

#endif
