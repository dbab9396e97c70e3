/*
 * fill_environment() is the order of language.md section 2, highest first: a
 * service's own fields are laid over its parent's, those over the defaults, those
 * over the catalogue's. Fields that come from below are stamped with their layer.
 */
#include "fill.h"

#include "image.h"
#include "overlay.h"
#include "shape.h"
#include "vars.h"

enum colour {
	COLOUR_NEW,
	COLOUR_OPEN,
	COLOUR_DONE,
};

struct filler {
	struct run *run;
	struct arena *arena;
	struct diags *diags;
	const struct node *services, *defaults, *safe;
	const struct node *parameters;
	ARRAY(struct mirror) mirrors;
	struct filled {
		enum colour colour;
		const struct node *node;
	} *filled; /* one per service: with its parents laid under */
};

static const struct node *
without(struct arena *a, const struct node *map, struct text key)
{
	struct entry *entries = arena_array(a, struct entry, map->len);
	size_t len = 0;
	for (size_t i = 0; i < map->len; i++)
		if (!text_equal(map->entries[i].key->text, key))
			entries[len++] = map->entries[i];
	return node_map(a, entries, len, map->at);
}

static void
report_no_parent(struct filler *f, const struct entry *extends)
{
	struct text name = extends->value->text;
	struct text *names = arena_array(f->arena, struct text, f->services->len);
	size_t len = 0;
	for (size_t i = 0; i < f->services->len; i++)
		if (!f->services->entries[i].value->is_null)
			names[len++] = f->services->entries[i].key->text;
	diag_undefined(f->diags, entry_place(extends), "service", name, names, len);
}

static void
report_removed_parent(struct filler *f, const struct entry *extends,
		      const struct entry *parent)
{
	struct diag *d = diag_error(f->diags, "spec/undefined", entry_place(extends),
				    "service '%.*s' is removed", TA(parent->key->text));
	diag_note(f->diags, d, entry_place(parent), "here");
	diag_fix(f->diags, d, "remove what extends it as well");
}

/* `parent` is open: it extends its way back to `extends`. */
static void
report_extends_cycle(struct filler *f, const struct entry *parent,
		     const struct entry *extends)
{
	struct diag *d = diag_error(f->diags, "spec/cycle", entry_place(extends),
				    "service '%.*s' extends itself",
				    TA(parent->key->text));
	for (const struct entry *e = node_entry(parent->value, T("extends")); e != extends;) {
		struct text name = e->value->text;
		diag_note(f->diags, d, entry_place(e), "by way of '%.*s'", TA(name));
		e = node_entry(node_get(f->services, name), T("extends"));
	}
}

/* A service with what it extends laid under it. Removals are still in it. */
static const struct node *
with_parents(struct filler *f, const struct entry *service)
{
	struct filled *filled = &f->filled[service - f->services->entries];
	const struct entry *extends = node_entry(service->value, T("extends"));
	if (filled->colour == COLOUR_DONE)
		return filled->node;
	filled->node = service->value;
	if (extends && extends->value->kind == NODE_SCALAR && !extends->value->is_null) {
		const struct entry *parent = node_entry(f->services, extends->value->text);
		filled->colour = COLOUR_OPEN;
		if (parent && parent->value->is_null) {
			report_removed_parent(f, extends, parent);
		} else if (!parent || parent->value->kind != NODE_MAP) {
			report_no_parent(f, extends);
		} else if (f->filled[parent - f->services->entries].colour == COLOUR_OPEN) {
			report_extends_cycle(f, parent, extends);
		} else {
			const struct node *under = with_parents(f, parent);
			under = without(f->arena, under, T("extends"));
			under = shape_map(f->arena, service_rows, under, LAYER_PARENT);
			filled->node = overlay_maps(f->arena, service_rows, under,
						    service->value);
		}
	}
	filled->colour = COLOUR_DONE;
	return filled->node;
}

