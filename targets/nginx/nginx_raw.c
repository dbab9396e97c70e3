/*
 * What `raw.nginx` may add to: text of directives at the end of a block. It is read
 * as nginx reads its file (ngx_conf_read_token in ngx_conf_file.c) as far as telling
 * where a directive ends: what is not whole would swallow what follows it, and a
 * directive that both wrote would be found by nginx alone, without a place.
 *
 * Most directives may stand several times in a block; the tables list those that
 * may not, or that should not. `proxy_set_header.*`: not with the same first
 * argument.
 */
#include "nginx.h"

#include <string.h>

static const struct raw_key http_keys[] = {
	{ "default_type", NULL },
	{ "server_tokens", NULL },
	{ "sendfile", NULL },
	{ "tcp_nopush", NULL },
	{ "client_max_body_size", "gateway.body" },
	{ "absolute_redirect", NULL },
	{ "proxy_connect_timeout", NULL },
	{ "proxy_http_version", NULL },
	{ "server_names_hash_bucket_size", NULL },
	{ "gzip_vary", NULL },
	{ "gzip_proxied", NULL },
	{ "gzip_min_length", NULL },
	{ "ssl_protocols", NULL },
	{ "ssl_ciphers", NULL },
	{ "ssl_prefer_server_ciphers", NULL },
	{ "ssl_session_cache", NULL },
	{ "ssl_session_timeout", NULL },
	{ "ssl_session_tickets", NULL },
	{ "client_body_temp_path", NULL },
	{ "proxy_temp_path", NULL },
	{ "fastcgi_temp_path", NULL },
	{ "uwsgi_temp_path", NULL },
	{ "scgi_temp_path", NULL },
	{ "log_format.*", NULL },
	{ "map.*", NULL },
	{ "geo.*", NULL },
	{ "upstream.*", NULL },
	{ 0 },
};

static const struct raw_key server_keys[] = {
	{ "listen.*", "gateway.listen" },
	{ "server_name", "name, aliases" },
	{ "http2", NULL },
	{ "location.*", "routes" },
	{ 0 },
};

static const struct raw_key location_keys[] = {
	{ "proxy_pass", "to" },
	{ "proxy_http_version", NULL },
	{ "proxy_set_header.*", NULL },
	{ "proxy_next_upstream", "retry.on" },
	{ "proxy_next_upstream_tries", "retry.attempts" },
	{ "proxy_read_timeout", "timeout" },
	{ "proxy_send_timeout", "timeout" },
	{ "root", "root" },
	{ "alias", "alias" },
	{ "try_files", "fallback" },
	{ "return", "respond, redirect" },
	{ "default_type", "respond" },
	{ "add_header.*", "headers" },
	{ "expires", "cache" },
	{ "limit_req", "rate" },
	{ "limit_req_status", "rate" },
	{ "client_max_body_size", "body" },
	{ "gzip", "compress" },
	{ 0 },
};

const struct raw_section nginx_raw[] = {
	{ RAW_GATEWAY, "http", RAW_TEXT, "the block `http`", http_keys },
	{ RAW_GATEWAY, "server", RAW_TEXT, "the block `server` of every host",
	  server_keys },
	{ RAW_GATEWAY, "location", RAW_TEXT, "the blocks `location` of every route",
	  location_keys },
	{ RAW_HOST, "server", RAW_TEXT, "the block `server` of the host", server_keys },
	{ RAW_HOST, "location", RAW_TEXT, "the blocks `location` of its routes",
	  location_keys },
	{ RAW_ROUTE, "location", RAW_TEXT, "its blocks `location`", location_keys },
	{ 0 },
};

/* Reading directives. */

