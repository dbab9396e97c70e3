/* Splitting text into parts, and putting parts together again; see value.h. */
#include "value.h"

#include "model.h"

#include <ctype.h>
#include <string.h>

struct splitter {
	struct arena *arena;
	const struct node *scalar;
	bool is_template;
	struct buffer text; /* literal text not yet pushed */
	ARRAY(struct part) parts;
};

static void
push_text(struct splitter *s)
{
	if (!s->text.len)
		return;
	struct part p = { .kind = PART_TEXT, .at = s->scalar->at };
	p.text = text_copy(s->arena, buffer_text(&s->text));
	array_push(s->arena, &s->parts, p);
	s->text.len = 0;
}

/* The place of a piece of the scalar: exact where the raw text holds it
 * unchanged, else the whole scalar. Plain and quoted scalars on one line without
 * escapes are, after their opening quote, the decoded text. */
static struct span
piece_span(const struct node *n, size_t from, size_t len)
{
	size_t quote = n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE;
	if (n->at.len != n->text.len + 2 * quote || n->var.source)
		return n->at;
	return (struct span){ n->at.source, n->at.offset + (uint32_t)(quote + from),
			      (uint32_t)len };
}

static bool
is_variable(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!isalnum((unsigned char)t.ptr[i]) && t.ptr[i] != '_')
			return false;
	return t.len && !isdigit((unsigned char)t.ptr[0]);
}

/* `${NAME}`, `${NAME:-x}`: other tools put a variable there. */
static bool
is_foreign(struct text name)
{
	size_t end = 0;
	while (end < name.len && !memchr(":-?+", name.ptr[end], 4))
		end++;
	return is_variable(text_slice(name, 0, end));
}

static void
warn_foreign(struct splitter *s, struct diags *diags, size_t at, size_t len,
	     const char *instead)
{
	struct text found = text_slice(s->scalar->text, at, at + len);
	struct diag *d = diag_add(diags, SEVERITY_WARNING, "value/foreign",
				  piece_span(s->scalar, at, len),
				  "'%.*s' is no reference here and stays as it is", TA(found));
	diag_fix(diags, d, "%s", instead);
}

/* A reference opens at `at` with `${`; returns where to go on. */
static size_t
take_reference(struct splitter *s, struct diags *diags, size_t at)
{
	struct text t = s->scalar->text;
	size_t end = at + text_find_byte(text_slice(t, at, t.len), '}');
	struct span place = piece_span(s->scalar, at, end + 1 - at);
	if (end == t.len) {
		struct diag *d = diag_error(diags, "value/unclosed",
					    piece_span(s->scalar, at, 2),
					    "'${' is not closed");
		diag_fix(diags, d, "write '$${' for the characters themselves");
		return t.len;
	}
	struct text name = text_slice(t, at + 2, end);
	if (!name.len || text_find_byte(name, '$') < name.len) {
		diag_error(diags, "value/reference", place, "'${%.*s}' is no reference",
			   TA(name));
		return end + 1;
	}
	if (!s->is_template && is_foreign(name)) {
		warn_foreign(s, diags, at, end + 1 - at,
			     "write '$${' where the characters are meant, or "
			     "'${parameters.NAME}' for a value given when it is deployed");
		buffer_add(&s->text, text_slice(t, at, end + 1));
		return end + 1;
	}
	push_text(s);
	struct part p = { .kind = PART_REFERENCE, .text = name, .at = place };
	array_push(s->arena, &s->parts, p);
	return end + 1;
}

/* `$$NAME`, behind its dollars at `at`: the form some tools want for `$NAME`. */
static void
warn_doubled(struct splitter *s, struct diags *diags, size_t at)
{
	struct text t = s->scalar->text;
	size_t end = at;
	while (end < t.len && is_variable(text_slice(t, at, end + 1)))
		end++;
	if (end > at)
		warn_foreign(s, diags, at - 2, end - at + 2,
			     "one '$' is enough: every target escapes it as it must");
}