/* `labels` as `{ labels: … }` under `defaults.services`. */
static const struct node *
default_fields(struct arena *a, const struct node *merged)
{
	const struct entry *labels = node_entry(merged, T("labels"));
	const struct node *defaults = node_get(merged, T("defaults"));
	const struct node *fields = node_get(defaults, T("services"));
	const struct node *result = NULL;
	if (labels && labels->value->kind == NODE_MAP)
		result = node_map(a, &(struct entry){ .key = labels->key,
						      .value = labels->value },
				  1, labels->value->at);
	if (fields && fields->kind == NODE_MAP)
		result = overlay_maps(a, service_rows, result, fields);
	return result ? shape_map(a, service_rows, result, LAYER_DEFAULT) : NULL;
}

/* A scalar's text as far as it is known before decoding: a parameter counts with
 * its default or `--set`, another reference as it is written. */
static struct text
known_text(struct filler *f, const struct node *n)
{
	struct buffer b = { .arena = f->arena };
	if (!n || n->kind != NODE_SCALAR)
		return (struct text){ 0 };
	if (!n->parts)
		return n->text;
	for (size_t i = 0; i < n->part_len; i++) {
		const struct part *p = &n->parts[i];
		const struct node *parameter = NULL;
		if (p->kind == PART_REFERENCE && text_starts(p->text, T("parameters.")))
			parameter = node_get(f->parameters,
					     text_slice(p->text, 11, p->text.len));
		const struct node *def = node_get(parameter, T("default"));
		if (p->kind == PART_TEXT)
			buffer_add(&b, p->text);
		else if (def && def->kind == NODE_SCALAR)
			buffer_add(&b, def->text);
		else
			buffer_format(&b, "${%.*s}", TA(p->text));
	}
	return buffer_text(&b);
}

/* The tag, where it is known: one that a parameter without a value decides is not. */
static struct text
known_tag(struct text image)
{
	struct text tag = image_split(image).tag;
	return text_find(tag, T("${")) < tag.len ? (struct text){ 0 } : tag;
}

static const struct catalog_entry *
find_kind(struct filler *f, const struct entry *kind, struct text image)
{
	struct catalog *catalog = f->run->catalog;
	if (!kind || kind->value->kind != NODE_SCALAR || kind->value->is_null)
		return image.len ? catalog_infer_mirrored(catalog, image, f->mirrors.items,
							  f->mirrors.len)
				 : NULL;
	const struct catalog_entry *entry = catalog_find(catalog, kind->value->text);
	if (entry)
		return entry;
	size_t len;
	const struct text *kinds = catalog_kinds(catalog, &len);
	struct diag *d = diag_undefined(f->diags, entry_place(kind), "kind",
					kind->value->text, kinds, len);
	if (!d->fix.len)
		diag_fix(f->diags, d, "the kinds are %.*s",
			 TA(diag_names(f->arena, kinds, len)));
	return NULL;
}

/* What is wrong with them is told when they are decoded. */
static void
find_mirrors(struct filler *f, const struct node *registries)
{
	for (size_t i = 0; registries && i < registries->len; i++) {
		const struct node *registry = registries->entries[i].value;
		if (registry->kind != NODE_MAP)
			continue;
		struct mirror m = { .prefix = known_text(f, node_get(registry, T("prefix"))) };
		const struct node *names = node_get(registry, T("mirrors"));
		for (size_t k = 0; names && k < names->len; k++)
			array_push(f->arena, &m.names, names->entries[k].value->text);
		if (names && names->kind == NODE_SCALAR)
			array_push(f->arena, &m.names, names->text);
		array_push(f->arena, &f->mirrors, m);
	}
}

/* What is safe where nobody says anything: logs that cannot fill the disk. */
static const struct node *
safe_fields(struct arena *a)
{
	const struct span none = { 0 };
	const struct entry logs[] = {
		{ .key = node_scalar(a, T("max_size"), none),
		  .value = node_scalar(a, T("10MB"), none) },
		{ .key = node_scalar(a, T("max_files"), none),
		  .value = node_scalar(a, T("3"), none) },
	};
	const struct entry fields[] = {
		{ .key = node_scalar(a, T("logs"), none), .value = node_map(a, logs, 2, none) },
	};
	return node_map(a, fields, 1, none);
}

