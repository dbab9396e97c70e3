/*
 * Mounts. One walk over the service's mounts gives a list of struct
 * kubernetes_mount; the pod's volumes, the container's mounts, the ConfigMap and
 * the checksum are all written from that list, so they agree.
 *
 * A single file is mounted with `subPath`: a folder would hide what the image has
 * beside it. The kubelet does not update such files in place, hence the checksum
 * in the pod template.
 *
 * The root of a fresh volume belongs to root and may hold `lost+found`, so a
 * server that wants to own an empty data folder (initdb does) gets a folder inside
 * the volume, made by an init container that runs as the server's own user.
 */
#include "kubernetes.h"

#include "sha256.h"

static bool
is_data_path(const struct service *s, struct text path)
{
	for (size_t i = 0; i < s->knows->data.len; i++)
		if (text_equal(s->knows->data.items[i], path))
			return true;
	return false;
}

bool
kubernetes_volume_holds_data(const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].volume_bound &&
		    is_data_path(s, s->mounts.items[i].object.name))
			return true;
	return false;
}

static bool
is_template(const struct kubernetes *k, const struct service *s, const struct volume *v)
{
	return kubernetes_index_volume(k, v)->users == 1 && !v->external.len &&
	       kubernetes_workload_kind(s) == KIND_STATEFULSET;
}

bool
kubernetes_volume_exclusive(struct kubernetes *k, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct volume *v = s->mounts.items[i].volume_bound;
		if (v && !v->external.len && kubernetes_index_volume(k, v)->pods == 1)
			return true;
	}
	return false;
}

static bool
volume_is_taken(const struct kubernetes_mounts *m, struct text name)
{
	for (size_t i = 0; i < m->len; i++)
		if (text_equal(m->items[i].volume, name))
			return true;
	return false;
}

static bool
path_is_taken(const struct kubernetes_mounts *m, struct text path)
{
	for (size_t i = 0; i < m->len; i++)
		if (text_equal(m->items[i].path, path))
			return true;
	return false;
}

static bool
key_is_taken(const struct kubernetes_mounts *m, struct text key)
{
	for (size_t i = 0; i < m->len; i++)
		if (text_equal(m->items[i].key, key))
			return true;
	return false;
}

static struct text
new_volume(struct arena *a, const struct kubernetes_mounts *m, struct text from)
{
	struct text slug = kubernetes_name_slug(a, from), name = slug;
	for (int i = 2; volume_is_taken(m, name); i++)
		name = text_format(a, "%.*s-%d", TA(slug), i);
	return name;
}

/* A ConfigMap's key: the file's own name, as far as keys may hold it. */
static struct text
new_key(struct arena *a, const struct kubernetes_mounts *m, struct text path)
{
	struct buffer b = { .arena = a };
	size_t from = path.len;
	while (from && path.ptr[from - 1] != '/')
		from--;
	for (size_t i = from; i < path.len; i++) {
		char c = path.ptr[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
		buffer_byte(&b, ok ? c : '_');
	}
	struct text base = b.len ? buffer_text(&b) : T("file"), key = base;
	for (int i = 2; key_is_taken(m, key); i++)
		key = text_format(a, "%d-%.*s", i, TA(base));
	return key;
}

static void
bind_volume(struct kubernetes *k, const struct service *s, const struct mount *from,
	    const struct kubernetes_mounts *all, struct kubernetes_mount *m)
{
	const struct volume *v = from->volume_bound;
	m->source = is_template(k, s, v) ? SOURCE_TEMPLATE : SOURCE_CLAIM;
	m->claim = v;
	m->volume = v->object.name;
	m->object = v->external.len ? v->external : v->object.name;
	m->prepared = s->knows->datastore && is_data_path(s, m->path);
	if (m->prepared)
		m->key = new_key(k->arena, all, m->path);
}

/* One volume of the pod holds all that come from one object. */
static struct text
shared_volume(struct arena *a, const struct kubernetes_mounts *all,
	      enum kubernetes_source source, struct text name)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].source == source)
			return all->items[i].volume;
	return new_volume(a, all, name);
}

static void
bind_file(struct kubernetes *k, const struct service *s, struct text file,
	  const struct kubernetes_mounts *all, struct kubernetes_mount *m)
{
	m->source = SOURCE_FILE;
	m->object = text_format(k->arena, "%.*s.files", TA(s->object.name));
	m->file = file;
	m->volume = shared_volume(k->arena, all, SOURCE_FILE, T("files"));
	m->key = new_key(k->arena, all, m->path);
}

static void
bind_content(struct kubernetes *k, const struct service *s, const struct value *content,
	     const struct kubernetes_mounts *all, struct kubernetes_mount *m)
{
	m->source = SOURCE_CONFIG;
	m->object = s->object.name;
	m->content = kubernetes_value_plain(k->arena, content);
	m->volume = shared_volume(k->arena, all, SOURCE_CONFIG, T("config"));
	m->key = new_key(k->arena, all, m->path);
}