static size_t
split(struct splitter *s, struct diags *diags, const struct part **parts)
{
	struct text t = s->scalar->text;
	for (size_t i = 0; i < t.len;) {
		size_t run = 0;
		while (i + run < t.len && t.ptr[i + run] == '$')
			run++;
		bool opens = run && i + run < t.len && t.ptr[i + run] == '{';
		for (size_t k = 0; k < (opens ? run / 2 : run); k++)
			buffer_byte(&s->text, '$');
		i += run;
		if (run == 2 && !opens && !s->is_template)
			warn_doubled(s, diags, i);
		if (opens && run % 2)
			i = take_reference(s, diags, i - 1);
		else if (i < t.len)
			buffer_byte(&s->text, t.ptr[i++]);
	}
	push_text(s);
	*parts = s->parts.items;
	return s->parts.len;
}

size_t
value_parse(struct arena *a, struct diags *diags, const struct node *scalar,
	    const struct part **parts)
{
	struct splitter s = { .arena = a, .scalar = scalar, .text = { .arena = a } };
	return split(&s, diags, parts);
}

size_t
value_parse_template(struct arena *a, struct diags *diags, const struct node *scalar,
		     const struct part **parts)
{
	struct splitter s = {
		.arena = a, .scalar = scalar, .is_template = true, .text = { .arena = a }
	};
	return split(&s, diags, parts);
}

struct value
value_of_text(struct arena *a, struct text text, const struct entry *at)
{
	struct part *p = arena_new(a, struct part);
	*p = (struct part){ .kind = PART_TEXT, .text = text };
	return (struct value){ .at = at, .parts = p, .len = text.len > 0 };
}

bool
value_literal(struct arena *a, const struct value *v, struct text *text)
{
	struct buffer b = { .arena = a };
	*text = (struct text){ 0 };
	if (v->len == 1 && v->parts[0].kind == PART_TEXT) {
		*text = v->parts[0].text;
		return true;
	}
	for (size_t i = 0; i < v->len; i++) {
		if (v->parts[i].kind != PART_TEXT)
			return false;
		buffer_add(&b, v->parts[i].text);
	}
	*text = buffer_text(&b);
	return true;
}

struct text
value_expand(struct arena *a, const struct value *v, const struct parameter **missing)
{
	struct buffer b = { .arena = a };
	*missing = NULL;
	for (size_t i = 0; i < v->len; i++) {
		const struct part *p = &v->parts[i];
		switch (p->kind) {
		case PART_TEXT: buffer_add(&b, p->text); break;
		case PART_PARAMETER:
			buffer_add(&b, p->parameter->value);
			if (!p->parameter->has_value && !*missing)
				*missing = p->parameter;
			break;
		case PART_SECRET:
		case PART_REFERENCE: BUG("'%.*s' cannot be expanded", TA(p->text));
		}
	}
	return buffer_text(&b);
}

const struct secret *
value_secret(const struct value *v)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->parts[i].kind == PART_SECRET)
			return v->parts[i].secret;
	return NULL;
}

const struct parameter *
value_parameter(const struct value *v)
{
	for (size_t i = 0; i < v->len; i++)
		if (v->parts[i].kind == PART_PARAMETER)
			return v->parts[i].parameter;
	return NULL;
}

/* Text that would open a reference when read again gets its `$` doubled. */
static void
add_source_text(struct buffer *b, struct text t, bool before_brace)
{
	for (size_t i = 0; i < t.len; i++) {
		size_t run = 0;
		while (i + run < t.len && t.ptr[i + run] == '$')
			run++;
		bool opens = i + run < t.len ? t.ptr[i + run] == '{' : before_brace;
		for (size_t k = 0; k < (opens ? 2 * run : run); k++)
			buffer_byte(b, '$');
		i += run;
		if (i < t.len)
			buffer_byte(b, t.ptr[i]);
	}
}

struct text
value_source(struct arena *a, const struct value *v)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < v->len; i++) {
		const struct part *p = &v->parts[i];
		/* A reference begins with a `$`, which lengthens the run before it. */
		const struct part *next = i + 1 < v->len ? p + 1 : NULL;
		bool opens = next && (next->kind != PART_TEXT ||
				      text_starts(next->text, T("{")));
		if (p->kind == PART_TEXT)
			add_source_text(&b, p->text, opens);
		else
			buffer_format(&b, "${%.*s}", TA(p->text));
	}
	return buffer_text(&b);
}
