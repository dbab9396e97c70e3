/*
 * up.sh and down.sh: POSIX sh, one function per action, every step printed, every
 * failure named.
 *
 * The fixed functions are in handover_shell.c, and only those that something uses
 * are written; around them stand what this folder needs (its tools, secrets,
 * external services) and its steps.
 *
 * Nothing of .env is exported but by with_env, and variables of the same names are
 * unset first, because the shell's own would win in some programs and not in all.
 */
#include "handover_part.h"
#include "handover_shell.h"
#include "shout.h"

#include <ctype.h>
#include <string.h>

/* A step as it is written: with the name of its function. */
struct action {
	const struct step *step;
	struct text function;
};

struct script {
	struct arena *arena;
	const struct handover *handover;
	struct buffer out;
	bool is_up;
	bool has_root; /* something may need root */
	bool has_root_step;
	ARRAY(struct action) actions;
};

/* Adds a part, an empty line before it. */
static void
add(struct script *s, const char *part)
{
	buffer_byte(&s->out, '\n');
	buffer_add(&s->out, text_of(part));
}

static struct text
function_name(struct script *s, struct text title)
{
	struct buffer b = { .arena = s->arena };
	buffer_add(&b, T("do_"));
	for (size_t i = 0; i < title.len && title.ptr[i] != ':'; i++) {
		unsigned char c = (unsigned char)title.ptr[i];
		if (isalnum(c))
			buffer_byte(&b, (char)tolower(c));
		else if (b.ptr[b.len - 1] != '_')
			buffer_byte(&b, '_');
	}
	for (size_t i = 0; i < s->actions.len; i++)
		if (text_equal(s->actions.items[i].function, buffer_text(&b))) {
			buffer_format(&b, "_%zu", s->actions.len + 1);
			break;
		}
	return buffer_text(&b);
}

static void
collect_actions(struct script *s)
{
	for (size_t i = 0; i < s->handover->steps.all.len; i++) {
		const struct step *step = &s->handover->steps.all.items[i];
		if ((step->kind != STEP_STOP) != s->is_up)
			continue;
		s->has_root_step |= step->as_root;
		struct text name = function_name(s, step->title);
		array_push(s->arena, &s->actions, (struct action){ step, name });
	}
	s->has_root = s->has_root_step ||
		      (s->is_up && handover_generates_files(s->handover));
}

/* Whether any step calls the function. */
static bool
uses(const struct script *s, const char *function)
{
	for (size_t i = 0; i < s->actions.len; i++) {
		struct text command = s->actions.items[i].step->command;
		if (text_find(command, text_of(function)) != command.len)
			return true;
	}
	return false;
}

bool
handover_is_plain(struct text command)
{
	for (size_t i = 0; i < command.len; i++)
		if (strchr("&|;<>()`", command.ptr[i]))
			return false;
	return true;
}

/* What the shell of the user expands, it expands before sudo; a whole line is
 * given to a shell of root. */
static struct text
command_as_root(struct script *s, struct text command)
{
	if (handover_is_plain(command))
		return text_format(s->arena, "as_root %.*s", TA(command));
	return text_format(s->arena, "as_root sh -c %.*s",
			   TA(sh_quote(s->arena, command)));
}

/* What stands in single quotes is meant for the shell inside. */
static const char *
quoting_note(struct text command)
{
	if (text_find(command, T("sh -c '")) < command.len &&
	    text_find_byte(command, '$') < command.len)
		return "# shellcheck disable=SC2016 # the inner shell expands it\n\t";
	return "";
}

static void
write_actions(struct script *s)
{
	for (size_t i = 0; i < s->actions.len; i++) {
		const struct step *step = s->actions.items[i].step;
		struct text command =
			step->as_root ? command_as_root(s, step->command) : step->command;
		buffer_format(&s->out, "\n%.*s() {\n\t%s%.*s\n}\n",
			      TA(s->actions.items[i].function), quoting_note(command),
			      TA(command));
	}
}

static bool
is_check(const struct step *step)
{
	return step->kind == STEP_PREPARE && step->rank == HANDOVER_CHECK;
}

static void
write_calls(struct script *s, bool checks)
{
	for (size_t i = 0; i < s->actions.len; i++) {
		const struct step *step = s->actions.items[i].step;
		if (is_check(step) != checks)
			continue;
		buffer_format(&s->out, "%s %.*s %.*s\n",
			      step->as_root ? "root_step" : "step",
			      TA(sh_quote(s->arena, step->title)),
			      TA(s->actions.items[i].function));
	}
}

static void
write_usage(struct script *s)
{
	buffer_format(&s->out, "\nusage() {\n\tcat <<'END'\nusage: ./%s%s%s [--help]\n\n",
		      s->is_up ? "up.sh" : "down.sh", s->is_up ? " [--check]" : "",
		      s->has_root ? " [--no-root]" : "");
	if (s->is_up)
		buffer_format(&s->out,
			      "Starts %.*s, or brings it up to date.\n\n"
			      "  --check    make the checks, start nothing\n",
			      TA(s->handover->project));
	else
		buffer_format(&s->out, "Stops %.*s. Data stays.\n\n",
			      TA(s->handover->project));
	if (s->has_root)
		buffer_add(&s->out,
			   T("  --no-root  leave out the steps that need root\n"));
	buffer_add(&s->out, T("  --help     this text\nEND\n}\n"));
}

