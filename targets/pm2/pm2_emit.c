/*
 * ecosystem.config.cjs: what PM2 starts. The name matters: PM2 takes a file for a
 * configuration by its ending, and .cjs is CommonJS in any package.
 *
 * The file is JSON but for expressions where a secret stands. What has to differ
 * from PM2's defaults is written always: units are the ones PM2 reads (M, ms), and
 * everything is in `env`, because env_<name> is ignored without --env.
 *
 * Programs that run once are in once.cjs, in the same form, with a runner.
 */
#include "bundle.h"
#include "graft.h"
#include "jsonout.h"
#include "path.h"
#include "pm2.h"

#include <string.h>

enum {
	kill_after = 10000,    /* ms between SIGINT and SIGKILL; PM2: 1600 */
	listen_within = 30000, /* ms a reload waits for the new instance; PM2: 3000 */
	backoff = 100,	       /* ms before the first restart, up to 15 s. Without
				 it PM2 gives up after 16 quick failures. */
	heap_share = 75,       /* per cent of the memory limit for the JavaScript heap:
				 the rest is code, stacks and buffers */
	MiB = 1 << 20,
};

/* Which helpers the file needs, and which variables hold its secrets. */
struct secrets {
	bool env, file;
	ARRAY(struct text) names;
};

static void
add_name(struct arena *a, struct secrets *secrets, struct text name)
{
	for (size_t i = 0; i < secrets->names.len; i++)
		if (text_equal(secrets->names.items[i], name))
			return;
	array_push(a, &secrets->names, name);
}

static void
add_secret(struct arena *a, struct buffer *b, const struct secret *secret,
	   struct secrets *used)
{
	if (secret->file.len) {
		used->file = true;
		buffer_format(b, "readSecret(%.*s)", TA(json_quote(a, secret->file)));
		return;
	}
	add_name(a, used, secret->env);
	struct text name = json_quote(a, secret->env);
	if (secret->def.ptr) {
		buffer_format(b, "(process.env[%.*s] || %.*s)", TA(name),
			      TA(json_quote(a, secret->def)));
		return;
	}
	used->env = true;
	buffer_format(b, "need(%.*s)", TA(name));
}

/* The text of a part that is no secret. */
static struct text
part_text(const struct part *part)
{
	return part->kind == PART_PARAMETER ? part->parameter->value : part->text;
}

/* Texts in a row become one literal: "a" + need("B") + "c". */
static struct text
expression(struct arena *a, const struct value *value, struct secrets *used)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < value->len;) {
		if (b.len)
			buffer_add(&b, T(" + "));
		if (value->parts[i].kind == PART_SECRET) {
			add_secret(a, &b, value->parts[i++].secret, used);
			continue;
		}
		struct buffer text = { .arena = a };
		for (; i < value->len && value->parts[i].kind != PART_SECRET; i++)
			buffer_add(&text, part_text(&value->parts[i]));
		buffer_add(&b, json_quote(a, buffer_text(&text)));
	}
	return b.len ? buffer_text(&b) : T("\"\"");
}

static void
write_values(struct arena *a, struct jsonout *j, const struct pair *items, size_t len,
	     struct secrets *used)
{
	for (size_t i = 0; i < len; i++) {
		if (items[i].object.name.len)
			json_key(j, items[i].object.name);
		json_raw(j, expression(a, &items[i].value, used));
	}
}

/* Whether the spec already says how large the heap may be. */
static bool
sets_heap(const struct process *p)
{
	for (size_t i = 0; i < p->node_args.len; i++) {
		struct text arg = p->node_args.items[i].text;
		if (text_starts(arg, T("--max-old-space-size")) ||
		    text_starts(arg, T("--max_old_space_size")))
			return true;
	}
	return false;
}

static void
write_node_args(struct arena *a, struct jsonout *j, const struct service *s)
{
	const struct process *p = s->process;
	int64_t heap = pm2_memory(s) / MiB * heap_share / 100;
	bool add_heap = heap > 0 && pm2_runs_node(s) && !sets_heap(p);
	if (!p->node_args.len && !add_heap)
		return;
	json_set_row(j, "node_args");
	for (size_t i = 0; i < p->node_args.len; i++)
		json_text(j, p->node_args.items[i].text);
	if (add_heap)
		json_text(j,
			  text_format(a, "--max-old-space-size=%lld", (long long)heap));
	json_close(j);
}

