/*
 * README.md: how to deploy the bundle by hand, for somebody who has never seen it.
 * What runs and where it listens, what to do before the first time, the steps of
 * up.sh as plain commands, each target's own part, the way back.
 *
 * Markdown is kept simple: tables, numbered lists, indented commands.
 */
#include "handover_part.h"
#include "shout.h"

/* Text in a cell: a bar would end it. */
static void
add_cell(struct buffer *b, struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '|')
			buffer_byte(b, '\\');
		buffer_byte(b, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
	}
}

static void
add_published(struct buffer *b, const struct port *port)
{
	for (size_t i = 0; i < port->publish.len; i++) {
		const struct publish *p = &port->publish.items[i];
		struct text ports = port_text(b->arena, p->port, p->last, "-");
		if (p->is_public)
			buffer_format(b, "; port %.*s of the host, for everybody",
				      TA(ports));
		for (size_t j = 0; !p->is_public && j < p->addresses.len; j++)
			buffer_format(b, "; %.*s:%.*s of the host",
				      TA(p->addresses.items[j].text), TA(ports));
	}
}

static void
add_port(struct buffer *b, const struct service *s, const struct port *port)
{
	if (s->placement == PLACEMENT_EXTERNAL)
		buffer_format(b, "%.*s:", TA(s->address));
	buffer_format(b, "%.*s%s (%.*s)",
		      TA(port_text(b->arena, port->port, port->last, "-")),
		      port->protocol == PROTOCOL_UDP ? "/udp" : "", TA(port->object.name));
}

/* Where it listens, and the other instances of `all` where that is elsewhere. */
static void
add_ports(struct buffer *b, const struct service *s, struct service *const *all,
	  size_t len)
{
	for (size_t i = 0, n = 0; i < s->ports.len; i++) {
		if (s->ports.items[i].alias_of)
			continue;
		buffer_add(b, n++ ? T(", ") : T(""));
		add_port(b, s, &s->ports.items[i]);
		struct text before = { 0 };
		for (size_t k = 0; k < len; k++) {
			struct buffer published = { .arena = b->arena };
			add_published(&published, &all[k]->ports.items[i]);
			if (!text_equal(buffer_text(&published), before))
				buffer_add(b, buffer_text(&published));
			before = buffer_text(&published);
		}
	}
}

static const char *
placement_word(const struct service *s)
{
	static const char *const words[] = {
		[PLACEMENT_CONTAINER] = "container",
		[PLACEMENT_PROCESS] = "process",
		[PLACEMENT_EXTERNAL] = "external: not part of this bundle",
	};
	return words[s->placement];
}

static void
add_member(struct buffer *b, struct service *s)
{
	buffer_format(b, "| %.*s | %s", TA(s->object.name), placement_word(s));
	if (s->host)
		buffer_format(b, " on %.*s", TA(s->host->object.name));
	buffer_add(b, T(" | "));
	add_ports(b, s, &s, 1);
	buffer_add(b, T(" |\n"));
}

/* Instances that are alike are one row; members of a topology are not. */
static void
add_service(struct buffer *b, const struct service *s)
{
	for (size_t i = 0; s->topology && i < s->instances.len; i++)
		add_member(b, s->instances.items[i]);
	if (s->former)
		add_member(b, s->former);
	if (s->topology)
		return;
	buffer_format(b, "| %.*s | %s", TA(s->object.name), placement_word(s));
	for (size_t j = 0; j < s->hosts.len; j++)
		buffer_format(b, "%s%.*s", j ? ", " : " on ", TA(s->hosts.items[j].text));
	buffer_add(b, T(" | "));
	add_ports(b, s, s->instances.items, s->instances.len);
	buffer_add(b, T(" |\n"));
}

static void
add_services(struct buffer *b, const struct stack *stack)
{
	buffer_add(b, T("\n## What runs, and where it listens\n\n"
			"| service | runs as | ports |\n| --- | --- | --- |\n"));
	/* In the order they start, each where the first of its instances does. */
	for (size_t i = 0; i < stack->start_order.len; i++) {
		const struct service *s = stack->start_order.items[i];
		if (s == s->group->instances.items[0])
			add_service(b, s->group);
	}
}

static void
add_gateway(struct buffer *b, const struct stack *stack)
{
	const struct gateway *g = stack->gateway;
	if (!g || !g->hosts.len)
		return;
	buffer_add(b, T("\nThe way in:\n\n"));
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct gateway_host *host = &g->hosts.items[i];
		struct text name = host->name.len ? host->name : host->object.name;
		if (host->url.len)
			buffer_format(b, "- %.*s\n", TA(host->url));
		else
			buffer_format(b, "- %s://%.*s\n",
				      host->tls || g->tls ? "https" : "http", TA(name));
	}
}

