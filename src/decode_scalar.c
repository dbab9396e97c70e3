/* Scalars by the kind of their row, and the placement of a service. */
#include "decode_scalar.h"

const struct row decode_target_options[] = { { 0 } };

void
decode_explain(struct decoder *d, struct diag *diag, const struct entry *e)
{
	entry_explain(d->diags, diag, e);
	if (!e->via.source && d->via.source)
		diag_note(d->diags, diag, d->via, "used here");
}

/* The text of a scalar whose references are all bound; false at the first that is
 * not. */
static bool
literal_text(struct decoder *d, const struct node *n, struct text *text)
{
	struct buffer b = { .arena = d->arena };
	for (size_t i = 0; i < n->part_len; i++) {
		if (n->parts[i].kind != PART_TEXT)
			return false;
		buffer_add(&b, n->parts[i].text);
	}
	*text = text_copy(d->arena, buffer_text(&b));
	return true;
}

void
decode_expected(struct decoder *d, const struct entry *found, const char *expected,
		struct text hint)
{
	struct node shown = *found->value;
	if (shown.var.source)
		literal_text(d, found->value, &shown.text);
	struct text what = node_describe(d->arena, &shown);
	struct diag *diag = diag_error(d->diags, "spec/type", entry_place(found),
				       "expected %s, found %.*s", expected, TA(what));
	if (hint.len)
		diag_fix(d->diags, diag, "%.*s", TA(hint));
	decode_explain(d, diag, found);
}

static bool
is_scalar(struct decoder *d, const struct row *r, const struct entry *e)
{
	const struct node *n = e->value;
	bool empty = n->style == STYLE_PLAIN && !n->text.len;
	if (n->kind == NODE_SCALAR && !n->is_null && !empty)
		return true;
	decode_expected(d, e, schema_expects(r),
			empty && n->kind == NODE_SCALAR ? T("write \"\" for an empty text") :
							  (struct text){ 0 });
	return false;
}

/* The namespace of a reference: `secrets` of `secrets.db`. */
static const struct {
	const char *prefix;
	unsigned flag;
} namespaces[] = {
	{ "parameters.", ROW_PARAMETERS }, { "secrets.", ROW_SECRETS },
	{ "service.", ROW_SERVICE },	   { "services.", ROW_SERVICES },
	{ "gateway.", ROW_GATEWAY },	   { "hosts.", ROW_HOSTS },
	{ "vars.", 0 },			   { "gateway.url[", ROW_GATEWAY },
};

enum { namespace_len = sizeof namespaces / sizeof *namespaces };

static struct text
allowed_namespaces(struct arena *a, unsigned flags)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < namespace_len - 2; i++)
		if (flags & namespaces[i].flag)
			buffer_format(&b, "%s%s*", b.len ? ", " : "", namespaces[i].prefix);
	return buffer_text(&b);
}

/* A slip in the first word, or in all of `stack.name`, is more likely than text. */
static void
report_unknown(struct decoder *d, const struct part *p)
{
	const struct text words[] = {
		T("vars"),     T("parameters"), T("secrets"), T("service"),
		T("services"), T("gateway"),	T("hosts"),   T("stack"),
		T("environment"),
	};
	const struct text whole[] = { T("stack.name"), T("environment.name") };
	struct diag *diag = diag_error(d->diags, "value/unknown", p->at,
				       "'${%.*s}' refers to nothing", TA(p->text));
	struct text rest = p->text, word, near = text_nearest(p->text, whole, 2);
	if (near.ptr) {
		diag_fix(d->diags, diag, "did you mean '${%.*s}'?", TA(near));
		return;
	}
	text_cut(&rest, '.', &word);
	near = text_nearest(word, words, sizeof words / sizeof *words);
	if (near.ptr && rest.len)
		diag_fix(d->diags, diag, "did you mean '${%.*s.%.*s}'?", TA(near), TA(rest));
	else
		diag_fix(d->diags, diag, "write '$${%.*s}' for the characters themselves",
			 TA(p->text));
}

static bool
check_reference(struct decoder *d, const struct row *r, const struct part *p)
{
	for (size_t i = 0; i < namespace_len; i++) {
		if (!text_starts(p->text, text_of(namespaces[i].prefix)))
			continue;
		if (!namespaces[i].flag)
			return false; /* an unknown var: reported where it was bound */
		if (r->flags & namespaces[i].flag)
			return true;
		struct text allowed = allowed_namespaces(d->arena, r->flags);
		struct diag *diag = diag_error(d->diags, "value/not-here", p->at,
					       "'${%.*s}' cannot stand in this field",
					       TA(p->text));
		if (allowed.len)
			diag_fix(d->diags, diag, "it takes vars.*, stack.name, "
				 "environment.name, %.*s", TA(allowed));
		else
			diag_fix(d->diags, diag, "it is read before anything but vars.*, "
				 "stack.name and environment.name is known");
		return false;
	}
	report_unknown(d, p);
	return false;
}

