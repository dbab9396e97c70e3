/*
 * A label that changes with the files of a container, so that `up` makes the
 * container anew. To the tool a service has changed when its definition has, and
 * that says where a file comes from, not what is in it (hash.go of docker compose,
 * versions 2 and 5): the old container would go on with the old configuration. Nor
 * could it see a new one: a file that is mounted by itself is the one that was there
 * at the start, and a build puts another in its place.
 *
 * Parameters that are still open are named after the digest. What a secret holds is
 * left out: everybody who may list containers reads their labels.
 */
#include "compose.h"
#include "sha256.h"

/* Digits of the digest: enough to tell one bundle of a service from the next. */
enum { digest_len = 16 };

struct files {
	struct compose *compose;
	const struct service *service;
	struct sha256 hash;
	size_t len;
	bool *open; /* as in stack->parameters */
};

static void
add_file(struct files *f, struct text path, struct text bytes)
{
	sha256_add(&f->hash, path);
	sha256_add(&f->hash, T("\n"));
	sha256_add(&f->hash, sha256_text(f->compose->arena, bytes));
	f->len++;
}

static void
add_content(struct files *f, struct text path, const struct value *content)
{
	const struct parameter *missing, *all = f->compose->stack->parameters.items;
	struct arena *a = f->compose->arena;
	if (compose_needs_file(f->service, content)) {
		add_file(f, path, value_expand(a, content, &missing));
		return;
	}
	add_file(f, path, value_source(a, content));
	for (size_t i = 0; i < content->len; i++)
		if (content->parts[i].kind == PART_PARAMETER)
			f->open[content->parts[i].parameter - all] = true;
}

static void
add_mount(struct files *f, const struct mount *m)
{
	const struct config *config = m->config_bound;
	if (m->file.len)
		add_file(f, m->object.name, m->bytes);
	else if (config && config->file.len)
		add_file(f, m->object.name, config->bytes);
	else if (config)
		add_content(f, m->object.name, &m->content);
}

static void
add_carried(struct files *f, const struct carried_file *file)
{
	const struct compose *c = f->compose;
	if (file->bundle_path.len)
		add_file(f, file->path,
		         deployment_file(c->bundle->arena, *c->arena, c->deployment,
		                         file->bundle_path));
	else
		add_content(f, file->path, &file->content);
}

/* The digest, and "NAME=" with the value of each open parameter. */
static struct text
label(struct files *f)
{
	struct arena *a = f->compose->arena;
	ARRAY(struct part) parts = { 0 };
	struct text digest =
		text_format(a, "sha256-%.*s", digest_len, sha256_finish(&f->hash, a).ptr);
	array_push(a, &parts, (struct part){ .kind = PART_TEXT, .text = digest });
	for (size_t i = 0; i < f->compose->stack->parameters.len; i++) {
		const struct parameter *p = &f->compose->stack->parameters.items[i];
		if (!f->open[i])
			continue;
		struct text name = text_format(a, " %.*s=", TA(p->object.name));
		array_push(a, &parts, (struct part){ .kind = PART_TEXT, .text = name });
		array_push(a, &parts,
		           (struct part){ .kind = PART_PARAMETER, .parameter = p });
	}
	const struct value v = { .parts = parts.items, .len = parts.len };
	return compose_value(a, &v);
}

struct text
compose_digest(struct compose *c, const struct service *s)
{
	struct files f = { .compose = c, .service = s };
	f.open = arena_array(c->arena, bool, c->stack->parameters.len);
	sha256_init(&f.hash);
	for (size_t i = 0; i < s->mounts.len; i++)
		add_mount(&f, &s->mounts.items[i]);
	for (size_t i = 0; i < s->files.len; i++)
		add_carried(&f, &s->files.items[i]);
	return f.len ? label(&f) : (struct text){ 0 };
}
