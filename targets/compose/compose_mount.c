/*
 * What stands in a container's file system. Three lists of the file take it:
 * `secrets`, `configs` and `volumes`. A bind mount never makes its source: a file
 * that is missing is an error, not an empty folder.
 */
#include "compose.h"
#include "path.h"

struct text
compose_path(struct compose *c, struct text path)
{
	if (!path.len)
		BUG("a path is empty");
	if (path.ptr[0] == '/')
		return path;
	path = path_clean(c->arena, path_join(c->arena, c->project->up, path));
	if (text_is(path, ".") || text_is(path, "..") || text_starts(path, T("../")))
		return path;
	return text_format(c->arena, "./%.*s", TA(path));
}

/* Secrets */

static bool
has_file_env(const struct service *s, struct text name)
{
	for (size_t i = 0; i < s->env.len; i++) {
		struct text other = s->env.items[i].object.name;
		if (text_starts(other, name) &&
		    text_equal(text_slice(other, name.len, other.len),
		               s->knows->file_suffix))
			return true;
	}
	return false;
}

static bool
knows_file_env(const struct service *s, struct text name)
{
	for (size_t i = 0; i < s->knows->file_env.len; i++)
		if (text_equal(s->knows->file_env.items[i], name))
			return true;
	return false;
}

/* The value of a variable is copied into the container, which the tool cannot do
 * where that is read-only; nor can it fall back to a default there. */
bool
compose_is_file_env(const struct service *s, const struct pair *pair)
{
	if (pair->value.len != 1 || pair->value.parts[0].kind != PART_SECRET)
		return false;
	const struct secret *secret = pair->value.parts[0].secret;
	struct text name = pair->object.name;
	if (!knows_file_env(s, name) || has_file_env(s, name))
		return false;
	return secret->file.len || (secret->env.len && !secret->def.ptr && !s->read_only);
}

static void
put_secret(struct compose *c, const struct secret *secret, struct text target,
           struct text mode)
{
	c->secrets[secret - c->stack->secrets.items] = true;
	yaml_open_map(c->out);
	yaml_set_text(c->out, "source", secret->object.name);
	yaml_set_text(c->out, "target", target);
	if (mode.len)
		yaml_set_text(c->out, "mode", mode);
	yaml_close(c->out);
}

static bool
has_secrets(const struct service *s)
{
	for (size_t i = 0; i < s->env.len; i++)
		if (compose_is_file_env(s, &s->env.items[i]))
			return true;
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].secret_bound)
			return true;
	return false;
}

/* Whether a variable before this one names the same secret, whose file serves both. */
static bool
is_named_before(const struct service *s, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (compose_is_file_env(s, &s->env.items[i]) &&
		    s->env.items[i].value.parts[0].secret ==
			    s->env.items[at].value.parts[0].secret)
			return true;
	return false;
}

static void
put_secrets(struct compose *c, const struct service *s)
{
	if (!has_secrets(s))
		return;
	yaml_set_list(c->out, "secrets");
	for (size_t i = 0; i < s->env.len; i++) {
		if (!compose_is_file_env(s, &s->env.items[i]) || is_named_before(s, i))
			continue;
		const struct secret *secret = s->env.items[i].value.parts[0].secret;
		put_secret(c, secret,
		           text_format(c->arena, "/run/secrets/%.*s",
		                       TA(secret->object.name)),
		           (struct text){ 0 });
	}
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		if (m->secret_bound)
			put_secret(c, m->secret_bound, m->object.name, m->mode);
	}
	yaml_close(c->out);
}

/* Configs */

bool
compose_needs_file(const struct service *s, const struct value *content)
{
	size_t len = 0;
	for (size_t i = 0; i < content->len; i++)
		len += content->parts[i].kind != PART_TEXT || content->parts[i].text.len;
	return service_bundles_contents(s) || !len;
}

static struct text
expand(struct compose *c, const struct value *content)
{
	const struct parameter *missing;
	if (value_secret(content))
		BUG("a file of the bundle holds a secret");
	struct text t = value_expand(c->arena, content, &missing);
	if (missing)
		BUG("parameter '%.*s' has no value", TA(missing->object.name));
	return t;
}

