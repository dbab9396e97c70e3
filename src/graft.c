/*
 * The half of merging that is the same in every format: which part of raw belongs
 * to the map being written, what of it the target has written itself, and of what
 * type a scalar is. The writers (yamlout.c, jsonout.c) hold a level per open map.
 */
#include "graft.h"

struct graft *
graft_new(struct arena *a, const struct deployment *d, const struct raw *raw,
	  enum raw_owner owner, const char *name)
{
	struct graft *g = arena_new(a, struct graft);
	g->arena = a;
	g->report = d->raw_report;
	g->section = raw_find_section(d->target, owner, name);
	if (!g->section)
		BUG("target '%s' declares no such section for raw", d->target->name);
	raw = raw_get(raw, text_of(d->target->name));
	g->raw = name ? raw_get(raw, text_of(name)) : raw;
	if (g->raw && g->report)
		array_push(g->report->arena, &g->report->asked, g->raw);
	return g;
}

static struct graft_level *
new_level(const struct graft *g, const struct raw *raw, struct text path)
{
	struct graft_level *level = arena_new(g->arena, struct graft_level);
	*level = (struct graft_level){ .graft = g, .raw = raw, .path = path };
	level->met = arena_array(g->arena, bool, raw->len);
	return level;
}

struct graft_level *
graft_root(const struct graft *g)
{
	return g->raw ? new_level(g, g->raw, (struct text){ 0 }) : NULL;
}

static struct text
path_below(const struct graft_level *level, struct text key)
{
	return text_format(level->graft->arena, "%.*s%s%.*s", TA(level->path),
			   level->path.len ? "." : "", TA(key));
}

const struct raw *
graft_meet(struct graft_level *level, struct text key)
{
	const struct raw *child = raw_get(level->raw, key);
	if (child)
		level->met[child - level->raw->items] = true;
	return child;
}

struct graft_level *
graft_below(struct graft_level *level, const struct raw *child)
{
	if (child->kind == NODE_MAP)
		return new_level(level->graft, child,
				 path_below(level, child->object.name));
	graft_conflict(level, child);
	return NULL;
}

void
graft_conflict(const struct graft_level *level, const struct raw *child)
{
	struct text path = child == level->raw ? level->path :
						 path_below(level, child->object.name);
	graft_refuse(level->graft, child, raw_find_key(level->graft->section, path), path);
}

void
graft_refuse(const struct graft *g, const struct raw *raw, const struct raw_key *key,
	     struct text path)
{
	struct raw_report *report = g->report;
	for (size_t i = 0; report && i < report->conflicts.len; i++)
		if (report->conflicts.items[i].raw == raw &&
		    text_equal(report->conflicts.items[i].path, path))
			return;
	if (report)
		array_push(report->arena, &report->conflicts,
			   (struct raw_conflict){ raw, key, path });
}

const struct raw *
graft_rest(const struct graft_level *level, size_t *at)
{
	while (*at < level->raw->len && level->met[*at])
		++*at;
	return *at < level->raw->len ? &level->raw->items[(*at)++] : NULL;
}

static bool
is_one_of(struct text t, const char *words)
{
	struct text rest = text_of(words), word;
	while (text_cut(&rest, '|', &word))
		if (text_equal(t, word))
			return true;
	return false;
}

static bool
is_digit(char c, bool hex)
{
	return (c >= '0' && c <= '9') ||
	       (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}

/* `0x1F` and `0o17`, which other readers take for something else. */
static bool
read_based(struct arena *a, struct text *t)
{
	bool hex = text_starts(*t, T("0x")), octal = text_starts(*t, T("0o"));
	uint64_t number = 0;
	if ((!hex && !octal) || t->len < 3)
		return false;
	for (size_t i = 2; i < t->len; i++) {
		char c = t->ptr[i];
		uint64_t digit = (uint64_t)(c <= '9' ? c - '0' : (c | ' ') - 'a' + 10);
		if (!is_digit(c, hex) || (octal && c > '7') ||
		    __builtin_mul_overflow(number, hex ? 16 : 8, &number))
			return false;
		number += digit;
	}
	*t = text_format(a, "%llu", (unsigned long long)number);
	return true;
}

/* Takes a character off the text where it is one of two. */
static char
take_sign(struct text *t, char one, char other)
{
	char c = t->len ? t->ptr[0] : '\0';
	if (!c || (c != one && c != other))
		return '\0';
	*t = text_slice(*t, 1, t->len);
	return c;
}

static struct text
take_digits(struct text *t)
{
	size_t len = 0;
	while (len < t->len && is_digit(t->ptr[len], false))
		len++;
	struct text digits = text_slice(*t, 0, len);
	*t = text_slice(*t, len, t->len);
	return digits;
}

/* [-+]? ( . [0-9]+ | [0-9]+ ( . [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, written with
 * digits on both sides of the point, a point before an exponent, a sign in it, and
 * no zero first: that is what every reader takes for the same number. */
static bool
read_decimal(struct arena *a, struct text *t)
{
	struct text rest = *t, part = { 0 }, power = { 0 };
	struct buffer b = { .arena = a };
	char sign = take_sign(&rest, '-', '+'), power_sign = '+';
	struct text whole = take_digits(&rest);
	bool point = take_sign(&rest, '.', '.');
	if (point)
		part = take_digits(&rest);
	bool has_power = take_sign(&rest, 'e', 'E');
	if (has_power) {
		power_sign = take_sign(&rest, '-', '+') == '-' ? '-' : '+';
		power = take_digits(&rest);
	}
	if (rest.len || !(whole.len + part.len) || has_power != (power.len > 0))
		return false;
	while (whole.len > 1 && whole.ptr[0] == '0')
		whole = text_slice(whole, 1, whole.len);
	buffer_format(&b, "%s%.*s", sign == '-' ? "-" : "", TA(whole.len ? whole : T("0")));
	if (point || has_power)
		buffer_format(&b, ".%.*s", TA(part.len ? part : T("0")));
	if (has_power)
		buffer_format(&b, "e%c%.*s", power_sign, TA(power));
	*t = buffer_text(&b);
	return true;
}

enum graft_type
graft_type(struct arena *a, struct text *t)
{
	if (!t->len || is_one_of(*t, "~|null|Null|NULL"))
		return GRAFT_NULL;
	if (is_one_of(*t, "true|True|TRUE")) {
		*t = T("true");
		return GRAFT_BOOL;
	}
	if (is_one_of(*t, "false|False|FALSE")) {
		*t = T("false");
		return GRAFT_BOOL;
	}
	return read_based(a, t) || read_decimal(a, t) ? GRAFT_NUMBER : GRAFT_TEXT;
}

struct graft_scalar
graft_scalar(const struct graft *g, const struct raw *raw)
{
	struct graft_scalar s = { .type = GRAFT_TEXT };
	bool expression = false;
	s.text = g->values->render(g->context, g->arena, &raw->value, &expression);
	if (expression)
		s.type = GRAFT_EXPRESSION;
	else if (raw->plain)
		s.type = graft_type(g->arena, &s.text);
	return s;
}
