/* The rows of a service and of what stands in one. */
#include "model.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define SUB(rows_, type) .sub = (rows_), .size = sizeof(struct type)

enum {
	RUNNING = FOR_CONTAINER | FOR_PROCESS, /* what an external service has not */
};

/* ROW_PORTS writes two numbers. */
static_assert(offsetof(struct port, last) == offsetof(struct port, port) + sizeof(int64_t));
static_assert(offsetof(struct publish, last) ==
	      offsetof(struct publish, port) + sizeof(int64_t));

const struct row publish_rows[] = {
	{ "port", ROW_PORTS, ROW_REQUIRED, AT(publish, port),
	  .help = "the port on the host" },
	{ "on", ROW_TEXT, AT(publish, on), .def = "loopback",
	  .example = "private",
	  .help = "loopback, private, public, or an address of the host" },
	{ "from", ROW_WORDS, ROW_ONE_OR_LIST, AT(publish, from), .item = ROW_SOURCE,
	  .help = "who may connect: CIDR blocks, hosts, services" },
	{ 0 },
};

const struct row port_rows[] = {
	{ "port", ROW_PORTS, ROW_REQUIRED, AT(port, port), .help = "where it listens" },
	{ "protocol", ROW_CHOICE, AT(port, protocol), .choices = "tcp|udp", .def = "tcp",
	  .help = "the transport" },
	{ "app", ROW_CHOICE, AT(port, app), .choices = "tcp|http|grpc",
	  .help = "what is spoken; a port named http or grpc speaks that" },
	{ "publish", ROW_LIST, ROW_ONE_OR_LIST, AT(port, publish), SUB(publish_rows, publish),
	  .short_for = "port", .placements = FOR_CONTAINER,
	  .help = "reachable on the host too; a bare number is loopback" },
	{ 0 },
};

static const struct row build_rows[] = {
	{ "context", ROW_TEXT, ROW_REQUIRED, AT(build, context),
	  .example = "../api", .help = "the folder, relative to this file" },
	{ "dockerfile", ROW_TEXT, AT(build, dockerfile), .example = "docker/Dockerfile",
	  .help = "default Dockerfile" },
	{ "target", ROW_TEXT, AT(build, target), .example = "runtime",
	  .help = "the stage to build" },
	{ "args", ROW_VALUES, ROW_ENV_NAMES | ROW_PARAMETERS | ROW_GATEWAY, AT(build, args),
	  .example = "{ NODE_VERSION: \"22\" }", .help = "build-time variables" },
	{ 0 },
};

static const struct row attachment_rows[] = {
	{ "aliases", ROW_WORDS, ROW_ONE_OR_LIST, AT(attachment, aliases), .item = ROW_HOST,
	  .example = "[db.internal]", .help = "further names it has there" },
	{ 0 },
};

static const struct row need_rows[] = {
	{ "condition", ROW_CHOICE, AT(need, condition),
	  .choices = "|started|healthy|completed",
	  .help = "what is waited for; healthy where a check exists, else started" },
	{ 0 },
};

static const struct row live_rows[] = {
	{ "http", ROW_URL_PATH, AT(live, http), .oneof = "live",
	  .help = "a path that answers 2xx" },
	{ "tcp", ROW_BOOL, AT(live, tcp), .oneof = "live", .help = "the port accepts" },
	{ "exec", ROW_ITEMS, ROW_PARAMETERS, AT(live, exec), .oneof = "live",
	  .example = "[check, --live]", .help = "a command that exits with 0" },
	{ "shell", ROW_VALUE, ROW_PARAMETERS, AT(live, shell), .oneof = "live",
	  .example = "test -e /run/alive", .help = "a line of shell that exits with 0" },
	{ "interval", ROW_DURATION, AT(live, interval), .help = "between two checks" },
	{ "timeout", ROW_DURATION, AT(live, timeout), .help = "of one check" },
	{ "retries", ROW_COUNT, AT(live, retries), .min = 1, .max = 1000,
	  .help = "failures in a row that count" },
	{ 0 },
};

