/*
 * What this target cannot carry or say. The tool would refuse most of it, too, but
 * only at deploy, without a place, and one finding at a time.
 */
#include "compose.h"
#include "scalar.h"

#define WHY_DEFAULT                                                                   \
	"the end of `${NAME:-default}` is found by counting braces, on one line"

struct check {
	struct diags *diags;
	const struct deployment *deployment;
	bool *parameters; /* by index in the stack's list: found in a value */
};

/* Values */

static void
check_secret(struct check *c, const struct object *object, struct text subject,
             const struct part *p)
{
	const struct secret *secret = p->secret;
	if (secret->env.len)
		return;
	struct span at = p->at.source ? p->at : object_at(object);
	struct diag *d = diag_error(c->diags, "compose/secret-in-text", at,
	                            "secret '%.*s' is no environment variable, so no "
	                            "text can hold it",
	                            TA(secret->object.name));
	d->subject = subject;
	if (secret->file.len)
		diag_fix(c->diags, d, "mount it: mounts: { PATH: { secret: %.*s } }",
		         TA(secret->object.name));
	else
		diag_fix(c->diags, d,
		         "give it the form 'env' or 'file' in this environment");
}

/* A variable's object is the start of its pair. */
static bool
is_file_env(const struct service_value *v)
{
	return v->field == SERVICE_ENV &&
	       compose_is_file_env(v->service, (const struct pair *)v->object);
}

/* The tool knows one health check; what is alive it does not ask. */
static void
check_value(const struct service_value *v, void *context)
{
	struct check *c = context;
	const struct parameter *all = c->deployment->stack->parameters.items;
	if (!service_value_is_written(v) || v->field == SERVICE_LIVE)
		return;
	for (size_t i = 0; i < v->value->len; i++) {
		const struct part *p = &v->value->parts[i];
		if (p->kind == PART_PARAMETER && service_value_is_open(v))
			c->parameters[p->parameter - all] = true;
		else if (p->kind == PART_SECRET && !is_file_env(v))
			check_secret(c, v->object, v->service->object.name, p);
	}
}

static void
check_raw_value(const struct raw_value *v, void *context)
{
	struct check *c = context;
	const struct value *value = &v->raw->value;
	for (size_t i = 0; i < value->len; i++) {
		const struct part *p = &value->parts[i];
		if (p->kind == PART_PARAMETER)
			c->parameters[p->parameter - c->deployment->stack->parameters.items] =
				true;
		else if (p->kind == PART_SECRET)
			check_secret(c, &v->raw->object, v->use->owner->name, p);
	}
}

static bool
is_variable_name(struct text name)
{
	return text_find_byte(name, '-') == name.len;
}

/* Variables of --env-file that the tool itself goes by. */
static bool
is_own_variable(struct text name)
{
	static const char *const names[] = {
		"DOCKER_API_VERSION", "DOCKER_CERT_PATH", "DOCKER_CONFIG",
		"DOCKER_CONTEXT",     "DOCKER_HOST",      "DOCKER_TLS_VERIFY",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(name, names[i]))
			return true;
	return text_starts(name, T("COMPOSE_"));
}

static void
refuse_own_variable(struct check *c, struct text name, struct span at)
{
	if (!is_own_variable(name))
		return;
	struct diag *d = diag_error(c->diags, "compose/own-variable", at,
	                            "'%.*s' is a variable of Compose", TA(name));
	diag_why(d, T("Compose goes by it, wherever it is set"));
}

