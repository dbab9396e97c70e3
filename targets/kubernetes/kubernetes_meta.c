/*
 * The head of every object: labels, selectors, annotations.
 *
 * Selectors are immutable in the API, so they hold only what never changes: name
 * and instance. What the user calls a label becomes one where Kubernetes takes it
 * as such (63 characters of [A-Za-z0-9._-]), else an annotation, which holds any
 * text; nothing selects by either.
 */
#include "kubernetes.h"

static void
set_valid_label(struct kubernetes *k, const char *key, struct text value)
{
	if (value.len && kubernetes_name_label_value(value))
		yaml_set_text(k->out, key, value);
}

static void
put_identity(struct kubernetes *k, const struct service *s)
{
	yaml_set_text(k->out, "app.kubernetes.io/name", s->object.name);
	yaml_set_text(k->out, "app.kubernetes.io/instance", k->namespace);
}

static void
put_standard_labels(struct kubernetes *k, const struct service *s)
{
	if (s) {
		put_identity(k, s);
		set_valid_label(k, "app.kubernetes.io/component", s->tier);
		set_valid_label(k, "app.kubernetes.io/version",
				kubernetes_value_plain(k->arena, &s->version_value));
	} else
		yaml_set_text(k->out, "app.kubernetes.io/instance", k->namespace);
	yaml_set_text(k->out, "app.kubernetes.io/part-of", k->stack->name);
	yaml_set_string(k->out, "app.kubernetes.io/managed-by", "stackc");
}

/* The pairs that can be labels, or those that cannot. */
static size_t
put_user_labels(struct kubernetes *k, const struct service *s, bool valid)
{
	size_t count = 0;
	for (size_t i = 0; i < s->labels.len; i++) {
		const struct pair *p = &s->labels.items[i];
		struct text value = kubernetes_value_plain(k->arena, &p->value);
		if (kubernetes_name_label_value(value) != valid)
			continue;
		yaml_key_text(k->out, p->object.name);
		yaml_text(k->out, value);
		count++;
	}
	return count;
}

static bool
has_annotations(struct kubernetes *k, const struct service *s)
{
	for (size_t i = 0; i < s->labels.len; i++) {
		struct text value =
			kubernetes_value_plain(k->arena, &s->labels.items[i].value);
		if (!kubernetes_name_label_value(value))
			return true;
	}
	return s->annotations.len > 0;
}

static bool
has_annotation(const struct service *s, const char *key)
{
	for (size_t i = 0; i < s->annotations.len; i++)
		if (text_is(s->annotations.items[i].object.name, key))
			return true;
	return false;
}

static void
set_annotation(struct kubernetes *k, const struct service *s, const char *key,
	       struct text value)
{
	if (!has_annotation(s, key))
		yaml_set_text(k->out, key, value);
}

/* What scrape configurations go by that find pods in the cluster. */
static void
put_metrics(struct kubernetes *k, const struct service *s)
{
	const struct metrics *m = s->metrics;
	if (!m)
		return;
	set_annotation(k, s, "prometheus.io/scrape", T("true"));
	set_annotation(k, s, "prometheus.io/port",
		       text_format(k->arena, "%lld", (long long)m->port_bound->port));
	set_annotation(k, s, "prometheus.io/path", m->path);
}

static void
put_own_annotations(struct kubernetes *k, const struct service *s)
{
	put_user_labels(k, s, false);
	for (size_t i = 0; i < s->annotations.len; i++) {
		const struct pair *p = &s->annotations.items[i];
		yaml_key_text(k->out, p->object.name);
		yaml_text(k->out, kubernetes_value_plain(k->arena, &p->value));
	}
}

static void
put_pod_annotations(struct kubernetes *k, const struct service *s, struct text checksum)
{
	if (!checksum.len && !s->metrics && !has_annotations(k, s))
		return;
	yaml_set_map(k->out, "annotations");
	if (checksum.len) {
		yaml_comment(k->out, T("pods are replaced when their files change"));
		yaml_set_text(k->out, "checksum/config", checksum);
	}
	put_metrics(k, s);
	put_own_annotations(k, s);
	yaml_close(k->out);
}

void
kubernetes_meta_labels(struct kubernetes *k, const struct service *s)
{
	yaml_set_map(k->out, "labels");
	put_standard_labels(k, s);
	yaml_close(k->out);
}

static void
open_object(struct kubernetes *k, const char *api, const char *kind, struct text name)
{
	if (k->objects++)
		yaml_document(k->out);
	yaml_open_map(k->out);
	if (k->next_object)
		yaml_graft(k->out, k->next_object);
	k->next_object = NULL;
	yaml_set_string(k->out, "apiVersion", api);
	yaml_set_string(k->out, "kind", kind);
	yaml_set_map(k->out, "metadata");
	yaml_set_text(k->out, "name", name);
}

void
kubernetes_meta_object(struct kubernetes *k, const char *api, const char *kind,
		       struct text name, const struct service *s)
{
	open_object(k, api, kind, name);
	yaml_set_text(k->out, "namespace", k->namespace);
	kubernetes_meta_labels(k, s);
	yaml_close(k->out);
}

void
kubernetes_meta_workload(struct kubernetes *k, const char *api, const char *kind,
			 struct text name, const struct service *s)
{
	open_object(k, api, kind, name);
	yaml_set_text(k->out, "namespace", k->namespace);
	yaml_set_map(k->out, "labels");
	put_standard_labels(k, s);
	put_user_labels(k, s, true);
	yaml_close(k->out);
	if (has_annotations(k, s)) {
		yaml_set_map(k->out, "annotations");
		put_own_annotations(k, s);
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

void
kubernetes_meta_pod(struct kubernetes *k, const struct service *s, struct text checksum)
{
	yaml_set_map(k->out, "metadata");
	yaml_set_map(k->out, "labels");
	put_standard_labels(k, s);
	put_user_labels(k, s, true);
	for (size_t i = 0; i < s->networks.len; i++) {
		yaml_key_text(k->out,
			      kubernetes_meta_network(k->arena, &s->networks.items[i]));
		yaml_string(k->out, "true");
	}
	yaml_close(k->out);
	put_pod_annotations(k, s, checksum);
	yaml_close(k->out);
}

void
kubernetes_meta_identity(struct kubernetes *k, const char *key, const struct service *s)
{
	yaml_set_map(k->out, key);
	put_identity(k, s);
	yaml_close(k->out);
}

void
kubernetes_meta_selector(struct kubernetes *k, const char *key, const struct service *s)
{
	yaml_set_map(k->out, key);
	kubernetes_meta_identity(k, "matchLabels", s);
	yaml_close(k->out);
}

struct text
kubernetes_meta_network(struct arena *a, const struct attachment *at)
{
	struct text name = at->object.name;
	if (at->network->external.len)
		name = at->network->external;
	return text_format(a, "stackc/network-%.*s", TA(name));
}
