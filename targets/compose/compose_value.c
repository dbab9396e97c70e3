/*
 * Values in the notation of interpolation (compose-go, template.go): `$$` is a
 * dollar, `${NAME:?text}` fails where NAME is unset or empty, `${NAME:-text}` falls
 * back. The tool finds the end of `${…}` by counting braces, and does not look at the
 * character behind an opening one, so a default may hold braces in pairs, with
 * something between; and it never looks past the end of a line.
 */
#include "compose.h"

static void
add_escaped(struct buffer *out, struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] == '$')
			buffer_byte(out, '$');
		buffer_byte(out, t.ptr[i]);
	}
}

struct text
compose_text(struct arena *a, struct text t)
{
	struct buffer out = { .arena = a };
	if (text_find_byte(t, '$') == t.len)
		return t;
	add_escaped(&out, t);
	return buffer_text(&out);
}

bool
compose_can_default(struct text t)
{
	size_t open = 0;
	for (size_t i = 0; i < t.len; i++) {
		char next = i + 1 < t.len ? t.ptr[i + 1] : '{';
		if ((unsigned char)t.ptr[i] < 0x20 || (t.ptr[i] == '}' && !open))
			return false;
		if (t.ptr[i] == '{' && (next == '{' || next == '}'))
			return false;
		open += t.ptr[i] == '{';
		open -= t.ptr[i] == '}';
	}
	return !open;
}

static void
add_variable(struct buffer *out, struct text name, bool has_default, struct text def)
{
	if (!has_default) {
		buffer_format(out, "${%.*s:?%.*s is not set}", TA(name), TA(name));
		return;
	}
	if (!compose_can_default(def))
		BUG("the default of '%.*s' cannot be written", TA(name));
	buffer_format(out, "${%.*s:-", TA(name));
	add_escaped(out, def);
	buffer_byte(out, '}');
}

static void
add_part(struct buffer *out, const struct part *p)
{
	switch (p->kind) {
	case PART_TEXT: add_escaped(out, p->text); break;
	case PART_PARAMETER:
		add_variable(out, p->parameter->object.name, p->parameter->has_value,
		             p->parameter->value);
		break;
	case PART_SECRET:
		if (!p->secret->env.len)
			BUG("secret '%.*s' is no variable", TA(p->secret->object.name));
		add_variable(out, p->secret->env, p->secret->def.ptr, p->secret->def);
		break;
	case PART_REFERENCE: BUG("'%.*s' is not resolved", TA(p->text));
	}
}

struct text
compose_value(struct arena *a, const struct value *v)
{
	struct buffer out = { .arena = a };
	for (size_t i = 0; i < v->len; i++)
		add_part(&out, &v->parts[i]);
	return buffer_text(&out);
}

struct text
compose_duration(struct arena *a, int64_t milliseconds)
{
	static const struct {
		int64_t len;
		const char *unit;
	} units[] = { { 3600000, "h" }, { 60000, "m" }, { 1000, "s" }, { 1, "ms" } };
	struct buffer out = { .arena = a };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (milliseconds >= units[i].len)
			buffer_format(&out, "%lld%s",
			              (long long)(milliseconds / units[i].len),
			              units[i].unit);
		milliseconds %= units[i].len;
	}
	return out.len ? buffer_text(&out) : T("0s");
}

/* The largest unit of which the number is a multiple. */
static struct text
in_units(struct arena *a, int64_t number, int64_t base, const char *units)
{
	size_t i = 0;
	while (units[i + 1] && number && number % base == 0) {
		number /= base;
		i++;
	}
	return text_format(a, "%lld%.*s", (long long)number, units[i] != ' ', &units[i]);
}

struct text
compose_bytes(struct arena *a, int64_t bytes)
{
	return in_units(a, bytes, 1024, "bKMG");
}

struct text
compose_log_size(struct arena *a, int64_t bytes)
{
	return in_units(a, bytes, 1000, " kmg");
}

struct text
compose_cpus(struct arena *a, int64_t thousandths)
{
	struct text t = text_format(a, "%lld.%03d", (long long)(thousandths / 1000),
	                            (int)(thousandths % 1000));
	while (t.ptr[t.len - 1] == '0')
		t.len--;
	return text_slice(t, 0, t.len - (t.ptr[t.len - 1] == '.'));
}