/* In the file and in .env it is a variable. */
static void
check_parameter_name(struct check *c, const struct parameter *p)
{
	struct text name = p->object.name;
	struct span at = object_at(&p->object);
	const struct stack *stack = c->deployment->stack;
	struct diag *d;
	refuse_own_variable(c, name, at);
	if (!is_variable_name(name)) {
		d = diag_error(c->diags, "compose/parameter-name", at,
		               "parameter '%.*s' cannot be an environment variable",
		               TA(name));
		diag_fix(c->diags, d, "write '_' in its name");
	}
	if (scalar_is_shell_variable(name)) {
		d = diag_error(c->diags, "compose/parameter-name", at,
		               "parameter '%.*s' is a variable of the shell", TA(name));
		diag_why(d, T("Compose takes the shell's value, not that of .env"));
	}
	for (size_t i = 0; i < stack->secrets.len; i++) {
		const struct secret *s = &stack->secrets.items[i];
		if (!text_equal(s->env, name))
			continue;
		d = diag_error(c->diags, "compose/parameter-name", at,
		               "'%.*s' already holds secret '%.*s'", TA(name),
		               TA(s->object.name));
		diag_note(c->diags, d, object_place(&s->object, "env"), "it is set here");
	}
}

static void
check_parameter(struct check *c, const struct parameter *p)
{
	struct text name = p->object.name;
	check_parameter_name(c, p);
	if (p->has_value && !compose_can_default(p->value)) {
		struct diag *d =
			diag_error(c->diags, "compose/parameter-default",
		                   object_place(&p->object, "default"),
		                   "the default of parameter '%.*s' holds a brace "
		                   "or a control character that would end it",
		                   TA(name));
		diag_why(d, T(WHY_DEFAULT));
		diag_fix(c->diags, d, "leave the default out, and set '%.*s' in '.env'",
		         TA(name));
	}
}

/* Secrets that are written into the file fall back in the same notation. */
static void
check_secret_variable(struct check *c, const struct secret *s)
{
	refuse_own_variable(c, s->env, object_place(&s->object, "env"));
	if (!s->def.ptr || compose_can_default(s->def))
		return;
	struct diag *d = diag_error(c->diags, "compose/secret-default",
	                            object_place(&s->object, "default"),
	                            "the default of secret '%.*s' holds a brace or a "
	                            "control character that would end it",
	                            TA(s->object.name));
	diag_why(d, T(WHY_DEFAULT));
	diag_fix(c->diags, d, "leave the default out, and set '%.*s' in '.env'",
	         TA(s->env));
}

/* Services */

static void
check_labels(struct check *c, const struct service *s)
{
	for (size_t i = 0; i < s->labels.len; i++) {
		const struct pair *p = &s->labels.items[i];
		bool own = text_is(p->object.name, COMPOSE_FILES_LABEL);
		if (!own && !text_starts(p->object.name, T("com.docker.compose.")))
			continue;
		struct diag *d = diag_error(
			c->diags, "compose/label-reserved", object_at(&p->object),
			"label '%.*s' is reserved", TA(p->object.name));
		d->subject = s->object.name;
		diag_why(d, own ? T("it tells when the files of the container changed")
		                : T("Compose finds its containers by these labels"));
	}
}

static void
check_replicas(struct check *c, const struct service *s)
{
	if (s->replicas < 2)
		return;
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *port = &s->ports.items[i];
		if (!port->publish.len)
			continue;
		struct diag *d =
			diag_error(c->diags, "compose/replicas-publish",
		                   object_place(&port->object, "publish"),
		                   "port '%.*s' is published by %lld replicas",
		                   TA(port->object.name), (long long)s->replicas);
		d->subject = s->object.name;
		diag_why(d, T("the second container finds the host port taken and does "
		              "not start"));
		diag_fix(c->diags, d, "let the gateway reach it, and publish nothing");
	}
}

static void
check_reserve(struct check *c, const struct service *s)
{
	if (!s->resources || !s->resources->reserve || !s->resources->reserve->cpus)
		return;
	struct diag *d = diag_add(c->diags, SEVERITY_WARNING, "compose/reserved-cpus",
	                          object_place(&s->resources->reserve->object, "cpus"),
	                          "reserved processors have no effect");
	d->subject = s->object.name;
	diag_why(d, T("outside Swarm the engine reserves memory only"));
}

