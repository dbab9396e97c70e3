/*
 * What to write instead, where a value is of the wrong kind and it can be told what
 * was meant: `yes` for true, a command as one text, a port as another tool writes
 * it. Never more than a hint: nothing is converted.
 */
#include "decode_scalar.h"

static struct text
bool_hint(struct arena *a, struct text t)
{
	static const char *const words[] = { "yes|on|y|1|True|TRUE|Yes|On|enabled",
					     "no|off|n|0|False|FALSE|No|Off|disabled" };
	for (int i = 0; i < 2; i++)
		if (schema_has_word(words[i], t))
			return text_format(a, "write %s", i ? "false" : "true");
	return (struct text){ 0 };
}

/* `8080:80` is how other tools publish a port. */
static struct text
port_hint(struct arena *a, const struct row *r, struct text t)
{
	struct text rest = t, outer;
	int64_t port;
	text_cut(&rest, ':', &outer);
	if (!rest.ptr || !scalar_port(outer, &port) || !scalar_port(rest, &port))
		return (struct text){ 0 };
	if (r != port_rows)
		return T("write one port; where it leads is said elsewhere");
	return text_format(a, "write { port: %.*s, publish: %.*s }", TA(rest), TA(outer));
}

/* The words of a text, as a list in brackets. */
static struct text
list_hint(struct arena *a, struct text t)
{
	struct buffer b = { .arena = a };
	struct text rest = t, word;
	for (size_t i = 0; i < t.len; i++)
		if (text_find_byte(T("\"'\\$[]{},:#&*"), t.ptr[i]) < 13)
			return T("write a list, one item for each argument");
	while (text_cut(&rest, ' ', &word))
		if (word.len)
			buffer_format(&b, "%s%.*s", b.len ? ", " : "write [", TA(word));
	buffer_byte(&b, ']');
	return buffer_text(&b);
}

struct key_walk {
	struct buffer *to;
	size_t len;
	bool required;
};

static void
add_key(const struct row *r, size_t base, void *context)
{
	struct key_walk *w = context;
	(void)base;
	buffer_format(w->to, "%s'%s'", w->len++ ? ", " : "", r->key);
	w->required |= (r->flags & ROW_REQUIRED) != 0;
}

/* A map that could be a list of names, or what the map would hold. */
static struct text
map_hint(struct arena *a, const struct row *r, const struct node *found)
{
	struct buffer b = { .arena = a };
	struct key_walk w = { .to = &b };
	schema_each(r->sub, 0, add_key, &w);
	bool is_name = found->kind == NODE_SCALAR && scalar_is_label(found->text) &&
		       found->text.ptr[0] >= 'a';
	bool names = r->kind == ROW_MAP && !w.required;
	if (names && is_name)
		return text_format(a, "write [%.*s]", TA(found->text));
	if (r->kind == ROW_MAP || !w.len || w.len > decode_fields_shown_max)
		return (struct text){ 0 };
	return text_format(a,
			   w.len > 1 ? "its fields are %.*s" : "its only field is %.*s",
			   TA(buffer_text(&b)));
}

struct text
decode_hint(struct arena *a, const struct row *r, const struct node *found)
{
	bool is_text = found->kind == NODE_SCALAR && !found->is_null && found->text.len;
	switch (r->kind) {
	case ROW_FLAG: /* of health: a path is another way to check */
		return is_text && text_starts(found->text, T("/"))
			       ? text_format(a, "write { http: %.*s }", TA(found->text))
			       : (struct text){ 0 };
	case ROW_BOOL: return is_text ? bool_hint(a, found->text) : (struct text){ 0 };
	case ROW_CHOICE:
		return is_text ? decode_near(a, r->choices, found->text)
			       : (struct text){ 0 };
	case ROW_HOST:
		return is_text && text_find_byte(found->text, ':') < found->text.len
			       ? T("leave out scheme, port and path")
			       : (struct text){ 0 };
	case ROW_PORT:
	case ROW_PORTS:
		return is_text ? port_hint(a, r, found->text) : (struct text){ 0 };
	case ROW_ITEMS:
	case ROW_WORDS: return is_text ? list_hint(a, found->text) : (struct text){ 0 };
	case ROW_STRUCT:
	case ROW_MAP: return map_hint(a, r, found);
	default: return (struct text){ 0 };
	}
}
