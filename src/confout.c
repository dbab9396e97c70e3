/*
 * Directives are written as the calls come. An argument goes without quotes only
 * where every byte of it is harmless wherever it stands; between double quotes the
 * reader takes `\"`, `\\`, `\t`, `\n` and `\r` for the character (ngx_conf_read_token
 * in ngx_conf_file.c), and variables still work.
 */
#include "confout.h"
#include "array.h"
#include "comment.h"

#include <string.h>

/* What a directive began with. */
struct head {
	size_t depth; /* of the block it stands in */
	struct text name;
	struct buffer arguments; /* a space between them */
	bool block;
};

struct confout {
	struct buffer out;
	size_t depth;
	ARRAY(struct head) heads; /* of the open blocks */
	bool in_directive;
	bool wrap;  /* the next argument stands on a new line */
	bool fresh; /* nothing stands in the block yet */
	bool space; /* an empty line is due */
	bool dollar;
};

struct confout *
conf_new(struct arena *a)
{
	struct confout *c = arena_new(a, struct confout);
	c->out.arena = a;
	c->fresh = true;
	return c;
}

struct text
conf_finish(struct confout *c)
{
	if (c->depth || c->in_directive)
		BUG("a configuration ends while incomplete");
	return buffer_text(&c->out);
}

static bool
is_line_byte(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r';
}

bool
conf_can_hold_lines(struct text t)
{
	uint32_t code;
	for (size_t i = 0, len; i < t.len; i += len) {
		len = text_rune(t, i, &code);
		if (!len || (code < 0x20 && !is_line_byte(code)) ||
		    (code >= 0x7F && code < 0xA0))
			return false;
	}
	return true;
}

bool
conf_can_hold(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (is_line_byte((unsigned char)t.ptr[i]))
			return false;
	return conf_can_hold_lines(t);
}

bool
conf_can_hold_plain(struct text t)
{
	return conf_can_hold(t) && text_find_byte(t, '$') == t.len;
}

bool
conf_uses_dollar(const struct confout *c)
{
	return c->dollar;
}

struct text
conf_escape(struct arena *a, struct text t)
{
	struct buffer out = { .arena = a };
	if (text_find_byte(t, '$') == t.len)
		return t;
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] == '$')
			buffer_add(&out, T(CONF_DOLLAR));
		else
			buffer_byte(&out, t.ptr[i]);
	return buffer_text(&out);
}

static void
indent(struct buffer *out, size_t levels)
{
	for (size_t i = 0; i < levels; i++)
		buffer_add(out, T("    "));
}

/* The empty line that is due. */
static void
settle_space(struct confout *c)
{
	if (c->in_directive)
		BUG("a line begins inside a directive");
	if (c->space && !c->fresh)
		buffer_byte(&c->out, '\n');
	c->space = c->fresh = false;
}

static void
begin_line(struct confout *c)
{
	settle_space(c);
	indent(&c->out, c->depth);
}

static bool
needs_quotes(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (memchr(" ;{}#\"'\\\t\n\r", t.ptr[i], 11))
			return true;
	return !t.len;
}

/* Between quotes. */
static void
add_byte(struct buffer *out, char c)
{
	if (c == '"' || c == '\\' || is_line_byte((unsigned char)c))
		buffer_byte(out, '\\');
	buffer_byte(out, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c);
}

static void
add(struct confout *c, struct text t)
{
	if (!conf_can_hold_lines(t))
		BUG("a configuration cannot hold this text");
	if (text_find(t, T(CONF_DOLLAR)) < t.len)
		c->dollar = true;
	if (!needs_quotes(t)) {
		buffer_add(&c->out, t);
		return;
	}
	buffer_byte(&c->out, '"');
	for (size_t i = 0; i < t.len; i++)
		add_byte(&c->out, t.ptr[i]);
	buffer_byte(&c->out, '"');
}