static const struct row health_rows[] = {
	{ "http", ROW_URL_PATH, AT(health, http), .oneof = "health",
	  .help = "a path that answers 2xx" },
	{ "tcp", ROW_BOOL, AT(health, tcp), .oneof = "health",
	  .help = "the port accepts" },
	{ "exec", ROW_ITEMS, ROW_PARAMETERS | ROW_SERVICE, AT(health, exec),
	  .oneof = "health", .example = "[pg_isready, -h, 127.0.0.1]",
	  .help = "a command that exits with 0" },
	{ "shell", ROW_VALUE, ROW_PARAMETERS | ROW_SERVICE, AT(health, shell),
	  .oneof = "health", .example = "test -e /run/ready",
	  .help = "a line of shell that exits with 0" },
	{ "none", ROW_FLAG, AT(health, none), .oneof = "health", .help = "no check" },
	{ "port", ROW_TEXT, AT(health, port), .with = "http|tcp", .example = "http",
	  .help = "the name of the port to ask" },
	{ "interval", ROW_DURATION, AT(health, interval), .def = "30s",
	  .help = "between two checks" },
	{ "timeout", ROW_DURATION, AT(health, timeout), .def = "10s",
	  .help = "of one check" },
	{ "retries", ROW_COUNT, AT(health, retries), .min = 1, .max = 1000, .def = "3",
	  .help = "failures in a row that count" },
	{ "start", ROW_DURATION, ROW_ZERO, AT(health, start),
	  .help = "failures do not count before" },
	{ "tool", ROW_CHOICE, AT(health, tool), .choices = "|wget|curl|node|bun|python",
	  .with = "http", .placements = FOR_CONTAINER,
	  .help = "what asks inside the container; default: the image kind's" },
	{ "live", ROW_STRUCT, AT(health, live), SUB(live_rows, live),
	  .example = "{ http: /live }",
	  .help = "liveness; left out, the port must accept" },
	{ 0 },
};

static const struct row mount_rows[] = {
	{ "volume", ROW_NAME, AT(mount, volume), .oneof = "mount", .example = "uploads",
	  .help = "a volume" },
	{ "file", ROW_TEXT, AT(mount, file), .oneof = "mount",
	  .example = "conf/app.yaml",
	  .help = "a file beside the spec, copied into the bundle" },
	{ "dir", ROW_TEXT, AT(mount, dir), .oneof = "mount",
	  .example = "./data", .help = "a folder, relative to this file" },
	{ "config", ROW_TEXT, AT(mount, config), .oneof = "mount", .example = "app",
	  .help = "a config" },
	{ "secret", ROW_TEXT, AT(mount, secret), .oneof = "mount", .example = "tls-key",
	  .help = "a secret" },
	{ "tmpfs", ROW_BYTES, AT(mount, tmpfs), .oneof = "mount",
	  .help = "memory of at most this size" },
	{ "anonymous", ROW_BOOL, AT(mount, anonymous), .oneof = "mount",
	  .help = "a volume without a name" },
	{ "read_only", ROW_BOOL, AT(mount, read_only),
	  .help = "default true for file, dir, config and secret" },
	{ "mode", ROW_MODE, AT(mount, mode), .with = "file|config|secret",
	  .help = "permission bits such as \"0440\"" },
	{ 0 },
};

static const struct row reserve_rows[] = {
	{ "cpus", ROW_CPUS, AT(reserve, cpus), .help = "processors kept for it" },
	{ "memory", ROW_BYTES, AT(reserve, memory), .help = "memory kept for it" },
	{ 0 },
};

