/*
 * The files around a bundle. handover_emit() groups the deployments of an
 * environment by the folder they stand in (one, or one per host), asks each target
 * for its steps, puts them in order, and has the files written: .env.example by
 * handover_env.c, up.sh and down.sh by handover_script.c, README.md by
 * handover_readme.c. What hosts wait for on each other is in handover_hosts.c.
 */
#include "bundle.h"
#include "handover_part.h"
#include "path.h"

#include <stdlib.h>

enum {
	wait_least = 60, /* seconds: a program that is slow to start is not broken */
};

int64_t
handover_limit(const struct service *s)
{
	int64_t ms = 0;
	if (s->health)
		ms = s->health->start +
		     s->health->retries * (s->health->interval + s->health->timeout);
	int64_t seconds = (ms + 999) / 1000;
	return seconds > wait_least ? seconds : wait_least;
}

bool
handover_carries(const struct handover *h, const struct service *s)
{
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		for (size_t j = 0; j < d->services.len; j++)
			if (d->services.items[j] == s)
				return true;
	}
	return false;
}

struct placed {
	struct step step;
	size_t index;
};

static int
phase(const struct step *s)
{
	return s->kind == STEP_PREPARE ? 0 : s->kind == STEP_STOP ? 2 : 1;
}

static int
compare_steps(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	if (phase(&a->step) != phase(&b->step))
		return phase(&a->step) < phase(&b->step) ? -1 : 1;
	if (a->step.rank != b->step.rank)
		return (a->step.rank < b->step.rank) == (phase(&a->step) != 2) ? -1 : 1;
	if (a->step.kind != b->step.kind)
		return a->step.kind < b->step.kind ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void
sort_steps(struct arena scratch, struct handover *h)
{
	size_t len = h->steps.all.len;
	struct placed *placed = arena_array(&scratch, struct placed, len);
	for (size_t i = 0; i < len; i++)
		placed[i] = (struct placed){ h->steps.all.items[i], i };
	if (len)
		qsort(placed, len, sizeof *placed, compare_steps);
	for (size_t i = 0; i < len; i++)
		h->steps.all.items[i] = placed[i].step;
}

static int
compare_texts(const void *x, const void *y)
{
	return text_compare(*(const struct text *)x, *(const struct text *)y);
}

static void
settle_tools(struct arena *a, struct handover *h)
{
	if (h->steps.needs_tools.len)
		qsort(h->steps.needs_tools.items, h->steps.needs_tools.len,
		      sizeof(struct text), compare_texts);
	for (size_t i = 0; i < h->steps.needs_tools.len; i++) {
		struct text tool = h->steps.needs_tools.items[i];
		if (!h->tools.len || !text_equal(h->tools.items[h->tools.len - 1], tool))
			array_push(a, &h->tools, tool);
	}
}

/* A target's part of README.md has the target's name above it, unless it comes
 * with a heading of its own. */
static void
add_target(struct arena *a, struct handover *h, const struct deployment *d)
{
	struct buffer all = h->steps.readme;
	h->steps.readme = (struct buffer){ .arena = a };
	d->target->steps(d, &h->steps);
	struct text part = text_trim(buffer_text(&h->steps.readme));
	if (part.len && !text_starts(part, T("## ")))
		buffer_format(&all, "\n## %s\n", d->target->name);
	if (part.len)
		buffer_format(&all, "\n%.*s\n", TA(part));
	h->steps.readme = all;
}

static void
collect(struct arena *a, struct arena scratch, struct handover *h)
{
	h->project = deployment_name(a, h->deployments.items[0]);
	h->steps.arena = h->steps.readme.arena = a;
	handover_wait_elsewhere(a, h);
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		if (!d->target->steps)
			continue;
		add_target(a, h, d);
	}
	h->has_steps = h->steps.all.len > 0;
	sort_steps(scratch, h);
	settle_tools(a, h);
	handover_env_collect(a, h);
}

static void
add_folder(struct arena *a, const struct handover *h, struct bundle *bundle)
{
	bundle_add(bundle, path_join(a, h->folder, T(".env.example")), handover_env(a, h),
		   false);
	if (!h->has_steps)
		return;
	bundle_add(bundle, path_join(a, h->folder, T("up.sh")), handover_up(a, h), true);
	bundle_add(bundle, path_join(a, h->folder, T("down.sh")), handover_down(a, h),
		   true);
}

void
handover_emit(struct arena *a, struct arena scratch, const struct environment *e,
	      struct bundle *bundle)
{
	arena_distinct(a, &scratch);
	ARRAY(struct handover) all = { 0 };
	for (size_t i = 0; i < e->deployments.len; i++) {
		const struct deployment *d = &e->deployments.items[i];
		struct text folder = path_folder(d->folder);
		size_t at = 0;
		while (at < all.len && !text_equal(all.items[at].folder, folder))
			at++;
		if (at == all.len)
			array_push(a, &all,
				   (struct handover){ .environment = e,
						      .stack = d->stack,
						      .host = d->host,
						      .folder = folder });
		array_push(a, &all.items[at].deployments, d);
	}
	bundle->target = (struct text){ 0 };
	for (size_t i = 0; i < all.len; i++) {
		collect(a, scratch, &all.items[i]);
		add_folder(a, &all.items[i], bundle);
	}
	handover_order(scratch, all.items, all.len);
	if (all.len)
		bundle_add(bundle, path_join(a, e->name, T("README.md")),
			   handover_readme(a, all.items, all.len), false);
}
