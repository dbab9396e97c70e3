/*
 * Values in the syntax of the kubelet, and the environment of a container.
 *
 * In an environment variable, an argument and a probe's command the kubelet
 * expands `$(NAME)`; `$$` is one `$`, and any other `$` is itself. (What it reads
 * after such a `$` is one byte, which it then writes as a code point: a `$` before
 * a character outside ASCII must be doubled, too.)
 *
 * A secret that is all of a value is a secretKeyRef. One inside other text has a
 * variable of its own, and the text names it: only variables that stand earlier in
 * the list are expanded, so all secrets come first.
 */
#include "kubernetes.h"

static void
add_escaped(struct buffer *b, struct text t, bool reference_follows)
{
	for (size_t i = 0; i < t.len; i++) {
		unsigned char next = reference_follows ? '$' : ' ';
		if (i + 1 < t.len)
			next = (unsigned char)t.ptr[i + 1];
		if (t.ptr[i] == '$' && (next == '$' || next == '(' || next >= 0x80))
			buffer_byte(b, '$');
		buffer_byte(b, t.ptr[i]);
	}
}

static struct text
parameter_value(const struct parameter *p)
{
	if (!p->has_value)
		BUG("parameter '%.*s' has no value", TA(p->object.name));
	return p->value;
}

struct text
kubernetes_value_plain(struct arena *a, const struct value *v)
{
	const struct parameter *missing;
	struct text t = value_expand(a, v, &missing);
	if (missing)
		BUG("parameter '%.*s' has no value", TA(missing->object.name));
	return t;
}

bool
kubernetes_value_is_secret(const struct value *v)
{
	return v->len == 1 && v->parts[0].kind == PART_SECRET;
}

static const struct kubernetes_variable *
find_variable(const struct kubernetes *k, const struct secret *secret)
{
	for (size_t i = 0; i < k->variables.len; i++)
		if (k->variables.items[i].secret == secret)
			return &k->variables.items[i];
	return NULL;
}

struct text
kubernetes_value_expanded(struct kubernetes *k, const struct value *v)
{
	struct buffer out = { .arena = k->arena }, run = { .arena = k->arena };
	for (size_t i = 0; i < v->len; i++) {
		const struct part *p = &v->parts[i];
		switch (p->kind) {
		case PART_TEXT: buffer_add(&run, p->text); break;
		case PART_PARAMETER:
			buffer_add(&run, parameter_value(p->parameter));
			break;
		case PART_SECRET:
			add_escaped(&out, buffer_text(&run), true);
			run.len = 0;
			const struct kubernetes_variable *variable =
				find_variable(k, p->secret);
			if (!variable)
				BUG("no variable for '%.*s'", TA(p->text));
			buffer_format(&out, "$(%.*s)", TA(variable->name));
			break;
		case PART_REFERENCE: BUG("'%.*s' is not resolved", TA(p->text));
		}
	}
	add_escaped(&out, buffer_text(&run), false);
	return buffer_text(&out);
}

/* Letters in upper case, all else `_`: a variable's name from a secret's. */
static struct text
variable_name(struct arena *a, struct text name)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool lower = c >= 'a' && c <= 'z';
		buffer_byte(&b, c == '-' ? '_' : lower ? (char)(c - 'a' + 'A') : c);
	}
	return buffer_text(&b);
}

static bool
name_is_taken(const struct kubernetes *k, const struct service *s, struct text name)
{
	for (size_t i = 0; i < k->variables.len; i++)
		if (text_equal(k->variables.items[i].name, name))
			return true;
	for (size_t i = 0; i < s->env.len; i++)
		if (text_equal(s->env.items[i].object.name, name))
			return true;
	return false;
}

