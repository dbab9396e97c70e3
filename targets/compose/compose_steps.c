/*
 * How the containers are started and stopped. One `up` starts those that nothing
 * of another target stands between in the start order; so a process that needs a
 * container, and a container that needs the process, both find what they need.
 */
#include "compose.h"
#include "handover.h"
#include "path.h"
#include "shout.h"

static struct text
command(const struct deployment *d, struct steps *steps)
{
	return text_format(steps->arena,
	                   "docker compose --env-file .env -f %.*s/compose.yaml",
	                   TA(path_name(d->folder)));
}

/* The longest that starting them one after the other can take. */
static int64_t
wait_seconds(const struct deployment *d, size_t from, size_t to)
{
	int64_t seconds = 0;
	for (size_t i = from; i < to; i++)
		seconds += handover_limit(d->services.items[i]);
	return seconds;
}

/* Whether a service ends without anybody waiting for its end: to `up --wait` that
 * is a failure. */
static bool
ends_unwatched(const struct deployment *d, const struct service *s)
{
	for (size_t i = 0; s->once && i < d->services.len; i++) {
		const struct service *other = d->services.items[i];
		for (size_t k = 0; k < other->needs.len; k++)
			if (other->needs.items[k].service == s &&
			    other->needs.items[k].condition == NEED_COMPLETED)
				return false;
	}
	return s->once;
}

static void
add_names(struct buffer *b, const struct deployment *d, size_t from, size_t to,
          bool lasting)
{
	for (size_t i = from; i < to; i++)
		if (!lasting || !ends_unwatched(d, d->services.items[i]))
			buffer_format(b, " %.*s", TA(d->services.items[i]->object.name));
}

static void
add_step(struct steps *steps, enum step_kind kind, int rank, struct text title,
         struct text line)
{
	array_push(steps->arena, &steps->all,
	           (struct step){ kind, rank, title, line, false });
}

static void
add_start(const struct deployment *d, struct steps *steps, size_t from, size_t to)
{
	struct buffer up = { .arena = steps->arena }, wait = { .arena = steps->arena };
	bool whole = from == 0 && to == d->services.len, unwatched = false;
	int rank = (int)d->services.items[from]->order;
	for (size_t i = from; i < to; i++)
		unwatched |= ends_unwatched(d, d->services.items[i]);
	buffer_add(&up, command(d, steps));
	buffer_add(&up, T(" up -d"));
	if (whole)
		buffer_add(&up, T(" --remove-orphans"));
	else
		add_names(&up, d, from, to, false);
	add_step(steps, STEP_START, rank, T("start the containers"), buffer_text(&up));

	buffer_add(&wait, command(d, steps));
	buffer_format(&wait, " up -d --no-recreate --wait --wait-timeout %lld",
	              (long long)wait_seconds(d, from, to));
	if (!whole || unwatched)
		add_names(&wait, d, from, to, true);
	add_step(steps, STEP_WAIT, rank, T("wait until the containers are healthy"),
	         buffer_text(&wait));
}

/* The end of the run that begins at `from`: order counts the services of all
 * targets. */
static size_t
run_end(const struct deployment *d, size_t from)
{
	size_t to = from + 1;
	while (to < d->services.len &&
	       d->services.items[to]->order == d->services.items[to - 1]->order + 1)
		to++;
	return to;
}

static bool
has_volume(const struct deployment *d, const struct volume *v)
{
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		for (size_t k = 0; k < s->mounts.len; k++)
			if (s->mounts.items[k].volume_bound == v)
				return true;
	}
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

/* Whether a secret that .env gives is in a file of the container. A store takes its
 * password when its data is made, and never again. */
static bool
copies_secret(const struct service *s)
{
	for (size_t i = 0; i < s->env.len && !s->knows->datastore; i++)
		if (compose_is_file_env(s, &s->env.items[i]) &&
		    s->env.items[i].value.parts[0].secret->env.len)
			return true;
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct secret *secret = s->mounts.items[i].secret_bound;
		if ((secret && secret->env.len) || value_secret(&s->mounts.items[i].content))
			return true;
	}
	for (size_t i = 0; i < s->files.len; i++)
		if (value_secret(&s->files.items[i].content))
			return true;
	return false;
}

/* The tool sees no change where only the value of a secret is another one. */
static void
tell_copied_secrets(const struct deployment *d, struct steps *steps)
{
	struct buffer names = { .arena = steps->arena };
	for (size_t i = 0; i < d->services.len; i++)
		if (copies_secret(d->services.items[i]))
			buffer_format(&names, " %.*s",
			              TA(d->services.items[i]->object.name));
	if (names.len)
		buffer_format(&steps->readme,
		              "\nSecrets that a container reads from a file are copied "
		              "when it is made. After\na change of one in `.env`:\n\n"
		              "```sh\n%.*s up -d --force-recreate%.*s\n```\n",
		              TA(command(d, steps)), TA(buffer_text(&names)));
}

static void
add_readme(const struct deployment *d, struct steps *steps)
{
	struct text compose = command(d, steps);
	buffer_format(&steps->readme,
	              "## Containers\n\n"
	              "`%.*s/compose.yaml` is the project `%.*s` of Docker Compose.\n\n"
	              "```sh\n"
	              "%.*s up -d --wait   # start, or apply a change\n"
	              "%.*s ps             # what runs, and how it is\n"
	              "%.*s logs -f NAME   # what a service says\n"
	              "%.*s down           # stop; volumes stay\n"
	              "```\n",
	              TA(path_name(d->folder)), TA(compose_project(steps->arena, d)),
	              TA(compose), TA(compose), TA(compose), TA(compose));
	tell_copied_secrets(d, steps);
}

void
compose_steps(const struct deployment *d, struct steps *steps)
{
	array_push(steps->arena, &steps->needs_tools, T("docker"));
	add_step(steps, STEP_PREPARE, HANDOVER_CHECK, T("look for Docker Compose"),
	         T("docker compose version"));
	add_folders(d, steps);
	for (size_t from = 0, to; from < d->services.len; from = to) {
		to = run_end(d, from);
		add_start(d, steps, from, to);
	}
	if (d->services.len)
		add_step(steps, STEP_STOP, (int)d->services.items[0]->order,
		         T("stop the containers"),
		         text_format(steps->arena, "%.*s down --remove-orphans",
		                     TA(command(d, steps))));
	add_readme(d, steps);
}
