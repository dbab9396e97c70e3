/*
 * The rows of a stack.yaml, its sections and its environments. An environment is
 * a partial stack: its own rows and every section.
 */
#include "model.h"
#include "target.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define SUB(rows_, type) .sub = (rows_), .size = sizeof(struct type)

static const struct row parameter_rows[] = {
	{ "description", ROW_TEXT, ROW_EMPTY, AT(parameter, description),
	  .example = "which images run", .help = "what it is for" },
	{ "default", ROW_TEXT, ROW_EMPTY, AT(parameter, def),
	  .example = "v1.4.0",
	  .help = "the value where none is given; without one the parameter is required" },
	{ "pattern", ROW_PATTERN, AT(parameter, pattern),
	  .help = "a PCRE2 pattern every value must match" },
	{ 0 },
};

static const struct row generate_rows[] = {
	{ "length", ROW_COUNT, AT(generate, length), .min = 8, .max = 1024, .def = "32",
	  .help = "how many letters and digits" },
	{ 0 },
};

static const struct row secret_rows[] = {
	{ "description", ROW_TEXT, ROW_EMPTY, AT(secret, description),
	  .example = "of the database",
	  .help = "what it is for" },
	{ "env", ROW_TEXT, AT(secret, env), .oneof = "secret",
	  .example = "DB_PASSWORD",
	  .help = "the environment variable that holds it when the bundle is deployed" },
	{ "file", ROW_PATH, AT(secret, file), .oneof = "secret",
	  .help = "the absolute path of the file on the host that holds it" },
	{ "external", ROW_TEXT, AT(secret, external), .oneof = "secret",
	  .example = "tls/tls.crt",
	  .help = "NAME or NAME/KEY of a secret that exists on the platform" },
	{ "min_length", ROW_COUNT, AT(secret, min_length), .min = 1, .max = 4096,
	  .help = "the fewest characters it may have" },
	{ "url_safe", ROW_BOOL, AT(secret, url_safe),
	  .help = "made of [A-Za-z0-9._~-] only; needed where it stands in a URL" },
	{ "generate", ROW_STRUCT, AT(secret, generate), SUB(generate_rows, generate),
	  .short_for = "length", .with = "env|file",
	  .help = "up.sh makes it where it is missing, of letters and digits" },
	{ "default", ROW_TEXT, ROW_EMPTY, AT(secret, def),
	  .example = "development-only",
	  .help = "a value for everybody, in environments with development: true only" },
	{ 0 },
};

static const struct row registry_rows[] = {
	{ "prefix", ROW_VALUE, ROW_REQUIRED | ROW_EMPTY | ROW_PARAMETERS, AT(registry, prefix),
	  .example = "registry.example.com/mirror",
	  .help = "the registry, and a path in it, that its images are written with" },
	{ "mirrors", ROW_WORDS, ROW_ONE_OR_LIST, AT(registry, mirrors),
	  .example = "[docker.io]",
	  .help = "registries whose images it has too, such as docker.io" },
	{ "library", ROW_BOOL, AT(registry, library),
	  .help = "Docker's official images are below library/ there, as in a cache" },
	{ "pull_secret", ROW_NAME, AT(registry, pull_secret),
	  .example = "regcred", .help = "the platform's secret to log in with" },
	{ 0 },
};

static const struct row tier_rows[] = {
	{ "after", ROW_WORDS, ROW_ONE_OR_LIST, AT(tier, after),
	  .example = "[stores]", .help = "tiers that are started before this one" },
	{ 0 },
};

