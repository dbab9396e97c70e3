/*
 * What PM2 cannot do with a process, found before anything is written. Much of it
 * PM2 itself accepts and then does something else: it starts one instance of
 * `instances: two`, runs a script with a space in its name through a shell, and
 * has the second of two forked instances fail on the port of the first.
 */
#include "path.h"
#include "pm2.h"
#include "service_value.h"

static bool
is_count(struct text t)
{
	if (!t.len || t.len > 4 || t.ptr[0] == '0')
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] < '0' || t.ptr[i] > '9')
			return false;
	return true;
}

static void
check_instances(const struct service *s, struct diags *diags)
{
	const struct process *p = s->process;
	struct span at = object_place(&p->object, "instances");
	if (!text_is(p->instances, "max") && !is_count(p->instances)) {
		struct diag *d =
			diag_error(diags, "pm2/instances", at,
				   "expected a number from 1 to 9999 or max, found "
				   "'%.*s'",
				   TA(p->instances));
		d->subject = s->object.name;
		return;
	}
	if (p->mode == PROCESS_CLUSTER || text_is(p->instances, "1") || !s->ports.len)
		return;
	struct diag *d =
		diag_error(diags, "pm2/fork-shares-port", at,
			   "instances of '%.*s' in mode fork cannot share port %lld",
			   TA(s->object.name), (long long)s->ports.items[0].port);
	d->subject = s->object.name;
	diag_why(d, T("each forked instance opens the port itself, and the second one "
		      "fails"));
	diag_fix(diags, d, "use mode: cluster, or one instance");
}

static void
check_mode(const struct service *s, struct diags *diags)
{
	const struct process *p = s->process;
	struct text name = path_name(p->interpreter);
	if (p->mode != PROCESS_CLUSTER || pm2_runs_node(s) || text_is(name, "bun"))
		return;
	struct diag *d = diag_error(
		diags, "pm2/cluster-needs-node", object_place(&p->object, "mode"),
		"'%.*s' is not run by node, and cannot be a cluster", TA(s->object.name));
	d->subject = s->object.name;
	diag_why(d, T("cluster mode is a feature of Node.js: workers share its listening "
		      "socket"));
	diag_fix(diags, d, "use mode: fork");
}

static void
check_script(const struct service *s, struct diags *diags)
{
	const struct process *p = s->process;
	if (text_find_byte(p->script, ' ') != p->script.len) {
		struct diag *d = diag_error(diags, "pm2/script-with-space",
					    object_place(&p->object, "script"),
					    "script '%.*s' holds a space", TA(p->script));
		d->subject = s->object.name;
		diag_why(d, T("PM2 then gives the whole text to a shell"));
		diag_fix(diags, d, "put arguments under args");
	}
	struct text bin = T("node_modules/.bin/");
	if (text_find(p->script, bin) == p->script.len || !pm2_runs_node(s))
		return;
	struct diag *d = diag_add(diags, SEVERITY_WARNING, "pm2/bin-script",
				  object_place(&p->object, "script"),
				  "'%.*s' may be a shell script, which node cannot run",
				  TA(p->script));
	d->subject = s->object.name;
	diag_why(d, T("npm puts links to JavaScript there, pnpm puts shell scripts"));
	diag_fix(diags, d,
		 "name the file it stands for, such as node_modules/next/dist/bin/next");
}

static void
check_parts(struct diags *diags, const struct value *v, struct text subject)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct part *part = &v->parts[i];
		if (part->kind != PART_SECRET || !part->secret->external.len)
			continue;
		struct diag *d =
			diag_error(diags, "pm2/external-secret", part->at,
				   "secret '%.*s' is external, and a host has no "
				   "store of secrets",
				   TA(part->secret->object.name));
		d->subject = subject;
		diag_note(diags, d, object_at(&part->secret->object),
			  "it is declared here");
		diag_fix(diags, d,
			 "give it env: NAME or file: /path in this environment");
	}
}

static void
check_value(const struct service_value *v, void *context)
{
	if (service_value_is_written(v))
		check_parts(context, v->value, v->service->object.name);
}

static void
check_raw_value(const struct raw_value *v, void *context)
{
	check_parts(context, &v->raw->value, v->use->owner->name);
}

/* pm2-logrotate has one setting for all apps. What is only the default of a kind
 * gives way to what somebody wrote. */
static void
check_logs(const struct deployment *d, struct diags *diags)
{
	const struct service *first = NULL;
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		if (!pm2_asks_for_logs(s))
			continue;
		if (!first)
			first = s;
		if (s->logs->max_size == first->logs->max_size &&
		    s->logs->max_files == first->logs->max_files)
			continue;
		struct diag *diag = diag_error(
			diags, "pm2/logs-differ", object_place(&s->object, "logs"),
			"log rotation of '%.*s' differs from that of "
			"'%.*s'",
			TA(s->object.name), TA(first->object.name));
		diag->subject = s->object.name;
		diag_note(diags, diag, object_place(&first->object, "logs"),
			  "'%.*s' sets it here", TA(first->object.name));
		diag_why(diag, T("pm2-logrotate has one setting for all apps of a host"));
		diag_fix(diags, diag, "set it once, under defaults.services.logs");
	}
}

static void
check_service(const struct service *s, struct diags *diags)
{
	if (!s->process || s->process->object.broken)
		return;
	check_instances(s, diags);
	check_mode(s, diags);
	check_script(s, diags);
	service_each_value(s, check_value, diags);
}

void
pm2_check(struct arena *a, const struct deployment *d, struct diags *diags)
{
	(void)a;
	const struct pm2_options *options = d->use->options;
	if (options->logs.len && !text_starts(options->logs, T("/")))
		diag_error(diags, "pm2/relative-logs",
			   object_place(&options->object, "logs"),
			   "expected an absolute path, found '%.*s'", TA(options->logs));
	for (size_t i = 0; i < d->services.len; i++)
		check_service(d->services.items[i], diags);
	check_logs(d, diags);
	raw_each_value(d, check_raw_value, diags);
}
