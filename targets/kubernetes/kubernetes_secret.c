/*
 * The Secrets of a namespace, put there by up.sh: one of variables, one of files.
 * kubectl makes the first from lines NAME=value that it takes as they are, so a
 * value is one line. Values go through a pipe: arguments of a command can be seen
 * by others on the machine.
 */
#include "kubernetes.h"

#include "shout.h"

/* The secrets its services use, each once, but for external ones. */
struct secret_list {
	const struct secret **items;
	size_t len, cap;
	bool *seen; /* as in stack->secrets */
	const struct stack *stack;
	struct arena *arena;
};

static void
add_secret(struct secret_list *list, const struct secret *secret)
{
	bool *seen = &list->seen[secret - list->stack->secrets.items];
	if (!*seen && !secret->external.len)
		array_push(list->arena, list, secret);
	*seen = true;
}

static void
add_secrets_of(const struct service_value *v, void *context)
{
	struct secret_list *list = context;
	for (size_t i = 0; i < v->value->len && service_value_is_written(v); i++)
		if (v->value->parts[i].kind == PART_SECRET)
			add_secret(list, v->value->parts[i].secret);
}

static struct secret_list
used_secrets(struct arena *a, const struct deployment *d)
{
	struct secret_list list = { .stack = d->stack, .arena = a };
	list.seen = arena_array(a, bool, d->stack->secrets.len);
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		service_each_value(s, add_secrets_of, &list);
		for (size_t j = 0; j < s->mounts.len; j++)
			if (s->mounts.items[j].secret_bound)
				add_secret(&list, s->mounts.items[j].secret_bound);
	}
	return list;
}

/* What .env leaves out. */
static void
add_default(struct kubernetes *k, struct buffer *b, const struct secret *s)
{
	if (s->def.ptr)
		buffer_format(b, "[ \"${%.*s-}\" ] || %.*s=%.*s; ", TA(s->env), TA(s->env),
			      TA(sh_quote(k->arena, s->def)));
}

struct text
kubernetes_secret_from_env(struct kubernetes *k)
{
	struct secret_list list = used_secrets(k->arena, k->deployment);
	struct buffer b = { .arena = k->arena }, lines = { .arena = k->arena };
	struct text name = { 0 };
	for (size_t i = 0; i < list.len; i++) {
		const struct secret *s = list.items[i];
		if (!s->env.len)
			continue;
		add_default(k, &b, s);
		buffer_format(&lines, " \"%.*s=$%.*s\"", TA(s->env), TA(s->env));
		name = kubernetes_value_secret(k->arena, k->stack, s).name;
	}
	if (lines.len)
		buffer_format(
			&b,
			"printf \"%%s\\n\"%.*s | kubectl -n %.*s create secret generic %.*s "
			"--from-env-file=/dev/stdin --dry-run=client -o yaml | kubectl "
			"apply --server-side --field-manager=stackc -f -",
			TA(buffer_text(&lines)), TA(k->namespace), TA(name));
	return buffer_text(&b);
}

struct text
kubernetes_secret_from_files(struct kubernetes *k)
{
	struct secret_list list = used_secrets(k->arena, k->deployment);
	struct buffer b = { .arena = k->arena };
	for (size_t i = 0; i < list.len; i++) {
		const struct secret *s = list.items[i];
		if (!s->file.len)
			continue;
		struct kubernetes_secret at =
			kubernetes_value_secret(k->arena, k->stack, s);
		if (!b.len)
			buffer_format(&b, "kubectl -n %.*s create secret generic %.*s",
				      TA(k->namespace), TA(at.name));
		struct text from =
			text_format(k->arena, "%.*s=%.*s", TA(at.key), TA(s->file));
		buffer_add(&b, T(" --from-file="));
		buffer_add(&b, sh_quote(k->arena, from));
	}
	if (b.len)
		buffer_add(&b,
			   T(" --dry-run=client -o yaml | kubectl apply --server-side "
			     "--field-manager=stackc -f -"));
	return buffer_text(&b);
}

static bool
is_one_line(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.ptr[i] < 0x20)
			return false;
	return true;
}

void
kubernetes_secret_check(struct kubernetes *k, struct diags *diags)
{
	struct secret_list list = used_secrets(k->arena, k->deployment);
	for (size_t i = 0; i < list.len; i++) {
		const struct secret *s = list.items[i];
		if (!s->def.ptr || is_one_line(s->def))
			continue;
		struct diag *d = diag_error(diags, "kubernetes/secret-default",
					    object_place(&s->object, "default"),
					    "the default of secret '%.*s' holds a control "
					    "character",
					    TA(s->object.name));
		diag_why(d, T("kubectl reads the values from lines"));
	}
}
