/*
 * .env.example: every secret and parameter the folder's files read.
 *
 * handover_env_collect() walks over the values of the services that run here; the
 * same list is what up.sh checks and README.md explains. Parameters are listed
 * where a target keeps them open; the files of all others hold their values.
 * A reader is named by what the spec calls it: the variable, the setting, the path.
 *
 * Programs that read .env files agree on NAME='value' alone (a dollar, `#` or
 * backslash outside single quotes means something else to each), so that is the
 * form asked for, and up.sh refuses the rest. Some let a backslash before the last
 * quote escape it.
 */
#include "comment.h"
#include "handover_part.h"
#include "service_value.h"

struct walk {
	struct arena *arena;
	struct handover *handover;
	struct text service;
};

static void
add_reader(struct walk *w, struct variable *v, struct text field)
{
	struct text reader = field.len ? text_format(w->arena, "%.*s (%.*s)",
						     TA(w->service), TA(field))
				       : w->service;
	for (size_t i = 0; i < v->readers.len; i++)
		if (text_equal(v->readers.items[i], reader))
			return;
	array_push(w->arena, &v->readers, reader);
}

static void
read_secret(struct walk *w, const struct secret *secret, struct text field)
{
	for (size_t i = 0; i < w->handover->variables.len; i++)
		if (w->handover->variables.items[i].secret == secret)
			add_reader(w, &w->handover->variables.items[i], field);
}

static void
read_parameter(struct walk *w, const struct parameter *parameter, struct text field)
{
	for (size_t i = 0; i < w->handover->variables.len; i++)
		if (w->handover->variables.items[i].parameter == parameter)
			add_reader(w, &w->handover->variables.items[i], field);
}

static struct text
field_name(const struct service_value *v)
{
	switch (v->field) {
	case SERVICE_IMAGE: return T("image");
	case SERVICE_LABELS: return T("labels");
	case SERVICE_ANNOTATIONS: return T("annotations");
	case SERVICE_COMMAND: return T("command");
	case SERVICE_ENTRYPOINT: return T("entrypoint");
	case SERVICE_BUILD_ARGS: return T("build");
	case SERVICE_PROCESS_ARGS: return T("args");
	case SERVICE_HEALTH:
	case SERVICE_LIVE: return T("health");
	case SERVICE_RAW: return T("raw");
	case SERVICE_ENV:
	case SERVICE_SETTINGS:
	case SERVICE_CONTENT:
	case SERVICE_FILE: break;
	}
	return v->key;
}

/* A setting is told by its own name beside what was made of it. Liveness holds no
 * secret, and those who ask for it keep no parameter open. */
static void
read_value(const struct service_value *v, void *context)
{
	struct walk *w = context;
	if (v->field == SERVICE_LIVE ||
	    (v->field != SERVICE_SETTINGS && !service_value_is_written(v)))
		return;
	for (size_t i = 0; i < v->value->len; i++) {
		const struct part *part = &v->value->parts[i];
		if (part->kind == PART_SECRET)
			read_secret(w, part->secret, field_name(v));
		else if (part->kind == PART_PARAMETER && service_value_is_open(v))
			read_parameter(w, part->parameter, field_name(v));
	}
}

static void
read_service(struct walk *w, const struct service *s)
{
	service_each_value(s, read_value, w);
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].secret_bound)
			read_secret(w, s->mounts.items[i].secret_bound,
				    s->mounts.items[i].object.name);
}

struct raw_walk {
	struct walk walk;
	bool open; /* parameters are */
};

static void
read_raw(const struct raw_value *v, void *context)
{
	struct raw_walk *w = context;
	w->walk.service = raw_label(w->walk.arena, v->use);
	for (size_t i = 0; i < v->raw->value.len; i++) {
		const struct part *part = &v->raw->value.parts[i];
		if (part->kind == PART_SECRET)
			read_secret(&w->walk, part->secret, (struct text){ 0 });
		else if (part->kind == PART_PARAMETER && w->open)
			read_parameter(&w->walk, part->parameter, (struct text){ 0 });
	}
}

static void
mark_built(struct handover *h, const struct value *v)
{
	for (size_t i = 0; i < v->len; i++)
		for (size_t k = 0; k < h->variables.len; k++)
			if (v->parts[i].kind == PART_PARAMETER &&
			    h->variables.items[k].parameter == v->parts[i].parameter)
				h->variables.items[k].is_built = true;
}

static void
mark_built_value(const struct service_value *v, void *context)
{
	if (service_value_is_written(v) && !service_value_is_open(v))
		mark_built(context, v->value);
}

static void
mark_built_raw(const struct raw_value *v, void *context)
{
	mark_built(context, &v->raw->value);
}

static void
mark_built_headers(struct handover *h, const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		for (size_t j = 0; j < g->hosts.items[i].routes.len; j++) {
			const struct route *r = &g->hosts.items[i].routes.items[j];
			for (size_t k = 0; k < r->options.headers.len; k++)
				mark_built(h, &r->options.headers.items[k].value);
		}
}

/* Files of all hosts: where one holds the value, .env cannot give another to the
 * rest. */
static void
find_built(struct handover *h)
{
	for (size_t i = 0; i < h->environment->deployments.len; i++) {
		const struct deployment *d = &h->environment->deployments.items[i];
		for (size_t k = 0; k < d->services.len; k++)
			service_each_value(d->services.items[k], mark_built_value, h);
		if (d->target->open_parameters)
			continue;
		raw_each_value(d, mark_built_raw, h);
		if (d->carries_gateway && h->stack->gateway)
			mark_built_headers(h, h->stack->gateway);
	}
}