static void
add_variables(struct arena *a, struct buffer *b, const struct handover *h)
{
	if (!h->variables.len)
		return;
	buffer_add(b, T("\n| in `.env` | what for | constraints | read by |\n"
			"| --- | --- | --- | --- |\n"));
	for (size_t i = 0; i < h->variables.len; i++) {
		const struct variable *v = &h->variables.items[i];
		buffer_format(b, "| `%.*s` | ", TA(v->name));
		add_cell(b,
			 v->secret ? v->secret->description : v->parameter->description);
		buffer_add(b, T(" | "));
		add_cell(b, variable_constraints(a, v));
		buffer_add(b, T(" | "));
		for (size_t j = 0; j < v->readers.len; j++) {
			buffer_add(b, j ? T(", ") : T(""));
			add_cell(b, v->readers.items[j]);
		}
		buffer_add(b, T(" |\n"));
	}
}

static void
add_first_time(struct arena *a, struct buffer *b, const struct handover *h,
	       bool several)
{
	buffer_add(b, T("\n## Before the first time\n\n"));
	int n = 1;
	if (h->tools.len) {
		buffer_format(b, "%d. These commands must be there:", n++);
		for (size_t i = 0; i < h->tools.len; i++)
			buffer_format(b, "%s `%.*s`", i ? "," : "",
				      TA(h->tools.items[i]));
		buffer_add(b, T(".\n"));
	}
	struct text host = { 0 };
	if (h->host && several)
		host = T("the folder to the host");
	else if (h->host)
		host = text_format(a, "this folder to %.*s (%.*s)",
				   TA(h->host->object.name), TA(h->host->address));
	if (host.len)
		buffer_format(b,
			      "%d. Copy %.*s. What stands beside it there, such as "
			      "`.env`, stays.\n",
			      n++, TA(host));
	buffer_format(b, "%d. `cp .env.example .env && chmod 600 .env`%s\n", n++,
		      h->variables.len
			      ? ", and fill it in: `NAME='value'`, one line each."
			      : ". It needs nothing in it.");
	handover_generate_readme(h, b, &n);
	for (size_t i = 0; i < h->secret_files.len; i++)
		if (!h->secret_files.items[i]->generate)
			buffer_format(b,
				      "%d. Put secret %.*s into `%.*s`, readable to nobody "
				      "else.\n",
				      n++, TA(h->secret_files.items[i]->object.name),
				      TA(h->secret_files.items[i]->file));
	add_variables(a, b, h);
}

static void
replace(struct buffer *b, struct text text, struct text word, struct text by)
{
	for (size_t at; (at = text_find(text, word)) < text.len;) {
		buffer_add(b, text_slice(text, 0, at));
		buffer_add(b, by);
		text = text_slice(text, at + word.len, text.len);
	}
	buffer_add(b, text);
}

/* The command as a person types it, without the functions of up.sh: `.env` was
 * read into the shell before. Empty where there is nothing to type. */
static struct text
by_hand(struct arena *a, const struct step *step)
{
	struct buffer b = { .arena = a };
	struct text command = step->command, ask = T("http_ok ");
	if (text_starts(command, T("wait_for "))) {
		size_t at = text_find(command, ask);
		if (at < command.len)
			buffer_format(&b, "curl -fsS -o /dev/null %.*s",
				      TA(text_slice(command, at + ask.len, command.len)));
		return buffer_text(&b);
	}
	if (text_starts(command, T("with_env ")))
		command = text_slice(command, sizeof "with_env", command.len);
	if (step->as_root && !handover_is_plain(command))
		buffer_format(&b, "sudo sh -c %.*s", TA(sh_quote(a, command)));
	else if (step->as_root)
		buffer_format(&b, "sudo %.*s", TA(command));
	else
		replace(&b, command, T("as_root "), T("sudo "));
	return buffer_text(&b);
}

static bool
reads_env(const struct handover *h)
{
	for (size_t i = 0; i < h->steps.all.len; i++)
		if (text_starts(h->steps.all.items[i].command, T("with_env ")))
			return true;
	return false;
}

static void
add_steps(struct arena *a, struct buffer *b, const struct handover *h, bool up)
{
	for (size_t i = 0; i < h->steps.all.len; i++) {
		const struct step *step = &h->steps.all.items[i];
		if ((step->kind != STEP_STOP) != up)
			continue;
		buffer_format(b, "    # %.*s\n", TA(step->title));
		struct text command = by_hand(a, step);
		if (command.len)
			buffer_format(b, "    %.*s\n", TA(command));
	}
}

static void
add_deploy(struct arena *a, struct buffer *b, const struct handover *h)
{
	buffer_add(b, T("\n## Deploy\n\n"
			"    ./up.sh\n\n"
			"It checks `.env`, the tools and the external services first and "
			"starts\n"
			"nothing where one of them is wrong; `./up.sh --check` stops "
			"there. Then it\n"
			"starts everything in order and waits, with a limit, until each "
			"part is\n"
			"healthy. Running it again brings everything up to date. By "
			"hand, in this\n"
			"order:\n\n"));
	handover_generate_by_hand(a, h, b);
	if (reads_env(h))
		buffer_add(b, T("    # read .env into this shell\n    set -a; . ./.env; "
				"set +a\n"));
	add_steps(a, b, h, true);
}

