/*
 * What the formats that are JSON share. cJSON takes NUL-terminated UTF-8, which a
 * spec need not be: every text is mended first. Memory that runs out ends the
 * program, so nothing here returns NULL.
 */
#ifndef REPORT_TREE_H
#define REPORT_TREE_H

#include "report.h"

#include <cjson/cJSON.h>

/* The item, which cJSON gives as NULL only where memory ran out. */
cJSON *
cjson_made(cJSON *);

void
cjson_add(cJSON *object, const char *name, cJSON *item);

/* Bytes that are not UTF-8, and NUL, are U+FFFD. */
cJSON *
cjson_text(struct arena *, struct text);

void
cjson_add_text(struct arena *, cJSON *object, const char *name, struct text);

void
cjson_add_number(cJSON *object, const char *name, size_t number);

/* Prints the tree, with a line break after it, and releases it. */
void
cjson_finish(struct buffer *out, cJSON *root);

/* What a report calls a file, or "stackc" where a finding has no place. */
struct text
report_file(struct sources *, struct span);

/* The message with what else is known, in lines: notes without a place, the
 * environments, the other subjects, why and fix. */
struct text
report_prose(struct arena *, const struct diag *);

/* For each finding a text that tells it from all others of the run, and stays the
 * same when lines move: made of its id, file, subject and message, and of how many
 * like it come before. */
struct text *
report_fingerprints(struct arena *, struct sources *, const struct diags *);

#endif