/* The program itself: for an app and for a job alike. */
static void
write_program(struct arena *a, struct jsonout *j, const struct service *s,
	      struct secrets *used)
{
	const struct process *p = s->process;
	json_set_text(j, "script", p->script);
	json_set_text(j, "cwd", p->cwd);
	if (p->args.len) {
		json_set_row(j, "args");
		write_values(a, j, p->args.items, p->args.len, used);
		json_close(j);
	}
	if (p->interpreter.len)
		json_set_text(j, "interpreter", p->interpreter);
	write_node_args(a, j, s);
}

static void
write_memory(struct arena *a, struct jsonout *j, const struct service *s)
{
	if (pm2_memory(s))
		json_set_text(j, "max_memory_restart", pm2_size(a, pm2_memory(s)));
}

static void
write_lifecycle(struct jsonout *j, const struct service *s)
{
	const struct process *p = s->process;
	int64_t start = s->health ? s->health->start : 0;
	json_set_bool(j, "wait_ready", p->ready);
	json_set_int(j, "listen_timeout", start ? start : listen_within);
	json_set_int(j, "kill_timeout",
		     s->stop && s->stop->grace ? s->stop->grace : kill_after);
	if (s->restart == RESTART_NO) {
		json_set_bool(j, "autorestart", false);
		return;
	}
	if (s->restart == RESTART_ON_FAILURE) {
		json_set_row(j, "stop_exit_codes");
		json_int(j, 0);
		json_close(j);
	}
	json_set_int(j, "exp_backoff_restart_delay", backoff);
}

static void
write_logs(struct arena *a, struct jsonout *j, const struct service *s,
	   const struct deployment *d)
{
	const struct pm2_options *options = d->use->options;
	struct text base = path_join(a, pm2_log_folder(a, d), s->object.name);
	json_set_bool(j, "merge_logs", true);
	json_set_text(j, "out_file", text_format(a, "%.*s.out.log", TA(base)));
	json_set_text(j, "error_file", text_format(a, "%.*s.error.log", TA(base)));
	if (options->combined)
		json_set_text(j, "log_file", text_format(a, "%.*s.log", TA(base)));
	json_set_string(j, "log_date_format", "YYYY-MM-DDTHH:mm:ss.SSSZ");
}

static void
write_instances(struct jsonout *j, const struct process *p)
{
	json_set_string(j, "exec_mode", p->mode == PROCESS_CLUSTER ? "cluster" : "fork");
	if (text_is(p->instances, "max")) {
		json_set_string(j, "instances", "max");
		return;
	}
	int64_t n = 0;
	for (size_t i = 0; i < p->instances.len; i++)
		n = 10 * n + p->instances.ptr[i] - '0';
	json_set_int(j, "instances", n);
}

static void
write_env(struct arena *a, struct jsonout *j, const struct service *s,
	  struct secrets *used)
{
	json_set_map(j, "env");
	write_values(a, j, s->env.items, s->env.len, used);
	json_close(j);
}

/* A secret stands in an expression; all else is text to be typed. */
static struct text
render(void *context, struct arena *a, const struct value *v, bool *is_expression)
{
	const struct parameter *missing;
	*is_expression = value_secret(v);
	return *is_expression ? expression(a, v, context) : value_expand(a, v, &missing);
}

static void
merge(struct arena *a, struct jsonout *j, const struct deployment *d,
      enum raw_owner owner, const struct raw *raw, struct secrets *used)
{
	static const struct graft_values values = { .render = render };
	struct graft *g = graft_new(a, d, raw, owner, NULL);
	g->values = &values;
	g->context = used;
	json_graft(j, g);
}

static struct text
apps(struct arena *a, const struct deployment *d, struct secrets *used)
{
	struct jsonout *j = json_new(a);
	json_open_map(j);
	merge(a, j, d, RAW_STACK, d->stack->raw, used);
	json_set_list(j, "apps");
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		if (pm2_runs_once(s))
			continue;
		json_open_map(j);
		merge(a, j, d, RAW_SERVICE, s->raw, used);
		json_set_text(j, "name", s->object.name);
		json_set_text(j, "namespace", deployment_name(a, d));
		write_program(a, j, s, used);
		write_instances(j, s->process);
		write_memory(a, j, s);
		write_lifecycle(j, s);
		write_logs(a, j, s, d);
		write_env(a, j, s, used);
		json_close(j);
	}
	json_close(j);
	json_close(j);
	return json_finish(j);
}

