/*
 * This target's part of README.md: the projects, the commands for one of them, and
 * what the tool does not see by itself.
 */
#include "compose.h"
#include "handover.h"
#include "path.h"

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
		if ((secret && secret->env.len) ||
		    value_secret(&s->mounts.items[i].content))
			return true;
	}
	for (size_t i = 0; i < s->files.len; i++)
		if (value_secret(&s->files.items[i].content))
			return true;
	return false;
}

/* The tool sees no change where only the value of a secret is another one. */
static void
tell_copied_secrets(const struct compose_work *w)
{
	struct buffer lines = { .arena = w->steps->arena };
	for (size_t i = 0; i < w->projects.len; i++) {
		const struct compose_project *p = &w->projects.items[i];
		struct buffer names = { .arena = w->steps->arena };
		for (size_t k = 0; k < p->services.len; k++)
			if (copies_secret(p->services.items[k]))
				buffer_format(&names, " %.*s",
					      TA(p->services.items[k]->object.name));
		if (names.len)
			buffer_format(&lines, "%.*s up -d --force-recreate%.*s\n",
				      TA(compose_command(w, p)), TA(buffer_text(&names)));
	}
	if (lines.len)
		buffer_format(&w->steps->readme,
			      "\nSecrets that a container reads from a file are copied "
			      "when it is made. After\na change of one in `.env`:\n\n"
			      "```sh\n%.*s```\n",
			      TA(buffer_text(&lines)));
}

static void
tell_commands(const struct compose_work *w, struct text compose)
{
	buffer_format(&w->steps->readme,
		      "```sh\n"
		      "%.*s up -d --wait   # start, or apply a change\n"
		      "%.*s ps             # what runs, and how it is\n"
		      "%.*s logs -f NAME   # what a service says\n"
		      "%.*s down           # stop; volumes stay\n"
		      "```\n",
		      TA(compose), TA(compose), TA(compose), TA(compose));
}

static void
tell_owner(const struct compose_work *w, const char *what, struct text name,
	   struct compose_owner owner)
{
	if (owner.users > 1)
		buffer_format(&w->steps->readme, "- %s `%.*s_%.*s` is made by `%.*s`\n",
			      what, TA(compose_base(w->steps->arena, w->deployment)),
			      TA(name), TA(owner.project->name));
}

/* What a project has to be up for, and what must be down before it is. */
static void
tell_owners(const struct compose_work *w)
{
	const struct stack *stack = w->deployment->stack;
	struct buffer *b = &w->steps->readme;
	size_t len = b->len;
	buffer_add(b, T("\nWhat several of them use; who makes it is started first and "
			"stopped last:\n\n"));
	size_t empty = b->len;
	for (size_t i = 0; i < stack->networks.len; i++) {
		const struct network *n = &stack->networks.items[i];
		if (!n->external.len)
			tell_owner(w, "network", n->object.name,
				   compose_network_owner(w->projects, n));
	}
	for (size_t i = 0; i < stack->volumes.len; i++) {
		const struct volume *v = &stack->volumes.items[i];
		if (!v->external.len && !v->host.len)
			tell_owner(w, "volume", v->object.name,
				   compose_volume_owner(w->projects, v));
	}
	if (b->len == empty)
		b->len = len;
}

static void
tell_projects(const struct compose_work *w)
{
	struct buffer *b = &w->steps->readme;
	buffer_format(b, "These are projects of Docker Compose, started in this "
			 "order:\n\n| project | services |\n| --- | --- |\n");
	for (size_t i = 0; i < w->projects.len; i++) {
		const struct compose_project *p = &w->projects.items[i];
		buffer_format(b, "| `%.*s` |", TA(p->name));
		for (size_t k = 0; k < p->services.len; k++)
			buffer_format(b, "%s %.*s", k ? "," : "",
				      TA(p->services.items[k]->object.name));
		buffer_add(b, T(" |\n"));
	}
	tell_owners(w);
	struct text folder = path_name(w->deployment->folder);
	buffer_format(b,
		      "\n`up.sh` waits for each before it starts the next. One alone "
		      "is\n`%.*s/projects/PROJECT/compose.yaml`:\n\n",
		      TA(folder));
	tell_commands(w, text_format(w->steps->arena,
				     "docker compose --env-file .env -f "
				     "%.*s/projects/PROJECT/compose.yaml",
				     TA(folder)));
}

void
compose_readme(const struct compose_work *w)
{
	struct buffer *b = &w->steps->readme;
	buffer_add(b, T("## Containers\n\n"));
	if (w->projects.len == 1) {
		const struct compose_project *p = w->projects.items;
		buffer_format(
			b, "`%.*s/%.*s` is the project `%.*s` of Docker Compose.\n\n",
			TA(path_name(w->deployment->folder)), TA(p->file), TA(p->name));
		tell_commands(w, compose_command(w, p));
	} else {
		tell_projects(w);
	}
	tell_copied_secrets(w);
	compose_registries(w->deployment, w->steps);
}
