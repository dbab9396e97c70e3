/*
 * Diagnostics as data; see diag.h.
 *
 * Settling sorts once by everything that tells two findings apart, environments
 * excepted. Equal findings then stand side by side, and so do those that differ
 * in nothing but message and subject; two passes over the list fold them.
 */
#include "diag.h"

#include <stdlib.h>

void
diags_init(struct diags *d, struct arena *arena)
{
	*d = (struct diags){ .arena = arena };
}

[[gnu::format(printf, 5, 0)]] static struct diag *
add_list(struct diags *d, enum severity severity, const char *id, struct span at,
	 const char *format, va_list args)
{
	struct diag *diag = arena_new(d->arena, struct diag);
	diag->severity = severity;
	diag->id = text_of(id);
	diag->at = at;
	diag->message = text_format_list(d->arena, format, args);
	if (d->environment.len)
		array_push(d->arena, &diag->environments, d->environment);
	array_push(d->arena, &d->all, diag);
	d->errors += severity == SEVERITY_ERROR;
	return diag;
}

struct diag *
diag_add(struct diags *d, enum severity severity, const char *id, struct span at,
	 const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = add_list(d, severity, id, at, format, args);
	va_end(args);
	return diag;
}

struct diag *
diag_error(struct diags *d, const char *id, struct span at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct diag *diag = add_list(d, SEVERITY_ERROR, id, at, format, args);
	va_end(args);
	return diag;
}

void
diag_note(struct diags *d, struct diag *diag, struct span at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct text text = text_format_list(d->arena, format, args);
	va_end(args);
	array_push(d->arena, &diag->notes, (struct diag_note){ at, text });
}

void
diag_fix(struct diags *d, struct diag *diag, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	diag->fix = text_format_list(d->arena, format, args);
	va_end(args);
}

struct text
diag_names(struct arena *a, const struct text *names, size_t len)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < len; i++)
		buffer_format(&b, "%s'%.*s'", i ? ", " : "", TA(names[i]));
	return buffer_text(&b);
}

/* As many as one takes in at a glance. */
enum { names_shown_max = 7 };

/* The one name that is near, or an empty text where two are: app1 and app2 to app3. */
static struct text
only_near(struct arena *a, struct text name, const struct text *names, size_t len)
{
	struct text near = text_nearest(name, names, len);
	struct text *others = arena_array(a, struct text, len);
	size_t other_len = 0;
	for (size_t i = 0; i < len; i++)
		if (!text_equal(names[i], near))
			others[other_len++] = names[i];
	bool alone = !text_nearest(name, others, other_len).ptr;
	return alone || len > names_shown_max ? near : (struct text){ 0 };
}

struct diag *
diag_undefined(struct diags *d, struct span at, const char *what, struct text name,
	       const struct text *names, size_t len)
{
	struct diag *diag = diag_error(d, "spec/undefined", at, "there is no %s '%.*s'", what,
				       TA(name));
	struct text near = only_near(d->arena, name, names, len);
	if (near.ptr)
		diag_fix(d, diag, "did you mean '%.*s'?", TA(near));
	else if (len == 1)
		diag_fix(d, diag, "there is only '%.*s'", TA(names[0]));
	else if (!len)
		diag_fix(d, diag, "no %s is declared here", what);
	else if (len <= names_shown_max)
		diag_fix(d, diag, "there are %.*s", TA(diag_names(d->arena, names, len)));
	return diag;
}

void
diag_why(struct diag *diag, struct text why)
{
	diag->why = why;
}

static int
compare_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare_places(struct span a, struct span b)
{
	int order = compare_numbers(a.source, b.source);
	order = order ? order : compare_numbers(a.offset, b.offset);
	return order ? order : compare_numbers(a.len, b.len);
}

static int
compare_rules(const struct diag *a, const struct diag *b)
{
	int order = compare_places(a->at, b->at);
	return order ? order : text_compare(a->id, b->id);
}

static int
compare_findings(const struct diag *a, const struct diag *b)
{
	int order = compare_rules(a, b);
	order = order ? order : text_compare(a->message, b->message);
	return order ? order : text_compare(a->subject, b->subject);
}

