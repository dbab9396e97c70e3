/*
 * Fields in words, from the same rows that decode them. A way goes down the
 * tables; at a map of named things a part that is no field is taken for a name.
 */
#include "explain.h"

static bool
has_names(const struct row *r)
{
	return r->kind == ROW_MAP;
}

static void
add_words(struct buffer *b, const char *title, const char *words)
{
	struct text rest = text_of(words), word;
	const char *separator = " ";
	buffer_format(b, "  %s:", title);
	while (text_cut(&rest, '|', &word)) {
		if (!word.len)
			continue; /* the choice that was not made */
		buffer_format(b, "%s%.*s", separator, TA(word));
		separator = ", ";
	}
	buffer_byte(b, '\n');
}

static void
add_references(struct buffer *b, unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} namespaces[] = {
		{ ROW_PARAMETERS, "parameters" }, { ROW_SECRETS, "secrets" },
		{ ROW_SERVICE, "service" },	  { ROW_SERVICES, "services" },
		{ ROW_GATEWAY, "gateway" },	  { ROW_HOSTS, "hosts" },
	};
	if (flags & ROW_NO_REFERENCE)
		return;
	buffer_format(b, "  may hold: ${vars.…}, ${stack.name}, ${environment.name}");
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		if (flags & namespaces[i].flag)
			buffer_format(b, ", ${%s.…}", namespaces[i].name);
	buffer_byte(b, '\n');
}

static void
add_placements(struct buffer *b, unsigned placements)
{
	static const char *const names[] = { "container", "process", "external" };
	buffer_format(b, "  for placement:");
	const char *separator = " ";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!(placements & 1u << i))
			continue;
		buffer_format(b, "%s%s", separator, names[i]);
		separator = ", ";
	}
	buffer_byte(b, '\n');
}

static void
add_row_line(const struct row *r, size_t base, void *context)
{
	(void)base;
	buffer_format(context, "  %-18s %s\n", r->key, r->help ? r->help : "");
}

void
explain_rows(struct buffer *b, const struct row *rows)
{
	schema_each(rows, 0, add_row_line, b);
}

static void
add_field(struct buffer *b, struct text way, const struct row *r)
{
	buffer_format(b, "field %.*s: %s\n", TA(way), r->help ? r->help : "");
	if (r->kind == ROW_CHOICE || r->kind == ROW_WORD)
		add_words(b, "one of", r->choices);
	else
		buffer_format(b, "  takes: %s\n", schema_expects(r));
	if (r->kind == ROW_WORDS && r->item && !r->choices)
		buffer_format(b, "  each: %s\n", schema_expects(&(struct row){ .kind = r->item }));
	if (r->kind == ROW_WORDS && r->choices)
		add_words(b, "each one of", r->choices);
	if (r->kind == ROW_MAP && r->choices)
		add_words(b, "names", r->choices);
	if (r->kind == ROW_COUNT && r->max < INT64_MAX)
		buffer_format(b, "  from %lld to %lld\n", (long long)r->min,
			      (long long)r->max);
	if (r->kind == ROW_COUNT && r->choices)
		buffer_format(b, "  or: %s\n", r->choices);
	if (r->flags & ROW_REQUIRED)
		buffer_add(b, T("  required\n"));
	if (r->def)
		buffer_format(b, "  default: %s\n", r->def);
	if (r->short_for)
		buffer_format(b, "  a scalar stands for { %s: … }\n", r->short_for);
	if (r->with)
		add_words(b, "only with", r->with);
	if (r->placements)
		add_placements(b, r->placements);
	if (row_is_scalar(r) || r->kind == ROW_VALUES || r->kind == ROW_ITEMS)
		add_references(b, r->flags);
	buffer_add(b, T("  example: "));
	explain_example(b, r);
	buffer_byte(b, '\n');
	if (!r->sub)
		return;
	buffer_format(b, "\n%s\n", has_names(r) ? "fields of each" : "fields");
	explain_rows(b, r->sub);
}

