/*
 * How the containers are started and stopped. One `up` starts those of a project
 * that nothing else stands between in the start order, be it of another project or
 * of another target; so a process that needs a container, and a container that
 * needs the process, both find what they need. What the tool cannot wait for,
 * because it stands in another project, is healthy or has ended before the next
 * `up`.
 */
#include "compose.h"
#include "handover.h"
#include "path.h"
#include "shout.h"

/* Consecutive services of one project. */
struct run_of {
	const struct compose_project *project;
	size_t from, to;
};

struct text
compose_command(const struct compose_work *w, const struct compose_project *p)
{
	return text_format(w->steps->arena,
	                   "docker compose --env-file .env -f %.*s/%.*s",
	                   TA(path_name(w->deployment->folder)), TA(p->file));
}

/* The longest that starting them one after the other can take. */
static int64_t
wait_seconds(struct run_of r)
{
	int64_t seconds = 0;
	for (size_t i = r.from; i < r.to; i++)
		seconds += handover_limit(r.project->services.items[i]);
	return seconds;
}

static bool
awaits_end(const struct service *s, const struct service *of)
{
	for (size_t i = 0; i < s->needs.len; i++)
		if (s->needs.items[i].service == of &&
		    s->needs.items[i].condition == NEED_COMPLETED)
			return true;
	return false;
}

/* Whether a service ends without anybody of its project waiting for its end: to
 * `up --wait` that is a failure. */
static bool
ends_unwatched(const struct compose_project *p, const struct service *s)
{
	for (size_t i = 0; s->once && i < p->services.len; i++)
		if (awaits_end(p->services.items[i], s))
			return false;
	return s->once;
}

/* Whether anybody waits for its end, in the project or not. */
static bool
is_awaited(const struct compose_work *w, const struct service *s)
{
	const struct stack *stack = w->deployment->stack;
	for (size_t i = 0; i < stack->instances.len; i++)
		if (awaits_end(stack->instances.items[i], s))
			return true;
	return false;
}

static void
add_names(struct buffer *b, struct run_of r, bool lasting)
{
	for (size_t i = r.from; i < r.to; i++) {
		const struct service *s = r.project->services.items[i];
		if (!lasting || !ends_unwatched(r.project, s))
			buffer_format(b, " %.*s", TA(s->object.name));
	}
}

static void
add_step(const struct compose_work *w, enum step_kind kind, int rank, struct text title,
         struct text line)
{
	array_push(w->steps->arena, &w->steps->all,
	           (struct step){ kind, rank, title, line, false });
}

static bool
is_whole(struct run_of r)
{
	return r.from == 0 && r.to == r.project->services.len;
}

/* What a step is about, for its title. */
static struct text
what(const struct compose_work *w, struct run_of r)
{
	struct buffer b = { .arena = w->steps->arena };
	if (w->projects.len == 1)
		return T("the containers");
	for (size_t i = r.from; i < r.to && !is_whole(r); i++)
		buffer_format(&b, "%.*s%s", TA(r.project->services.items[i]->object.name),
		              i + 1 < r.to ? ", " : " of ");
	buffer_format(&b, "project %.*s", TA(r.project->name));
	return buffer_text(&b);
}

static void
add_up(const struct compose_work *w, struct run_of r, int rank)
{
	struct buffer b = { .arena = w->steps->arena };
	buffer_add(&b, compose_command(w, r.project));
	buffer_add(&b, T(" up -d"));
	if (is_whole(r))
		buffer_add(&b, T(" --remove-orphans"));
	else
		add_names(&b, r, false);
	add_step(w, STEP_START, rank,
	         text_format(b.arena, "start %.*s", TA(what(w, r))),
	         buffer_text(&b));
}

static void
add_wait(const struct compose_work *w, struct run_of r, int rank)
{
	struct buffer b = { .arena = w->steps->arena };
	size_t unwatched = 0;
	for (size_t i = r.from; i < r.to; i++)
		unwatched += ends_unwatched(r.project, r.project->services.items[i]);
	if (unwatched == r.to - r.from)
		return;
	buffer_add(&b, compose_command(w, r.project));
	buffer_format(&b, " up -d --no-recreate --wait --wait-timeout %lld",
	              (long long)wait_seconds(r));
	if (!is_whole(r) || unwatched)
		add_names(&b, r, true);
	bool several = w->projects.len > 1;
	add_step(w, STEP_WAIT, rank,
	         text_format(b.arena, "wait %s %.*s%s", several ? "for" : "until",
	                     TA(what(w, r)), several ? "" : " are healthy"),
	         buffer_text(&b));
}

