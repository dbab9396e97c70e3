/* Rows of a schema as rows of a Markdown table. */
#include "docs.h"

void
write_cell(struct buffer *out, struct text text)
{
	bool code = false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		code ^= c == '`';
		if (c == '|')
			buffer_add(out, T("\\|"));
		else if (c == '<' && !code)
			buffer_add(out, T("&lt;"));
		else
			buffer_byte(out, c);
	}
}

/* "`a`, `b` or `c`" of "a|b|c". An empty word first is what nobody writes: the
 * choice that was not made. */
static void
write_words(struct buffer *out, const char *words, const char *last)
{
	struct text rest = text_of(words), word;
	bool first = true;
	while (text_cut(&rest, '|', &word)) {
		if (!word.len)
			continue;
		buffer_format(out, "%s`%.*s`",
			      first	 ? "" :
			      rest.ptr ? ", " :
					   last,
			      TA(word));
		first = false;
	}
}

static const struct table *
find_table(const struct docs *d, const struct row *rows)
{
	for (size_t i = 0; i < d->tables.len; i++)
		if (d->tables.items[i].rows == rows)
			return &d->tables.items[i];
	return NULL;
}

/* `what`, as a link to where the rows inside are described. */
static void
write_inside(struct docs *d, struct buffer *out, const struct row *r, const char *what)
{
	const struct table *t = r->sub ? find_table(d, r->sub) : NULL;
	if (r->sub_of)
		buffer_format(out, "[%s](targets.md)", what);
	else if (t)
		buffer_format(out, "[%s](#%.*s)", what, TA(anchor_of(d, t->path)));
	else
		buffer_add(out, text_of(what));
	if (r->short_for && r->kind == ROW_STRUCT)
		buffer_format(out, ", or its `%s`", r->short_for);
	else if (r->short_for)
		buffer_format(out, ", each or its `%s`", r->short_for);
}

/* The namespaces that values may refer to beside those that any text may. */
static void
write_namespaces(struct buffer *out, unsigned flags)
{
	static const struct {
		unsigned flag;
		const char *name;
	} namespaces[] = {
		{ ROW_PARAMETERS, "parameters" }, { ROW_SECRETS, "secrets" },
		{ ROW_SERVICE, "service" },	  { ROW_SERVICES, "services" },
		{ ROW_GATEWAY, "gateway" },	  { ROW_HOSTS, "hosts" },
	};
	const char *between = " with ";
	if ((flags & ROW_REFERENCES) == ROW_REFERENCES)
		return;
	for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
		if (flags & namespaces[i].flag) {
			buffer_format(out, "%s`%s`", between, namespaces[i].name);
			between = ", ";
		}
}

/* Each item is what a field of its kind takes. */
static void
write_word_list(struct buffer *out, const struct row *r)
{
	static const struct {
		enum row_kind kind;
		const char *one, *several;
	} kinds[] = {
		{ ROW_END, "text", "texts" },
		{ ROW_CIDR, "address or block", "them" },
		{ ROW_SOURCE, "source", "sources" },
		{ ROW_HOST, "host name", "host names" },
		{ ROW_CAPABILITY, "capability", "capabilities" },
		{ ROW_WORD, "word", "words" },
	};
	size_t i = 0;
	while (kinds[i].kind != r->item)
		if (++i == sizeof kinds / sizeof *kinds)
			BUG("row '%s' is a list of what?", r->key);
	if (r->flags & ROW_ONE_OR_LIST)
		buffer_format(out, "%s, or ", kinds[i].one);
	buffer_format(out, "list of %s", kinds[i].several);
	if (r->choices) {
		buffer_add(out, T(": "));
		write_words(out, r->choices, " or ");
	}
}

