/*
 * One service, in the order a reader asks: what it is, how it is started, as whom,
 * with what, where it can be reached, on what it waits, how it is watched.
 */
#include "compose.h"

static void
put_value(struct compose *c, const char *key, const struct value *v)
{
	yaml_set_text(c->out, key, compose_value(c->arena, v));
}

static void
put_text(struct compose *c, const char *key, struct text t)
{
	if (t.len)
		yaml_set_text(c->out, key, compose_text(c->arena, t));
}

static void
put_row(struct compose *c, const char *key, const struct pair *pairs, size_t len)
{
	if (!len)
		return;
	yaml_set_row(c->out, key);
	for (size_t i = 0; i < len; i++)
		yaml_text(c->out, compose_value(c->arena, &pairs[i].value));
	yaml_close(c->out);
}

static void
add_pairs(struct compose *c, const struct pair *pairs, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		yaml_key_text(c->out, pairs[i].object.name);
		yaml_text(c->out, compose_value(c->arena, &pairs[i].value));
	}
}

static void
put_pairs(struct compose *c, const char *key, const struct pair *pairs, size_t len)
{
	if (!len)
		return;
	yaml_set_map(c->out, key);
	add_pairs(c, pairs, len);
	yaml_close(c->out);
}

/* Image */

static void
put_build(struct compose *c, const struct build *b)
{
	yaml_set_map(c->out, "build");
	put_text(c, "context", compose_path(c, b->context_path));
	put_text(c, "dockerfile", b->dockerfile);
	put_text(c, "target", b->target);
	put_pairs(c, "args", b->args.items, b->args.len);
	yaml_close(c->out);
}

/* An empty list takes away what the image has. */
static void
put_program(struct compose *c, const struct service *s, const char *key,
            const struct list *words)
{
	put_row(c, key, words->items, words->len);
	if (words->len || !object_field(&s->object, key))
		return;
	yaml_set_row(c->out, key);
	yaml_close(c->out);
}

static void
put_image(struct compose *c, const struct service *s)
{
	static const char *const policies[] = {
		[PULL_ALWAYS] = "always",
		[PULL_MISSING] = "missing",
		[PULL_NEVER] = "never",
	};
	if (s->image.len)
		put_value(c, "image", &s->image);
	put_text(c, "platform", s->platform);
	if (s->build && compose_builds(c->deployment))
		put_build(c, s->build);
	if (s->pull != PULL_DEFAULT)
		yaml_set_string(c->out, "pull_policy", policies[s->pull]);
	put_program(c, s, "entrypoint", (const struct list *)&s->entrypoint);
	put_program(c, s, "command", (const struct list *)&s->command);
	put_text(c, "working_dir", s->working_dir);
}

/* Rights */

static bool
is_root(struct text user)
{
	struct text id = text_slice(user, 0, text_find_byte(user, ':'));
	return !id.len || text_is(id, "0") || text_is(id, "root");
}

static void
put_capability(struct compose *c, struct text name)
{
	struct buffer b = { .arena = c->arena };
	for (size_t i = 0; i < name.len; i++)
		buffer_byte(&b, name.ptr[i] >= 'a' && name.ptr[i] <= 'z'
		                        ? (char)(name.ptr[i] - 'a' + 'A')
		                        : name.ptr[i]);
	yaml_text(c->out, buffer_text(&b));
}

static void
put_words(struct compose *c, const char *key, const struct word *words, size_t len)
{
	if (!len)
		return;
	yaml_set_list(c->out, key);
	for (size_t i = 0; i < len; i++)
		put_capability(c, words[i].text);
	yaml_close(c->out);
}

/* Where the spec says nothing, all are dropped if the program does not start as
 * root, or if it is known which ones it needs until it gives up root. */
static void
put_capabilities(struct compose *c, const struct service *s)
{
	const struct capabilities *said = s->capabilities;
	const struct knowledge *knows = s->knows;
	bool root = is_root(s->user);
	/* The engine gives all to what is privileged, whatever is dropped. */
	if (s->privileged)
		return;
	if (said) {
		put_words(c, "cap_drop", said->drop.items, said->drop.len);
		put_words(c, "cap_add", said->add.items, said->add.len);
		return;
	}
	if (root && !knows->capabilities_known)
		return;
	yaml_set_list(c->out, "cap_drop");
	yaml_string(c->out, "ALL");
	yaml_close(c->out);
	if (!root || !knows->capabilities.len)
		return;
	yaml_comment(c->out, T("needed until it has changed to its own user"));
	yaml_set_list(c->out, "cap_add");
	for (size_t i = 0; i < knows->capabilities.len; i++)
		put_capability(c, knows->capabilities.items[i]);
	yaml_close(c->out);
}