bool
decode_value(struct decoder *d, const struct row *r, const struct entry *e, struct value *v)
{
	bool fine = true;
	if (!is_scalar(d, r->kind == ROW_VALUE ? r : &(struct row){ .kind = ROW_VALUE }, e))
		return false;
	if (r->kind == ROW_VALUE && !e->value->text.len && !(r->flags & ROW_EMPTY)) {
		decode_expected(d, e, schema_expects(r), (struct text){ 0 });
		return false;
	}
	if (!e->value->parts) {
		*v = value_of_text(d->arena, e->value->text, e);
		return true;
	}
	*v = (struct value){ .at = e, .parts = e->value->parts, .len = e->value->part_len };
	for (size_t i = 0; i < v->len; i++)
		if (v->parts[i].kind == PART_REFERENCE)
			fine &= check_reference(d, r, &v->parts[i]);
	return fine;
}

bool
decode_text(struct decoder *d, const struct row *r, const struct entry *e,
	    struct text *text)
{
	const struct node *n = e->value;
	struct buffer b = { .arena = d->arena };
	if (!is_scalar(d, row_is_scalar(r) ? r : &(struct row){ .kind = ROW_TEXT }, e))
		return false;
	*text = n->text;
	if (!n->parts)
		return true;
	for (size_t i = 0; i < n->part_len; i++) {
		if (n->parts[i].kind != PART_TEXT)
			return check_reference(d, r, &n->parts[i]);
		buffer_add(&b, n->parts[i].text);
	}
	*text = text_copy(d->arena, buffer_text(&b));
	return true;
}

static bool
read_choice(const struct row *r, struct text t, int *choice)
{
	struct text rest = text_of(r->choices), word;
	for (*choice = 0; text_cut(&rest, '|', &word); ++*choice)
		if (text_equal(word, t))
			return true;
	return false;
}

static bool
read_count(const struct row *r, struct text t, int64_t *n)
{
	if (r->choices && text_is(t, r->choices))
		return *n = -1, true;
	return scalar_integer(t, n) && *n >= r->min && (!r->max || *n <= r->max);
}

struct text
decode_words_of(struct arena *a, const char *words)
{
	struct buffer b = { .arena = a };
	struct text rest = text_of(words), word;
	while (text_cut(&rest, '|', &word))
		if (word.len)
			buffer_format(&b, "%s%.*s", b.len ? rest.ptr ? ", " : " or " : "",
				      TA(word));
	return text_copy(a, buffer_text(&b));
}

struct text
decode_near(struct arena *a, const char *words, struct text word)
{
	ARRAY(struct text) all = { 0 };
	struct text rest = text_of(words), one;
	while (text_cut(&rest, '|', &one))
		if (one.len)
			array_push(a, &all, one);
	/* One number is not near another. */
	bool number = word.len && word.ptr[0] >= '0' && word.ptr[0] <= '9';
	struct text near = number ? (struct text){ 0 } :
				    text_nearest(word, all.items, all.len);
	return near.len ? text_format(a, "did you mean '%.*s'?", TA(near)) :
			  (struct text){ 0 };
}

/* Kinds that stay text, once it is known to be of the kind. */
static bool
is_of_kind(struct decoder *d, const struct row *r, struct text t, struct text *hint)
{
	switch (r->kind) {
	case ROW_TEXT:
		if (!(r->flags & ROW_REQUIRED))
			*hint = T("leave it out, or remove what a lower layer says with null");
		return t.len || r->flags & ROW_EMPTY;
	case ROW_NAME: *hint = scalar_label_hint(d->arena, t); return scalar_is_label(t);
	case ROW_CIDR: return scalar_is_cidr(t) && scalar_is_network(d->arena, t, hint);
	case ROW_PATTERN: return scalar_is_pattern(d->arena, t, hint);
	case ROW_WORD:
		*hint = decode_near(d->arena, r->choices, t);
		return t.len && schema_has_word(r->choices, t);
	case ROW_PATH: return scalar_is_path(t);
	case ROW_URL_PATH: return scalar_is_url_path(t);
	case ROW_MODE: return scalar_is_mode(t);
	case ROW_USER: return scalar_is_user(t);
	case ROW_OWNER: return scalar_is_owner(t);
	case ROW_SIGNAL: return scalar_is_signal(d->arena, t, hint);
	case ROW_CAPABILITY: return scalar_is_capability(d->arena, t, hint);
	case ROW_HOST: return scalar_is_host(t);
	case ROW_SOURCE: return scalar_is_source(d->arena, t, hint);
	default: BUG("row '%s' is no scalar", r->key);
	}
}