/* The service over the facts of its kind. */
static const struct node *
with_facts(struct filler *f, const struct node *service)
{
	const struct entry *image = node_entry(service, T("image"));
	const struct entry *kind = node_entry(service, T("kind"));
	struct text image_text = known_text(f, image ? image->value : NULL);
	const struct catalog_entry *entry = find_kind(f, kind, image_text);
	if (!entry)
		return service;
	struct text version = known_text(f, node_get(service, T("version")));
	struct span at = entry_place(kind && !kind->value->is_null ? kind : image);
	struct edition edition = { image_text, version.len ? version : known_tag(image_text) };
	const struct node *facts = catalog_facts(f->run->catalog, f->arena, entry, edition, at);
	if (!facts)
		return service;
	facts = shape_map(f->arena, service_rows, facts, LAYER_CATALOG);
	facts = vars_parse(f->arena, f->diags, facts);
	return overlay_maps(f->arena, service_rows, facts, service);
}

static void
report_nothing(struct filler *f, const struct node *map, const struct entry *removal)
{
	struct text *keys = arena_array(f->arena, struct text, map->len);
	size_t len = 0;
	for (size_t i = 0; i < map->len; i++)
		if (!map->entries[i].value->is_null)
			keys[len++] = map->entries[i].key->text;
	struct text key = removal->key->text, near = text_nearest(key, keys, len);
	struct diag *d = diag_error(f->diags, "spec/nothing-to-remove",
				    entry_key_place(removal),
				    "null removes '%.*s', but no lower layer has it", TA(key));
	if (near.ptr)
		diag_fix(f->diags, d, "did you mean '%.*s'?", TA(near));
}

/* Drops what was removed. A removal that met nothing is an error. */
static const struct node *
settle(struct filler *f, const struct node *n)
{
	struct entry *entries = NULL;
	size_t len = 0;
	if (n->kind != NODE_MAP)
		return n;
	for (size_t i = 0; i < n->len; i++) {
		struct entry e = n->entries[i];
		bool drop = e.value->is_null;
		if (drop && !e.over)
			report_nothing(f, n, &e);
		const struct node *value = drop ? e.value : settle(f, e.value);
		if (!entries && (drop || value != e.value)) {
			entries = arena_array(f->arena, struct entry, n->len);
			for (; len < i; len++)
				entries[len] = n->entries[len];
		}
		e.value = value;
		if (entries && !drop)
			entries[len++] = e;
	}
	if (!entries)
		return n;
	struct node *map = node_map(f->arena, entries, len, n->at);
	map->from_list = n->from_list;
	return map;
}

static const struct node *
fill_services(struct filler *f, const struct node *services)
{
	struct node *all = node_map(f->arena, services->entries, services->len, services->at);
	for (size_t i = 0; i < services->len; i++) {
		const struct entry *e = &services->entries[i];
		if (e->value->kind != NODE_MAP)
			continue;
		const struct node *service = with_parents(f, e);
		service = overlay_maps(f->arena, service_rows, f->defaults, service);
		service = with_facts(f, service);
		all->entries[i].value = overlay_maps(f->arena, service_rows, f->safe, service);
	}
	return all;
}

const struct node *
fill_environment(struct run *run, struct environment *environment)
{
	struct arena *a = &run->arena;
	const struct node *merged = vars_substitute(a, &run->diags, model_rows,
						    environment->merged, environment->name);
	struct filler f = {
		.run = run,
		.arena = a,
		.diags = &run->diags,
		.services = node_get(merged, T("services")),
		.defaults = default_fields(a, merged),
		.parameters = node_get(merged, T("parameters")),
		.safe = safe_fields(a),
	};
	struct node *all = node_map(a, merged->entries, merged->len, merged->at);
	find_mirrors(&f, node_get(merged, T("registries")));
	if (f.services && f.services->kind == NODE_MAP) {
		f.filled = arena_array(a, struct filled, f.services->len);
		const struct entry *e = node_entry(all, T("services"));
		all->entries[e - all->entries].value = fill_services(&f, f.services);
	}
	return settle(&f, all);
}