static const struct row resource_rows[] = {
	{ "cpus", ROW_CPUS, AT(resources, cpus), .placements = FOR_CONTAINER,
	  .help = "the most processors" },
	{ "memory", ROW_BYTES, AT(resources, memory), .help = "the most memory" },
	{ "reserve", ROW_STRUCT, AT(resources, reserve), SUB(reserve_rows, reserve),
	  .placements = FOR_CONTAINER, .example = "{ cpus: 0.25, memory: 256MiB }",
	  .help = "what is kept for it" },
	{ 0 },
};

static const struct row autoscale_rows[] = {
	{ "min", ROW_COUNT, ROW_REQUIRED, AT(autoscale, min), .min = 1, .max = 1000,
	  .help = "the fewest replicas" },
	{ "max", ROW_COUNT, ROW_REQUIRED, AT(autoscale, max), .min = 1, .max = 1000,
	  .help = "the most replicas" },
	{ "cpu", ROW_COUNT, AT(autoscale, cpu), .min = 1, .max = 100,
	  .help = "per cent of the reserved processors aimed at" },
	{ "memory", ROW_COUNT, AT(autoscale, memory), .min = 1, .max = 100,
	  .help = "per cent of the reserved memory aimed at" },
	{ 0 },
};

static const struct row log_rows[] = {
	{ "max_size", ROW_BYTES, AT(logs, max_size),
	  .help = "a file is rotated at this size" },
	{ "max_files", ROW_COUNT, AT(logs, max_files), .min = 1, .max = 1000,
	  .help = "rotated files kept" },
	{ 0 },
};

static const struct row stop_rows[] = {
	{ "grace", ROW_DURATION, AT(stop, grace),
	  .help = "time to stop before it is killed" },
	{ "signal", ROW_SIGNAL, AT(stop, signal), .placements = FOR_CONTAINER,
	  .help = "such as SIGTERM" },
	{ 0 },
};

static const struct row capability_rows[] = {
	{ "drop", ROW_WORDS, ROW_ONE_OR_LIST, AT(capabilities, drop), .item = ROW_CAPABILITY,
	  .help = "`all`, or names without CAP_" },
	{ "add", ROW_WORDS, ROW_ONE_OR_LIST, AT(capabilities, add), .item = ROW_CAPABILITY,
	  .help = "names without CAP_" },
	{ 0 },
};

static const struct row topology_rows[] = {
	{ "primary", ROW_NAME, AT(topology, primary),
	  .help = "the host of the member that takes writes; default: the first" },
	{ "replicas", ROW_WORDS, ROW_ONE_OR_LIST, AT(topology, replicas),
	  .help = "the hosts of members that follow it, or how many; of a cluster: how "
		  "many follow each primary" },
	{ "primaries", ROW_COUNT, AT(topology, primaries), .min = 3, .max = 1000,
	  .help = "members of a cluster that share the data" },
	{ "user", ROW_TEXT, AT(topology, user), .example = "replicator",
	  .help = "whom replicas log in as" },
	{ "password", ROW_VALUE, ROW_SECRETS, AT(topology, password),
	  .example = "\"${secrets.replication}\"", .help = "and by what: a secret" },
	{ 0 },
};

static const struct row ulimit_rows[] = {
	{ "limit", ROW_COUNT, AT(ulimit, limit), .oneof = "ulimit", .min = 0,
	  .max = INT64_MAX, .choices = "unlimited", .help = "both limits in one" },
	{ "hard", ROW_COUNT, AT(ulimit, hard), .oneof = "ulimit", .min = 0, .max = INT64_MAX,
	  .choices = "unlimited", .help = "how far the program may raise it" },
	{ "soft", ROW_COUNT, AT(ulimit, soft), .with = "hard", .min = 0, .max = INT64_MAX,
	  .choices = "unlimited", .help = "what it starts with; default: hard" },
	{ 0 },
};

static const struct row device_rows[] = {
	{ "host", ROW_PATH, AT(device, host),
	  .help = "the path on the host; default: the same" },
	{ "access", ROW_WORD, AT(device, access), .choices = "r|w|m|rw|rm|wm|rwm",
	  .def = "rw", .help = "read, write, make nodes" },
	{ 0 },
};

