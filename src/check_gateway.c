/* What a firewall and a gateway cannot do without. */
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

static bool
any_tls(const struct gateway *g)
{
	for (size_t i = 0; i < g->hosts.len; i++)
		if (g->hosts.items[i].tls)
			return true;
	return g->tls != NULL;
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
	}
	if (g->https && g->listen && !any_tls(g))
		diag_error(diags, "gateway/no-tls", object_place(&g->listen->object, "https"),
			   "https needs 'tls' with a certificate and a key");
}

void
check_gateway(struct diags *diags, const struct environment *env)
{
	check_firewall(diags, env->stack);
	if (env->stack->gateway && env->stack->router && !env->stack->router->makes_routes)
		check_listen(diags, env->stack->gateway);
}