/* A variable that a file of the folder reads is kept; the others belong to
 * another host, or to nobody. */
static void
keep_read(struct handover *h)
{
	size_t kept = 0;
	for (size_t i = 0; i < h->variables.len; i++)
		if (h->variables.items[i].readers.len)
			h->variables.items[kept++] = h->variables.items[i];
	h->variables.len = kept;
}

static void
split_files(struct arena *a, struct handover *h)
{
	size_t kept = 0;
	for (size_t i = 0; i < h->variables.len; i++) {
		const struct variable v = h->variables.items[i];
		if (v.secret && v.secret->file.len)
			array_push(a, &h->secret_files, v.secret);
		if (!v.secret || v.secret->env.len)
			h->variables.items[kept++] = v;
	}
	h->variables.len = kept;
}

void
handover_env_collect(struct arena *a, struct handover *h)
{
	for (size_t i = 0; i < h->stack->secrets.len; i++) {
		const struct secret *s = &h->stack->secrets.items[i];
		array_push(a, &h->variables,
			   (struct variable){ .name = s->env, .secret = s });
	}
	for (size_t i = 0; i < h->stack->parameters.len; i++) {
		const struct parameter *p = &h->stack->parameters.items[i];
		array_push(a, &h->variables,
			   (struct variable){ .name = p->object.name, .parameter = p });
	}
	for (size_t i = 0; i < h->deployments.len; i++) {
		const struct deployment *d = h->deployments.items[i];
		struct walk w = { a, h, { 0 } };
		for (size_t j = 0; j < d->services.len; j++) {
			w.service = d->services.items[j]->object.name;
			read_service(&w, d->services.items[j]);
		}
		raw_each_value(d, read_raw,
			       &(struct raw_walk){ w, d->target->open_parameters });
	}
	find_built(h);
	keep_read(h);
	split_files(a, h);
}

bool
variable_required(const struct variable *v)
{
	return v->secret ? !v->secret->def.ptr : !v->parameter->has_value;
}

bool
variable_is_generated(const struct variable *v)
{
	return v->secret && v->secret->generate && variable_required(v);
}

struct text
variable_constraints(struct arena *a, const struct variable *v)
{
	struct buffer b = { .arena = a };
	if (v->secret && v->secret->min_length)
		buffer_format(&b, "at least %lld characters",
			      (long long)v->secret->min_length);
	if (v->secret && v->secret->url_safe)
		buffer_format(&b, "%sonly letters, digits and . _ ~ -",
			      b.len ? "; " : "");
	if (variable_is_generated(v))
		buffer_format(&b, "%sleft empty, up.sh makes it: %lld letters and digits",
			      b.len ? "; " : "", (long long)v->secret->generate->length);
	if (v->parameter && v->parameter->pattern.len)
		buffer_format(&b, "matches %.*s", TA(v->parameter->pattern));
	if (v->parameter && v->parameter->has_value) {
		struct text value = v->parameter->value;
		bool shown = value.len && text_find_byte(value, '\n') == value.len;
		buffer_format(&b, "%swithout it: %.*s", b.len ? "; " : "",
			      TA(shown ? value : value.len ? T("a text of several lines")
							   : T("an empty text")));
	}
	if (v->is_built)
		buffer_format(&b, "; another value needs another build, with --set");
	if (v->secret && v->secret->def.ptr)
		buffer_format(&b, "%smay be left out on a developer's machine",
			      b.len ? "; " : "");
	return buffer_text(&b);
}

static void
add_comment(struct buffer *b, struct text text)
{
	struct text line;
	for (struct text rest = text; text_cut(&rest, '\n', &line);)
		if (line.len)
			comment_write(b, (struct text){ 0 }, "#", line);
}

static void
add_variable(struct arena *a, struct buffer *b, const struct variable *v)
{
	buffer_byte(b, '\n');
	add_comment(b, v->secret ? v->secret->description : v->parameter->description);
	add_comment(b, variable_constraints(a, v));
	struct buffer readers = { .arena = a };
	for (size_t i = 0; i < v->readers.len; i++)
		buffer_format(&readers, "%s%.*s", i ? ", " : "read by ",
			      TA(v->readers.items[i]));
	add_comment(b, buffer_text(&readers));
	buffer_format(b, "%s%.*s=''\n", variable_required(v) ? "" : "#", TA(v->name));
}

struct text
handover_env(struct arena *a, const struct handover *h)
{
	struct buffer b = { .arena = a };
	buffer_format(&b,
		      "# The secrets and parameters of %.*s.\n"
		      "# Made by `stackc build`; edits are lost: fill in a copy,\n"
		      "#   cp .env.example .env && chmod 600 .env\n",
		      TA(h->project));
	if (!h->variables.len) {
		buffer_add(&b, T("#\n# This bundle needs none.\n"));
		return buffer_text(&b);
	}
	buffer_add(&b, T("#\n"
			 "# Write NAME='value': one line, single quotes, none inside, no "
			 "backslash at\n"
			 "# the end. Programs that read this file disagree about "
			 "everything else, and\n"
			 "# up.sh refuses it.\n"
			 "# A good secret: openssl rand -hex 32\n"));
	for (size_t i = 0; i < h->variables.len; i++)
		add_variable(a, &b, &h->variables.items[i]);
	return buffer_text(&b);
}