static void
bind_secret(struct kubernetes *k, const struct mount *from,
	    const struct kubernetes_mounts *all, struct kubernetes_mount *m)
{
	struct kubernetes_secret at =
		kubernetes_value_secret(k->arena, k->stack, from->secret_bound);
	m->source = SOURCE_SECRET;
	m->object = at.name;
	m->key = at.key;
	m->volume = new_volume(k->arena, all, from->secret);
}

static void
add_mount(struct kubernetes *k, const struct service *s, const struct mount *from,
	  struct kubernetes_mounts *all)
{
	struct kubernetes_mount m = { .path = from->object.name, .mode = from->mode };
	m.read_only = from->read_only;
	const struct config *config = from->config_bound;
	if (from->volume_bound)
		bind_volume(k, s, from, all, &m);
	else if (from->file.len)
		bind_file(k, s, from->source, all, &m);
	else if (config && config->file.len)
		bind_file(k, s, config->source, all, &m);
	else if (config)
		bind_content(k, s, &from->content, all, &m);
	else if (from->secret_bound)
		bind_secret(k, from, all, &m);
	else {
		m.source = from->tmpfs ? SOURCE_MEMORY : SOURCE_SCRATCH;
		m.size = from->tmpfs;
		m.volume = new_volume(k->arena, all, m.path);
	}
	array_push(k->arena, all, m);
}

static void
add_writable(struct kubernetes *k, const struct service *s, struct kubernetes_mounts *all)
{
	for (size_t i = 0; s->read_only && i < s->knows->writable.len; i++) {
		struct text path = s->knows->writable.items[i];
		struct kubernetes_mount m = { .source = SOURCE_SCRATCH, .path = path };
		if (path_is_taken(all, path))
			continue;
		m.volume = new_volume(k->arena, all, path);
		array_push(k->arena, all, m);
	}
}

/* /dev/shm has 64 MiB in every container; a larger one is a volume over it. */
static void
add_shm(struct kubernetes *k, const struct service *s, struct kubernetes_mounts *all)
{
	struct kubernetes_mount m = { .source = SOURCE_MEMORY, .path = T("/dev/shm") };
	if (!s->shm)
		return;
	m.size = s->shm;
	m.volume = new_volume(k->arena, all, T("shm"));
	array_push(k->arena, all, m);
}

static void
add_carried(struct kubernetes *k, const struct service *s, struct kubernetes_mounts *all)
{
	for (size_t i = 0; i < s->files.len; i++) {
		const struct carried_file *f = &s->files.items[i];
		struct kubernetes_mount m = { .path = f->path, .mode = f->mode };
		m.read_only = true;
		if (f->bundle_path.len)
			bind_file(k, s, deployment_relative(k->arena, f->bundle_path),
				  all, &m);
		else
			bind_content(k, s, &f->content, all, &m);
		array_push(k->arena, all, m);
	}
}

/* Volumes go first: their names are set by the spec, and the names made up for
 * the others keep clear of them. */
struct kubernetes_mounts
kubernetes_volume_mounts(struct kubernetes *k, const struct service *s)
{
	struct kubernetes_mounts all = { 0 };
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].volume_bound)
			add_mount(k, s, &s->mounts.items[i], &all);
	add_carried(k, s, &all);
	for (size_t i = 0; i < s->mounts.len; i++)
		if (!s->mounts.items[i].volume_bound)
			add_mount(k, s, &s->mounts.items[i], &all);
	add_writable(k, s, &all);
	add_shm(k, s, &all);
	return all;
}

struct text
kubernetes_volume_quantity(struct arena *a, int64_t bytes)
{
	static const char *const units[] = { "", "Ki", "Mi", "Gi", "Ti" };
	size_t unit = 0;
	while (bytes && bytes % 1024 == 0 && unit + 1 < sizeof units / sizeof *units) {
		bytes /= 1024;
		unit++;
	}
	return text_format(a, "%lld%s", (long long)bytes, units[unit]);
}

struct text
kubernetes_volume_checksum(struct arena *a, const struct kubernetes_mounts *m)
{
	struct sha256 sum;
	bool any = false;
	sha256_init(&sum);
	for (size_t i = 0; i < m->len; i++) {
		if (m->items[i].source != SOURCE_CONFIG)
			continue;
		any = true;
		sha256_add(&sum, text_format(a, "%.*s %zu ", TA(m->items[i].key),
					     m->items[i].content.len));
		sha256_add(&sum, m->items[i].content);
	}
	return any ? sha256_finish(&sum, a) : (struct text){ 0 };
}