static void
write_takes(struct docs *d, struct buffer *out, const struct row *r)
{
	bool one = r->flags & ROW_ONE_OR_LIST;
	switch (r->kind) {
	case ROW_TEXT: buffer_add(out, T("text")); break;
	case ROW_NAME: buffer_add(out, T("name")); break;
	case ROW_BOOL: buffer_add(out, T("`true` or `false`")); break;
	case ROW_FLAG: buffer_format(out, "`true` or `%s`", r->key); break;
	case ROW_COUNT: buffer_add(out, T("number")); break;
	case ROW_CHOICE: write_words(out, r->choices, " or "); break;
	case ROW_BYTES: buffer_add(out, T("size")); break;
	case ROW_DURATION: buffer_add(out, T("duration")); break;
	case ROW_CPUS: buffer_add(out, T("processors")); break;
	case ROW_PORT: buffer_add(out, T("port")); break;
	case ROW_RATE: buffer_add(out, T("rate")); break;
	case ROW_PORTS: buffer_add(out, T("port or range")); break;
	case ROW_CIDR: buffer_add(out, T("address or block")); break;
	case ROW_PATTERN: buffer_add(out, T("pattern")); break;
	case ROW_WORD: write_words(out, r->choices, " or "); break;
	case ROW_PATH: buffer_add(out, T("absolute path")); break;
	case ROW_URL_PATH: buffer_add(out, T("path of a request")); break;
	case ROW_MODE: buffer_add(out, T("permission bits")); break;
	case ROW_USER: buffer_add(out, T("user")); break;
	case ROW_OWNER: buffer_add(out, T("owner")); break;
	case ROW_SIGNAL: buffer_add(out, T("signal")); break;
	case ROW_CAPABILITY: buffer_add(out, T("capability")); break;
	case ROW_SOURCE: buffer_add(out, T("source")); break;
	case ROW_HOST: buffer_add(out, T("host name or address")); break;
	case ROW_VALUE: buffer_add(out, T("value")); break;
	case ROW_VALUES: buffer_add(out, T("map of values")); break;
	case ROW_ITEMS: buffer_add(out, T("list of values")); break;
	case ROW_WORDS: write_word_list(out, r); break;
	case ROW_STRUCT: write_inside(d, out, r, "map"); break;
	case ROW_MAP: write_inside(d, out, r, "map of maps"); break;
	case ROW_LIST:
		write_inside(d, out, r, one ? "map, or list of maps" : "list of maps");
		break;
	case ROW_ANY: buffer_add(out, T("map")); break;
	case ROW_RAW: buffer_add(out, T("map: [the escape hatch](#the-escape-hatch)")); break;
	case ROW_END:
	case ROW_ALSO: BUG("row '%s' is no field", r->key);
	}
	if (r->kind == ROW_COUNT && r->max < INT64_MAX)
		buffer_format(out, ", %lld to %lld", (long long)r->min,
			      (long long)r->max);
	if (r->kind == ROW_COUNT && r->choices)
		buffer_format(out, ", or `%s`", r->choices);
	if (r->kind == ROW_MAP && r->choices) {
		buffer_add(out, T("; the names are "));
		write_words(out, r->choices, " and ");
	}
	if (r->kind == ROW_VALUE || r->kind == ROW_VALUES || r->kind == ROW_ITEMS ||
	    r->kind == ROW_RAW)
		write_namespaces(out, r->flags);
}

/* What goes without saying is left out. */
static void
write_limits(struct buffer *out, const struct row *r)
{
	static const char *const placements[] = {
		[FOR_CONTAINER] = "containers only",
		[FOR_PROCESS] = "processes only",
		[FOR_EXTERNAL] = "external services only",
		[FOR_CONTAINER | FOR_PROCESS] = "not for external services",
		[FOR_CONTAINER | FOR_EXTERNAL] = "not for processes",
		[FOR_PROCESS | FOR_EXTERNAL] = "not for containers",
		[FOR_CONTAINER | FOR_PROCESS | FOR_EXTERNAL] = NULL,
	};
	const char *where = placements[r->placements];
	if (where || r->with)
		buffer_format(out, " (%s%s", where ? where : "",
			      where && r->with ? "; " : "");
	if (r->with) {
		buffer_add(out, T("with "));
		write_words(out, r->with, " or ");
	}
	if (where || r->with)
		buffer_byte(out, ')');
}

void
write_row(struct docs *d, struct buffer *out, const struct row *r)
{
	struct buffer takes = { .arena = &d->arena };
	write_takes(d, &takes, r);
	buffer_format(out, "| `%s` | ", r->key);
	write_cell(out, buffer_text(&takes));
	buffer_add(out, T(" | "));
	if (r->flags & ROW_REQUIRED)
		buffer_add(out, T("required"));
	else if (r->def)
		buffer_format(out, "`%s`", r->def);
	buffer_add(out, T(" | "));
	write_cell(out, text_of(r->help));
	write_limits(out, r);
	buffer_add(out, T(" |\n"));
}
