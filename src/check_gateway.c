/* What a firewall and a gateway cannot do without, and headers that are none. */
#include "check.h"

static void
check_firewall(struct diags *diags, const struct stack *stack)
{
	if (stack->firewall && stack->firewall->ssh)
		return;
	for (size_t i = 0; i < stack->targets.len; i++) {
		const struct target_use *use = &stack->targets.items[i];
		if (!use->target || !use->target->is_firewall)
			continue;
		struct span at = stack->firewall ? object_at(&stack->firewall->object) :
						   object_at(&use->object);
		struct diag *d = diag_error(diags, "firewall/no-ssh", at,
					    "'firewall.ssh' is missing");
		diag_why(d, T("a firewall that does not let SSH in locks everybody out"));
		diag_fix(diags, d, "add firewall: { ssh: { port: 22 } }");
	}
}

static const struct target *
find_firewall(const struct stack *stack)
{
	for (size_t i = 0; i < stack->targets.len; i++) {
		const struct target *t = stack->targets.items[i].target;
		if (t && t->is_firewall)
			return t;
	}
	return NULL;
}

/* Sources are kept by a firewall, and by nothing else. */
static void
check_from(struct diags *diags, const struct stack *stack, const struct service *s,
	   const struct publish *p)
{
	bool kept = find_firewall(stack) && !p->is_loopback;
	if (!p->from.len || kept)
		return;
	enum severity severity = stack->development ? SEVERITY_WARNING : SEVERITY_ERROR;
	struct diag *d = diag_add(diags, severity, "firewall/no-target",
				  object_place(&p->object, "from"),
				  p->is_loopback ? "nobody but this host can connect to "
						   "loopback" :
						   "nothing keeps others from this port: no "
						   "target writes a firewall");
	d->subject = s->object.name;
	object_explain(diags, d, &p->object, "from");
	for (size_t i = 0; !p->is_loopback && targets[i]; i++)
		if (targets[i]->is_firewall)
			diag_fix(diags, d, "add '%s' to the targets", targets[i]->name);
}

static void
check_sources(struct diags *diags, const struct stack *stack)
{
	for (size_t i = 0; i < stack->services.len; i++) {
		const struct service *s = &stack->services.items[i];
		for (size_t k = 0; k < s->ports.len; k++)
			for (size_t n = 0; n < s->ports.items[k].publish.len; n++)
				check_from(diags, stack, s,
					   &s->ports.items[k].publish.items[n]);
	}
}

static bool
any_tls(const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		if (g->hosts.items[i].tls)
			return true;
	return g->tls != NULL;
}

static void
report_no_tls(struct diags *diags, const struct gateway *g)
{
	struct diag *d = diag_error(diags, "gateway/no-tls",
				    object_place(&g->listen->object, "https"),
				    "https needs 'tls' with a certificate and a key");
	diag_fix(diags, d, "add tls: { certificate: /path, key: /path } to the gateway or to a "
			   "host of it");
}

/* Does the server's container listen where the gateway is told to? */
static void
check_listen(struct diags *diags, const struct gateway *g)
{
	const int64_t listens[] = { g->http, g->https };
	const char *const keys[] = { "http", "https" };
	for (int i = 0; g->service && i < 2; i++) {
		bool found = !listens[i];
		for (size_t k = 0; k < g->service->ports.len; k++)
			found |= g->service->ports.items[k].port == listens[i];
		if (found)
			continue;
		struct span at = g->listen ? object_place(&g->listen->object, keys[i]) :
					     object_at(&g->object);
		struct diag *d = diag_error(diags, "gateway/port", at,
					    "service '%.*s' has no port %lld to listen on",
					    TA(g->service->object.name), (long long)listens[i]);
		diag_note(diags, d, object_place(&g->service->object, "ports"), "its ports");
		diag_fix(diags, d, "add the port there, or say gateway.listen.%s: PORT", keys[i]);
	}
	if (g->https && g->listen && !any_tls(g))
		report_no_tls(diags, g);
}

/* RFC 9110, section 5.6.2. */
static bool
is_token(struct text t)
{
	struct text others = T("!#$%&'*+-.^_`|~");
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9');
		if (!word && text_find_byte(others, c) == others.len)
			return false;
	}
	return t.len > 0;
}

/* RFC 9110, section 5.5: a value has no spaces around it, and whoever passes it on
 * takes line breaks for the end of the header. */
static const char *
wrong_in_header(struct text t)
{
	uint32_t code;
	for (size_t i = 0, len; i < t.len; i += len) {
		len = text_rune(t, i, &code);
		if (!len || code < 0x20 || (code >= 0x7F && code < 0xA0))
			return "a control character";
	}
	if (text_starts(t, T(" ")) || text_ends(t, T(" ")))
		return "a space at its start or end";
	return NULL;
}

static void
check_header(struct arena *a, struct diags *diags, const struct pair *h)
{
	const struct parameter *missing;
	if (!is_token(h->object.name)) {
		struct diag *d = diag_error(diags, "gateway/header", object_at(&h->object),
					    "'%.*s' is no name of a header",
					    TA(h->object.name));
		diag_fix(diags, d, "write letters, digits and '-'");
	}
	if (value_secret(&h->value))
		return;
	struct text value = value_expand(a, &h->value, &missing);
	const char *wrong = missing ? NULL : wrong_in_header(value);
	if (!wrong)
		return;
	struct diag *d = diag_error(diags, "gateway/header", entry_place(h->value.at),
				    "header '%.*s' has %s", TA(h->object.name), wrong);
	diag_why(d, T("HTTP cannot carry it: the header would end there, or arrive as "
		      "another"));
}

static void
check_headers(struct arena scratch, struct diags *diags, const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		for (size_t k = 0; k < g->hosts.items[i].routes.len; k++) {
			const struct route *r = &g->hosts.items[i].routes.items[k];
			for (size_t n = 0; n < r->options.headers.len; n++)
				check_header(&scratch, diags, &r->options.headers.items[n]);
		}
}

void
check_gateway(struct arena scratch, struct diags *diags, const struct environment *env)
{
	check_firewall(diags, env->stack);
	check_sources(diags, env->stack);
	if (env->stack->gateway)
		check_headers(scratch, diags, env->stack->gateway);
	if (env->stack->gateway && env->stack->router && !env->stack->router->makes_routes)
		check_listen(diags, env->stack->gateway);
}
