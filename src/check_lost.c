/*
 * What a service asks for and its target cannot give is an error at the line that
 * asks: nothing is lost silently. What a catalogue entry or a default says of
 * itself is no one's wish, and is left to the target.
 */
#include "check.h"

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

/* Whether a field that is there asks for the feature; NULL: whatever it says. */
static bool (*const asks[FEATURE_COUNT])(const struct service *) = {
	[FEATURE_CPUS] = asks_cpus,
	[FEATURE_MEMORY] = asks_memory,
	[FEATURE_RESERVE] = asks_reserve,
	[FEATURE_PUBLISH] = asks_publish,
	[FEATURE_DIR_MOUNT] = asks_dir,
	[FEATURE_SECRET_CONFIG] = asks_secret_config,
	[FEATURE_STOP_SIGNAL] = asks_signal,
};

/* `resources` of "resources.cpus": where the spec asks. */
static const char *
asking_key(struct arena *a, enum feature feature)
{
	struct text field = text_of(feature_names[feature].field);
	return text_copy(a, text_slice(field, 0, text_find_byte(field, '.'))).ptr;
}

static void
check_service(struct diags *diags, const struct target *t, const struct service *s)
{
	for (size_t i = 0; i < FEATURE_COUNT; i++) {
		if (t->carries[i] != LOST)
			continue;
		const char *key = asking_key(diags->arena, i);
		const struct entry *e = object_field(&s->object, key);
		const struct row *r = schema_row(service_rows, text_of(key), NULL);
		bool aside = r->placements && !(r->placements & 1u << s->placement);
		if (!e || e->layer < LAYER_PARENT || aside || (asks[i] && !asks[i](s)))
			continue;
		struct diag *d = diag_error(diags, "target/lost", entry_key_place(e),
					    "target '%s' cannot carry '%s' of service '%.*s'",
					    t->name, key, TA(s->object.name));
		d->subject = s->object.name;
		diag_fix(diags, d, "remove it in this environment: %s: null", key);
		object_explain(diags, d, &s->object, key);
	}
}

void
check_lost(struct diags *diags, const struct deployment *d)
{
	for (size_t i = 0; i < d->services.len; i++)
		check_service(diags, d->target, d->services.items[i]);
}
