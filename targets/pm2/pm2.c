/* What stackc has to know of PM2. */
#include "pm2.h"
#include "path.h"

static const struct row option_rows[] = {
	{ "logs", ROW_TEXT, .offset = offsetof(struct pm2_options, logs),
	  .help = "the absolute path of the folder log files go to; default "
		  "/var/log/<stack>-<environment>" },
	{ "combined", ROW_BOOL, .offset = offsetof(struct pm2_options, combined),
	  .help = "also a third file per process, NAME.log, with both streams in it" },
	{ 0 },
};

struct text
pm2_log_folder(struct arena *a, const struct deployment *d)
{
	const struct pm2_options *options = d->use->options;
	if (options->logs.len)
		return options->logs;
	return path_join(a, T("/var/log"), deployment_name(a, d));
}

int64_t
pm2_memory(const struct service *s)
{
	if (s->process->max_memory)
		return s->process->max_memory;
	return s->resources ? s->resources->memory : 0;
}

struct text
pm2_size(struct arena *a, int64_t bytes)
{
	int64_t kib = (bytes + 1023) / 1024;
	return kib % 1024 ? text_format(a, "%lldK", (long long)kib)
			  : text_format(a, "%lldM", (long long)(kib / 1024));
}

bool
pm2_runs_node(const struct service *s)
{
	static const char *const endings[] = { ".js", ".cjs", ".mjs", ".ts" };
	struct text script = path_name(s->process->script);
	if (s->process->interpreter.len)
		return text_is(path_name(s->process->interpreter), "node");
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (text_ends(script, text_of(endings[i])))
			return true;
	return text_find_byte(script, '.') == script.len;
}

bool
pm2_asks_for_logs(const struct service *s)
{
	const struct entry *e = object_field(&s->object, "logs");
	return s->logs && e && e->layer > LAYER_CATALOG;
}

bool
pm2_runs_once(const struct service *s)
{
	return s->once;
}

const struct target target_pm2 = {
	.name = "pm2",
	.brief = "processes on a host, kept running by PM2",
	.docs_url = "https://pm2.keymetrics.io/docs/usage/application-declaration/",
	.runs = RUNS_PROCESSES,
	.discovery = FIND_BY_HOST,
	.options = option_rows,
	.options_size = sizeof(struct pm2_options),
	/* What no process has (build, user, replicas …) is not listed: such fields
	 * never reach a target that runs processes. */
	.carries = {
		[FEATURE_NEEDS] = MOVED,  /* up.sh starts in order */
		[FEATURE_HEALTH] = MOVED, /* up.sh waits */
		[FEATURE_LOGS] = MOVED,	  /* README.md: pm2-logrotate */
		[FEATURE_RESTART] = CARRIED,
		[FEATURE_MEMORY] = CARRIED,
		[FEATURE_LABELS] = LOST,
	},
	.raw = pm2_raw,
	.check = pm2_check,
	.emit = pm2_emit,
	.steps = pm2_steps,
};