static void
put_rights(struct compose *c, const struct service *s)
{
	put_text(c, "user", s->user);
	if (s->init)
		yaml_set_bool(c->out, "init", true);
	if (s->read_only)
		yaml_set_bool(c->out, "read_only", true);
	if (s->privileged) {
		yaml_comment(c->out, T("it may do on this machine what root may"));
		yaml_set_bool(c->out, "privileged", true);
	}
	put_capabilities(c, s);
	if (s->no_new_privileges) {
		yaml_set_list(c->out, "security_opt");
		yaml_string(c->out, "no-new-privileges:true");
		yaml_close(c->out);
	}
}

static void
put_environment(struct compose *c, const struct service *s)
{
	if (!s->env.len)
		return;
	yaml_set_map(c->out, "environment");
	for (size_t i = 0; i < s->env.len; i++) {
		const struct pair *p = &s->env.items[i];
		if (compose_is_file_env(s, p)) {
			yaml_key_text(c->out,
			              text_format(c->arena, "%.*s%.*s",
			                          TA(p->object.name),
			                          TA(s->knows->file_suffix)));
			yaml_text(c->out,
			          text_format(c->arena, "/run/secrets/%.*s",
			                      TA(p->value.parts[0].secret->object.name)));
		} else {
			yaml_key_text(c->out, p->object.name);
			yaml_text(c->out, compose_value(c->arena, &p->value));
		}
	}
	yaml_close(c->out);
}

/* Reach */

/* The long form of a range takes one of its ports; only the short form takes all. */
static void
put_range(struct compose *c, const struct port *port, const struct publish *p,
          struct text address)
{
	struct arena *a = c->arena;
	bool brackets = text_find_byte(address, ':') < address.len;
	struct text host = brackets ? text_format(a, "[%.*s]", TA(address)) : address;
	struct text outside = port_text(a, p->port, p->last, "-");
	struct text inside = port_text(a, port->port, port->last, "-");
	yaml_text(c->out, text_format(a, "%.*s%s%.*s:%.*s%s", TA(host),
	                              host.len ? ":" : "", TA(outside), TA(inside),
	                              port->protocol == PROTOCOL_UDP ? "/udp" : ""));
}

static void
put_port(struct compose *c, const struct port *port, const struct publish *p,
         struct text address)
{
	if (port_is_range(port)) {
		put_range(c, port, p, address);
		return;
	}
	yaml_open_map(c->out);
	yaml_set_int(c->out, "target", port->port);
	yaml_set_text(c->out, "published",
	              text_format(c->arena, "%lld", (long long)p->port));
	if (address.len)
		yaml_set_text(c->out, "host_ip", address);
	if (port->protocol == PROTOCOL_UDP)
		yaml_set_string(c->out, "protocol", "udp");
	yaml_close(c->out);
}

static void
put_publish(struct compose *c, const struct port *port, const struct publish *p)
{
	if (p->is_public) {
		yaml_comment(c->out, T("on every address of the machine, IPv4 and IPv6"));
		put_port(c, port, p, (struct text){ 0 });
		return;
	}
	yaml_comment(c->out, p->is_loopback ? T("for programs on this machine only")
	                                    : T("on this address of the machine only"));
	for (size_t i = 0; i < p->addresses.len; i++)
		put_port(c, port, p, p->addresses.items[i].text);
}

static void
put_ports(struct compose *c, const struct service *s)
{
	bool any = false;
	for (size_t i = 0; i < s->ports.len; i++)
		any |= s->ports.items[i].publish.len > 0;
	if (!any)
		return;
	yaml_set_list(c->out, "ports");
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *port = &s->ports.items[i];
		for (size_t k = 0; k < port->publish.len; k++)
			put_publish(c, port, &port->publish.items[k]);
	}
	yaml_close(c->out);
}

/* A list of networks has no room for more than names. */
static bool
says_more(const struct service *s)
{
	const struct raw *raw = raw_get(raw_get(s->raw, T("compose")), T("networks"));
	if (raw && raw->kind == NODE_MAP)
		return true;
	for (size_t i = 0; i < s->networks.len; i++)
		if (s->networks.items[i].aliases.len)
			return true;
	return false;
}

