/*
 * What kubernetes_volume.c found, written: volumes of the pod, mounts of the
 * container, claims and ConfigMaps.
 */
#include "kubernetes.h"

static const int64_t default_size = (int64_t)1 << 30;

static bool
is_keyed(const struct kubernetes_mount *m)
{
	return m->source == SOURCE_CONFIG || m->source == SOURCE_FILE ||
	       m->source == SOURCE_SECRET;
}

void
kubernetes_mount_container(struct kubernetes *k, const struct kubernetes_mounts *all)
{
	if (!all->len)
		return;
	yaml_set_list(k->out, "volumeMounts");
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", m->volume);
		yaml_set_text(k->out, "mountPath", m->path);
		if (m->prepared || is_keyed(m))
			yaml_set_text(k->out, "subPath", m->key);
		if (m->read_only)
			yaml_set_bool(k->out, "readOnly", true);
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

/* "0440" as the number the API wants; JSON has no octal numbers. */
static int
mode_bits(struct text mode)
{
	int bits = 0;
	for (size_t i = 0; i < mode.len; i++)
		bits = bits * 8 + (mode.ptr[i] - '0');
	return bits;
}

static void
put_items(struct kubernetes *k, const struct kubernetes_mounts *all, struct text volume)
{
	bool any = false;
	for (size_t i = 0; i < all->len; i++)
		any |= text_equal(all->items[i].volume, volume) &&
		       all->items[i].mode.len > 0;
	if (!any)
		return;
	yaml_set_list(k->out, "items");
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		if (!text_equal(m->volume, volume))
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "key", m->key);
		yaml_set_text(k->out, "path", m->key);
		if (m->mode.len) {
			yaml_comment(k->out,
				     text_format(k->arena, "octal %.*s", TA(m->mode)));
			yaml_set_int(k->out, "mode", mode_bits(m->mode));
		}
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static void
put_source(struct kubernetes *k, const struct kubernetes_mounts *all,
	   const struct kubernetes_mount *m)
{
	switch (m->source) {
	case SOURCE_TEMPLATE: BUG("a claim template is no volume of the pod");
	case SOURCE_CLAIM:
		yaml_set_map(k->out, "persistentVolumeClaim");
		yaml_set_text(k->out, "claimName", m->object);
		break;
	case SOURCE_MEMORY:
		yaml_set_map(k->out, "emptyDir");
		yaml_set_string(k->out, "medium", "Memory");
		yaml_set_text(k->out, "sizeLimit",
			      kubernetes_volume_quantity(k->arena, m->size));
		break;
	case SOURCE_SCRATCH: yaml_set_map(k->out, "emptyDir"); break;
	case SOURCE_CONFIG:
	case SOURCE_FILE:
		yaml_set_map(k->out, "configMap");
		yaml_set_text(k->out, "name", m->object);
		put_items(k, all, m->volume);
		break;
	case SOURCE_SECRET:
		yaml_set_map(k->out, "secret");
		yaml_set_text(k->out, "secretName", m->object);
		put_items(k, all, m->volume);
		break;
	}
	yaml_close(k->out);
}

/* Several mounts may share one volume of the pod: it is written once. */
static bool
is_first_of_volume(const struct kubernetes_mounts *all, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (text_equal(all->items[i].volume, all->items[at].volume))
			return false;
	return true;
}

void
kubernetes_mount_pod(struct kubernetes *k, const struct kubernetes_mounts *all)
{
	bool open = false;
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		if (m->source == SOURCE_TEMPLATE || !is_first_of_volume(all, i))
			continue;
		if (!open)
			yaml_set_list(k->out, "volumes");
		open = true;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", m->volume);
		put_source(k, all, m);
		yaml_close(k->out);
	}
	if (open)
		yaml_close(k->out);
}

static void
put_claim_spec(struct kubernetes *k, const struct volume *v)
{
	bool shared = kubernetes_index_volume(k, v)->pods > 1;
	int64_t size = v->size ? v->size : default_size;
	yaml_set_map(k->out, "spec");
	yaml_set_row(k->out, "accessModes");
	yaml_string(k->out, shared ? "ReadWriteMany" : "ReadWriteOnce");
	yaml_close(k->out);
	if (v->storage_class.len)
		yaml_set_text(k->out, "storageClassName", v->storage_class);
	yaml_set_map(k->out, "resources");
	yaml_set_map(k->out, "requests");
	yaml_set_text(k->out, "storage", kubernetes_volume_quantity(k->arena, size));
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_mount_templates(struct kubernetes *k, const struct service *s,
			   const struct kubernetes_mounts *all)
{
	bool open = false;
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		if (m->source != SOURCE_TEMPLATE || !is_first_of_volume(all, i))
			continue;
		if (!open)
			yaml_set_list(k->out, "volumeClaimTemplates");
		open = true;
		yaml_open_map(k->out);
		kubernetes_raw_map(k, RAW_VOLUME, m->claim->raw, "claim");
		yaml_set_map(k->out, "metadata");
		yaml_set_text(k->out, "name", m->volume);
		kubernetes_meta_identity(k, "labels", s);
		yaml_close(k->out);
		put_claim_spec(k, m->claim);
		yaml_close(k->out);
	}
	if (open)
		yaml_close(k->out);
}

static void
put_config_map(struct kubernetes *k, const struct service *s,
	       const struct kubernetes_mounts *all)
{
	kubernetes_meta_object(k, "v1", "ConfigMap", s->object.name, s);
	yaml_set_map(k->out, "data");
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		if (m->source != SOURCE_CONFIG)
			continue;
		yaml_key_text(k->out, m->key);
		yaml_text(k->out, m->content);
	}
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_mount_objects(struct kubernetes *k, const struct service *s,
			 const struct kubernetes_mounts *all)
{
	bool has_content = false;
	for (size_t i = 0; i < all->len; i++) {
		const struct kubernetes_mount *m = &all->items[i];
		has_content |= m->source == SOURCE_CONFIG;
		if (m->source != SOURCE_CLAIM || !is_first_of_volume(all, i))
			continue;
		const struct volume *v = m->claim;
		if (v->external.len || kubernetes_index_volume(k, v)->owner != s)
			continue;
		kubernetes_raw_object(k, RAW_VOLUME, v->raw, "claim");
		kubernetes_meta_object(k, "v1", "PersistentVolumeClaim", m->object, s);
		put_claim_spec(k, v);
		yaml_close(k->out);
	}
	if (has_content)
		put_config_map(k, s, all);
}