/* Until a service has ended well, for those who wait for that elsewhere. */
static void
add_wait_for_end(const struct compose_work *w, const struct compose_project *p,
                 const struct service *s, int rank)
{
	struct arena *a = w->steps->arena;
	struct text compose = compose_command(w, p), name = s->object.name;
	struct text look = text_format(
		a,
		"%.*s ps -aq %.*s | xargs docker inspect -f "
		"\"{{.State.Status}} {{.State.ExitCode}}\" | grep -qx \"exited 0\"",
		TA(compose), TA(name));
	struct text until = text_format(a, "%.*s has ended well", TA(name));
	struct text hint = text_format(a, "%.*s logs %.*s", TA(compose), TA(name));
	add_step(w, STEP_WAIT, rank, text_format(a, "wait until %.*s has ended", TA(name)),
	         text_format(a, "wait_for %lld %.*s %.*s sh -c %.*s",
	                     (long long)handover_limit(s), TA(sh_quote(a, until)),
	                     TA(sh_quote(a, hint)), TA(sh_quote(a, look))));
}

static void
add_start(const struct compose_work *w, struct run_of r)
{
	int rank = (int)r.project->services.items[r.from]->order;
	add_up(w, r, rank);
	add_wait(w, r, rank);
	for (size_t i = r.from; i < r.to; i++) {
		const struct service *s = r.project->services.items[i];
		if (ends_unwatched(r.project, s) && is_awaited(w, s))
			add_wait_for_end(w, r.project, s, rank);
	}
}

/* The end of the run that begins at `from`: order counts the services of all
 * projects and targets. */
static size_t
run_end(const struct compose_project *p, size_t from)
{
	size_t to = from + 1;
	while (to < p->services.len &&
	       p->services.items[to]->order == p->services.items[to - 1]->order + 1)
		to++;
	return to;
}

/* What started last is stopped first, and then goes by the `down` of its project,
 * which comes when the first of the project's services has its turn. */
static void
add_stop(const struct compose_work *w, struct run_of r)
{
	struct arena *a = w->steps->arena;
	struct text compose = compose_command(w, r.project);
	int rank = (int)r.project->services.items[r.from]->order;
	struct buffer names = { .arena = a };
	if (!r.from) {
		r.to = r.project->services.len;
		add_step(w, STEP_STOP, rank, text_format(a, "stop %.*s", TA(what(w, r))),
		         text_format(a, "%.*s down --remove-orphans", TA(compose)));
	} else if (w->projects.len > 1) {
		add_names(&names, r, false);
		add_step(w, STEP_STOP, rank, text_format(a, "stop %.*s", TA(what(w, r))),
		         text_format(a, "%.*s stop%.*s", TA(compose),
		                     TA(buffer_text(&names))));
	}
}

static bool
has_volume(const struct deployment *d, const struct volume *v)
{
	for (size_t i = 0; i < d->services.len; i++)
		if (compose_uses_volume(d->services.items[i], v))
			return true;
	return false;
}

/* Folders on the host are made once, with the owner the spec gives; one that is
 * there is left as it is. */
static void
add_folders(const struct deployment *d, struct steps *steps)
{
	for (size_t i = 0; i < d->stack->volumes.len; i++) {
		const struct volume *v = &d->stack->volumes.items[i];
		if (!v->host.len || !has_volume(d, v))
			continue;
		struct text path = sh_quote(steps->arena, v->host);
		size_t colon = text_find_byte(v->owner, ':');
		struct buffer b = { .arena = steps->arena };
		buffer_format(&b, "test -d %.*s || install -d", TA(path));
		if (colon)
			buffer_format(&b, " -o %.*s", TA(text_slice(v->owner, 0, colon)));
		if (colon < v->owner.len)
			buffer_format(&b, " -g %.*s",
			              TA(text_slice(v->owner, colon + 1, v->owner.len)));
		buffer_format(&b, " %.*s", TA(path));
		array_push(steps->arena, &steps->all,
		           (struct step){ STEP_PREPARE, 0,
		                          text_format(steps->arena,
		                                      "make the folder of volume %.*s",
		                                      TA(v->object.name)),
		                          buffer_text(&b), true });
	}
}

void
compose_steps(const struct deployment *d, struct steps *steps)
{
	struct compose_work w = { d, steps, compose_projects(steps->arena, d) };
	array_push(steps->arena, &steps->needs_tools, T("docker"));
	add_step(&w, STEP_PREPARE, HANDOVER_CHECK, T("look for Docker Compose"),
	         T("docker compose version"));
	add_folders(d, steps);
	for (size_t i = 0; i < w.projects.len; i++) {
		struct run_of r = { .project = &w.projects.items[i] };
		for (r.from = 0; r.from < r.project->services.len; r.from = r.to) {
			r.to = run_end(r.project, r.from);
			add_start(&w, r);
			add_stop(&w, r);
		}
	}
	compose_readme(&w);
}
