/*
 * libyaml tells nothing of comments, so they are looked for in the text: only where
 * a line holds `# stackc:`, and only outside of every scalar. Most specs hold none,
 * and pay for one search.
 */
#include "lint_comment.h"

#include "tree.h"

#include <stdlib.h>

static const char mark[] = "# stackc:";

/* A `# stackc:` that may be a comment; by source and offset. Length 0: it is none. */
struct candidates {
	ARRAY(struct span) items;
};

static void
find_candidates(struct arena *a, const struct source *source, uint32_t number,
		struct candidates *found)
{
	struct text bytes = source->bytes;
	for (size_t at = 0;; at++) {
		at += text_find(text_slice(bytes, at, bytes.len), text_of(mark));
		if (at >= bytes.len)
			return;
		char before = at ? bytes.ptr[at - 1] : '\n';
		if (before == ' ' || before == '\t' || before == '\n' || before == '\r')
			array_push(a, &found->items,
				   (struct span){ number, (uint32_t)at, sizeof mark - 1 });
	}
}

static bool
is_before(struct span a, struct span b)
{
	return a.source != b.source ? a.source < b.source : a.offset < b.offset;
}

/* Those within the scalar are text. */
static void
drop_within(struct candidates *found, struct span scalar)
{
	size_t from = 0, to = found->items.len;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (is_before(found->items.items[middle], scalar))
			from = middle + 1;
		else
			to = middle;
	}
	struct span end = scalar;
	end.offset += scalar.len;
	for (; from < found->items.len && is_before(found->items.items[from], end); from++)
		found->items.items[from].len = 0;
}

static void
drop_text(struct candidates *found, const struct node *n)
{
	if (n->kind == NODE_SCALAR)
		drop_within(found, n->at);
	for (size_t i = 0; i < n->len; i++) {
		if (n->entries[i].key)
			drop_text(found, n->entries[i].key);
		drop_text(found, n->entries[i].value);
	}
}

/* Whether nothing stands before the comment on its line. */
static bool
is_alone(struct text line, size_t column)
{
	return !text_trim(text_slice(line, 0, column)).len;
}

/* The line a comment is about: its own, or the next that is no comment. */
static size_t
line_of(struct lint_comments *c, struct span at)
{
	size_t line = source_position(c->sources, at, at.offset).line;
	const struct source *source = source_get(c->sources, at.source);
	struct text text = source_line(c->sources, at.source, line);
	if (!is_alone(text, (size_t)(source->bytes.ptr + at.offset - text.ptr)))
		return line;
	do
		text = text_trim(source_line(c->sources, at.source, ++line));
	while (text_starts(text, T("#")));
	return line;
}

static void
add_rule(struct lint_comments *c, struct comment comment, struct text id)
{
	if (rules_find(c->rules, id)) {
		array_push(c->arena, &c->all, comment);
		return;
	}
	struct diag *d = diag_error(c->diags, "lint/unknown-rule", comment.rule,
				    "there is no rule '%.*s'", TA(id));
	struct text near = rules_nearest(c->arena, c->rules, id);
	if (near.ptr)
		diag_fix(c->diags, d, "did you mean '%.*s'?", TA(near));
}

static void
read_comment(struct lint_comments *c, struct span at)
{
	struct text bytes = source_get(c->sources, at.source)->bytes;
	size_t from = (size_t)at.offset + at.len;
	struct text rest = text_slice(bytes, from, bytes.len), line;
	text_cut(&rest, '\n', &line);
	struct text said = text_trim(line);
	size_t open = text_find_byte(said, '['), close = text_find_byte(said, ']');
	if (!text_starts(said, T("ignore[")) || close == said.len) {
		at.len += (uint32_t)line.len;
		diag_error(c->diags, "lint/comment", at,
			   "expected '# stackc: ignore[RULE] reason'");
		return;
	}
	struct comment comment = { .at = at, .line = line_of(c, at) };
	comment.at.offset = (uint32_t)(said.ptr - bytes.ptr);
	comment.at.len = (uint32_t)close + 1;
	if (!text_trim(text_slice(said, close + 1, said.len)).len)
		diag_error(c->diags, "lint/reason", comment.at,
			   "expected a reason, found nothing");
	struct text ids = text_slice(said, open + 1, close), id;
	while (text_cut(&ids, ',', &id)) {
		id = text_trim(id);
		comment.rule = (struct span){ at.source, (uint32_t)(id.ptr - bytes.ptr),
					      (uint32_t)id.len };
		add_rule(c, comment, id);
	}
}

void
lint_comments_read(struct lint_comments *c, const struct node *root)
{
	struct candidates found = { 0 };
	for (uint32_t i = 1; i < c->sources->all.len; i++)
		find_candidates(c->arena, source_get(c->sources, i), i, &found);
	if (found.items.len && root)
		drop_text(&found, root);
	for (size_t i = 0; i < found.items.len; i++)
		if (found.items.items[i].len)
			read_comment(c, found.items.items[i]);
}

static int
by_line(const void *x, const void *y)
{
	const struct comment *a = x, *b = y;
	if (a->at.source != b->at.source)
		return a->at.source < b->at.source ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

bool
lint_comments_accept(struct lint_comments *c, const struct rule *rule, struct span at)
{
	if (!c->all.len || !at.source)
		return false;
	struct comment wanted = { .at = at };
	wanted.line = source_position(c->sources, at, at.offset).line;
	struct comment *first = bsearch(&wanted, c->all.items, c->all.len,
					sizeof *c->all.items, by_line);
	bool accepted = false;
	while (first && first > c->all.items && !by_line(first - 1, &wanted))
		first--;
	for (; first && first < c->all.items + c->all.len && !by_line(first, &wanted); first++)
		if (text_equal(source_text(c->sources, first->rule), rule->id))
			accepted = first->used = true;
	return accepted;
}

void
lint_comments_report_unused(struct lint_comments *c)
{
	for (size_t i = 0; i < c->all.len; i++) {
		const struct comment *comment = &c->all.items[i];
		if (comment->used)
			continue;
		struct diag *d = diag_add(c->diags, SEVERITY_WARNING, "lint/unused-ignore",
					  comment->rule,
					  "'%.*s' finds nothing that this would ignore",
					  TA(source_text(c->sources, comment->rule)));
		diag_fix(c->diags, d, "remove it");
	}
}
