/*
 * One walk. A value that the schema adds to a service gets its line in
 * service_each_value(), a name in `fields`, and where not every target writes it a
 * case in service_value_is_written().
 */
#include "service_value.h"

static const char *const fields[] = {
	[SERVICE_IMAGE] = "image",
	[SERVICE_ENV] = "env",
	[SERVICE_SETTINGS] = "settings",
	[SERVICE_LABELS] = "label",
	[SERVICE_ANNOTATIONS] = "annotation",
	[SERVICE_ENTRYPOINT] = "entrypoint",
	[SERVICE_COMMAND] = "command",
	[SERVICE_BUILD_ARGS] = "build argument",
	[SERVICE_PROCESS_ARGS] = "process arguments",
	[SERVICE_HEALTH] = "health",
	[SERVICE_LIVE] = "live",
	[SERVICE_CONTENT] = "config content",
	[SERVICE_FILE] = "file",
	[SERVICE_RAW] = "raw",
};

struct walk {
	const struct service *service;
	service_visit *visit;
	void *context;
};

static void
visit_value(const struct walk *w, enum service_field field, struct text key,
	    const struct object *object, const struct value *value)
{
	struct service_value v = { w->service, value, field, key, object };
	if (value->len)
		w->visit(&v, w->context);
}

static void
visit_own(const struct walk *w, enum service_field field, const struct value *value)
{
	visit_value(w, field, (struct text){ 0 }, &w->service->object, value);
}

/* Items of a list have no name. */
static void
visit_pairs(const struct walk *w, enum service_field field, const struct pair *pairs,
	    size_t len)
{
	for (size_t i = 0; i < len; i++)
		visit_value(w, field, pairs[i].object.name, &pairs[i].object,
			    &pairs[i].value);
}

static void
visit_health(const struct walk *w, const struct health *h)
{
	visit_pairs(w, SERVICE_HEALTH, h->exec.items, h->exec.len);
	visit_own(w, SERVICE_HEALTH, &h->shell);
	if (!h->live)
		return;
	visit_pairs(w, SERVICE_LIVE, h->live->exec.items, h->live->exec.len);
	visit_own(w, SERVICE_LIVE, &h->live->shell);
}

static void
visit_raw(const struct raw *raw, void *context)
{
	visit_value(context, SERVICE_RAW, raw->object.name, &raw->object, &raw->value);
}

void
service_each_value(const struct service *s, service_visit *visit, void *context)
{
	struct walk w = { s, visit, context };
	visit_own(&w, SERVICE_IMAGE, &s->image);
	visit_pairs(&w, SERVICE_ENV, s->env.items, s->env.len);
	visit_pairs(&w, SERVICE_SETTINGS, s->settings.items, s->settings.len);
	visit_pairs(&w, SERVICE_LABELS, s->labels.items, s->labels.len);
	visit_pairs(&w, SERVICE_ANNOTATIONS, s->annotations.items, s->annotations.len);
	visit_pairs(&w, SERVICE_ENTRYPOINT, s->entrypoint.items, s->entrypoint.len);
	visit_pairs(&w, SERVICE_COMMAND, s->command.items, s->command.len);
	if (s->build)
		visit_pairs(&w, SERVICE_BUILD_ARGS, s->build->args.items,
			    s->build->args.len);
	if (s->process)
		visit_pairs(&w, SERVICE_PROCESS_ARGS, s->process->args.items,
			    s->process->args.len);
	if (s->health)
		visit_health(&w, s->health);
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		visit_value(&w, SERVICE_CONTENT, m->object.name, &m->object, &m->content);
	}
	for (size_t i = 0; i < s->files.len; i++)
		visit_value(&w, SERVICE_FILE, s->files.items[i].path, &s->object,
			    &s->files.items[i].content);
	const struct raw *raw = s->target ? raw_get(s->raw, text_of(s->target->name)) : NULL;
	if (raw)
		raw_each_scalar(raw, visit_raw, &w);
}

bool
service_value_is_written(const struct service_value *v)
{
	const struct target *t = v->service->target;
	if (!t)
		return false;
	switch (v->field) {
	case SERVICE_IMAGE: return t->runs == RUNS_CONTAINERS;
	case SERVICE_SETTINGS: return false;
	case SERVICE_LABELS: return t->carries[FEATURE_LABELS] == CARRIED;
	case SERVICE_ANNOTATIONS: return t->carries[FEATURE_ANNOTATIONS] == CARRIED;
	case SERVICE_BUILD_ARGS: return t->carries[FEATURE_BUILD] == CARRIED;
	case SERVICE_PROCESS_ARGS: return t->runs == RUNS_PROCESSES;
	case SERVICE_LIVE: return t->carries[FEATURE_HEALTH] == CARRIED;
	case SERVICE_ENV:
	case SERVICE_ENTRYPOINT:
	case SERVICE_COMMAND:
	case SERVICE_HEALTH:
	case SERVICE_CONTENT:
	case SERVICE_FILE:
	case SERVICE_RAW: break;
	}
	return true;
}

bool
service_value_is_open(const struct service_value *v)
{
	const struct target *t = v->service->target;
	bool in_content = v->field == SERVICE_CONTENT || v->field == SERVICE_FILE ||
			  v->field == SERVICE_SETTINGS;
	return t && t->open_parameters &&
	       !(in_content && service_bundles_contents(v->service));
}

struct text
service_value_label(struct arena *a, const struct service_value *v)
{
	if (!v->key.len)
		return text_of(fields[v->field]);
	return text_format(a, "%s %.*s", fields[v->field], TA(v->key));
}

bool
service_bundles_contents(const struct service *s)
{
	return s->read_only && s->target && s->target->copies_contents;
}
