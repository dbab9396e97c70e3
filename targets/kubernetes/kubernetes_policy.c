/*
 * network-policies.yaml. Policies only ever add: the first one selects every pod
 * and allows nothing, each further one opens one way. Without a network plugin
 * that enforces them they have no effect.
 *
 * Pods of one network of the spec carry its label and may talk to each other. A
 * network that is not internal has a way out. Ports are those of the pods.
 */
#include "kubernetes.h"

static void
put_all_pods(struct kubernetes *k)
{
	yaml_set_map(k->out, "podSelector");
	yaml_close(k->out);
}

static void
put_policy_types(struct kubernetes *k, bool ingress, bool egress)
{
	yaml_set_row(k->out, "policyTypes");
	if (ingress)
		yaml_string(k->out, "Ingress");
	if (egress)
		yaml_string(k->out, "Egress");
	yaml_close(k->out);
}

static void
put_namespace(struct kubernetes *k, struct text name)
{
	yaml_set_map(k->out, "namespaceSelector");
	if (name.len) {
		yaml_set_map(k->out, "matchLabels");
		yaml_set_text(k->out, "kubernetes.io/metadata.name", name);
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static void
put_address(struct kubernetes *k, const char *cidr)
{
	yaml_open_map(k->out);
	yaml_set_map(k->out, "ipBlock");
	yaml_set_string(k->out, "cidr", cidr);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_port(struct kubernetes *k, int64_t port, const char *protocol)
{
	yaml_open_map(k->out);
	yaml_set_int(k->out, "port", port);
	yaml_set_string(k->out, "protocol", protocol);
	yaml_close(k->out);
}

static void
put_default_deny(struct kubernetes *k)
{
	kubernetes_meta_object(k, "networking.k8s.io/v1", "NetworkPolicy",
			       T("default-deny"), NULL);
	yaml_comment(k->out, T("what no other policy allows is not allowed"));
	yaml_set_map(k->out, "spec");
	put_all_pods(k);
	put_policy_types(k, true, true);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_dns(struct kubernetes *k)
{
	kubernetes_meta_object(k, "networking.k8s.io/v1", "NetworkPolicy", T("allow-dns"),
			       NULL);
	yaml_set_map(k->out, "spec");
	put_all_pods(k);
	put_policy_types(k, false, true);
	yaml_set_list(k->out, "egress");
	yaml_open_map(k->out);
	yaml_set_list(k->out, "to");
	yaml_open_map(k->out);
	put_namespace(k, T("kube-system"));
	yaml_close(k->out);
	yaml_comment(k->out, T("where the cluster runs a DNS cache on each node"));
	put_address(k, "169.254.20.10/32");
	yaml_close(k->out);
	yaml_set_list(k->out, "ports");
	put_port(k, 53, "UDP");
	put_port(k, 53, "TCP");
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_network_selector(struct kubernetes *k, struct text label)
{
	yaml_set_map(k->out, "podSelector");
	yaml_set_map(k->out, "matchLabels");
	yaml_key_text(k->out, label);
	yaml_string(k->out, "true");
	yaml_close(k->out);
	yaml_close(k->out);
}

/* `from:` or `to:` the pods of the network; those of an external one may be in any
 * namespace. */
static void
put_peers(struct kubernetes *k, const char *key, struct text label, bool external)
{
	yaml_open_map(k->out);
	yaml_set_list(k->out, key);
	yaml_open_map(k->out);
	if (external)
		put_namespace(k, (struct text){ 0 });
	put_network_selector(k, label);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_way_out(struct kubernetes *k)
{
	yaml_comment(k->out, T("the way out; an internal network has none"));
	yaml_open_map(k->out);
	yaml_set_list(k->out, "to");
	put_address(k, "0.0.0.0/0");
	put_address(k, "::/0");
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_network(struct kubernetes *k, const struct attachment *at)
{
	bool external = at->network->external.len > 0;
	struct text label = kubernetes_meta_network(k->arena, at);
	kubernetes_raw_object(k, RAW_NETWORK, at->network->raw, "policy");
	kubernetes_meta_object(k, "networking.k8s.io/v1", "NetworkPolicy",
			       text_format(k->arena, "network-%.*s", TA(at->object.name)),
			       NULL);
	yaml_set_map(k->out, "spec");
	put_network_selector(k, label);
	put_policy_types(k, true, true);
	yaml_set_list(k->out, "ingress");
	put_peers(k, "from", label, external);
	yaml_close(k->out);
	yaml_set_list(k->out, "egress");
	put_peers(k, "to", label, external);
	if (!at->network->internal)
		put_way_out(k);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_networks(struct kubernetes *k)
{
	bool *done = arena_array(k->arena, bool, k->stack->networks.len);
	for (size_t i = 0; i < k->deployment->services.len; i++) {
		const struct service *s = k->deployment->services.items[i];
		for (size_t j = 0; j < s->networks.len; j++) {
			const struct attachment *at = &s->networks.items[j];
			size_t place = (size_t)(at->network - k->stack->networks.items);
			if (!done[place])
				put_network(k, at);
			done[place] = true;
		}
	}
}

/* Where the gateway's pods run differs between its implementations, so the ports
 * it sends to are open to all, unless the option `from` names their namespace. */
static void
put_gateway_source(struct kubernetes *k)
{
	const struct kubernetes_gateway *g = k->options->gateway;
	if (!g || !g->from.len)
		return;
	yaml_set_list(k->out, "from");
	yaml_open_map(k->out);
	put_namespace(k, g->from);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_gateway(struct kubernetes *k, const struct service *s)
{
	kubernetes_meta_object(
		k, "networking.k8s.io/v1", "NetworkPolicy",
		text_format(k->arena, "gateway-to-%.*s", TA(s->object.name)), s);
	yaml_set_map(k->out, "spec");
	kubernetes_meta_selector(k, "podSelector", s);
	put_policy_types(k, true, false);
	yaml_set_list(k->out, "ingress");
	yaml_open_map(k->out);
	put_gateway_source(k);
	yaml_set_list(k->out, "ports");
	for (size_t i = 0; i < s->ports.len; i++)
		if (kubernetes_index_routed(k, s, &s->ports.items[i]))
			put_port(k, s->ports.items[i].port, "TCP");
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_policy_file(struct kubernetes *k)
{
	put_default_deny(k);
	put_dns(k);
	put_networks(k);
	for (size_t i = 0; i < k->deployment->services.len; i++) {
		const struct service *s = k->deployment->services.items[i];
		if (kubernetes_index_service(k, s)->routed.len)
			put_gateway(k, s);
	}
}
