/*
 * How the processes are started, waited for and stopped.
 *
 * One app after the other in start order, each waited for, because PM2 knows no
 * dependencies. startOrReload replaces the instances of a cluster one by one; what
 * it does not change (apps.cjs says what) is settled before. The daemon is started
 * first and without secrets: what it has in its environment every worker inherits.
 */
#include "pm2.h"
#include "shout.h"

#define PM2_FOLDER "\"${PM2_HOME:-$HOME/.pm2}\""

static void
add(struct steps *steps, enum step_kind kind, int rank, struct text title,
    struct text command)
{
	array_push(
		steps->arena, &steps->all,
		(struct step){
			.kind = kind, .rank = rank, .title = title, .command = command });
}

static void
prepare_host(const struct deployment *d, struct steps *steps)
{
	struct arena *a = steps->arena;
	struct text logs = sh_quote(a, pm2_log_folder(a, d));
	add(steps, STEP_PREPARE, 0, T("start PM2, and keep its files to this user"),
	    T("pm2 ping >/dev/null && chmod go= " PM2_FOLDER));
	add(steps, STEP_PREPARE, 0, T("make the folder of the logs"),
	    text_format(a,
			"[ -w %.*s ] || as_root install -d -m 0750 -o \"$(id -un)\" %.*s",
			TA(logs), TA(logs)));
}

/* A script without a folder may be a command that PM2 finds in PATH. */
static void
prepare_service(const struct service *s, struct steps *steps)
{
	struct arena *a = steps->arena;
	const struct process *p = s->process;
	struct text script = p->script;
	struct text path = text_starts(script, T("/"))
				   ? script
				   : text_format(a, "%.*s/%.*s", TA(p->cwd), TA(script));
	struct text command = text_format(a, "[ -e %.*s ]", TA(sh_quote(a, path)));
	if (text_find_byte(script, '/') == script.len)
		command = text_format(a, "%.*s || command -v %.*s >/dev/null",
				      TA(command), TA(sh_quote(a, script)));
	add(steps, STEP_PREPARE, HANDOVER_CHECK,
	    text_format(a, "look for %.*s: %.*s", TA(s->object.name), TA(path)), command);
}

static struct text
words(struct arena *a, const struct pair *items, size_t len)
{
	struct buffer b = { .arena = a };
	const struct parameter *missing;
	for (size_t i = 0; i < len; i++) {
		struct text word = value_expand(a, &items[i].value, &missing);
		buffer_format(&b, "%s%.*s", i ? " " : "", TA(sh_quote(a, word)));
	}
	return buffer_text(&b);
}

/* The command that tells whether the service is healthy; empty: by its state. */
static struct text
health_command(struct arena *a, const struct service *s)
{
	const struct health *h = s->health;
	const struct parameter *missing;
	if (!h || h->none)
		return (struct text){ 0 };
	struct text line = { 0 };
	if (h->http.len && h->port_bound)
		return text_format(
			a, "http_ok %.*s",
			TA(sh_quote(a, text_format(a, "http://127.0.0.1:%lld%.*s",
						   (long long)h->port_bound->port,
						   TA(h->http)))));
	if (h->tcp && h->port_bound)
		return text_format(a, "tcp_open 127.0.0.1 %lld",
				   (long long)h->port_bound->port);
	if (h->exec.len)
		line = words(a, h->exec.items, h->exec.len);
	else if (h->shell.at)
		line = value_expand(a, &h->shell, &missing);
	else
		return line;
	line = text_format(a, "cd %.*s && %.*s", TA(sh_quote(a, s->process->cwd)),
			   TA(line));
	return text_format(a, "sh -c %.*s", TA(sh_quote(a, line)));
}

static void
add_wait(const struct service *s, struct steps *steps, struct text what,
	 struct text command)
{
	struct arena *a = steps->arena;
	struct text hint = text_format(a, "pm2 logs --nostream %.*s", TA(s->object.name));
	add(steps, STEP_WAIT, (int)s->order, text_format(a, "wait until %.*s", TA(what)),
	    text_format(a, "wait_for %lld %.*s %.*s %.*s", (long long)handover_limit(s),
			TA(sh_quote(a, what)), TA(sh_quote(a, hint)), TA(command)));
}

