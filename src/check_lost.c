/*
 * What a service asks for and its target cannot give is an error at the line that
 * asks: nothing is lost silently. What a catalogue entry or a default says of
 * itself is no one's wish, and is left to the target.
 */
#include "check.h"

struct ask {
	enum feature feature;
	const char *key;
	bool (*asks)(const struct service *);
};

static bool
asks_cpus(const struct service *s)
{
	return s->resources && s->resources->cpus;
}

static bool
asks_memory(const struct service *s)
{
	return s->resources && s->resources->memory;
}

static bool
asks_reserve(const struct service *s)
{
	return s->resources && s->resources->reserve;
}

static bool
asks_publish(const struct service *s)
{
	for (size_t i = 0; i < s->ports.len; i++)
		if (s->ports.items[i].publish.len)
			return true;
	return false;
}

static bool
asks_dir(const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].dir.len)
			return true;
	return false;
}

static bool
asks_secret_config(const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (value_secret(&s->mounts.items[i].content))
			return true;
	return false;
}

static bool
asks_signal(const struct service *s)
{
	return s->stop && s->stop->signal.len;
}

/* A field that is there asks. */
static const struct ask asks[] = {
	{ FEATURE_BUILD, "build", NULL },
	{ FEATURE_NEEDS, "needs", NULL },
	{ FEATURE_HEALTH, "health", NULL },
	{ FEATURE_RESTART, "restart", NULL },
	{ FEATURE_LOGS, "logs", NULL },
	{ FEATURE_CPUS, "resources", asks_cpus },
	{ FEATURE_MEMORY, "resources", asks_memory },
	{ FEATURE_RESERVE, "resources", asks_reserve },
	{ FEATURE_REPLICAS, "replicas", NULL },
	{ FEATURE_AUTOSCALE, "autoscale", NULL },
	{ FEATURE_READ_ONLY, "read_only", NULL },
	{ FEATURE_USER, "user", NULL },
	{ FEATURE_CAPABILITIES, "capabilities", NULL },
	{ FEATURE_INIT, "init", NULL },
	{ FEATURE_PUBLISH, "ports", asks_publish },
	{ FEATURE_LABELS, "labels", NULL },
	{ FEATURE_ANNOTATIONS, "annotations", NULL },
	{ FEATURE_DIR_MOUNT, "mounts", asks_dir },
	{ FEATURE_SECRET_CONFIG, "mounts", asks_secret_config },
	{ FEATURE_STOP_SIGNAL, "stop", asks_signal },
};

static_assert(sizeof asks / sizeof *asks == FEATURE_COUNT, "every feature is asked for");

static void
check_service(struct diags *diags, const struct target *t, const struct service *s)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		const struct ask *ask = &asks[i];
		const struct entry *e = object_field(&s->object, ask->key);
		const struct row *r = schema_row(service_rows, text_of(ask->key), NULL);
		bool aside = r->placements && !(r->placements & 1u << s->placement);
		if (t->carries[ask->feature] != LOST || !e || e->layer < LAYER_PARENT || aside)
			continue;
		if (ask->asks && !ask->asks(s))
			continue;
		struct diag *d = diag_error(diags, "target/lost", entry_key_place(e),
					    "target '%s' cannot carry '%s' of service '%.*s'",
					    t->name, ask->key, TA(s->object.name));
		d->subject = s->object.name;
		diag_fix(diags, d, "remove it in this environment: %s: null", ask->key);
		object_explain(diags, d, &s->object, ask->key);
	}
}

void
check_lost(struct diags *diags, const struct deployment *d)
{
	for (size_t i = 0; i < d->services.len; i++)
		check_service(diags, d->target, d->services.items[i]);
}