/* A content that becomes a file of the bundle. */
static void
check_content(struct check *c, const struct service *s, const struct value *content,
              struct text path, struct span at)
{
	if (!compose_needs_file(s, content) || !value_secret(content))
		return;
	struct diag *d = diag_error(c->diags, "compose/secret-config-read-only", at,
	                            "'%.*s' holds a secret and cannot be put into "
	                            "a read-only container",
	                            TA(path));
	d->subject = s->object.name;
	diag_why(d, T("Compose copies it in when the container is made; as a file of the "
	              "bundle it would show the secret"));
	diag_fix(c->diags, d, "set read_only: false for service '%.*s'",
	         TA(s->object.name));
}

static void
check_contents(struct check *c, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		if (m->config_bound && !m->config_bound->file.len)
			check_content(c, s, &m->content, m->object.name,
			              object_at(&m->object));
	}
	for (size_t i = 0; i < s->files.len; i++) {
		const struct carried_file *f = &s->files.items[i];
		if (!f->bundle_path.len)
			check_content(c, s, &f->content, f->path, object_at(&s->object));
	}
}

static void
check_secret_mounts(struct check *c, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		const struct secret *secret = m->secret_bound;
		if (!secret || secret->file.len ||
		    (secret->env.len && !s->read_only && !secret->def.ptr))
			continue;
		struct diag *d = diag_error(
			c->diags, "compose/secret-mount", object_at(&m->object),
			"secret '%.*s' cannot be mounted here", TA(secret->object.name));
		d->subject = s->object.name;
		if (secret->env.len)
			diag_why(d,
			         s->read_only
			                 ? T("Compose copies a variable's value into the "
			                     "container, which is read-only")
			                 : T("Compose knows no default for a mounted "
			                     "secret"));
		diag_fix(c->diags, d, "give it the form file: /path/on/the/host");
	}
}

/* What the tool binds from the disk has the mode it has there. The bundle's own files
 * may be read by everybody. */
static void
check_modes(struct check *c, const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct mount *m = &s->mounts.items[i];
		const struct config *config = m->config_bound;
		bool bound = m->file.len ||
			     (config && (config->file.len ||
					 compose_needs_file(s, &m->content)));
		char others = m->mode.len ? m->mode.ptr[m->mode.len - 1] : '4';
		bool readable = (others - '0') & 4;
		if (!bound || readable)
			continue;
		struct diag *d = diag_error(c->diags, "compose/mount-mode",
		                            object_place(&m->object, "mode"),
		                            "'%.*s' cannot be kept from other users",
		                            TA(m->object.name));
		d->subject = s->object.name;
		object_explain(c->diags, d, &m->object, "mode");
		diag_why(d, T("Compose binds it from the disk, with the mode it has "
		              "there, and the bundle is for everybody to read"));
		diag_fix(c->diags, d, "mount a secret, or a config with `content`");
	}
}

static void
check_service(struct check *c, const struct service *s)
{
	check_labels(c, s);
	check_replicas(c, s);
	check_reserve(c, s);
	check_contents(c, s);
	check_secret_mounts(c, s);
	check_modes(c, s);
	service_each_value(s, check_value, c);
}

void
compose_check(struct arena *a, const struct deployment *d, struct diags *diags)
{
	const struct stack *stack = d->stack;
	struct check c = { .diags = diags, .deployment = d };
	c.parameters = arena_array(a, bool, stack->parameters.len);
	for (size_t i = 0; i < d->services.len; i++)
		if (!d->services.items[i]->object.broken)
			check_service(&c, d->services.items[i]);
	raw_each_value(d, check_raw_value, &c);
	for (size_t i = 0; i < stack->parameters.len; i++)
		if (c.parameters[i])
			check_parameter(&c, &stack->parameters.items[i]);
	for (size_t i = 0; i < stack->secrets.len; i++)
		check_secret_variable(&c, &stack->secrets.items[i]);
}
