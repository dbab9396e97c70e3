/*
 * The target: what the middle of the program has to know of it, and compose.yaml
 * as a whole: services in start order, then what they use. `steps` and `check` are
 * in files of their own.
 */
#include "compose.h"

static const struct row option_rows[] = {
	{ "name", ROW_NAME, .offset = offsetof(struct compose_options, name),
	  .help = "the project's name; default: <stack>-<environment>" },
	{ "build", ROW_BOOL, .offset = offsetof(struct compose_options, build),
	  .help = "build images also where the environment has hosts" },
	{ 0 },
};

static const struct compose_options *
options_of(const struct deployment *d)
{
	return d->use->options;
}

struct text
compose_project(struct arena *a, const struct deployment *d)
{
	struct text name = options_of(d)->name;
	return name.len ? name : deployment_name(a, d);
}

bool
compose_builds(const struct deployment *d)
{
	return !d->stack->hosts.len || options_of(d)->build;
}

static void
put_header(struct compose *c)
{
	const struct stack *stack = c->stack;
	yaml_header(c->out,
	            text_format(c->arena,
	                        "The containers of %.*s in environment %.*s.\n"
	                        "Made by `stackc build`; edits are lost.\n"
	                        "docker compose --env-file ../.env -f compose.yaml "
	                        "up -d --wait",
	                        TA(stack->name), TA(stack->environment)));
}

static void
put_services(struct compose *c)
{
	const struct deployment *d = c->deployment;
	yaml_space(c->out);
	yaml_set_map(c->out, "services");
	for (size_t i = 0; i < d->services.len; i++) {
		if (i)
			yaml_space(c->out);
		compose_write_service(c, d->services.items[i]);
	}
	yaml_close(c->out);
}

/* Opens a section when its first entry comes. */
static void
open_section(struct compose *c, const char *name, bool *open)
{
	if (*open)
		return;
	*open = true;
	yaml_space(c->out);
	yaml_set_map(c->out, name);
}

static void
put_external(struct compose *c, struct text name)
{
	yaml_set_text(c->out, "name", name);
	yaml_set_bool(c->out, "external", true);
}

static void
put_network(struct compose *c, const struct network *n)
{
	if (n->internal)
		yaml_comment(c->out, T("internal: no way out, and no published port in"));
	yaml_key_text(c->out, n->object.name);
	yaml_open_map(c->out);
	if (n->external.len)
		put_external(c, n->external);
	else if (n->internal)
		yaml_set_bool(c->out, "internal", true);
	if (n->ipv6 && !n->external.len)
		yaml_set_bool(c->out, "enable_ipv6", true);
	if (n->subnet.len && !n->external.len) {
		yaml_set_map(c->out, "ipam");
		yaml_set_list(c->out, "config");
		yaml_open_map(c->out);
		yaml_set_text(c->out, "subnet", n->subnet);
		yaml_close(c->out);
		yaml_close(c->out);
		yaml_close(c->out);
	}
	yaml_close(c->out);
}

static void
put_networks(struct compose *c)
{
	bool open = false;
	for (size_t i = 0; i < c->stack->networks.len; i++) {
		if (!c->networks[i])
			continue;
		open_section(c, "networks", &open);
		put_network(c, &c->stack->networks.items[i]);
	}
	if (open)
		yaml_close(c->out);
}

static void
put_volumes(struct compose *c)
{
	bool open = false;
	for (size_t i = 0; i < c->stack->volumes.len; i++) {
		const struct volume *v = &c->stack->volumes.items[i];
		if (!c->volumes[i])
			continue;
		open_section(c, "volumes", &open);
		yaml_key_text(c->out, v->object.name);
		yaml_open_map(c->out);
		if (v->external.len)
			put_external(c, v->external);
		yaml_close(c->out);
	}
	if (open)
		yaml_close(c->out);
}

static void
put_configs(struct compose *c)
{
	bool open = false;
	for (size_t i = 0; i < c->configs.len; i++) {
		const struct compose_config *config = &c->configs.items[i];
		open_section(c, "configs", &open);
		yaml_key_text(c->out, config->name);
		yaml_open_map(c->out);
		if (config->file.len)
			yaml_set_text(c->out, "file",
			              compose_text(c->arena, config->file));
		else
			yaml_set_text(c->out, "content", config->content);
		yaml_close(c->out);
	}
	if (open)
		yaml_close(c->out);
}

static void
put_secrets(struct compose *c)
{
	bool open = false;
	for (size_t i = 0; i < c->stack->secrets.len; i++) {
		const struct secret *s = &c->stack->secrets.items[i];
		if (!c->secrets[i])
			continue;
		open_section(c, "secrets", &open);
		yaml_key_text(c->out, s->object.name);
		yaml_open_map(c->out);
		if (s->file.len)
			yaml_set_text(c->out, "file", compose_text(c->arena, s->file));
		else
			yaml_set_text(c->out, "environment", s->env);
		yaml_close(c->out);
	}
	if (open)
		yaml_close(c->out);
}

static void
compose_emit(struct arena *a, struct arena scratch, const struct deployment *d,
             struct bundle *bundle)
{
	arena_distinct(a, &scratch);
	struct compose c = {
		.arena = &scratch,
		.out = yaml_new(&scratch),
		.deployment = d,
		.stack = d->stack,
		.options = options_of(d),
		.bundle = bundle,
		.services = arena_array(&scratch, bool, d->stack->instances.len),
		.networks = arena_array(&scratch, bool, d->stack->networks.len),
		.volumes = arena_array(&scratch, bool, d->stack->volumes.len),
		.secrets = arena_array(&scratch, bool, d->stack->secrets.len),
	};
	for (size_t i = 0; i < d->services.len; i++)
		c.services[d->services.items[i]->index] = true;
	put_header(&c);
	yaml_open_map(c.out);
	yaml_set_text(c.out, "name", compose_project(c.arena, d));
	put_services(&c);
	put_networks(&c);
	put_volumes(&c);
	put_configs(&c);
	put_secrets(&c);
	yaml_close(c.out);
	bundle_add(bundle, text_format(a, "%.*s/compose.yaml", TA(d->folder)),
	           text_copy(a, yaml_finish(c.out)), false);
}

const struct target target_compose = {
	.name = "compose",
	.brief = "containers of Docker Compose on one machine: compose.yaml",
	.docs_url = "https://docs.docker.com/reference/compose-file/",
	.runs = RUNS_CONTAINERS,
	.discovery = FIND_BY_NETWORK,
	.host_name = compose_host_name,
	.is_default = true,
	.open_parameters = true,
	.mounts_files = true,
	.copies_contents = true,
	.options = option_rows,
	.options_size = sizeof(struct compose_options),
	.carries = {
		[FEATURE_NEEDS] = CARRIED, /* and up.sh does what is between files */
		[FEATURE_AUTOSCALE] = LOST,
	},
	.check = compose_check,
	.emit = compose_emit,
	.steps = compose_steps,
};