static bool
is_taken(const struct compose *c, size_t from, struct text name)
{
	for (size_t i = from; i < c->configs.len; i++)
		if (text_equal(c->configs.items[i].name, name))
			return true;
	return false;
}

/* SERVICE.NAME: a service has no dot in its name, so that no two services share
 * one; `from` is where this service's configs begin. */
static struct text
config_name(struct compose *c, const struct service *s, struct text name, size_t from)
{
	struct buffer b = { .arena = c->arena };
	buffer_format(&b, "%.*s.", TA(s->object.name));
	for (size_t i = 0; i < name.len; i++) {
		char ch = name.ptr[i];
		bool fine = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
		            (ch >= '0' && ch <= '9') || ch == '.' || ch == '_';
		buffer_byte(&b, fine ? ch : '-');
	}
	size_t len = b.len;
	for (int n = 2; is_taken(c, from, buffer_text(&b)); n++) {
		b.len = len;
		buffer_format(&b, "-%d", n);
	}
	return buffer_text(&b);
}

static void
put_config(struct compose *c, struct compose_config config, struct text target,
           struct text mode)
{
	array_push(c->arena, &c->configs, config);
	yaml_open_map(c->out);
	yaml_set_text(c->out, "source", config.name);
	yaml_set_text(c->out, "target", target);
	if (mode.len)
		yaml_set_text(c->out, "mode", mode);
	yaml_close(c->out);
}

static void
put_content(struct compose *c, const struct service *s, struct text name,
            const struct value *content, struct text target, struct text mode)
{
	struct compose_config config = { .name = name };
	if (compose_needs_file(s, content)) {
		struct arena *a = c->bundle->arena;
		struct text path = text_format(a, "%.*s/files/%.*s",
		                               TA(c->deployment->folder), TA(name));
		bundle_add(c->bundle, path, text_copy(a, expand(c, content)), false);
		config.file = compose_path(
			c, text_format(c->arena, "files/%.*s", TA(name)));
	} else {
		config.content = compose_value(c->arena, content);
	}
	put_config(c, config, target, mode);
}

static bool
has_configs(const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].config_bound)
			return true;
	for (size_t i = 0; i < s->files.len; i++)
		if (!s->files.items[i].bundle_path.len)
			return true;
	return false;
}

static void
put_configs(struct compose *c, const struct service *s)
{
	size_t from = c->configs.len;
	if (!has_configs(s))
		return;
	yaml_set_list(c->out, "configs");
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		if (!m->config_bound)
			continue;
		struct text name = config_name(c, s, m->config, from);
		if (m->config_bound->file.len)
			put_config(
				c,
				(struct compose_config){
					name, .file = compose_path(c, m->config_bound->source) },
				m->object.name, m->mode);
		else
			put_content(c, s, name, &m->content, m->object.name, m->mode);
	}
	for (size_t i = 0; i < s->files.len; i++) {
		const struct carried_file *f = &s->files.items[i];
		if (!f->bundle_path.len)
			put_content(c, s, config_name(c, s, path_name(f->path), from),
			            &f->content, f->path, f->mode);
	}
	yaml_close(c->out);
}

/* Volumes */

static void
open_volume(struct compose *c, const char *type, struct text source, struct text target,
            bool read_only)
{
	yaml_open_map(c->out);
	yaml_set_string(c->out, "type", type);
	if (source.len)
		yaml_set_text(c->out, "source", compose_text(c->arena, source));
	yaml_set_text(c->out, "target", compose_text(c->arena, target));
	if (read_only)
		yaml_set_bool(c->out, "read_only", true);
}

static void
put_bind(struct compose *c, struct text source, struct text target, bool read_only)
{
	open_volume(c, "bind", source, target, read_only);
	yaml_set_map(c->out, "bind");
	yaml_set_bool(c->out, "create_host_path", false);
	yaml_close(c->out);
	yaml_close(c->out);
}