static void
write_options(struct script *s)
{
	if (s->is_up)
		buffer_add(&s->out, T("\ncheck_only=no problems=0\n"));
	buffer_format(&s->out,
		      "%s%sdoing='the start'\nfor option; do\n\tcase $option in\n",
		      s->is_up ? "" : "\n", s->has_root ? "root=yes " : "");
	if (s->is_up)
		buffer_add(&s->out, T("\t--check) check_only=yes ;;\n"));
	if (s->has_root)
		buffer_add(&s->out, T("\t--no-root) root=no ;;\n"));
	buffer_add(&s->out, T("\t--help)\n\t\tusage\n\t\texit 0\n\t\t;;\n"
			      "\t*)\n\t\tusage >&2\n\t\texit 2\n\t\t;;\n"
			      "\tesac\ndone\ntrap interrupted INT TERM\n"));
}

static void
write_variable_check(struct script *s, const struct variable *v)
{
	bool is_given = variable_required(v) && !variable_is_generated(v);
	const char *need = is_given ? "required" : "optional";
	if (v->secret) {
		buffer_format(&s->out, "\tcheck_secret %.*s %lld %s %s\n", TA(v->name),
			      (long long)v->secret->min_length,
			      v->secret->url_safe ? "url-safe" : "any", need);
		return;
	}
	struct text pattern = { 0 };
	if (!pattern_as_extended(s->arena, v->parameter->pattern, &pattern))
		pattern = T("");
	buffer_format(&s->out, "\tcheck_parameter %.*s %.*s %s\n", TA(v->name),
		      TA(sh_quote(s->arena, pattern)), need);
	if (v->is_built)
		buffer_format(&s->out, "\tcheck_built %.*s %.*s\n", TA(v->name),
			      TA(sh_quote(s->arena, v->parameter->value)));
}

static bool
env_required(const struct handover *h)
{
	for (size_t i = 0; i < h->variables.len; i++)
		if (variable_required(&h->variables.items[i]) &&
		    !variable_is_generated(&h->variables.items[i]))
			return true;
	return false;
}

static bool
is_asked_by(const struct handover *h, const struct service *s)
{
	for (size_t i = 0; i < s->consumers.len; i++)
		if (handover_carries(h, s->consumers.items[i]))
			return true;
	for (size_t i = 0; i < h->stack->instances.len; i++) {
		const struct service *user = h->stack->instances.items[i];
		for (size_t j = 0; j < user->needs.len; j++)
			if (user->needs.items[j].service == s &&
			    handover_carries(h, user))
				return true;
	}
	return false;
}

static void
write_external_check(struct script *s, const struct service *to, int64_t port)
{
	struct text what =
		text_format(s->arena, "%.*s does not answer at %.*s:%lld",
			    TA(to->object.name), TA(to->address), (long long)port);
	buffer_format(&s->out, "\ttcp_open %.*s %lld ||\n\t\twrong %.*s\n",
		      TA(sh_quote(s->arena, to->address)), (long long)port,
		      TA(sh_quote(s->arena, what)));
}

/* Returns how many there are; writes them where `s` is not NULL. */
static size_t
external_checks(const struct handover *h, struct script *s)
{
	size_t n = 0;
	for (size_t i = 0; i < h->stack->start_order.len; i++) {
		const struct service *to = h->stack->start_order.items[i];
		if (to->placement != PLACEMENT_EXTERNAL || !is_asked_by(h, to))
			continue;
		for (size_t j = 0; j < to->ports.len; j++) {
			const struct port *p = &to->ports.items[j];
			if (p->protocol != PROTOCOL_TCP || p->alias_of || port_is_range(p))
				continue;
			n++;
			if (s)
				write_external_check(s, to, p->port);
		}
	}
	return n;
}

static void
write_tool_checks(struct script *s)
{
	const struct handover *h = s->handover;
	for (size_t i = 0; i < h->tools.len; i++)
		buffer_format(&s->out, "\tneed_tool %.*s\n", TA(h->tools.items[i]));
	if (uses(s, "http_ok"))
		buffer_add(&s->out,
			   T("\tcommand -v curl >/dev/null 2>&1 || need_tool wget\n"));
	if (uses(s, "tcp_open") || external_checks(h, NULL))
		buffer_add(&s->out,
			   T("\tcommand -v nc >/dev/null 2>&1 || need_tool bash\n"));
	if (s->has_root)
		buffer_add(&s->out, T("\t[ \"$root\" = no ] || [ \"$(id -u)\" -eq 0 ] || "
				      "need_tool sudo\n"));
}

