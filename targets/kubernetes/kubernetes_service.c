/*
 * services/<service>.yaml: all objects of one service together, in the order in
 * which they are needed: claims and configuration, the Service, the workload.
 *
 * A Service is how others find the pods, inside the cluster only. What holds data
 * has a headless one: the name is the pod's own address.
 */
#include "kubernetes.h"

const struct port *
kubernetes_service_port(const struct port *p)
{
	return p->alias_of ? p->alias_of : p;
}

static void
put_service_ports(struct kubernetes *k, const struct service *s)
{
	if (!s->ports.len)
		return;
	yaml_set_list(k->out, "ports");
	for (size_t i = 0; i < s->ports.len; i++) {
		const struct port *p = &s->ports.items[i];
		if (p->alias_of)
			continue;
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", p->object.name);
		yaml_set_int(k->out, "port", p->port);
		yaml_set_text(k->out, "targetPort", p->object.name);
		yaml_set_string(k->out, "protocol",
				p->protocol == PROTOCOL_UDP ? "UDP" : "TCP");
		if (p->app == APP_GRPC)
			yaml_set_string(k->out, "appProtocol", "kubernetes.io/h2c");
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static void
put_service(struct kubernetes *k, const struct service *s, struct text name)
{
	kubernetes_raw_object(k, RAW_SERVICE, s->raw, "service");
	kubernetes_meta_object(k, "v1", "Service", name, s);
	yaml_set_map(k->out, "spec");
	if (kubernetes_workload_kind(s) == KIND_STATEFULSET) {
		yaml_comment(k->out, T("headless: the name leads to the pod itself"));
		yaml_set_string(k->out, "clusterIP", "None");
		if (s->knows->peers) {
			yaml_comment(k->out, T("its peers have to find it before it is ready"));
			yaml_set_bool(k->out, "publishNotReadyAddresses", true);
		}
	}
	kubernetes_meta_identity(k, "selector", s);
	put_service_ports(k, s);
	yaml_close(k->out);
	yaml_close(k->out);
}

static bool
alias_is_new(const struct service *s, size_t network, size_t alias)
{
	struct text name = s->networks.items[network].aliases.items[alias].text;
	if (text_equal(name, s->object.name))
		return false;
	for (size_t i = 0; i <= network; i++) {
		size_t len = i == network ? alias : s->networks.items[i].aliases.len;
		for (size_t j = 0; j < len; j++)
			if (text_equal(s->networks.items[i].aliases.items[j].text, name))
				return false;
	}
	return true;
}

static void
put_services(struct kubernetes *k, const struct service *s)
{
	bool stateful = kubernetes_workload_kind(s) == KIND_STATEFULSET;
	if (!s->ports.len && !stateful)
		return;
	put_service(k, s, s->object.name);
	for (size_t i = 0; i < s->networks.len; i++)
		for (size_t j = 0; j < s->networks.items[i].aliases.len; j++)
			if (alias_is_new(s, i, j))
				put_service(k, s,
					    s->networks.items[i].aliases.items[j].text);
}

void
kubernetes_service_file(struct kubernetes *k, const struct service *s)
{
	struct kubernetes_mounts mounts = kubernetes_volume_mounts(k, s);
	kubernetes_mount_objects(k, s, &mounts);
	put_services(k, s);
	kubernetes_workload_objects(k, s);
}