/* Health is asked of the port, where any instance answers; so each of them is
 * looked at too. */
static void
wait_for_service(const struct service *s, struct steps *steps)
{
	struct arena *a = steps->arena;
	struct text name = s->object.name;
	struct text command = health_command(a, s);
	if (!command.len) {
		add_wait(s, steps, text_format(a, "%.*s stays up", TA(name)),
			 text_format(a, "with_env node pm2/apps.cjs steady %.*s",
				     TA(name)));
		return;
	}
	add_wait(s, steps, text_format(a, "%.*s is healthy", TA(name)), command);
	add_wait(s, steps, text_format(a, "every instance of %.*s runs", TA(name)),
		 text_format(a, "with_env node pm2/apps.cjs online %.*s", TA(name)));
}

static void
start_service(const struct service *s, struct steps *steps)
{
	struct arena *a = steps->arena;
	struct text name = s->object.name;
	if (pm2_runs_once(s)) {
		add(steps, STEP_START, (int)s->order,
		    text_format(a, "run %.*s to its end", TA(name)),
		    text_format(a, "with_env node pm2/once.cjs %.*s", TA(name)));
		return;
	}
	add(steps, STEP_START, (int)s->order,
	    text_format(a, "start or reload %.*s", TA(name)),
	    text_format(a,
			"with_env pm2 startOrReload pm2/ecosystem.config.cjs --only %.*s "
			">/dev/null",
			TA(name)));
	wait_for_service(s, steps);
}

/* The rotation the host gets: one that the spec asks for, else that of a kind. */
static const struct logs *
rotation(const struct deployment *d)
{
	const struct logs *found = NULL;
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		if (pm2_asks_for_logs(s))
			return s->logs;
		if (!found)
			found = s->logs;
	}
	return found;
}

static void
add_rotation(const struct deployment *d, struct steps *steps)
{
	const struct logs *logs = rotation(d);
	if (!logs || (!logs->max_size && !logs->max_files))
		return;
	buffer_add(&steps->readme,
		   T("\nLogs are rotated by a module of PM2, once per host:\n\n"
		     "    pm2 install pm2-logrotate\n"));
	if (logs->max_size)
		buffer_format(&steps->readme, "    pm2 set pm2-logrotate:max_size %.*s\n",
			      TA(pm2_size(steps->arena, logs->max_size)));
	if (logs->max_files)
		buffer_format(&steps->readme, "    pm2 set pm2-logrotate:retain %lld\n",
			      (long long)logs->max_files);
}

static void
add_readme(const struct deployment *d, struct steps *steps)
{
	struct text logs = pm2_log_folder(steps->arena, d);
	buffer_format(
		&steps->readme,
		"Once per host, so that everything is started again after a reboot:\n\n"
		"    npm install --global pm2\n"
		"    pm2 startup     # prints a command for root: run it\n");
	add_rotation(d, steps);
	buffer_format(
		&steps->readme,
		"\nTo look at it: `pm2 ls`, `pm2 logs NAME`; the files are in "
		"`%.*s`.\n`pm2 save` keeps the environment of every process, secrets "
		"included, in PM2's folder;\n`up.sh` closes that folder to other "
		"users.\n",
		TA(logs));
}

void
pm2_steps(const struct deployment *d, struct steps *steps)
{
	array_push(steps->arena, &steps->needs_tools, T("node"));
	array_push(steps->arena, &steps->needs_tools, T("pm2"));
	prepare_host(d, steps);
	for (size_t i = 0; i < d->services.len; i++)
		prepare_service(d->services.items[i], steps);
	add(steps, STEP_PREPARE, 2, T("end processes that are gone or have moved"),
	    T("with_env node pm2/apps.cjs settle"));
	for (size_t i = 0; i < d->services.len; i++)
		start_service(d->services.items[i], steps);
	add(steps, STEP_WAIT, HANDOVER_LAST, T("save the list of processes"),
	    T("pm2 save >/dev/null"));
	add(steps, STEP_STOP, 0, T("stop the processes"),
	    T("node pm2/apps.cjs stop && pm2 save --force >/dev/null"));
	add_readme(d, steps);
}