static const struct row network_rows[] = {
	{ "internal", ROW_BOOL, AT(network, internal),
	  .help = "no way out of it and no way in" },
	{ "external", ROW_TEXT, AT(network, external),
	  .example = "shared",
	  .help = "the name of a network that exists on the platform" },
	{ "subnet", ROW_CIDR, AT(network, subnet), .help = "its address range" },
	{ "ipv6", ROW_BOOL, AT(network, ipv6), .help = "has IPv6 addresses too" },
	{ "raw", ROW_RAW, ROW_DEPLOYED | ROW_SECRETS, AT(network, raw), .owner = RAW_NETWORK,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row volume_rows[] = {
	{ "size", ROW_BYTES, AT(volume, size), .oneof = "volume",
	  .help = "how much it holds, where the platform allots it" },
	{ "host", ROW_PATH, AT(volume, host), .oneof = "volume",
	  .help = "an absolute path on the host instead" },
	{ "external", ROW_TEXT, AT(volume, external), .oneof = "volume",
	  .example = "nfs-data",
	  .help = "the name of a volume that exists on the platform" },
	{ "class", ROW_TEXT, AT(volume, storage_class), .example = "fast",
	  .help = "the storage class" },
	{ "owner", ROW_OWNER, AT(volume, owner),
	  .help = "UID or UID:GID that owns the files" },
	{ "raw", ROW_RAW, ROW_DEPLOYED | ROW_SECRETS, AT(volume, raw), .owner = RAW_VOLUME,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row config_rows[] = {
	{ "file", ROW_TEXT, AT(config, file), .oneof = "config",
	  .example = "conf/app.yaml",
	  .help = "a file beside the spec, copied byte for byte" },
	{ "content", ROW_VALUE, ROW_EMPTY | ROW_REFERENCES, AT(config, content), .oneof = "config",
	  .example = "\"port: 3000\"",
	  .help = "the text itself, rendered for each service that mounts it" },
	{ 0 },
};

static const struct row host_rows[] = {
	{ "address", ROW_HOST, ROW_REQUIRED, AT(host, address),
	  .example = "10.0.1.10", .help = "the private address or name other hosts use" },
	{ "public", ROW_HOST, AT(host, public_address),
	  .example = "203.0.113.5", .help = "the address the world uses" },
	{ "cpus", ROW_CPUS, AT(host, cpus), .help = "processors" },
	{ "memory", ROW_BYTES, AT(host, memory), .help = "main memory" },
	{ "os", ROW_TEXT, AT(host, os), .example = "debian-12",
	  .help = "such as debian-12" },
	{ "user", ROW_TEXT, AT(host, user), .example = "deploy", .help = "who deploys" },
	{ "ssh_port", ROW_PORT, AT(host, ssh_port), .def = "22",
	  .help = "where sshd listens" },
	{ 0 },
};

/* The options of a target are its own rows; NULL where there is no such target. */
static const struct row *
target_option_rows(struct text key, size_t *size)
{
	static const struct row none[] = { { 0 } };
	const struct target *t = target_find(key);
	*size = t && t->options_size ? t->options_size : sizeof(struct object);
	return !t || t->options ? t ? t->options : NULL : none;
}

/* Known to every environment; an environment's own come on top. */
static const struct row section_rows[] = {
	{ "vars", ROW_VALUES, ROW_IDENTIFIERS | ROW_INTERNAL,
	  .example = "{ DOMAIN: www.example.com }",
	  .help = "values known when stackc runs: ${vars.NAME}" },
	{ "parameters", ROW_MAP, ROW_IDENTIFIERS, AT(stack, parameters),
	  SUB(parameter_rows, parameter), .short_for = "default",
	  .example = "{ TAG: { default: v1.4.0 } }",
	  .help = "values known when the bundle is deployed: ${parameters.NAME}" },
	{ "secrets", ROW_MAP, ROW_IDENTIFIERS, AT(stack, secrets), SUB(secret_rows, secret),
	  .example = "{ db: { env: DB_PASSWORD } }",
	  .help = "values stackc never sees: ${secrets.NAME}" },
	{ "registries", ROW_MAP, AT(stack, registries), SUB(registry_rows, registry),
	  .short_for = "prefix", .help = "where images come from" },
	{ "labels", ROW_VALUES, ROW_FREE_KEYS | ROW_INTERNAL | ROW_PARAMETERS | ROW_SERVICE,
	  .example = "{ app.service: \"${service.name}\" }",
	  .help = "label templates, laid under the labels of every service" },
	{ "defaults", ROW_STRUCT, ROW_INTERNAL,
	  .sub = (const struct row[]){
		  { "services", ROW_STRUCT, ROW_INTERNAL, .sub = service_rows,
		    .example = "{ logs: { max_size: 10MiB, max_files: 3 } }",
		    .help = "fields laid under every service" },
		  { 0 } },
	  .help = "what is laid under other fields" },
	{ "tiers", ROW_MAP, AT(stack, tiers), SUB(tier_rows, tier),
	  .example = "{ stores: {}, app: { after: stores } }",
	  .help = "deploy groups and their order" },
	{ "networks", ROW_MAP, AT(stack, networks), SUB(network_rows, network),
	  .example = "{ app: {}, data: { internal: true } }",
	  .help = "who can talk to whom" },
	{ "volumes", ROW_MAP, AT(stack, volumes), SUB(volume_rows, volume),
	  .example = "{ uploads: {} }", .help = "places for data" },
	{ "configs", ROW_MAP, ROW_IDENTIFIERS, AT(stack, configs), SUB(config_rows, config),
	  .example = "{ app: { file: conf/app.yaml } }",
	  .help = "files that services mount" },
	{ "services", ROW_MAP, AT(stack, services), .sub = service_rows,
	  .size = sizeof(struct service), .example = "{ web: { image: \"nginx:1.27\" } }",
	  .help = "what runs" },
	{ "gateway", ROW_STRUCT, AT(stack, gateway), .sub = gateway_rows,
	  .size = sizeof(struct gateway),
	  .example = "{ run: nginx, hosts: { www.example.com: { routes: { /: \"web:http\" } } } }",
	  .help = "host names, TLS and routes" },
	{ "firewall", ROW_STRUCT, AT(stack, firewall), .sub = firewall_rows,
	  .size = sizeof(struct firewall), .example = "{ ssh: 22 }",
	  .help = "SSH, and what the spec cannot know" },
	{ "raw", ROW_RAW, ROW_DEPLOYED | ROW_SECRETS, AT(stack, raw), .owner = RAW_STACK,
	  .help = RAW_HELP },
	{ "lint", ROW_STRUCT, AT(stack, lint), .sub = lint_rows,
	  .size = sizeof(struct lint_section),
	  .example = "{ rules: { networks/unused: off } }",
	  .help = "how rules are set and silenced" },
	{ 0 },
};

#define OWN_ROWS                                                                          \
	{ "development", ROW_BOOL, AT(stack, development),                                \
	  .help = "for one developer's machine: rules are milder, secrets may have defaults" }, \
	{ "targets", ROW_MAP, ROW_REPLACES, AT(stack, targets),                           \
	  .size = sizeof(struct target_use), .sub_of = target_option_rows,                \
	  .help = "what is written, and its options" },                                   \
	{ "hosts", ROW_MAP, ROW_REPLACES, AT(stack, hosts), SUB(host_rows, host),         \
	  .short_for = "address", .help = "the machines things run on" }

const struct row environment_rows[] = {
	{ "extends", ROW_NAME, ROW_INTERNAL | ROW_NO_REFERENCE,
	  .example = "staging", .help = "the environment this one is laid over" },
	{ "description", ROW_TEXT, ROW_INTERNAL | ROW_EMPTY,
	  .example = "what customers see",
	  .help = "what it is for" },
	OWN_ROWS,
	{ .kind = ROW_ALSO, .sub = section_rows, .key = "" },
	{ 0 },
};

const struct row stack_rows[] = {
	{ "stack", ROW_NAME, ROW_REQUIRED, AT(stack, name),
	  .example = "shop", .help = "the name of the stack" },
	{ "description", ROW_TEXT, ROW_EMPTY, AT(stack, description),
	  .example = "orders and their customers", .help = "what it does" },
	{ "include", ROW_WORDS, ROW_ONE_OR_LIST | ROW_INTERNAL | ROW_NO_REFERENCE,
	  .example = "[services/*.yaml]",
	  .help = "files, or patterns of files, whose entries belong here too" },
	{ .kind = ROW_ALSO, .sub = section_rows, .key = "" },
	{ "environments", ROW_MAP, ROW_INTERNAL, .sub = environment_rows,
	  .size = sizeof(struct stack), .example = "{ production: { targets: [compose] } }",
	  .help = "where and how the stack runs" },
	{ 0 },
};

const struct row model_rows[] = {
	{ "stack", ROW_NAME, ROW_REQUIRED, AT(stack, name),
	  .example = "shop", .help = "the name of the stack" },
	{ "description", ROW_TEXT, ROW_EMPTY, AT(stack, description),
	  .example = "orders and their customers", .help = "what it does" },
	OWN_ROWS,
	{ .kind = ROW_ALSO, .sub = section_rows, .key = "" },
	{ 0 },
};
