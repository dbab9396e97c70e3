/* The table of targets, generated from the folders, and what it is asked. */
#include "target.h"

#include "bundle.h"
#include "path.h"

#include "targets.inc"

const struct feature_name feature_names[FEATURE_COUNT] = {
	[FEATURE_BUILD] = { "build", NULL },
	[FEATURE_NEEDS] = { "needs", NULL },
	[FEATURE_HEALTH] = { "health", NULL },
	[FEATURE_RESTART] = { "restart", NULL },
	[FEATURE_LOGS] = { "logs", NULL },
	[FEATURE_CPUS] = { "resources.cpus", NULL },
	[FEATURE_MEMORY] = { "resources.memory", NULL },
	[FEATURE_RESERVE] = { "resources.reserve", NULL },
	[FEATURE_REPLICAS] = { "replicas", NULL },
	[FEATURE_AUTOSCALE] = { "autoscale", NULL },
	[FEATURE_READ_ONLY] = { "read_only", NULL },
	[FEATURE_USER] = { "user", NULL },
	[FEATURE_CAPABILITIES] = { "capabilities", NULL },
	[FEATURE_INIT] = { "init", NULL },
	[FEATURE_PUBLISH] = { "ports.publish", NULL },
	[FEATURE_LABELS] = { "labels", NULL },
	[FEATURE_ANNOTATIONS] = { "annotations", NULL },
	[FEATURE_DIR_MOUNT] = { "mounts.dir", NULL },
	[FEATURE_SECRET_CONFIG] = { "mounts.config", "with a secret in it" },
	[FEATURE_STOP_SIGNAL] = { "stop.signal", NULL },
	[FEATURE_PLATFORM] = { "platform", NULL },
	[FEATURE_ULIMITS] = { "ulimits", NULL },
	[FEATURE_SHM] = { "shm", NULL },
	[FEATURE_SYSCTLS] = { "sysctls", NULL },
	[FEATURE_DEVICES] = { "devices", NULL },
	[FEATURE_GPUS] = { "gpus", NULL },
	[FEATURE_PRIVILEGED] = { "privileged", NULL },
	[FEATURE_EXTRA_HOSTS] = { "extra_hosts", NULL },
	[FEATURE_HOST_NETWORK] = { "network", NULL },
};

const struct target *
target_find(struct text name)
{
	for (size_t i = 0; targets[i]; i++)
		if (text_is(name, targets[i]->name))
			return targets[i];
	return NULL;
}

bool
target_may_run(const struct target *t, enum feature feature)
{
	unsigned placement = t->runs == RUNS_PROCESSES ? FOR_PROCESS : FOR_CONTAINER;
	struct text rest = text_of(feature_names[feature].field), key;
	const struct row *rows = service_rows;
	while (text_cut(&rest, '.', &key)) {
		const struct row *r = schema_row(rows, key, NULL);
		if (r->placements && !(r->placements & placement))
			return false;
		rows = r->sub;
	}
	return t->runs != RUNS_NOTHING;
}

struct text
deployment_name(struct arena *a, const struct deployment *d)
{
	struct text stack = d->stack->name;
	return text_format(a, "%.*s-%.*s", TA(stack), TA(d->stack->environment));
}

struct text
deployment_relative(struct arena *a, struct text path)
{
	return text_format(a, "../%.*s", TA(path));
}

static void
emit_aside(const struct deployment *d, struct arena *a, struct arena scratch,
	   struct bundle *aside)
{
	bundle_init(aside, a, d->stack->name, T(""));
	bundle_environment(aside, d->stack->environment, T(""));
	d->target->emit(a, scratch, d, aside);
}

struct text
deployment_file(struct arena *a, struct arena scratch, const struct deployment *d,
		struct text path)
{
	struct text folder = path_folder(d->folder);
	struct text file = path_join(a, folder, path);
	for (size_t i = 0; i < d->sibling_len; i++) {
		const struct deployment *other = &d->siblings[i];
		struct bundle aside;
		if (!other->target->gateway_file || !other->carries_gateway ||
		    !text_equal(path_folder(file), other->folder))
			continue;
		emit_aside(other, a, scratch, &aside);
		const struct bundle_file *found = bundle_find(&aside, file);
		if (found)
			return found->bytes;
	}
	BUG("no target writes '%.*s'", TA(file));
}

struct words
target_words(const struct target_use *use, size_t place)
{
	if (!place)
		return (struct words){ 0 };
	const struct list *list = (const void *)((const char *)use->options + place);
	return (struct words){ list->items, list->len };
}