/* A parameter that says which image runs. */
static bool
is_version(const struct variable *v)
{
	for (size_t i = 0; v->parameter && i < v->readers.len; i++)
		if (text_ends(v->readers.items[i], T(" (image)")))
			return true;
	return false;
}

static void
add_way_back(struct arena *a, struct buffer *b, const struct handover *h)
{
	buffer_add(b, T("\n## Roll back\n\n"));
	for (size_t i = 0; i < h->variables.len; i++)
		if (is_version(&h->variables.items[i]))
			buffer_format(
				b,
				"Set `%.*s` in `.env` to what it was, or put the\n"
				"bundle of the earlier version in place of this one, and "
				"run `./up.sh`.\n",
				TA(h->variables.items[i].name));
	if (b->ptr[b->len - 2] == '\n')
		buffer_add(
			b,
			T("Put the bundle of the earlier version in place of this one, "
			  "with the\nprograms it runs, and run `./up.sh`.\n"));
	buffer_add(
		b,
		T("Data is not rolled back: restore it from a backup where its format\n"
		  "changed.\n\n## Stop\n\n    ./down.sh\n\nData stays. By hand:\n\n"));
	add_steps(a, b, h, false);
}

/* What is to be told of a folder; of several without the name of the host, so that
 * hosts which differ in nothing else are told of once. */
static struct text
folder_text(struct arena *a, const struct handover *h, bool several)
{
	struct buffer b = { .arena = a };
	if (h->has_steps)
		add_first_time(a, &b, h, several);
	if (h->has_steps)
		add_deploy(a, &b, h);
	buffer_add(&b, buffer_text(&h->steps.readme));
	if (h->has_steps)
		add_way_back(a, &b, h);
	return buffer_text(&b);
}

static void
add_runs(struct buffer *b, const struct handover *h)
{
	const struct gateway *g = h->stack->gateway;
	size_t n = 0;
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		if (d->carries_gateway && g->on_host)
			buffer_format(b, "%sthe gateway", n++ ? ", " : "");
		for (size_t j = 0; j < d->services.len; j++)
			buffer_format(b, "%s%.*s", n++ ? ", " : "",
				      TA(d->services.items[j]->object.name));
	}
}

static void
add_hosts(struct buffer *b, const struct handover *all, size_t len)
{
	buffer_add(b, T("\n## The hosts, in the order they are deployed\n\n"
			"| host | address | folder | what runs there |\n"
			"| --- | --- | --- | --- |\n"));
	for (size_t i = 0; i < len; i++) {
		const struct host *host = all[i].host;
		if (!host)
			continue;
		buffer_format(b, "| %.*s | %.*s | `%.*s/` | ", TA(host->object.name),
			      TA(host->address), TA(host->object.name));
		add_runs(b, &all[i]);
		buffer_add(b, T(" |\n"));
	}
	buffer_add(b, T("\nCopy each folder to its host and run `./up.sh` there, in this "
			"order. What a host\n"
			"needs of another it waits for, with a limit, so they may also "
			"be started at the\n"
			"same time. To stop, run `./down.sh` in the reverse order.\n"));
}

/* The hosts from all[from] on whose text is the same as its. */
static size_t
same_text(const struct text *texts, size_t from, size_t len)
{
	size_t to = from + 1;
	while (to < len && text_equal(texts[to], texts[from]))
		to++;
	return to;
}

static void
add_title(struct buffer *b, const struct handover *all, size_t len)
{
	buffer_add(b, len > 1 ? T("\n# Hosts ") : T("\n# Host "));
	for (size_t i = 0; i < len; i++)
		buffer_format(b, "%s%.*s", i ? ", " : "",
			      TA(all[i].host ? all[i].host->object.name : T("")));
	buffer_add(b, T("\n"));
}

static void
add_folders(struct arena *a, struct buffer *b, const struct handover *all, size_t len)
{
	struct text *texts = arena_array(a, struct text, len);
	for (size_t i = 0; i < len; i++)
		texts[i] = folder_text(a, &all[i], len > 1);
	for (size_t from = 0, to; from < len; from = to) {
		to = same_text(texts, from, len);
		if (len > 1)
			add_title(b, all + from, to - from);
		buffer_add(b, texts[from]);
	}
}

struct text
handover_readme(struct arena *a, const struct handover *all, size_t len)
{
	const struct environment *e = all->environment;
	struct buffer b = { .arena = a };
	buffer_format(&b, "# %.*s\n\n", TA(all->project));
	if (all->stack->description.len)
		buffer_format(&b, "%.*s\n\n", TA(text_trim(all->stack->description)));
	buffer_format(
		&b,
		"Made by `stackc build` from environment `%.*s` of `stack.yaml`; edits "
		"are lost.\n",
		TA(e->name));
	add_services(&b, all->stack);
	add_gateway(&b, all->stack);
	if (len > 1)
		add_hosts(&b, all, len);
	add_folders(a, &b, all, len);
	return buffer_text(&b);
}