static void
add_variable(struct kubernetes *k, const struct service *s, const struct secret *secret)
{
	struct kubernetes_variable v = { .secret = secret };
	if (find_variable(k, secret))
		return;
	for (size_t i = 0; i < s->env.len && !v.name.len; i++) {
		const struct value *value = &s->env.items[i].value;
		if (kubernetes_value_is_secret(value) && value->parts[0].secret == secret)
			v.name = s->env.items[i].object.name;
	}
	if (!v.name.len) {
		v.added = true;
		v.name = secret->env.len ? secret->env
					 : variable_name(k->arena, secret->object.name);
		while (name_is_taken(k, s, v.name))
			v.name = text_format(k->arena, "SECRET_%.*s", TA(v.name));
	}
	array_push(k->arena, &k->variables, v);
}

/* A variable that is all secret needs no other one. */
static void
add_variables_of(const struct service_value *v, void *context)
{
	bool whole = v->field == SERVICE_ENV && kubernetes_value_is_secret(v->value);
	/* A secret in raw is refused. */
	if (whole || v->field == SERVICE_RAW || !service_value_is_written(v))
		return;
	for (size_t i = 0; i < v->value->len; i++)
		if (v->value->parts[i].kind == PART_SECRET)
			add_variable(context, v->service, v->value->parts[i].secret);
}

void
kubernetes_value_variables(struct kubernetes *k, const struct service *s)
{
	k->variables.len = 0;
	service_each_value(s, add_variables_of, k);
}

struct kubernetes_secret
kubernetes_value_secret(struct arena *a, const struct stack *stack,
			const struct secret *secret)
{
	struct kubernetes_secret result = { .key = secret->object.name };
	if (secret->external.len) {
		size_t slash = text_find_byte(secret->external, '/');
		result.name = text_slice(secret->external, 0, slash);
		if (slash < secret->external.len)
			result.key = text_slice(secret->external, slash + 1,
						secret->external.len);
		return result;
	}
	/* kubectl makes a Secret from variables or from files, not from both. */
	const char *kind = secret->env.len ? "secrets" : "secret-files";
	result.name = text_format(a, "%.*s-%s", TA(stack->name), kind);
	if (secret->env.len)
		result.key = secret->env;
	return result;
}

static void
put_secret(struct kubernetes *k, struct text name, const struct secret *secret)
{
	struct kubernetes_secret at = kubernetes_value_secret(k->arena, k->stack, secret);
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", name);
	yaml_set_map(k->out, "valueFrom");
	yaml_set_map(k->out, "secretKeyRef");
	yaml_set_text(k->out, "name", at.name);
	yaml_set_text(k->out, "key", at.key);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_secrets(struct kubernetes *k, const struct service *s)
{
	bool told = false;
	for (size_t i = 0; i < k->variables.len; i++) {
		const struct kubernetes_variable *v = &k->variables.items[i];
		if (!v->added)
			continue;
		if (!told)
			yaml_comment(k->out,
				     T("for $(NAME) in what follows; only earlier "
				       "variables are expanded"));
		told = true;
		put_secret(k, v->name, v->secret);
	}
	for (size_t i = 0; i < s->env.len; i++) {
		const struct pair *p = &s->env.items[i];
		if (kubernetes_value_is_secret(&p->value))
			put_secret(k, p->object.name, p->value.parts[0].secret);
	}
}

static bool
has_added_variable(const struct kubernetes *k)
{
	for (size_t i = 0; i < k->variables.len; i++)
		if (k->variables.items[i].added)
			return true;
	return false;
}

void
kubernetes_value_env(struct kubernetes *k, const struct service *s)
{
	if (!s->env.len && !has_added_variable(k))
		return;
	yaml_set_list(k->out, "env");
	put_secrets(k, s);
	for (size_t i = 0; i < s->env.len; i++) {
		const struct pair *p = &s->env.items[i];
		if (kubernetes_value_is_secret(&p->value))
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", p->object.name);
		yaml_set_text(k->out, "value", kubernetes_value_expanded(k, &p->value));
		yaml_close(k->out);
	}
	yaml_close(k->out);
}