static void
put_tmpfs(struct compose *c, struct text target, int64_t size)
{
	open_volume(c, "tmpfs", (struct text){ 0 }, target, false);
	if (size) {
		yaml_set_map(c->out, "tmpfs");
		yaml_set_text(c->out, "size", compose_bytes(c->arena, size));
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

static void
put_named(struct compose *c, const struct mount *m)
{
	const struct volume *v = m->volume_bound;
	if (v->host.len) {
		put_bind(c, v->host, m->object.name, m->read_only);
		return;
	}
	c->volumes[v - c->stack->volumes.items] = true;
	open_volume(c, "volume", v->object.name, m->object.name, m->read_only);
	yaml_close(c->out);
}

static void
put_mount(struct compose *c, const struct mount *m)
{
	if (m->volume_bound)
		put_named(c, m);
	else if (m->file.len || m->dir.len)
		put_bind(c, compose_path(c, m->source), m->object.name, m->read_only);
	else if (m->tmpfs)
		put_tmpfs(c, m->object.name, m->tmpfs);
	else if (m->anonymous) {
		open_volume(c, "volume", (struct text){ 0 }, m->object.name,
		            m->read_only);
		yaml_close(c->out);
	}
}

static bool
is_mounted(const struct service *s, struct text path)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (text_equal(s->mounts.items[i].object.name, path))
			return true;
	return false;
}

/* The folder that a certificate's container needs: certbot's files are links into
 * a folder two levels up. */
static struct text
certificate_folder(struct text path)
{
	return text_starts(path, T("/etc/letsencrypt/live/")) ? T("/etc/letsencrypt")
	                                                      : path_folder(path);
}

static void
put_certificate(struct compose *c, struct text path, struct text *last)
{
	if (path.len == 0 || path.ptr[0] != '/')
		return;
	struct text folder = certificate_folder(path);
	if (text_equal(folder, *last))
		return;
	yaml_comment(c->out, T("the gateway's certificates"));
	put_bind(c, folder, folder, true);
	*last = folder;
}

static void
put_tls(struct compose *c, const struct gateway *g)
{
	struct text last = { 0 };
	if (g->tls) {
		put_certificate(c, g->tls->certificate, &last);
		put_certificate(c, g->tls->key, &last);
	}
	for (size_t i = 0; i < g->hosts.len; i++) {
		const struct tls *tls = g->hosts.items[i].tls;
		if (!tls)
			continue;
		put_certificate(c, tls->certificate, &last);
		put_certificate(c, tls->key, &last);
	}
}

static bool
is_gateway(const struct compose *c, const struct service *s)
{
	return c->stack->gateway && c->stack->gateway->service == s;
}

static bool
has_tls(const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		if (g->hosts.items[i].tls)
			return true;
	return g->tls;
}

static bool
has_volumes(const struct compose *c, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		if (!m->config_bound && !m->secret_bound)
			return true;
	}
	for (size_t i = 0; i < s->files.len; i++)
		if (s->files.items[i].bundle_path.len)
			return true;
	return (s->read_only && s->knows->writable.len) ||
	       (is_gateway(c, s) && has_tls(c->stack->gateway));
}

static void
put_volumes(struct compose *c, const struct service *s)
{
	if (!has_volumes(c, s))
		return;
	yaml_set_list(c->out, "volumes");
	for (size_t i = 0; i < s->mounts.len; i++)
		put_mount(c, &s->mounts.items[i]);
	for (size_t i = 0; i < s->files.len; i++) {
		const struct carried_file *f = &s->files.items[i];
		if (f->bundle_path.len)
			put_bind(c,
			         compose_path(c, deployment_relative(c->arena,
			                                             f->bundle_path)),
			         f->path, true);
	}
	if (is_gateway(c, s))
		put_tls(c, c->stack->gateway);
	for (size_t i = 0; s->read_only && i < s->knows->writable.len; i++)
		if (!is_mounted(s, s->knows->writable.items[i]))
			put_tmpfs(c, s->knows->writable.items[i], 0);
	yaml_close(c->out);
}

void
compose_write_mounts(struct compose *c, const struct service *s)
{
	put_secrets(c, s);
	put_configs(c, s);
	put_volumes(c, s);
}
