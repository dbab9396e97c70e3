/*
 * A field as it would be written, in one line: the row's own example, else one that
 * its kind gives. Of a struct the short form, or the fields that it must have, or
 * the first one. A test decodes the example of every row.
 */
#include "explain.h"
#include "scalar.h"

/* The words of a choice, the empty one left out. */
static struct text
first_word(const char *words)
{
	struct text rest = text_of(words), word = { 0 };
	while (text_cut(&rest, '|', &word))
		if (word.len)
			return word;
	return word;
}

/* One value of a scalar kind that tells by itself what is written. */
static const char *
scalar_example(enum row_kind kind)
{
	switch (kind) {
	case ROW_NAME: return "web";
	case ROW_BOOL:
	case ROW_FLAG: return "true";
	case ROW_BYTES: return "512MiB";
	case ROW_DURATION: return "30s";
	case ROW_CPUS: return "0.5";
	case ROW_PORT:
	case ROW_PORTS: return "8080";
	case ROW_RATE: return "10/s";
	case ROW_CIDR: return "10.0.0.0/8";
	case ROW_PATTERN: return "'^v[0-9]+$'";
	case ROW_PATH: return "/srv/data";
	case ROW_URL_PATH: return "/health";
	case ROW_MODE: return "\"0440\"";
	case ROW_USER:
	case ROW_OWNER: return "\"1000:1000\"";
	case ROW_SIGNAL: return "SIGTERM";
	case ROW_CAPABILITY: return "NET_BIND_SERVICE";
	case ROW_HOST: return "db.example.com";
	case ROW_SOURCE: return "10.0.0.0/8";
	default: return "text";
	}
}

/* A key of a map, by what its keys may be. */
static struct text
key_example(const struct row *r)
{
	if (r->choices)
		return first_word(r->choices);
	if (r->flags & (ROW_ENV_NAMES | ROW_IDENTIFIERS))
		return T("NAME");
	if (r->flags & ROW_HOST_NAMES)
		return T("www.example.com");
	if (r->flags & ROW_PATHS || r->sub == route_rows)
		return T("/data");
	return r->flags & ROW_PORT_NAMES ? T("http") : T("name");
}

static void
add_value(struct buffer *b, const struct row *r);

static void
add_pair(struct buffer *b, const struct row *r)
{
	buffer_format(b, "%s: ", r->key);
	add_value(b, r);
}

struct fields {
	struct buffer *to;
	bool required; /* those only */
	size_t len;
};

static void
add_row(const struct row *r, size_t base, void *context)
{
	struct fields *f = context;
	(void)base;
	if (f->required ? !(r->flags & ROW_REQUIRED) : f->len > 0)
		return;
	buffer_add(f->to, f->len++ ? T(", ") : T("{ "));
	add_pair(f->to, r);
}

static void
add_struct(struct buffer *b, const struct row *r)
{
	struct fields f = { .to = b, .required = true };
	if (r->short_for) {
		add_value(b, schema_row(r->sub, text_of(r->short_for), NULL));
		return;
	}
	schema_each(r->sub, 0, add_row, &f);
	f.required = false;
	if (!f.len)
		schema_each(r->sub, 0, add_row, &f);
	buffer_add(b, f.len ? T(" }") : T("{}"));
}

/* A list of names where a name is enough. */
static void
add_map(struct buffer *b, const struct row *r)
{
	if (r->sub_of) {
		buffer_format(b, "[%s]", targets[0]->name);
		return;
	}
	buffer_format(b, "{ %.*s: ", TA(key_example(r)));
	add_struct(b, r);
	buffer_add(b, T(" }"));
}

/* The first target that takes some on such an owner. */
static void
add_raw(struct buffer *b, const struct row *r)
{
	static const char *const forms[] = {
		[RAW_MAP] = "{ key: text }",
		[RAW_TEXT] = "text",
		[RAW_LINES] = "[text]",
	};
	const struct raw_section *s = NULL;
	size_t i = 0;
	while (targets[i] && !(s = raw_first_section(targets[i], r->owner)))
		i++;
	if (s && s->name)
		buffer_format(b, "{ %s: { %s: %s } }", targets[i]->name, s->name,
			      forms[s->form]);
	else if (s)
		buffer_format(b, "{ %s: %s }", targets[i]->name, forms[s->form]);
	else
		buffer_add(b, T("{}"));
}

static void
add_item(struct buffer *b, const struct row *r)
{
	struct row item = { .key = r->key,
			    .kind = r->item ? r->item : ROW_TEXT,
			    .choices = r->choices };
	add_value(b, &item);
}

static void
add_value(struct buffer *b, const struct row *r)
{
	const char *example = r->example ? r->example : r->def;
	if (example) {
		buffer_add(b, text_of(example));
		return;
	}
	switch (r->kind) {
	case ROW_CHOICE:
	case ROW_WORD: buffer_add(b, first_word(r->choices)); return;
	case ROW_COUNT:
		buffer_format(b, "%lld", (long long)(r->min > 2 ? r->min : 2));
		return;
	case ROW_VALUES: buffer_format(b, "{ %.*s: text }", TA(key_example(r))); return;
	case ROW_ITEMS: buffer_add(b, T("[node, main.js]")); return;
	case ROW_WORDS:
		buffer_byte(b, '[');
		add_item(b, r);
		buffer_byte(b, ']');
		return;
	case ROW_STRUCT: add_struct(b, r); return;
	case ROW_MAP: add_map(b, r); return;
	case ROW_LIST:
		buffer_byte(b, '[');
		add_struct(b, r);
		buffer_byte(b, ']');
		return;
	case ROW_ANY: buffer_add(b, T("{}")); return;
	case ROW_RAW: add_raw(b, r); return;
	default: buffer_add(b, text_of(scalar_example(r->kind)));
	}
}

void
explain_example(struct buffer *b, const struct row *r)
{
	add_pair(b, r);
}