static struct text
jobs(struct arena *a, const struct deployment *d, struct secrets *used, size_t *len)
{
	struct jsonout *j = json_new(a);
	json_open_map(j);
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		if (!pm2_runs_once(s))
			continue;
		++*len;
		json_key(j, s->object.name);
		json_open_map(j);
		write_program(a, j, s, used);
		write_env(a, j, s, used);
		json_close(j);
	}
	json_close(j);
	return json_finish(j);
}

static void
add_helpers(struct buffer *b, const struct secrets *used)
{
	if (used->env)
		buffer_add(b, T("\nfunction need(name) {\n"
				"  const value = process.env[name];\n"
				"  if (!value) throw new Error(`${name} is not set: see "
				"../.env.example`);\n"
				"  return value;\n"
				"}\n"));
	if (used->file)
		buffer_add(b,
			   T("\nfunction readSecret(path) {\n"
			     "  return require(\"node:fs\").readFileSync(path, \"utf8\")"
			     ".trimEnd();\n"
			     "}\n"));
}

static void
add_forget(struct arena *a, struct buffer *b, const struct secrets *used)
{
	if (!used->names.len)
		return;
	buffer_add(
		b,
		T("\n// The environment of whoever reads this file is handed on to every "
		  "program:\n// each gets the secrets that its own env names, and no "
		  "others.\nfor (const name of ["));
	for (size_t i = 0; i < used->names.len; i++)
		buffer_format(b, "%s%.*s", i ? ", " : "",
			      TA(json_quote(a, used->names.items[i])));
	buffer_add(b, T("]) delete process.env[name];\n"));
}

static struct text
ecosystem(struct arena *a, const struct deployment *d)
{
	struct secrets used = { 0 };
	struct text list = apps(a, d, &used);
	struct buffer b = { .arena = a };
	buffer_format(&b,
		      "// The processes of %.*s, for PM2.\n"
		      "// Made by `stackc build`; edits are lost.\n",
		      TA(deployment_name(a, d)));
	if (used.names.len)
		buffer_add(
			&b,
			T("// Secrets come from the environment: use ../up.sh, or first\n"
			  "//   set -a; . ../.env; set +a\n"));
	add_helpers(&b, &used);
	buffer_format(&b, "\nmodule.exports = %.*s;\n", TA(list));
	add_forget(a, &b, &used);
	return buffer_text(&b);
}

static void
emit_once(struct arena *a, const struct deployment *d, struct bundle *bundle)
{
	struct secrets used = { 0 };
	size_t len = 0;
	struct text list = jobs(a, d, &used, &len);
	if (!len)
		return;
	struct buffer b = { .arena = a };
	buffer_format(&b,
		      "// The programs of %.*s that run to their end at each deploy:\n"
		      "//   node once.cjs NAME\n"
		      "// Made by `stackc build`; edits are lost.\n",
		      TA(deployment_name(a, d)));
	add_helpers(&b, &used);
	buffer_format(&b, "\nconst jobs = %.*s;\n", TA(list));
	add_forget(a, &b, &used);
	buffer_add(&b, text_of(pm2_once_script));
	bundle_add(bundle, path_join(a, d->folder, T("once.cjs")), buffer_text(&b),
		   false);
}

static struct text
apps_script(struct arena *a, const struct deployment *d)
{
	return text_format(a,
			   "// What %.*s needs and PM2 has no command for.\n"
			   "// Made by `stackc build`; edits are lost.\n"
			   "\nconst namespace = %.*s;\n%s",
			   TA(deployment_name(a, d)),
			   TA(json_quote(a, deployment_name(a, d))), pm2_apps_script);
}

void
pm2_emit(struct arena *a, struct arena scratch, const struct deployment *d,
	 struct bundle *bundle)
{
	arena_distinct(a, &scratch);
	bundle_add(bundle, path_join(a, d->folder, T("ecosystem.config.cjs")),
		   ecosystem(a, d), false);
	bundle_add(bundle, path_join(a, d->folder, T("apps.cjs")), apps_script(a, d),
		   false);
	emit_once(a, d, bundle);
}