/* Zero is how the model says that nothing was said. */
static bool
is_some(const struct row *r, const int64_t *number, struct text *hint)
{
	if (*number || r->flags & ROW_ZERO)
		return true;
	*hint = T("leave it out, or remove what a lower layer says with null");
	return false;
}

static bool
read_scalar(struct decoder *d, const struct row *r, struct text t, void *member,
	    struct text *hint)
{
	switch (r->kind) {
	case ROW_BOOL:
	case ROW_FLAG:
		*(bool *)member = text_is(t, "true") ||
				  (r->kind == ROW_FLAG && text_is(t, r->key));
		return *(bool *)member || (r->kind == ROW_BOOL && text_is(t, "false"));
	case ROW_COUNT: return read_count(r, t, member);
	case ROW_CHOICE: return read_choice(r, t, member);
	case ROW_BYTES:
		return scalar_bytes(d->arena, t, member, hint) && is_some(r, member, hint);
	case ROW_DURATION:
		return scalar_duration(d->arena, t, member, hint) && is_some(r, member, hint);
	case ROW_CPUS: return scalar_cpus(d->arena, t, member, hint);
	case ROW_PORT: return scalar_port(t, member);
	case ROW_RATE: return scalar_rate(t, member);
	case ROW_PORTS: return scalar_ports(t, member);
	default: return *(struct text *)member = t, is_of_kind(d, r, t, hint);
	}
}

static struct text
count_in_words(struct arena *a, const struct row *r)
{
	struct text word = r->choices ? text_format(a, ", or %s", r->choices) : T("");
	if (!r->max || r->max == INT64_MAX)
		return text_format(a, "a whole number%.*s", TA(word));
	return text_format(a, "a whole number from %lld to %lld%.*s", (long long)r->min,
			   (long long)r->max, TA(word));
}

bool
decode_scalar(struct decoder *d, const struct row *r, const struct entry *e, void *member)
{
	struct text t, hint = { 0 };
	if (!decode_text(d, r, e, &t))
		return false;
	if (read_scalar(d, r, t, member, &hint))
		return true;
	struct text expected = text_of(schema_expects(r));
	if (r->kind == ROW_CHOICE || r->kind == ROW_WORD)
		expected = decode_words_of(d->arena, r->choices);
	if (r->kind == ROW_COUNT)
		expected = count_in_words(d->arena, r);
	if (r->kind == ROW_FLAG)
		expected = text_format(d->arena, "'%s', or a map", r->key);
	if (!hint.len)
		hint = decode_hint(d->arena, r, e->value);
	decode_expected(d, e, expected.ptr, hint);
	return false;
}

void
decode_placement(struct decoder *d, const struct node *service)
{
	const struct entry *e = node_entry(service, T("placement"));
	const struct row *r = schema_row(service_rows, T("placement"), NULL);
	int choice = PLACEMENT_CONTAINER;
	if (e && e->value->kind == NODE_SCALAR)
		read_choice(r, e->value->text, &choice);
	d->placement = choice <= PLACEMENT_EXTERNAL ? (enum placement)choice : PLACEMENT_CONTAINER;
	d->placement_at = e;
	d->placement_layer = e ? e->layer : LAYER_PARENT;
	d->set_aside.len = 0;
}

void
decode_report_aside(struct decoder *d, const struct object *service)
{
	struct buffer b = { .arena = d->arena };
	if (!d->set_aside.len)
		return;
	for (size_t i = 0; i < d->set_aside.len; i++)
		buffer_format(&b, "%s'%.*s'", i ? ", " : "", TA(d->set_aside.items[i]));
	struct diag *diag = diag_add(d->diags, SEVERITY_INFO, "spec/set-aside",
				     object_place(service, "placement"),
				     "service '%.*s' is placed so that it has no %.*s: set aside",
				     TA(service->name), TA(buffer_text(&b)));
	diag->subject = service->name;
}
