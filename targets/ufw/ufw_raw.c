/*
 * `raw.ufw`: rules in ufw's own words, after all others. Each gets the mark of the
 * stack in its comment, like every rule made here, so that it is removed when the
 * spec has it no longer. ufw replaces a rule that matches the same, whatever it
 * does with it: so none may be for a port that a derived rule is for, from the same
 * source, and none for that of SSH. Ports are numbers: what a name like `http` or
 * `OpenSSH` stands for only the host knows. Rules that begin with `route` are for
 * what the host forwards, and meet none of the others.
 */
#include "shout.h"
#include "ufw.h"

#include <string.h>

static const struct raw_key keys[] = {
	{ "comment", NULL },
	{ 0 },
};

const struct raw_section ufw_raw[] = {
	{ RAW_FIREWALL, NULL, RAW_LINES, "ufw.sh, as the last rules", keys },
	{ 0 },
};

/* What ufw matches by, as far as it is told. */
struct line {
	struct text ports; /* "22", "80,443", "6000:6007"; empty: all */
	struct text protocol, from; /* empty: any */
	bool named; /* a port is no number */
};

static bool
is_plain(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!letter && !(c >= '0' && c <= '9') && (!c || !strchr(" ._:/,+-", c)))
			return false;
	}
	return true;
}

static bool
is_any(struct text t)
{
	return text_is(t, "any") || text_is(t, "Anywhere");
}

/* What may follow the action beside a port. */
static bool
is_keyword(struct text t)
{
	return text_is(t, "in") || text_is(t, "out") || text_is(t, "log") ||
	       text_is(t, "log-all") || text_is(t, "proto") || text_is(t, "from") ||
	       text_is(t, "to");
}

/* "allow 80/tcp" and "allow proto tcp from 10.0.0.0/8 to any port 80" */
static struct line
read_line(struct text t)
{
	struct line line = { 0 };
	struct text word, last = { 0 };
	bool to = false;
	for (size_t n = 0; text_cut(&t, ' ', &word);) {
		if (!word.len)
			continue;
		bool digit = word.ptr[0] >= '0' && word.ptr[0] <= '9';
		if (text_is(last, "from") && !is_any(word))
			line.from = word;
		else if (text_is(last, "proto") && !is_any(word))
			line.protocol = word;
		else if ((text_is(last, "port") && to) || (n == 1 && !is_keyword(word)))
			line.ports = word;
		line.named |= !digit && (text_is(last, "port") || (n == 1 && !is_keyword(word)));
		to |= text_is(word, "to");
		last = word;
		n++;
	}
	size_t slash = text_find_byte(line.ports, '/');
	if (slash < line.ports.len)
		line.protocol = text_slice(line.ports, slash + 1, line.ports.len);
	line.ports = text_slice(line.ports, 0, slash);
	return line;
}

static bool
names_port(struct text ports, int64_t port)
{
	struct text item;
	while (ports.len && text_cut(&ports, ',', &item)) {
		size_t colon = text_find_byte(item, ':');
		int64_t from = 0, to = 0;
		if (!scalar_port(text_slice(item, 0, colon), &from))
			continue;
		if (colon == item.len ||
		    !scalar_port(text_slice(item, colon + 1, item.len), &to))
			to = from;
		if (port >= from && port <= to)
			return true;
	}
	return false;
}

static void
report(struct diags *diags, const struct object *o, const char *id, struct text message,
       struct text fix)
{
	struct diag *d = diag_error(diags, id, entry_place(o->at), "%.*s", TA(message));
	if (fix.len)
		diag_fix(diags, d, "%.*s", TA(fix));
}

static void
check_ports(struct ufw_rules *rules, struct diags *diags, const struct object *o,
	    struct text text)
{
	struct line line = read_line(text);
	struct text from = { 0 };
	if (text_starts(text, T("route ")))
		return;
	if (line.named)
		report(diags, o, "ufw/raw", T("expected the number of a port"),
		       (struct text){ 0 });
	if (line.from.len)
		ufw_normalise(rules->arena, line.from, &from);
	for (size_t i = 0; i < rules->all.len; i++) {
		const struct ufw_rule *r = &rules->all.items[i];
		const char *protocol = r->protocol == PROTOCOL_UDP ? "udp" : "tcp";
		bool same = names_port(line.ports, r->port) &&
			    (!line.protocol.len || text_is(line.protocol, protocol));
		if (!same || (!r->ssh && !text_equal(from, r->from)))
			continue;
		report(diags, o, r->ssh ? "ufw/ssh-twice" : "raw/conflict",
		       text_format(rules->arena, "port %lld is governed by the rule '%.*s'",
				   (long long)r->port, TA(r->why)),
		       r->ssh ? T("write who may connect into firewall.ssh.from") :
				T("say it by the ports of the service, the gateway, or "
				  "firewall.rules"));
		return;
	}
}

static void
check_line(struct ufw_rules *rules, struct diags *diags, const struct raw *raw)
{
	static const char *const actions[] = { "allow", "deny", "reject", "limit",
					       "route" };
	struct text text = ufw_raw_line(rules->arena, raw);
	struct text first = text_slice(text, 0, text_find_byte(text, ' '));
	bool known = false;
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		known |= text_is(first, actions[i]);
	if (!known)
		report(diags, &raw->object, "ufw/raw",
		       text_format(rules->arena,
				   "expected a rule that begins with allow, deny, reject, "
				   "limit or route, found '%.*s'",
				   TA(text)),
		       (struct text){ 0 });
	else if (!is_plain(text))
		report(diags, &raw->object, "ufw/raw",
		       T("a rule is made of letters, digits and . _ : / , + -"),
		       (struct text){ 0 });
	else if (text_find(text, T(" comment ")) < text.len)
		report(diags, &raw->object, "raw/conflict",
		       T("'comment' is written by the target itself"), T("leave it out"));
	else
		check_ports(rules, diags, &raw->object, text);
}

struct text
ufw_raw_line(struct arena *a, const struct raw *raw)
{
	const struct parameter *missing;
	return text_trim(value_expand(a, &raw->value, &missing));
}

void
ufw_raw_check(struct ufw_rules *rules, struct diags *diags)
{
	const struct firewall *f = rules->deployment->stack->firewall;
	const struct raw *raw = f ? raw_get(f->raw, T("ufw")) : NULL;
	for (size_t i = 0; raw && i < raw->len; i++)
		check_line(rules, diags, &raw->items[i]);
}

void
ufw_raw_write(struct arena *a, struct buffer *b, const struct deployment *d)
{
	const struct firewall *f = d->stack->firewall;
	const struct graft *g = f ? graft_new(a, d, f->raw, RAW_FIREWALL, NULL) : NULL;
	for (size_t i = 0; g && g->raw && i < g->raw->len; i++) {
		struct text line = ufw_raw_line(a, &g->raw->items[i]);
		buffer_format(b, "\trule %.*s \\\n\t\t%.*s\n", TA(sh_quote(a, line)),
			      TA(line));
	}
}