struct reader {
	struct text text;
	size_t at, depth;
	size_t words;		 /* of the directive so far */
	struct text name;	 /* of the outermost one */
	struct buffer arguments; /* of that, a space between them */
	bool wraps;		 /* a quoted text goes over several lines */
	const char *wrong;	 /* what is, or NULL */
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct text
read_quoted(struct reader *r)
{
	char quote = r->text.ptr[r->at++];
	size_t from = r->at;
	while (r->at < r->text.len && r->text.ptr[r->at] != quote) {
		r->wraps |= r->text.ptr[r->at] == '\n';
		r->at += r->text.ptr[r->at] == '\\' ? 2 : 1;
	}
	if (r->at >= r->text.len)
		r->wrong = "a quote is not closed";
	return text_slice(r->text, from, r->at++);
}

/* `${` opens a variable, not a block. */
static struct text
read_plain(struct reader *r)
{
	size_t from = r->at;
	while (r->at < r->text.len) {
		char c = r->text.ptr[r->at];
		bool variable = c == '{' && r->at > from && r->text.ptr[r->at - 1] == '$';
		if (is_space(c) || c == ';' || (c == '{' && !variable))
			break;
		r->at += c == '\\' ? 2 : 1;
	}
	return text_slice(r->text, from, r->at);
}

static void
read_word(struct reader *r)
{
	char c = r->text.ptr[r->at];
	struct text word = c == '"' || c == '\'' ? read_quoted(r) : read_plain(r);
	if (!r->depth && !r->words)
		r->name = word;
	else if (!r->depth)
		buffer_format(&r->arguments, "%s%.*s", r->arguments.len ? " " : "",
			      TA(word));
	r->words++;
}

/* A character between words. True at the end of an outermost directive's head, and
 * *block tells whether its block follows. */
static bool
read_mark(struct reader *r, bool *block)
{
	char c = r->text.ptr[r->at++];
	bool outermost = !r->depth && r->words;
	if (c == '}') {
		if (!r->depth)
			r->wrong = "'}' closes what it did not open";
		else if (r->words)
			r->wrong = "a ';' is missing before '}'";
		r->depth -= r->depth > 0;
		return false;
	}
	if (!r->words)
		r->wrong = c == '{' ? "'{' has no directive" : "';' has no directive";
	r->depth += c == '{';
	r->words = 0;
	*block = c == '{';
	return outermost;
}

/* The next outermost directive; false at the end. */
static bool
read_directive(struct reader *r, bool *block)
{
	r->arguments.len = 0;
	while (r->at < r->text.len && !r->wrong) {
		char c = r->text.ptr[r->at];
		if (is_space(c)) {
			r->at++;
		} else if (c == '#') {
			while (r->at < r->text.len && r->text.ptr[r->at] != '\n')
				r->at++;
		} else if (c != ';' && c != '{' && c != '}') {
			read_word(r);
		} else if (read_mark(r, block)) {
			return !r->wrong;
		}
	}
	if (!r->wrong && r->words)
		r->wrong = "a ';' is missing at the end";
	else if (!r->wrong && r->depth)
		r->wrong = "a block is not closed";
	return false;
}

/* Writing */

/* The table says whether the arguments count. */
static void
refuse_written(const struct confout *c, const struct graft *g, const struct reader *r,
	       bool block)
{
	struct text arguments = buffer_text(&r->arguments);
	struct text first = text_slice(arguments, 0, text_find_byte(arguments, ' '));
	struct text path = text_format(g->arena, "%.*s.%.*s", TA(r->name), TA(arguments));
	const struct raw_key *key = raw_find_key(g->section, path);
	bool counts = key && text_ends(text_of(key->path), T(".*"));
	if (counts && !block)
		arguments = first;
	else if (!counts)
		arguments = (struct text){ 0 };
	if (key && conf_has(c, r->name, arguments))
		graft_refuse(g, g->raw, key,
			     text_format(g->arena, "%.*s%s%.*s", TA(r->name),
					 arguments.len ? " " : "", TA(arguments)));
}

void
nginx_write_raw(struct confout *c, const struct nginx_plan *p, enum raw_owner owner,
		const struct raw *raw, const char *section)
{
	const struct parameter *missing;
	const struct graft *g = graft_new(p->arena, p->deployment, raw, owner, section);
	bool block;
	if (!g->raw)
		return;
	struct text text = value_expand(p->arena, &g->raw->value, &missing);
	struct reader r = { .text = text, .arguments = { .arena = p->arena } };
	while (read_directive(&r, &block))
		refuse_written(c, g, &r, block);
	conf_space(c);
	conf_comment(c, T("By `raw` of the spec."));
	conf_verbatim(c, text, !r.wraps);
}

/* Checking */

/* Characters that mean nothing to nginx wherever they stand. */
static bool
is_harmless(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && (!c || !strchr("._:/@%+=,-", c)))
			return false;
	}
	return true;
}

static bool
check_values(struct diags *diags, const struct raw *raw)
{
	bool fine = true;
	for (size_t i = 0; i < raw->value.len; i++) {
		const struct part *part = &raw->value.parts[i];
		if (part->kind != PART_PARAMETER || is_harmless(part->parameter->value))
			continue;
		struct diag *d = diag_error(diags, "nginx/raw-value", part->at,
					    "the value of parameter '%.*s' may mean "
					    "something to nginx",
					    TA(part->parameter->object.name));
		diag_why(d, T("nginx knows no way to keep every character of a text from "
			      "meaning something"));
		diag_fix(diags, d, "use letters, digits and . _ : / @ %% + = , - in it");
		fine = false;
	}
	return fine;
}

static void
check_use(const struct raw_value *v, void *context)
{
	struct diags *diags = context;
	const struct parameter *missing;
	struct arena *a = diags->arena;
	struct reader r = { .text = value_expand(a, &v->raw->value, &missing),
			    .arguments = { .arena = a } };
	bool block;
	if (!check_values(diags, v->raw))
		return;
	while (read_directive(&r, &block))
		;
	if (!r.wrong)
		return;
	struct diag *d = diag_error(diags, "nginx/raw", entry_place(v->raw->object.at),
				    "expected whole directives: %s", r.wrong);
	d->subject = v->use->owner->name;
}

void
nginx_check_raw(const struct nginx_plan *p, struct diags *diags)
{
	raw_each_value(p->deployment, check_use, diags);
}