static const struct row metrics_rows[] = {
	{ "port", ROW_TEXT, AT(metrics, port), .example = "http",
	  .help = "the name of the port to ask" },
	{ "path", ROW_URL_PATH, AT(metrics, path), .def = "/metrics",
	  .help = "where they are" },
	{ "interval", ROW_DURATION, AT(metrics, interval),
	  .help = "between two scrapes; default: what scrapes decides" },
	{ 0 },
};

static const struct row process_rows[] = {
	{ "script", ROW_TEXT, ROW_REQUIRED, AT(process, script),
	  .example = "dist/main.js", .help = "the program, relative to cwd" },
	{ "cwd", ROW_PATH, ROW_REQUIRED, AT(process, cwd),
	  .help = "the absolute path of the folder it runs in" },
	{ "args", ROW_ITEMS, ROW_REFERENCES, AT(process, args),
	  .example = "[--port, \"3000\"]", .help = "its arguments" },
	{ "interpreter", ROW_TEXT, AT(process, interpreter),
	  .example = "/usr/bin/python3", .help = "what runs the script; default node" },
	{ "node_args", ROW_WORDS, ROW_ONE_OR_LIST, AT(process, node_args),
	  .example = "[--max-old-space-size=512]",
	  .help = "arguments for the interpreter" },
	{ "instances", ROW_TEXT, AT(process, instances), .def = "1",
	  .example = "max", .help = "a number per host, or max" },
	{ "mode", ROW_CHOICE, AT(process, mode), .choices = "fork|cluster", .def = "fork",
	  .help = "cluster shares one port among the instances" },
	{ "max_memory", ROW_BYTES, AT(process, max_memory),
	  .help = "an instance is restarted when it needs more" },
	{ "ready", ROW_BOOL, AT(process, ready),
	  .help = "the program says when it is ready" },
	{ 0 },
};

