/*
 * The values of one service, and what its kind makes of them: environment
 * variables, a configuration file or arguments.
 */
#include "image.h"
#include "resolver.h"
#include "service_value.h"

static void
resolve_pairs(struct resolver *r, const struct service *s, const struct list *list)
{
	struct pair *pairs = list->items;
	for (size_t i = 0; i < list->len; i++)
		resolve_value(r, s, &pairs[i].value);
}

#define PAIRS(pairs) ((struct list *)&(pairs))

static void
resolve_health(struct resolver *r, const struct service *s, struct health *h)
{
	if (!h)
		return;
	resolve_pairs(r, s, PAIRS(h->exec));
	resolve_value(r, s, &h->shell);
	if (!h->live)
		return;
	resolve_pairs(r, s, PAIRS(h->live->exec));
	resolve_value(r, s, &h->live->shell);
}

/* A config's content is rendered for each service that mounts it. */
static void
resolve_contents(struct resolver *r, struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		struct mount *m = &s->mounts.items[i];
		if (!m->config_bound || !m->config_bound->content.at)
			continue;
		m->content = m->config_bound->content;
		m->content.state = VALUE_NEW;
		resolve_value(r, s, &m->content);
	}
}

/* The version a service goes by: the field, else the tag of the image. */
static void
find_version(struct resolver *r, struct service *s)
{
	const struct entry *e = object_field(&s->object, "version");
	if (s->version.len) {
		s->version_value = value_of_text(r->arena, s->version, e);
	} else if (s->image.at) {
		struct text source = value_source(r->arena, &s->image);
		struct text tag = image_split(source).tag;
		struct node *n = node_scalar(r->arena, tag, s->image.at->value->at);
		s->version_value.at = s->image.at;
		s->version_value.len = value_parse_template(r->arena, r->diags, n,
						   &s->version_value.parts);
	}
	resolve_value(r, s, &s->version_value);
}

static void
add_env(struct resolver *r, struct service *s, const struct derived_pair *d)
{
	const struct entry *image = s->image.at ? s->image.at : s->object.at;
	struct pair *pairs = arena_array(r->arena, struct pair, s->env.len + 1);
	struct entry *e = arena_new(r->arena, struct entry);
	*e = (struct entry){ .key = node_scalar(r->arena, d->name, entry_place(image)),
			     .value = node_scalar(r->arena, d->text, entry_place(image)),
			     .layer = LAYER_CATALOG };
	for (size_t i = 0; i < s->env.len; i++) {
		pairs[i] = s->env.items[i];
		if (text_equal(pairs[i].object.name, d->name))
			return;
	}
	struct pair *p = &pairs[s->env.len];
	p->object = (struct object){ .at = e, .name = d->name, .owner = &s->object };
	resolve_template(r, s, s, d->text, e, &p->value);
	s->env.items = pairs;
	s->env.len++;
}

static bool
add_files(struct resolver *r, struct service *s, const struct derived *d)
{
	const struct entry *at = s->image.at ? s->image.at : s->object.at;
	bool carried = s->target && s->target->carries[FEATURE_SECRET_CONFIG] == CARRIED &&
		       !service_bundles_contents(s);
	ARRAY(struct carried_file) files = { 0 };
	for (size_t i = 0; i < d->files.len; i++) {
		struct carried_file f = { .path = d->files.items[i].name, .mode = T("0444") };
		resolve_template(r, s, s, d->files.items[i].text, at, &f.content);
		if (value_secret(&f.content) && !carried)
			return false;
		array_push(r->arena, &files, f);
	}
	for (size_t i = 0; i < files.len; i++)
		array_push(r->arena, &s->files, files.items[i]);
	return files.len > 0;
}

static void
set_command(struct resolver *r, struct service *s, const struct text *words, size_t len)
{
	const struct entry *at = s->image.at ? s->image.at : s->object.at;
	if (s->command.len || !len)
		return;
	s->command.items = arena_array(r->arena, struct pair, len);
	s->command.len = len;
	for (size_t i = 0; i < len; i++) {
		struct pair *p = &s->command.items[i];
		p->object = (struct object){ .at = at, .owner = &s->object };
		resolve_template(r, s, s, words[i], at, &p->value);
	}
}

/* The file holds a secret that its target cannot put into one, and the kind knows no
 * other way. */
static void
report_lost_file(struct resolver *r, const struct service *s)
{
	struct diag *d = diag_error(r->diags, "target/lost",
				    object_place(&s->object, "settings"),
				    "target '%s' cannot carry the file that the settings of "
				    "'%.*s' become: a secret is in it",
				    s->target->name, TA(s->object.name));
	d->subject = s->object.name;
	diag_fix(r->diags, d, "mount the whole file as an external secret, and leave the "
			      "settings out here");
}

static void
derive(struct resolver *r, struct service *s)
{
	struct derived d = { 0 };
	if (!s->catalog || !s->runs || s->is_client ||
	    s->placement != PLACEMENT_CONTAINER)
		return;
	catalog_derive(r->catalog, s->catalog, s, &d);
	for (size_t i = 0; i < d.env.len; i++)
		add_env(r, s, &d.env.items[i]);
	if (add_files(r, s, &d))
		set_command(r, s, d.command.items, d.command.len);
	else if (d.files.len && !d.plain_command.len && s->target)
		report_lost_file(r, s);
	else
		set_command(r, s, d.plain_command.items, d.plain_command.len);
}

void
resolve_kind(struct resolver *r, struct service *s)
{
	resolve_value(r, s, &s->image);
	find_version(r, s);
	s->catalog = catalog_entry_of(r->catalog, r->arena, r->stack, s);
	if (s->catalog)
		s->kind = s->catalog->kind;
	struct text image = s->image.at ? value_source(r->arena, &s->image) : T("");
	s->knows = catalog_knows(r->catalog, s->catalog,
				 (struct edition){ image, catalog_version(r->arena, s) });
}

void
resolve_service(struct resolver *r, struct service *s)
{
	if (s->topology)
		resolve_value(r, s, &s->topology->password);
	resolve_pairs(r, s, PAIRS(s->env));
	resolve_pairs(r, s, PAIRS(s->settings));
	resolve_pairs(r, s, PAIRS(s->command));
	resolve_pairs(r, s, PAIRS(s->entrypoint));
	resolve_pairs(r, s, PAIRS(s->labels));
	resolve_pairs(r, s, PAIRS(s->annotations));
	resolve_pairs(r, s, PAIRS(s->sysctls));
	resolve_pairs(r, s, PAIRS(s->extra_hosts));
	if (s->build)
		resolve_pairs(r, s, PAIRS(s->build->args));
	if (s->process)
		resolve_pairs(r, s, PAIRS(s->process->args));
	resolve_health(r, s, s->health);
	resolve_contents(r, s);
	derive(r, s);
}
