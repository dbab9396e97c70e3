/*
 * routes.yaml where the option `ingress` asks for Ingresses: one per host of the
 * gateway. An Ingress says which path leads to which Service and with which
 * certificate, and nothing else: what more a route says is refused
 * (kubernetes_refuse.c), for annotations are another language in each controller.
 *
 * A path of type Prefix goes by segments, as routes of the spec do, and the longest
 * wins.
 */
#include "kubernetes.h"

bool
kubernetes_ingress_wanted(const struct kubernetes *k)
{
	return k->options->gateway && k->options->gateway->ingress.len;
}

static void
put_names(struct kubernetes *k, const struct gateway_host *h)
{
	yaml_text(k->out, h->name);
	for (size_t i = 0; i < h->aliases.len; i++)
		yaml_text(k->out, h->aliases.items[i].text);
}

static void
put_tls(struct kubernetes *k, const struct gateway_host *h)
{
	struct text secret = k->options->gateway->tls_secret;
	if (!h->tls)
		return;
	if (!secret.len && h->tls->external)
		secret = kubernetes_value_secret(k->arena, k->stack, h->tls->external)
				 .name;
	yaml_set_list(k->out, "tls");
	yaml_open_map(k->out);
	yaml_set_list(k->out, "hosts");
	put_names(k, h);
	yaml_close(k->out);
	yaml_set_text(k->out, "secretName", secret);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_path(struct kubernetes *k, const struct route *r)
{
	struct text path = r->object.name;
	yaml_open_map(k->out);
	yaml_set_text(k->out, "path", r->exact ? path : kubernetes_route_prefix(path));
	yaml_set_string(k->out, "pathType", r->exact ? "Exact" : "Prefix");
	yaml_set_map(k->out, "backend");
	yaml_set_map(k->out, "service");
	yaml_set_text(k->out, "name", r->service->object.name);
	yaml_set_map(k->out, "port");
	yaml_set_int(k->out, "number", kubernetes_service_port(r->port)->port);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_rule(struct kubernetes *k, const struct gateway_host *h, struct text name)
{
	yaml_open_map(k->out);
	yaml_set_text(k->out, "host", name);
	yaml_set_map(k->out, "http");
	yaml_set_list(k->out, "paths");
	for (size_t i = 0; i < h->routes.len; i++)
		put_path(k, &h->routes.items[i]);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_ingress(struct kubernetes *k, const struct gateway_host *h)
{
	kubernetes_raw_object(k, RAW_HOST, h->raw, "ingress");
	kubernetes_meta_object(k, "networking.k8s.io/v1", "Ingress",
			       kubernetes_route_name(k->arena, h), NULL);
	yaml_set_map(k->out, "spec");
	yaml_set_text(k->out, "ingressClassName", k->options->gateway->ingress);
	put_tls(k, h);
	yaml_set_list(k->out, "rules");
	put_rule(k, h, h->name);
	for (size_t i = 0; i < h->aliases.len; i++)
		put_rule(k, h, h->aliases.items[i].text);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_ingress_file(struct kubernetes *k)
{
	for (size_t i = 0; i < k->stack->gateway->hosts.len; i++)
		if (k->stack->gateway->hosts.items[i].routes.len)
			put_ingress(k, &k->stack->gateway->hosts.items[i]);
}