/* Going down a way, part by part. */
struct follow {
	const struct row *row;	/* where it leads so far, NULL at the top */
	const struct row *rows; /* what may come next, NULL: nothing */
	bool name_allowed;
	bool was_name; /* the last part is taken for a name */
};

/* False where the part is neither a field nor a name. */
static bool
follow_part(struct follow *f, struct text part)
{
	const struct row *next = f->rows ? schema_row(f->rows, part, NULL) : NULL;
	size_t size;
	f->was_name = !next && f->name_allowed;
	if (!next && !f->was_name)
		return false;
	f->name_allowed = next && has_names(next);
	f->row = next ? next : f->row;
	f->rows = f->was_name && f->row->sub_of ? f->row->sub_of(part, &size) : f->row->sub;
	return true;
}

static bool
follow_way(struct follow *f, struct text way)
{
	struct text rest = way, part;
	*f = (struct follow){ .rows = stack_rows };
	while (text_cut(&rest, '.', &part))
		if (!follow_part(f, part))
			return false;
	return true;
}

static struct text
near_key(struct arena *a, const struct row *rows, struct text part)
{
	size_t len;
	struct text *keys = schema_keys(a, rows, &len);
	return text_nearest(part, keys, len);
}

struct text
explain_field_near(struct arena *a, struct text name)
{
	struct follow f = { .rows = stack_rows };
	struct text rest = name, part, near;
	while (text_cut(&rest, '.', &part) && follow_part(&f, part))
		if (!rest.ptr)
			return (struct text){ 0 };
	near = f.rows ? near_key(a, f.rows, part) : (struct text){ 0 };
	size_t before = (size_t)(part.ptr - name.ptr);
	if (!near.ptr && !before)
		near = near_key(a, service_rows, part);
	if (!near.ptr)
		return near;
	return text_format(a, "%.*s%.*s", (int)before, name.ptr, TA(near));
}

/* Looking for every field whose way ends in a name. */
struct search {
	struct buffer *to;
	struct text wanted;
	struct text way; /* of the table that is visited */
	size_t depth, found;
};

enum { way_depth_max = 8 };

static void
search_row(const struct row *r, size_t base, void *context)
{
	struct search *s = context;
	struct search below = *s;
	(void)base;
	/* The sections of an environment are those of the stack. */
	if (s->depth == way_depth_max || r->sub == environment_rows)
		return;
	below.way = s->way.len ? text_format(s->to->arena, "%.*s.%s", TA(s->way), r->key)
			       : text_of(r->key);
	below.depth++;
	bool ends = text_ends(below.way, s->wanted);
	size_t start = below.way.len - s->wanted.len;
	if (ends && (!start || below.way.ptr[start - 1] == '.')) {
		buffer_add(s->to, s->found ? T("\n") : T(""));
		add_field(s->to, below.way, r);
		below.found++;
	}
	/* What is internal repeats what stands elsewhere: `defaults.services`. */
	if (r->sub && !(r->flags & ROW_INTERNAL))
		schema_each(r->sub, 0, search_row, &below);
	s->found = below.found;
}

/* `services.prots` may be a service of that name, but hardly is. */
static void
add_near(struct buffer *b, const struct follow *f, struct text way)
{
	size_t start = way.len;
	while (start && way.ptr[start - 1] != '.')
		start--;
	struct text part = text_slice(way, start, way.len);
	struct text near = f->row->sub ? near_key(b->arena, f->row->sub, part) :
					 (struct text){ 0 };
	if (near.ptr)
		buffer_format(b, "\n'%.*s' is taken for a name here; did you mean "
				 "'%.*s%.*s'?\n",
			      TA(part), (int)start, way.ptr, TA(near));
}

bool
explain_field(struct buffer *b, struct text name)
{
	struct follow f;
	struct search s = { .to = b, .wanted = name };
	if (name.len && follow_way(&f, name)) {
		add_field(b, name, f.row);
		if (f.was_name)
			add_near(b, &f, name);
		return true;
	}
	if (name.len)
		schema_each(stack_rows, 0, search_row, &s);
	return s.found;
}
