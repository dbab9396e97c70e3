/*
 * The target: what the middle of the program has to know of it, and a project's
 * compose.yaml as a whole: services in start order, then what they use. `steps` and
 * `check` are in files of their own.
 */
#include "compose.h"

static const struct row option_rows[] = {
	{ "name", ROW_NAME, .offset = offsetof(struct compose_options, name),
	  .help = "the project's name, or what the names of several begin with; "
	          "default: <stack>-<environment>" },
	{ "projects", ROW_CHOICE, .offset = offsetof(struct compose_options, projects),
	  .choices = "one|tier|service", .def = "one",
	  .help = "how services are grouped: all in one project, one project per tier "
	          "(services without a tier in one whose name has no suffix), or one "
	          "per service" },
	{ "build", ROW_BOOL, .offset = offsetof(struct compose_options, build),
	  .help = "build images also where the environment has hosts" },
	{ "tiers", ROW_WORDS, ROW_ONE_OR_LIST, .offset = offsetof(struct compose_options, tiers),
	  .help = "the tiers whose services it runs, where another target could too; "
	          "default: all" },
	{ 0 },
};

static const struct compose_options *
options_of(const struct deployment *d)
{
	return d->use->options;
}

struct text
compose_base(struct arena *a, const struct deployment *d)
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
	struct text which = { 0 };
	if (c->projects.len > 1)
		which = text_format(c->arena, ": project %.*s", TA(c->project->name));
	yaml_header(c->out,
	            text_format(c->arena,
	                        "The containers of %.*s in environment %.*s%.*s.\n"
	                        "Made by `stackc build`; edits are lost.\n"
	                        "docker compose --env-file %.*s../.env -f compose.yaml "
	                        "up -d --wait",
	                        TA(stack->name), TA(stack->environment), TA(which),
	                        TA(c->project->up)));
}

static void
put_services(struct compose *c)
{
	const struct compose_project *p = c->project;
	yaml_space(c->out);
	yaml_set_map(c->out, "services");
	for (size_t i = 0; i < p->services.len; i++) {
		if (i)
			yaml_space(c->out);
		compose_write_service(c, p->services.items[i]);
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

/* What the tool would call it in a project without a suffix. */
static struct text
fixed_name(struct compose *c, struct text name)
{
	return text_format(c->arena, "%.*s_%.*s",
	                   TA(compose_base(c->arena, c->deployment)), TA(name));
}

static void
put_borrowed(struct compose *c, const struct compose_owner *owner, struct text name)
{
	yaml_comment(c->out, text_format(c->arena, "made by project %.*s",
	                                 TA(owner->project->name)));
	yaml_key_text(c->out, name);
	yaml_open_map(c->out);
	put_external(c, fixed_name(c, name));
	yaml_close(c->out);
}

static void
put_subnet(struct compose *c, const struct network *n)
{
	if (!n->subnet.len)
		return;
	yaml_set_map(c->out, "ipam");
	yaml_set_list(c->out, "config");
	yaml_open_map(c->out);
	yaml_set_text(c->out, "subnet", n->subnet);
	yaml_close(c->out);
	yaml_close(c->out);
	yaml_close(c->out);
}

static void
put_own_network(struct compose *c, const struct network *n, bool shared)
{
	if (shared)
		yaml_comment(c->out, T("other projects use it, too"));
	if (n->internal)
		yaml_comment(c->out, T("internal: no way out, and no published port in"));
	yaml_key_text(c->out, n->object.name);
	yaml_open_map(c->out);
	compose_graft(c, RAW_NETWORK, n->raw);
	if (n->external.len) {
		put_external(c, n->external);
	} else {
		if (shared)
			yaml_set_text(c->out, "name", fixed_name(c, n->object.name));
		if (n->internal)
			yaml_set_bool(c->out, "internal", true);
		if (n->ipv6)
			yaml_set_bool(c->out, "enable_ipv6", true);
		put_subnet(c, n);
	}
	yaml_close(c->out);
}

static void
put_network(struct compose *c, const struct network *n)
{
	struct compose_owner owner = compose_network_owner(c->projects, n);
	if (owner.project == c->project || n->external.len)
		put_own_network(c, n, owner.users > 1 && !n->external.len);
	else
		put_borrowed(c, &owner, n->object.name);
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
put_volume(struct compose *c, const struct volume *v)
{
	struct compose_owner owner = compose_volume_owner(c->projects, v);
	if (owner.project != c->project && !v->external.len) {
		put_borrowed(c, &owner, v->object.name);
		return;
	}
	if (owner.users > 1 && !v->external.len)
		yaml_comment(c->out, T("other projects use it, too"));
	yaml_key_text(c->out, v->object.name);
	yaml_open_map(c->out);
	compose_graft(c, RAW_VOLUME, v->raw);
	if (v->external.len)
		put_external(c, v->external);
	else if (options_of(c->deployment)->projects != PROJECTS_ONE)
		yaml_set_text(c->out, "name", fixed_name(c, v->object.name));
	yaml_close(c->out);
}

static void
put_volumes(struct compose *c)
{
	bool open = false;
	for (size_t i = 0; i < c->stack->volumes.len; i++) {
		if (!c->volumes[i])
			continue;
		open_section(c, "volumes", &open);
		put_volume(c, &c->stack->volumes.items[i]);
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
emit_project(struct arena *a, struct arena scratch, struct compose c)
{
	const struct stack *stack = c.stack;
	c.arena = &scratch;
	c.out = yaml_new(&scratch);
	c.services = arena_array(&scratch, bool, stack->instances.len);
	c.networks = arena_array(&scratch, bool, stack->networks.len);
	c.volumes = arena_array(&scratch, bool, stack->volumes.len);
	c.secrets = arena_array(&scratch, bool, stack->secrets.len);
	for (size_t i = 0; i < c.project->services.len; i++)
		c.services[c.project->services.items[i]->index] = true;
	put_header(&c);
	yaml_open_map(c.out);
	compose_graft(&c, RAW_STACK, stack->raw);
	yaml_set_text(c.out, "name", c.project->name);
	put_services(&c);
	put_networks(&c);
	put_volumes(&c);
	put_configs(&c);
	put_secrets(&c);
	yaml_close(c.out);
	bundle_add(c.bundle,
	           text_format(a, "%.*s/%.*s", TA(c.deployment->folder),
	                       TA(c.project->file)),
	           text_copy(a, yaml_finish(c.out)), false);
}

static void
compose_emit(struct arena *a, struct arena scratch, const struct deployment *d,
             struct bundle *bundle)
{
	arena_distinct(a, &scratch);
	struct compose c = { .deployment = d, .stack = d->stack, .bundle = bundle };
	c.projects = compose_projects(&scratch, d);
	for (size_t i = 0; i < c.projects.len; i++) {
		c.project = &c.projects.items[i];
		emit_project(a, scratch, c);
	}
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
	.tiers = offsetof(struct compose_options, tiers),
	.carries = {
		[FEATURE_NEEDS] = CARRIED, /* and up.sh does what is between files */
		[FEATURE_AUTOSCALE] = LOST,
	},
	.raw = compose_raw,
	.check = compose_check,
	.emit = compose_emit,
	.steps = compose_steps,
};