const struct row service_rows[] = {
	{ "tier", ROW_NAME, AT(service, tier), .example = "app",
	  .help = "the deploy group" },
	{ "extends", ROW_NAME, ROW_NO_REFERENCE, AT(service, extends),
	  .example = "node-base", .help = "another service, merged under this one" },
	{ "image", ROW_VALUE, ROW_PARAMETERS, AT(service, image),
	  .example = "registry.example.com/api:1.4.2", .help = "the image" },
	{ "build", ROW_STRUCT, AT(service, build), SUB(build_rows, build),
	  .short_for = "context", .placements = FOR_CONTAINER,
	  .help = "how the image is built" },
	{ "kind", ROW_NAME, AT(service, kind),
	  .example = "postgres",
	  .help = "the catalogue's entry; default: by the image's name" },
	{ "version", ROW_TEXT, AT(service, version),
	  .example = "\"16.4\"",
	  .help = "what the catalogue goes by; default: the image's tag" },
	{ "placement", ROW_CHOICE, AT(service, placement),
	  .choices = "container|process|external", .def = "container",
	  .help = "how it runs" },
	{ "command", ROW_ITEMS, ROW_REFERENCES, AT(service, command),
	  .placements = FOR_CONTAINER, .example = "[node, dist/main.js]",
	  .help = "the arguments of the entry point" },
	{ "entrypoint", ROW_ITEMS, ROW_REFERENCES, AT(service, entrypoint),
	  .placements = FOR_CONTAINER, .example = "[/usr/bin/tini, --]",
	  .help = "the program" },
	{ "working_dir", ROW_PATH, AT(service, working_dir), .placements = FOR_CONTAINER,
	  .example = "/app", .help = "the folder it starts in" },
	{ "env", ROW_VALUES, ROW_ENV_NAMES | ROW_REFERENCES, AT(service, env),
	  .example = "{ LOG_LEVEL: info }", .help = "environment variables" },
	{ "ports", ROW_MAP, ROW_PORT_NAMES, AT(service, ports), SUB(port_rows, port),
	  .short_for = "port", .help = "where it listens; never reachable by itself" },
	{ "networks", ROW_MAP, AT(service, networks), SUB(attachment_rows, attachment),
	  .oneof = "network", .placements = FOR_CONTAINER, .example = "[app, data]",
	  .help = "the networks it is on" },
	{ "network", ROW_CHOICE, AT(service, network), .oneof = "network", .choices = "|host",
	  .placements = FOR_CONTAINER,
	  .help = "`host`: it has no network of its own, and its ports are the host's" },
	{ "needs", ROW_MAP, AT(service, needs), SUB(need_rows, need),
	  .short_for = "condition", .placements = RUNNING,
	  .example = "{ db: healthy }",
	  .help = "services that must be up before it starts" },
	{ "health", ROW_STRUCT, AT(service, health), SUB(health_rows, health),
	  .short_for = "none", .placements = RUNNING, .example = "{ http: /health }",
	  .help = "how to tell it is ready" },
	{ "mounts", ROW_MAP, ROW_FREE_KEYS | ROW_PATHS, AT(service, mounts), SUB(mount_rows, mount),
	  .short_for = "volume", .placements = FOR_CONTAINER,
	  .example = "{ /app/uploads: uploads }", .help = "what stands at which path" },
	{ "resources", ROW_STRUCT, AT(service, resources), SUB(resource_rows, resources),
	  .placements = RUNNING, .example = "{ cpus: 1, memory: 512MiB }",
	  .help = "limits" },
	{ "replicas", ROW_COUNT, AT(service, replicas), .oneof = "scale", .min = 0,
	  .max = 1000, .def = "1", .placements = FOR_CONTAINER,
	  .help = "how many of it run per host" },
	{ "autoscale", ROW_STRUCT, AT(service, autoscale), SUB(autoscale_rows, autoscale),
	  .oneof = "scale", .placements = FOR_CONTAINER,
	  .example = "{ min: 2, max: 10, cpu: 70 }", .help = "replicas by load" },
	{ "once", ROW_BOOL, AT(service, once), .placements = RUNNING,
	  .help = "runs to its end at each deploy" },
	{ "init", ROW_BOOL, AT(service, init), .placements = FOR_CONTAINER,
	  .help = "a small init forwards signals and reaps" },
	{ "read_only", ROW_BOOL, AT(service, read_only), .placements = FOR_CONTAINER,
	  .help = "the root file system cannot be written" },
	{ "no_new_privileges", ROW_BOOL, AT(service, no_new_privileges), .def = "true",
	  .placements = FOR_CONTAINER, .help = "no setuid program gains rights" },
	{ "user", ROW_USER, AT(service, user), .placements = FOR_CONTAINER,
	  .help = "who it runs as" },
	{ "capabilities", ROW_STRUCT, AT(service, capabilities),
	  SUB(capability_rows, capabilities), .placements = FOR_CONTAINER,
	  .example = "{ drop: all, add: [NET_BIND_SERVICE] }",
	  .help = "Linux capabilities dropped and added" },
	{ "settings", ROW_VALUES, ROW_FREE_KEYS | ROW_REFERENCES, AT(service, settings),
	  .example = "{ max_connections: 200 }",
	  .help = "server settings of a catalogue kind" },
	{ "labels", ROW_VALUES, ROW_FREE_KEYS | ROW_PARAMETERS | ROW_SERVICE,
	  AT(service, labels), .placements = RUNNING, .example = "{ app.team: blue }",
	  .help = "labels" },
	{ "annotations", ROW_VALUES, ROW_FREE_KEYS | ROW_PARAMETERS | ROW_SERVICE,
	  AT(service, annotations), .placements = FOR_CONTAINER,
	  .example = "{ example.com/owner: blue }", .help = "annotations" },
	{ "logs", ROW_STRUCT, AT(service, logs), SUB(log_rows, logs), .placements = RUNNING,
	  .example = "{ max_size: 10MiB, max_files: 3 }", .help = "log rotation" },
	{ "restart", ROW_CHOICE, AT(service, restart),
	  .choices = "unless-stopped|always|on-failure|no", .def = "unless-stopped",
	  .placements = RUNNING, .help = "when it is started again" },
	{ "stop", ROW_STRUCT, AT(service, stop), SUB(stop_rows, stop), .short_for = "grace",
	  .placements = RUNNING, .help = "how it is stopped" },
	{ "pull", ROW_CHOICE, AT(service, pull), .choices = "|always|missing|never",
	  .placements = FOR_CONTAINER, .help = "when the image is pulled" },
	{ "platform", ROW_WORD, AT(service, platform), .placements = FOR_CONTAINER,
	  .choices = "linux/amd64|linux/arm64|linux/arm/v7|linux/arm/v6|linux/386|"
		     "linux/ppc64le|linux/s390x|linux/riscv64",
	  .help = "the machine the image is for, where it has several" },
	{ "ulimits", ROW_MAP, AT(service, ulimits), SUB(ulimit_rows, ulimit),
	  .short_for = "limit", .placements = FOR_CONTAINER,
	  .choices = "core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|"
		     "rtprio|rttime|sigpending|stack",
	  .help = "what one process may use" },
	{ "shm", ROW_BYTES, AT(service, shm), .placements = FOR_CONTAINER,
	  .help = "the size of /dev/shm, memory that processes share" },
	{ "sysctls", ROW_VALUES, ROW_FREE_KEYS, AT(service, sysctls),
	  .placements = FOR_CONTAINER, .example = "{ net.core.somaxconn: 1024 }",
	  .help = "kernel settings of the container's own" },
	{ "devices", ROW_MAP, ROW_FREE_KEYS | ROW_PATHS, AT(service, devices),
	  SUB(device_rows, device), .short_for = "host", .placements = FOR_CONTAINER,
	  .help = "devices of the host, by their path in the container" },
	{ "gpus", ROW_COUNT, AT(service, gpus), .min = 1, .max = 64, .choices = "all",
	  .placements = FOR_CONTAINER, .help = "how many of the host's NVIDIA GPUs" },
	{ "privileged", ROW_BOOL, AT(service, privileged), .placements = FOR_CONTAINER,
	  .help = "may do on the host what root may" },
	{ "extra_hosts", ROW_VALUES, ROW_FREE_KEYS | ROW_HOST_NAMES | ROW_HOSTS,
	  AT(service, extra_hosts), .placements = FOR_CONTAINER,
	  .example = "{ legacy.example.com: 10.0.0.9 }",
	  .help = "host names and their addresses; `host-gateway` is the host" },
	{ "metrics", ROW_STRUCT, AT(service, metrics), SUB(metrics_rows, metrics),
	  .short_for = "port", .help = "where it tells what Prometheus asks" },
	{ "process", ROW_STRUCT, AT(service, process), SUB(process_rows, process),
	  .placements = FOR_PROCESS, .help = "how the program is run on the host" },
	{ "address", ROW_HOST, AT(service, address), .placements = FOR_EXTERNAL,
	  .help = "where an external service is" },
	{ "hosts", ROW_WORDS, ROW_ONE_OR_LIST, AT(service, hosts), .placements = RUNNING,
	  .example = "[app1]", .help = "the hosts it runs on" },
	{ "topology", ROW_STRUCT, AT(service, topology), SUB(topology_rows, topology),
	  .placements = FOR_CONTAINER, .help = "several members that make one provider" },
	{ "raw", ROW_RAW, ROW_REFERENCES, AT(service, raw), .owner = RAW_SERVICE,
	  .placements = RUNNING, .help = RAW_HELP },
	{ 0 },
};