static void
begin_head(struct confout *c, struct text name)
{
	struct head head = { .depth = c->depth, .name = text_copy(c->out.arena, name) };
	head.arguments.arena = c->out.arena;
	c->in_directive = true;
	array_push(c->out.arena, &c->heads, head);
}

void
conf_begin_text(struct confout *c, struct text name)
{
	begin_line(c);
	begin_head(c, name);
	add(c, conf_escape(c->out.arena, name));
}

void
conf_begin(struct confout *c, const char *name)
{
	begin_line(c);
	begin_head(c, text_of(name));
	add(c, text_of(name));
}

void
conf_expression(struct confout *c, struct text t)
{
	if (!c->in_directive)
		BUG("an argument without a directive: '%.*s'", TA(t));
	if (c->wrap) {
		buffer_byte(&c->out, '\n');
		indent(&c->out, c->depth + 1);
	} else {
		buffer_byte(&c->out, ' ');
	}
	c->wrap = false;
	add(c, t);
	struct buffer *arguments = &c->heads.items[c->heads.len - 1].arguments;
	buffer_format(arguments, "%s%.*s", arguments->len ? " " : "", TA(t));
}

void
conf_text(struct confout *c, struct text t)
{
	conf_expression(c, conf_escape(c->out.arena, t));
}

void
conf_word(struct confout *c, const char *literal)
{
	conf_text(c, text_of(literal));
}

void
conf_wrap(struct confout *c)
{
	c->wrap = true;
}

static void
end_directive(struct confout *c, struct text end)
{
	if (!c->in_directive || c->wrap)
		BUG("no directive to end here");
	c->in_directive = false;
	buffer_add(&c->out, end);
}

void
conf_end(struct confout *c)
{
	end_directive(c, T(";\n"));
}

void
conf_open(struct confout *c)
{
	end_directive(c, T(" {\n"));
	c->heads.items[c->heads.len - 1].block = true;
	c->depth++;
	c->fresh = true;
}

void
conf_close(struct confout *c)
{
	if (!c->depth || c->in_directive)
		BUG("no block to close here");
	while (c->heads.len && c->heads.items[c->heads.len - 1].depth == c->depth)
		c->heads.len--;
	c->depth--;
	c->space = false;
	begin_line(c);
	buffer_add(&c->out, T("}\n"));
}

void
conf_set_text(struct confout *c, const char *name, struct text t)
{
	conf_begin(c, name);
	conf_text(c, t);
	conf_end(c);
}

void
conf_set_word(struct confout *c, const char *name, const char *literal)
{
	conf_set_text(c, name, text_of(literal));
}

void
conf_set_expression(struct confout *c, const char *name, const char *literal)
{
	conf_begin(c, name);
	conf_expression(c, text_of(literal));
	conf_end(c);
}

void
conf_comment(struct confout *c, struct text t)
{
	struct buffer spaces = { .arena = c->out.arena };
	settle_space(c);
	indent(&spaces, c->depth);
	comment_write(&c->out, buffer_text(&spaces), "#", t);
}

void
conf_verbatim(struct confout *c, struct text t, bool indented)
{
	struct text rest = text_trim(t), line;
	settle_space(c);
	while (text_cut(&rest, '\n', &line)) {
		if (line.len && indented)
			indent(&c->out, c->depth);
		buffer_add(&c->out, line);
		buffer_byte(&c->out, '\n');
	}
}

bool
conf_has(const struct confout *c, struct text name, struct text arguments)
{
	for (size_t i = 0; i < c->heads.len; i++) {
		const struct head *h = &c->heads.items[i];
		struct text its = buffer_text(&h->arguments);
		if (h->depth != c->depth || !text_equal(h->name, name))
			continue;
		if (!h->block && arguments.ptr)
			its = text_slice(its, 0, text_find_byte(its, ' '));
		if (!arguments.ptr || text_equal(its, arguments))
			return true;
	}
	return false;
}

void
conf_space(struct confout *c)
{
	c->space = true;
}
