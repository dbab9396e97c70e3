/*
 * The pages of docs/ that are made from tables, and what is checked of all pages.
 *
 * docs/NAME.in.md is the text of a page; where a line of it is `<!-- WORD ARGUMENT
 * -->` with a word of `markers` (page.c), what that marker writes stands in
 * docs/NAME.md. A page is compared, or written with --update.
 */
#ifndef DOCS_H
#define DOCS_H

#include "array.h"
#include "schema.h"
#include "text.h"

/* Where the rows of one struct are described. */
struct table {
	const struct row *rows;
	struct text path; /* "services.NAME.health": its heading */
	bool shown;
};

struct docs {
	struct arena arena;
	const char *stackc; /* the program */
	bool update;
	bool quiet; /* pages are made for the first time: the second time tells */
	size_t failed;
	/* In the order they are met. Pages are made twice: the first time fills
	 * this, so that a table can link to one that comes later. */
	ARRAY(struct table) tables;
};

struct names {
	struct text *items;
	size_t len, cap;
};

/* Counts a failure and tells of it; line 0: none. */
[[gnu::format(printf, 4, 5)]] void
complain(struct docs *, struct text path, size_t line, const char *format, ...);

/* False where it cannot be read. A NUL follows. */
bool
read_path(struct docs *, struct text path, struct text *bytes);

/* The names in a folder that end in `ending`, sorted. */
struct names
list_folder(struct docs *, const char *folder, const char *ending);

/* The anchor that a heading gets: "servicesnamehealth". */
struct text
anchor_of(struct docs *, struct text heading);

/* What `stackc ARGUMENT --help` prints to standard output, its exit status in
 * *status; NULL: `stackc --help`. */
struct text
run_help(struct docs *, const char *argument, int *status);

/* Text for a cell of a table: outside of `code`, what Markdown would take for
 * HTML is escaped, and everywhere what would end the cell. */
void
write_cell(struct buffer *, struct text);

/* `| key | takes | default | meaning |` */
void
write_row(struct docs *, struct buffer *, const struct row *);

/* A heading and the table of these rows, and below it those of what stands inside,
 * where `nested`. Rows that another heading describes already are linked to. */
void
write_table(struct docs *, struct buffer *, const struct row *rows, struct text path,
	    bool nested);

/* Markers. Each gets what stands after its word. */
void
write_fields(struct docs *, struct buffer *, struct text section);
void
write_targets(struct docs *, struct buffer *, struct text argument);
void
write_features(struct docs *, struct buffer *, struct text argument);
void
write_commands(struct docs *, struct buffer *, struct text argument);

/* Settles where the sections of the language are described, before any page. */
void
claim_sections(struct docs *);

/* Complains of a section of the language that no marker describes. */
void
check_sections(struct docs *);

/* Makes every page. */
void
make_pages(struct docs *);

/* Lints the specs in a page: ```yaml stack` is a whole one and has no finding above
 * info, ```yaml part` gets its `stack:` and has no errors. */
void
check_examples(struct docs *, struct text path);

/* Relative links lead to files, and anchors to headings. */
void
check_links(struct docs *, struct text path);

#endif