static void
put_aliases(struct compose *c, const struct attachment *at)
{
	yaml_key_text(c->out, at->object.name);
	yaml_open_map(c->out);
	if (at->aliases.len) {
		yaml_set_list(c->out, "aliases");
		for (size_t i = 0; i < at->aliases.len; i++)
			yaml_text(c->out, at->aliases.items[i].text);
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

static void
put_networks(struct compose *c, const struct service *s)
{
	bool map = says_more(s);
	if (!s->networks.len)
		return;
	if (map)
		yaml_set_map(c->out, "networks");
	else
		yaml_set_list(c->out, "networks");
	for (size_t i = 0; i < s->networks.len; i++) {
		const struct attachment *at = &s->networks.items[i];
		if (at->network)
			c->networks[at->network - c->stack->networks.items] = true;
		if (map)
			put_aliases(c, at);
		else
			yaml_text(c->out, at->object.name);
	}
	yaml_close(c->out);
}

static bool
names_host(const struct service *s)
{
	for (size_t i = 0; i < s->extra_hosts.len; i++)
		if (text_is(s->extra_hosts.items[i].object.name, compose_host_name))
			return true;
	return false;
}

/* The engine knows the address of the host as host-gateway. */
static void
put_extra_hosts(struct compose *c, const struct service *s)
{
	bool adds = s->asks_host && !names_host(s);
	if (!adds && !s->extra_hosts.len)
		return;
	yaml_set_map(c->out, "extra_hosts");
	add_pairs(c, s->extra_hosts.items, s->extra_hosts.len);
	if (adds)
		yaml_set_string(c->out, compose_host_name, "host-gateway");
	yaml_close(c->out);
}

/* Who is in another project or elsewhere is waited for by up.sh. */
static void
put_needs(struct compose *c, const struct service *s)
{
	static const char *const conditions[] = {
		[NEED_DEFAULT] = "service_started",
		[NEED_STARTED] = "service_started",
		[NEED_HEALTHY] = "service_healthy",
		[NEED_COMPLETED] = "service_completed_successfully",
	};
	bool any = false;
	for (size_t i = 0; i < s->needs.len; i++) {
		const struct need *need = &s->needs.items[i];
		if (!c->services[need->service->index])
			continue;
		if (!any)
			yaml_set_map(c->out, "depends_on");
		any = true;
		yaml_key_text(c->out, need->service->object.name);
		yaml_open_map(c->out);
		yaml_set_string(c->out, "condition", conditions[need->condition]);
		yaml_close(c->out);
	}
	if (any)
		yaml_close(c->out);
}

/* Limits and life */

static void
put_amounts(struct compose *c, const char *key, int64_t cpus, int64_t memory)
{
	if (!cpus && !memory)
		return;
	yaml_set_map(c->out, key);
	if (cpus)
		yaml_set_text(c->out, "cpus", compose_cpus(c->arena, cpus));
	if (memory)
		yaml_set_text(c->out, "memory", compose_bytes(c->arena, memory));
	yaml_close(c->out);
}

static void
put_gpus(struct compose *c, int64_t gpus)
{
	yaml_set_list(c->out, "devices");
	yaml_open_map(c->out);
	yaml_set_string(c->out, "driver", "nvidia");
	if (gpus < 0)
		yaml_set_string(c->out, "count", "all");
	else
		yaml_set_int(c->out, "count", gpus);
	yaml_set_row(c->out, "capabilities");
	yaml_string(c->out, "gpu");
	yaml_close(c->out);
	yaml_close(c->out);
	yaml_close(c->out);
}

/* Reserved processors mean nothing to one engine; the check says so. */
static void
put_reservations(struct compose *c, int64_t memory, int64_t gpus)
{
	if (!memory && !gpus)
		return;
	yaml_set_map(c->out, "reservations");
	if (memory)
		yaml_set_text(c->out, "memory", compose_bytes(c->arena, memory));
	if (gpus)
		put_gpus(c, gpus);
	yaml_close(c->out);
}

static void
put_deploy(struct compose *c, const struct service *s)
{
	const struct resources *r = s->resources;
	bool limits = r && (r->cpus || r->memory);
	int64_t memory = r && r->reserve ? r->reserve->memory : 0;
	if (!limits && !memory && !s->gpus && s->replicas == 1)
		return;
	yaml_set_map(c->out, "deploy");
	if (s->replicas != 1)
		yaml_set_int(c->out, "replicas", s->replicas);
	if (limits || memory || s->gpus) {
		yaml_set_map(c->out, "resources");
		if (limits)
			put_amounts(c, "limits", r->cpus, r->memory);
		put_reservations(c, memory, s->gpus);
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

static void
put_ulimits(struct compose *c, const struct service *s)
{
	if (!s->ulimits.len)
		return;
	yaml_set_map(c->out, "ulimits");
	for (size_t i = 0; i < s->ulimits.len; i++) {
		const struct ulimit *u = &s->ulimits.items[i];
		yaml_key_text(c->out, u->object.name);
		yaml_open_map(c->out);
		yaml_set_int(c->out, "soft", u->soft);
		yaml_set_int(c->out, "hard", u->hard);
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

static void
put_devices(struct compose *c, const struct service *s)
{
	if (!s->devices.len)
		return;
	yaml_set_list(c->out, "devices");
	for (size_t i = 0; i < s->devices.len; i++) {
		const struct device *d = &s->devices.items[i];
		yaml_open_map(c->out);
		put_text(c, "source", d->host);
		put_text(c, "target", d->object.name);
		put_text(c, "permissions", d->access);
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

/* What it gets of the kernel and the machine. */
static void
put_machine(struct compose *c, const struct service *s)
{
	if (s->shm)
		yaml_set_text(c->out, "shm_size", compose_bytes(c->arena, s->shm));
	put_ulimits(c, s);
	put_pairs(c, "sysctls", s->sysctls.items, s->sysctls.len);
	put_devices(c, s);
}

static void
put_logging(struct compose *c, const struct logs *logs)
{
	if (!logs || (!logs->max_size && !logs->max_files))
		return;
	yaml_set_map(c->out, "logging");
	yaml_set_string(c->out, "driver", "json-file");
	yaml_set_map(c->out, "options");
	if (logs->max_size)
		yaml_set_text(c->out, "max-size",
		              compose_log_size(c->arena, logs->max_size));
	if (logs->max_files)
		yaml_set_text(c->out, "max-file",
		              text_format(c->arena, "%lld", (long long)logs->max_files));
	yaml_close(c->out);
	yaml_close(c->out);
}

static void
put_life(struct compose *c, const struct service *s)
{
	static const char *const restarts[] = {
		[RESTART_UNLESS_STOPPED] = "unless-stopped",
		[RESTART_ALWAYS] = "always",
		[RESTART_ON_FAILURE] = "on-failure",
		[RESTART_NO] = "no",
	};
	/* What runs to its end is started again only where it failed, whatever a default
	 * says of all services. */
	const struct entry *restart = object_field(&s->object, "restart");
	bool said = restart && restart->layer > LAYER_DEFAULT;
	yaml_set_string(c->out, "restart",
	                restarts[s->once && !said ? RESTART_ON_FAILURE : s->restart]);
	if (s->stop && s->stop->signal.len)
		put_text(c, "stop_signal", s->stop->signal);
	if (s->stop && s->stop->grace)
		yaml_set_text(c->out, "stop_grace_period",
		              compose_duration(c->arena, s->stop->grace));
	put_logging(c, s->logs);
}

static void
put_labels(struct compose *c, const struct service *s)
{
	struct text digest = compose_digest(c, s);
	if (!s->labels.len && !digest.len)
		return;
	yaml_set_map(c->out, "labels");
	add_pairs(c, s->labels.items, s->labels.len);
	if (digest.len) {
		yaml_comment(c->out, T("new files make a new container"));
		yaml_set_text(c->out, COMPOSE_FILES_LABEL, digest);
	}
	yaml_close(c->out);
}

void
compose_write_service(struct compose *c, const struct service *s)
{
	yaml_key_text(c->out, s->object.name);
	yaml_open_map(c->out);
	compose_graft(c, RAW_SERVICE, s->raw);
	put_image(c, s);
	put_rights(c, s);
	put_environment(c, s);
	compose_write_mounts(c, s);
	if (s->network == NETWORK_HOST) {
		yaml_comment(c->out, T("its ports are those of the machine"));
		yaml_set_string(c->out, "network_mode", "host");
	}
	put_ports(c, s);
	put_networks(c, s);
	put_extra_hosts(c, s);
	put_needs(c, s);
	compose_write_health(c, s);
	put_deploy(c, s);
	put_machine(c, s);
	put_life(c, s);
	put_labels(c, s);
	put_pairs(c, "annotations", s->annotations.items, s->annotations.len);
	yaml_close(c->out);
}
