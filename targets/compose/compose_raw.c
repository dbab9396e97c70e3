/* What `raw.compose` may add to, and the keys that are written there anyway. */
#include "compose.h"
#include "graft.h"

static const struct raw_key service_keys[] = {
	{ "image", "image" },
	{ "build", "build" },
	{ "pull_policy", "pull" },
	{ "entrypoint", "entrypoint" },
	{ "command", "command" },
	{ "working_dir", "working_dir" },
	{ "user", "user" },
	{ "init", "init" },
	{ "read_only", "read_only" },
	{ "cap_drop", "capabilities.drop" },
	{ "cap_add", "capabilities.add" },
	{ "security_opt", "no_new_privileges" },
	{ "environment", "env" },
	{ "secrets", "mounts" },
	{ "configs", "mounts" },
	{ "volumes", "mounts" },
	{ "ports", "ports.NAME.publish" },
	{ "networks", "networks" },
	{ "depends_on", "needs" },
	{ "healthcheck", "health" },
	{ "deploy.replicas", "replicas" },
	{ "deploy.resources", "resources" },
	{ "deploy.resources.reservations.devices", "gpus" },
	{ "restart", "restart" },
	{ "stop_signal", "stop.signal" },
	{ "stop_grace_period", "stop.grace" },
	{ "logging", "logs" },
	{ "platform", "platform" },
	{ "privileged", "privileged" },
	{ "network_mode", "network" },
	{ "extra_hosts", "extra_hosts" },
	{ "devices", "devices" },
	{ "shm_size", "shm" },
	{ "sysctls", "sysctls" },
	{ "ulimits", "ulimits" },
	{ "labels", "labels" },
	{ "annotations", "annotations" },
	{ 0 },
};

static const struct raw_key network_keys[] = {
	{ "name", "external" },
	{ "external", "external" },
	{ "internal", "internal" },
	{ "enable_ipv6", "ipv6" },
	{ "ipam.config", "subnet" },
	{ 0 },
};

static const struct raw_key volume_keys[] = {
	{ "name", "external" },
	{ "external", "external" },
	{ 0 },
};

static const struct raw_key file_keys[] = {
	{ "name", "targets.compose.name" },
	{ "services", "services.NAME.raw.compose" },
	{ "networks", "networks.NAME.raw.compose" },
	{ "volumes", "volumes.NAME.raw.compose" },
	{ "configs", "configs.NAME" },
	{ "secrets", "secrets.NAME" },
	{ 0 },
};

const struct raw_section compose_raw[] = {
	{ RAW_SERVICE, NULL, RAW_MAP, "the service, under `services`", service_keys },
	{ RAW_NETWORK, NULL, RAW_MAP, "the network, under `networks`", network_keys },
	{ RAW_VOLUME, NULL, RAW_MAP, "the volume, under `volumes`", volume_keys },
	{ RAW_STACK, NULL, RAW_MAP, "each file that is a project", file_keys },
	{ 0 },
};

static struct text
render(void *context, struct arena *a, const struct value *v, bool *expression)
{
	(void)context;
	(void)expression;
	return compose_value(a, v);
}

void
compose_graft(struct compose *c, enum raw_owner owner, const struct raw *raw)
{
	static const struct graft_values values = { .render = render };
	struct graft *g = graft_new(c->arena, c->deployment, raw, owner, NULL);
	g->values = &values;
	yaml_graft(c->out, g);
}