/* qsort() is not stable, and the environments of equal findings shall be named
 * in the order they were met. */
struct ranked {
	struct diag *diag;
	size_t rank;
};

static int
compare_ranked(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = compare_findings(a->diag, b->diag);
	order = order ? order : compare_numbers(b->diag->severity, a->diag->severity);
	return order ? order : compare_numbers(a->rank, b->rank);
}

static void
sort(struct diags *d)
{
	struct ranked *ranked = arena_array(d->arena, struct ranked, d->all.len);
	for (size_t i = 0; i < d->all.len; i++)
		ranked[i] = (struct ranked){ d->all.items[i], i };
	if (d->all.len)
		qsort(ranked, d->all.len, sizeof *ranked, compare_ranked);
	for (size_t i = 0; i < d->all.len; i++)
		d->all.items[i] = ranked[i].diag;
}

static bool
names(const struct diag *diag, struct text environment)
{
	for (size_t i = 0; i < diag->environments.len; i++)
		if (text_equal(diag->environments.items[i], environment))
			return true;
	return false;
}

/* No environment means all of them, and stays so. */
static void
join_environments(struct diags *d, struct diag *into, const struct diag *from)
{
	if (!from->environments.len)
		into->environments.len = 0;
	if (!into->environments.len)
		return;
	for (size_t i = 0; i < from->environments.len; i++)
		if (!names(into, from->environments.items[i]))
			array_push(d->arena, &into->environments,
				   from->environments.items[i]);
}

static void
join_notes(struct diags *d, struct diag *into, const struct diag *from)
{
	for (size_t i = 0; i < from->notes.len; i++) {
		struct diag_note note = from->notes.items[i];
		bool known = false;
		for (size_t j = 0; j < into->notes.len && !known; j++)
			known = !compare_places(into->notes.items[j].at, note.at) &&
				text_equal(into->notes.items[j].text, note.text);
		if (!known)
			array_push(d->arena, &into->notes, note);
	}
}

static const char *
severity_phrase(enum severity severity)
{
	return severity == SEVERITY_WARNING ? "a warning" : "only information";
}

static bool
join_equal(struct diags *d, struct diag *into, const struct diag *from)
{
	if (compare_findings(into, from))
		return false;
	join_notes(d, into, from);
	if (into->severity == from->severity)
		join_environments(d, into, from);
	for (size_t i = 0; into->severity != from->severity && i < from->environments.len;
	     i++)
		if (into->environments.len && !names(into, from->environments.items[i]))
			diag_note(d, into, (struct span){ 0 }, "%s in environment '%.*s'",
				  severity_phrase(from->severity),
				  TA(from->environments.items[i]));
	return true;
}

static bool
join_subjects(struct diags *d, struct diag *into, const struct diag *from)
{
	if (compare_rules(into, from) || into->severity != from->severity)
		return false;
	if (!into->at.source || !into->subject.len || !from->subject.len)
		return false;
	bool known = text_equal(into->subject, from->subject);
	if (known)
		return false;
	for (size_t i = 0; i < into->others.len && !known; i++)
		known = text_equal(into->others.items[i], from->subject);
	if (!known)
		array_push(d->arena, &into->others, from->subject);
	join_environments(d, into, from);
	return true;
}

static void
fold(struct diags *d, bool join(struct diags *, struct diag *, const struct diag *))
{
	size_t kept = 0;
	for (size_t i = 0; i < d->all.len; i++)
		if (!kept || !join(d, d->all.items[kept - 1], d->all.items[i]))
			d->all.items[kept++] = d->all.items[i];
	d->all.len = kept;
}

void
diags_settle(struct diags *d, size_t environment_len)
{
	sort(d);
	fold(d, join_equal);
	fold(d, join_subjects);
	d->errors = 0;
	for (size_t i = 0; i < d->all.len; i++) {
		struct diag *diag = d->all.items[i];
		if (diag->environments.len == environment_len)
			diag->environments.len = 0;
		d->errors += diag->severity == SEVERITY_ERROR;
	}
}