static void
write_preflight(struct script *s)
{
	const struct handover *h = s->handover;
	buffer_add(&s->out,
		   T("\npreflight() {\n\tdoing='the checks'\n\tsay \"$doing\"\n"));
	write_tool_checks(s);
	if (env_required(h))
		buffer_add(&s->out, T("\tneed_env_file\n"));
	else
		buffer_add(&s->out,
			   T("\t# Nothing has to be in it, but commands name it.\n"
			     "\t[ -e .env ] || : >.env\n\tneed_env_file\n"));
	for (size_t i = 0; i < h->variables.len; i++)
		write_variable_check(s, &h->variables.items[i]);
	for (size_t i = 0; i < h->secret_files.len; i++) {
		const struct secret *secret = h->secret_files.items[i];
		if (secret->generate)
			continue;
		struct text what = text_format(s->arena, "secret %.*s: %.*s is missing",
					       TA(secret->object.name), TA(secret->file));
		buffer_format(&s->out, "\t[ -e %.*s ] || wrong %.*s\n",
			      TA(sh_quote(s->arena, secret->file)),
			      TA(sh_quote(s->arena, what)));
	}
	external_checks(h, s);
	buffer_add(&s->out,
		   T("\t[ \"$problems\" -eq 0 ] || fail 'nothing was started'\n}\n"));
}

static void
write_unset(struct script *s)
{
	const struct handover *h = s->handover;
	if (!h->variables.len)
		return;
	buffer_add(
		&s->out,
		T("\n# .env alone counts, not what the shell happens to hold. First of all, "
		  "for the\n# script has variables of its own.\nunset"));
	for (size_t i = 0; i < h->variables.len; i++)
		buffer_format(&s->out, " %.*s", TA(h->variables.items[i].name));
	buffer_byte(&s->out, '\n');
}

static void
write_head(struct script *s)
{
	buffer_format(
		&s->out, "#!/bin/sh\n# %s %.*s%s\n", s->is_up ? "Starts" : "Stops",
		TA(s->handover->project),
		s->is_up ? ": checks first, then every part in order, waiting until it\n"
			   "# is healthy. Running it again brings everything up to date."
			 : ", the last part started first. Data stays.");
	buffer_add(&s->out, T("# Made by `stackc build`; edits are lost.\nset -eu\n\n"
			      "CDPATH='' cd -- \"$(dirname -- \"$0\")\"\n"
			      "PATH=$PATH:/usr/sbin:/sbin\n"));
}

static bool
has_built(const struct handover *h)
{
	for (size_t i = 0; i < h->variables.len; i++)
		if (h->variables.items[i].is_built)
			return true;
	return false;
}

static void
write_functions(struct script *s)
{
	bool with = uses(s, "with_env");
	add(s, shell_basics);
	if (s->is_up) {
		add(s, shell_checks);
		add(s, shell_environment_file);
		if (s->handover->variables.len)
			add(s, shell_check_variable);
		if (has_built(s->handover))
			add(s, shell_check_built);
	}
	if (s->is_up && with)
		add(s, shell_with_env);
	if (uses(s, "http_ok"))
		add(s, shell_http_ok);
	if (uses(s, "tcp_open") || (s->is_up && external_checks(s->handover, NULL)))
		add(s, shell_tcp_open);
	if (uses(s, "any_tcp_open"))
		add(s, shell_any_tcp_open);
	if (uses(s, "wait_for"))
		add(s, shell_wait_for);
	if (s->has_root || uses(s, "as_root"))
		add(s, shell_as_root);
	add(s, shell_run_step);
	if (s->has_root_step)
		add(s, shell_run_root_step);
}

struct text
handover_up(struct arena *a, const struct handover *h)
{
	struct script s = { .arena = a, .handover = h, .out.arena = a, .is_up = true };
	collect_actions(&s);
	write_head(&s);
	write_unset(&s);
	write_usage(&s);
	write_functions(&s);
	write_preflight(&s);
	handover_generate_write(a, h, &s.out);
	write_actions(&s);
	write_options(&s);
	buffer_add(&s.out, T("\npreflight\n"));
	write_calls(&s, true);
	buffer_add(&s.out, T("[ \"$check_only\" = no ] || exit 0\n"));
	if (handover_generates(h))
		buffer_add(&s.out, T("make_secrets\n"));
	write_calls(&s, false);
	buffer_format(&s.out, "say '%.*s is up'\n", TA(h->project));
	return buffer_text(&s.out);
}

struct text
handover_down(struct arena *a, const struct handover *h)
{
	struct script s = { .arena = a, .handover = h, .out.arena = a };
	collect_actions(&s);
	write_head(&s);
	write_usage(&s);
	write_functions(&s);
	write_actions(&s);
	write_options(&s);
	buffer_byte(&s.out, '\n');
	write_calls(&s, false);
	buffer_format(&s.out, "say '%.*s is down'\n", TA(h->project));
	return buffer_text(&s.out);
}
