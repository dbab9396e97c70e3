/*
 * The model: one environment, merged, decoded and, after `resolve`, with every
 * name bound. Structs are filled by decode.c from the rows in schema_*.c. All of
 * it lives in the run arena and is not changed after `resolve`.
 *
 * Absent: a text is empty with a NULL pointer, a number is 0, a struct is NULL, a
 * value's `at` is NULL, a list has len 0; where the row has a default, that.
 * Whether and where the user wrote a field: object_field().
 */
#ifndef MODEL_H
#define MODEL_H

#include "array.h"
#include "schema.h"
#include "value.h"

#define LIST(type)                   \
	struct {                     \
		type *items;         \
		size_t len;          \
		struct index *index; \
	}

/* What every struct of the model starts with. */
struct object {
	const struct entry *at;	 /* its entry; the value of it is its map */
	const struct row *rows;	 /* what describes it */
	struct text name;	 /* the key, empty for an item of a list */
	bool broken;		 /* something in it could not be decoded */
	const struct object *owner; /* what it stands in, or NULL */
};

/* The layout every LIST has. */
struct list {
	void *items;
	size_t len;
	struct index *index; /* name to item; NULL: few enough to look */
};

/* A name and its value: environment variables, labels, settings, arguments. */
struct pair {
	struct object object;
	struct value value;
};

struct word {
	struct object object;
	struct text text;
};

/* A tree in a target's own words: `raw`. */
struct raw {
	struct object object; /* name: the key, empty for an item of a list */
	enum node_kind kind;
	bool plain;	    /* a scalar without quotes: YAML 1.2 says of what type it is */
	struct value value; /* of a scalar; plain and empty: null */
	struct raw *items;  /* of a map or a list */
	size_t len;
};

struct parameter {
	struct object object;
	struct text description, def, pattern;
	bool has_value;	   /* a default or --set */
	struct text value; /* where has_value */
};

/* A secret that up.sh makes where it is missing. */
struct generate {
	struct object object;
	int64_t length; /* characters */
};

struct secret {
	struct object object;
	struct text description;
	struct text env, file, external; /* one of them */
	struct generate *generate;	 /* with env or file; NULL: somebody gives it */
	int64_t min_length;
	bool url_safe;
	struct text def; /* only where development: true */
};

/* Where images come from. */
struct registry {
	struct object object;
	struct value prefix;	    /* what its images are written with */
	LIST(struct word) mirrors;  /* registries whose images it has too */
	bool library;		    /* official ones are below library/ there, too */
	struct text pull_secret;    /* of the platform, to log in with */
};

struct tier {
	struct object object;
	LIST(struct word) after;
	size_t rank; /* bound: 0 first */
};

struct network {
	struct object object;
	bool internal, ipv6;
	struct text external, subnet;
	struct raw *raw;
};

struct volume {
	struct object object;
	int64_t size;
	struct text host, external, storage_class, owner;
	struct raw *raw;
};

struct config {
	struct object object;
	struct text file;
	struct value content;
	struct text bytes;  /* bound, of file: what it holds */
	struct text source; /* bound, of file: its name in the target's files/ */
};

enum port_protocol {
	PROTOCOL_TCP,
	PROTOCOL_UDP,
};

enum port_app {
	APP_TCP,
	APP_HTTP,
	APP_GRPC,
};

struct publish {
	struct object object;
	int64_t port, last; /* on the host; of a range, else equal */
	struct text on; /* loopback, private, public or an address */
	LIST(struct word) from;
	LIST(struct word) addresses; /* bound: what `on` means, IPv4 first */
	bool is_public;		     /* bound: reachable from everywhere */
	bool is_loopback;	     /* bound */
};

struct port {
	struct object object;
	int64_t port, last; /* where it listens; of a range, else equal */
	int protocol; /* enum port_protocol */
	int app;      /* enum port_app */
	LIST(struct publish) publish;
	const struct port *alias_of; /* bound: the declared port of the same number */
	bool among_members; /* bound: only members of its own group connect to it */
	bool is_routed;		     /* bound: the gateway connects to it */
	/* bound, of a listener (catalog.h): where it tells its clients to come back to */
	struct text announced;
	int64_t announced_port;
};

static inline bool
port_is_range(const struct port *p)
{
	return p->last != p->port;
}

/* "3000", or "30000-30100": `between` is what stands between the two. */
struct text
port_text(struct arena *, int64_t first, int64_t last, const char *between);

struct build {
	struct object object;
	struct text context, dockerfile, target;
	LIST(struct pair) args;
	struct text context_path; /* bound: the context from the target's folder */
};

struct attachment {
	struct object object; /* name: the network */
	LIST(struct word) aliases;
	const struct network *network; /* bound */
};

enum need_condition {
	NEED_DEFAULT, /* healthy where a check exists, else started; bound away */
	NEED_STARTED,
	NEED_HEALTHY,
	NEED_COMPLETED,
};

struct need {
	struct object object; /* name: the service */
	int condition;	      /* enum need_condition */
	struct service *service; /* bound */
};

enum health_tool {
	TOOL_ANY, /* not known: wget, then curl */
	TOOL_WGET,
	TOOL_CURL,
	TOOL_NODE,
	TOOL_BUN,
	TOOL_PYTHON,
};

struct live {
	struct object object;
	struct text http;
	bool tcp;
	LIST(struct pair) exec;
	struct value shell;
	int64_t interval, timeout, retries;
};

/* Readiness. Exactly one of http, tcp, exec, shell, none. */
struct health {
	struct object object;
	struct text http; /* the path */
	bool tcp, none;
	LIST(struct pair) exec;
	struct value shell;
	struct text port;		   /* a port's name */
	int64_t interval, timeout, retries, start; /* milliseconds; retries a count */
	int tool;			   /* enum health_tool */
	struct live *live;
	const struct port *port_bound; /* bound: for http and tcp */
};

struct mount {
	struct object object; /* name: the path in the container */
	struct text volume, file, dir, config, secret, mode;
	int64_t tmpfs; /* bytes */
	bool anonymous;
	bool read_only; /* bound: files, folders, configs are unless said */
	const struct volume *volume_bound;
	const struct config *config_bound;
	const struct secret *secret_bound;
	struct value content; /* bound: of the config, rendered for this service */
	/* bound, of file and dir: where it is, relative to the target's folder */
	struct text source;
	struct text bytes; /* bound, of file: what it holds */
};

struct reserve {
	struct object object;
	int64_t cpus, memory;
};

struct resources {
	struct object object;
	int64_t cpus, memory;
	struct reserve *reserve;
};

struct autoscale {
	struct object object;
	int64_t min, max, cpu, memory;
};

struct logs {
	struct object object;
	int64_t max_size, max_files;
};

struct stop {
	struct object object;
	int64_t grace;
	struct text signal;
};

struct capabilities {
	struct object object;
	LIST(struct word) drop, add;
};

enum service_network {
	NETWORK_OWN,  /* those of `networks` */
	NETWORK_HOST, /* the host's own: its ports are the host's */
};

/* A limit on what a process may use, as setrlimit(2) has it; -1: none. */
struct ulimit {
	struct object object;	   /* name: as in ulimit_rows */
	int64_t limit, soft, hard; /* bound: soft and hard are always set */
};

struct device {
	struct object object; /* name: the path in the container */
	struct text host;     /* bound: the path on the host, the same unless said */
	struct text access;   /* of r, w, m */
};

struct metrics {
	struct object object;
	struct text port, path;
	int64_t interval;
	const struct port *port_bound; /* bound */
};

enum process_mode {
	PROCESS_FORK,
	PROCESS_CLUSTER,
};

struct process {
	struct object object;
	struct text script, cwd, interpreter;
	LIST(struct pair) args;
	LIST(struct word) node_args;
	struct text instances; /* a number or `max` */
	int mode;	       /* enum process_mode */
	int64_t max_memory;
	bool ready;
};

enum restart {
	RESTART_UNLESS_STOPPED,
	RESTART_ALWAYS,
	RESTART_ON_FAILURE,
	RESTART_NO,
};

enum pull {
	PULL_DEFAULT,
	PULL_ALWAYS,
	PULL_MISSING,
	PULL_NEVER,
};

/* Members of one provider: see topology.h. */
struct topology {
	struct object object;
	struct text primary;		/* a host */
	LIST(struct word) replicas;	/* hosts, or one number */
	int64_t primaries;		/* of a cluster */
	struct text user;		/* the replicas log in by */
	struct value password;
};

enum role {
	ROLE_NONE,
	ROLE_PRIMARY,
	ROLE_REPLICA, /* follows the first instance of its group */
	ROLE_NODE,    /* of a cluster */
	ROLE_FORMER,  /* joins the nodes, and ends */
};

/* A file that a target has to put into the container. */
struct carried_file {
	struct text path; /* in the container */
	/* A file that another target writes, as "nginx/nginx.conf": below the folder
	 * of this environment and host … */
	struct text bundle_path;
	/* … or its content. */
	struct value content;
	struct text mode; /* "0444" */
};

struct service {
	struct object object;
	struct text tier, extends, kind, version;
	struct value image;
	struct build *build;
	int placement; /* enum placement */
	LIST(struct pair) command, entrypoint;
	struct text working_dir;
	LIST(struct pair) env;
	LIST(struct port) ports;
	LIST(struct attachment) networks;
	LIST(struct need) needs;
	struct health *health;
	LIST(struct mount) mounts;
	struct resources *resources;
	int64_t replicas;
	struct autoscale *autoscale;
	bool once, init, read_only, no_new_privileges;
	LIST(struct pair) settings, labels, annotations;
	struct text user;
	struct capabilities *capabilities;
	struct logs *logs;
	int restart; /* enum restart */
	struct stop *stop;
	int pull; /* enum pull */
	LIST(struct ulimit) ulimits;
	int64_t shm; /* bytes of /dev/shm */
	LIST(struct pair) sysctls, extra_hosts;
	LIST(struct device) devices;
	int64_t gpus; /* -1: all */
	bool privileged;
	struct text platform; /* "linux/amd64" */
	int network;	      /* enum service_network */
	struct metrics *metrics;
	struct process *process;
	struct text address;
	LIST(struct word) hosts;
	struct topology *topology;
	struct raw *raw;

	/* bound by instances: what runs of it */
	struct service *group; /* what the spec names; itself where that is what runs */
	ARRAY(struct service *) instances; /* of a group; itself where there is one */
	bool runs;			   /* it is an instance, or joins them */
	int role;			   /* enum role, of a member */
	struct service *former; /* of a group: its members are one when it is done */
	size_t ordinal;			   /* among the instances of its group, from 0 */
	size_t index;			   /* in stack->instances */

	/* bound by place and resolve */
	struct text url_template;   /* the catalogue's; made when first asked for */
	struct value version_value; /* the version, parameters open */
	/* What the image comes from; NULL: none of the stack's. Where it mirrors the
	 * image's own, `image` has its prefix. */
	const struct registry *registry;
	const struct catalog_entry *catalog; /* NULL: an image nobody knows */
	const struct knowledge *knows;	     /* never NULL; of no kind: all empty */
	const struct tier *tier_bound;
	const struct host *host; /* NULL: the one unnamed host, or external */
	const struct target *target; /* what carries it; NULL: external */
	struct text folder;	     /* that target's, below the output folder */
	size_t order;		 /* start order: tiers, then needs, then name */
	ARRAY(struct carried_file) files;
	bool is_client; /* it runs once, out of the image of a server */
	bool asks_host; /* it connects to the host it runs on */
	/* Those that connect to it: by a reference, a need or, being the gateway, a
	 * route. Each once. */
	ARRAY(struct service *) consumers;
};

/* What may stand on the gateway, a host of it or a route, the inner winning. */
struct header {
	struct object object;
	struct value value;
};

struct fail {
	struct object object;
	int64_t max, timeout;
};

struct retry {
	struct object object;
	int64_t attempts;
	LIST(struct word) on;
};

/* For each client address; routes that take it over from their host or the gateway
 * share it. */
struct rate {
	struct object object;
	int64_t requests, time; /* how many, in how many milliseconds */
	int64_t burst;		/* beyond that at once; bound: by default as many */
};

enum balance {
	BALANCE_ROUND_ROBIN,
	BALANCE_LEAST_CONN,
	BALANCE_IP_HASH,
};

struct route_options {
	int64_t timeout, body;
	int balance;
	struct fail *fail;
	struct retry *retry;
	LIST(struct pair) headers;
	LIST(struct word) allow;
	bool compress;
	struct rate *rate;
	int64_t cache;
};

struct redirect {
	struct object object;
	struct text to;
	bool keep; /* the rest of the path and the query; default true */
};

/* How the gateway reaches an instance of a service (reach.h). */
struct upstream {
	struct text host;
	int64_t port;
	bool dynamic; /* `host` is a name that may change its address */
};

/* One of to, root, alias, redirect, respond. */
struct route {
	struct object object; /* name: the path prefix */
	struct text to;	      /* SERVICE:PORT */
	struct text root, alias, fallback;
	struct redirect *redirect;
	int64_t respond; /* a status */
	struct text text;
	int64_t code;
	bool exact, strip, websocket;
	struct route_options options; /* after resolve: with what host and gateway say */
	struct raw *raw;
	/* bound */
	struct service *service;
	const struct port *port;
	ARRAY(struct upstream) upstreams; /* one for each instance */
};

struct tls {
	struct object object;
	struct text certificate, key; /* bound: paths on the gateway's host, or empty … */
	const struct secret *external; /* … where this one is on the platform */
	bool redirect;
	int64_t hsts;
};

struct gateway_host {
	struct object object;
	struct text name; /* the host name; default: the key */
	LIST(struct word) aliases;
	struct text url;
	struct tls *tls;
	LIST(struct route) routes; /* bound: sorted, the most specific first */
	struct route_options options;
	struct raw *raw;
};

struct listen {
	struct object object;
	int64_t http, https;
};

struct gateway {
	struct object object;
	struct text run, host;
	struct listen *listen;
	struct tls *tls;
	LIST(struct gateway_host) hosts;
	struct route_options options;
	struct raw *raw;
	/* bound */
	struct service *service; /* NULL: on a host, or made by the platform */
	bool on_host;
	const struct host *host_bound;
	int64_t http, https; /* where it listens; 0: not at all */
};

struct ssh {
	struct object object;
	int64_t port;
	LIST(struct word) from;
	bool limit;
};

struct firewall_rule {
	struct object object;
	struct text allow; /* PORT/tcp or PORT/udp, or a range of ports */
	LIST(struct word) from;
	int64_t port, last; /* bound */
	int protocol; /* bound */
};

struct firewall {
	struct object object;
	struct ssh *ssh;
	LIST(struct firewall_rule) rules;
	struct raw *raw;
};

struct host {
	struct object object;
	struct text address, public_address, os, user;
	int64_t cpus, memory, ssh_port;
};

struct lint_ignore {
	struct object object;
	struct text rule, at, reason, until;
	LIST(struct word) in;
};

struct lint_section {
	struct object object;
	LIST(struct word) packs;
	const struct node *rules; /* rule id to `off`, a severity, or a map of options */
	LIST(struct lint_ignore) ignore;
};

struct target_use {
	struct object object;	     /* name: the target */
	const struct target *target; /* bound */
	void *options;		     /* decoded by the target's rows; never NULL */
};

struct stack {
	struct object object;
	struct text name, description;
	struct text environment; /* its name */
	bool development;
	LIST(struct parameter) parameters;
	LIST(struct secret) secrets;
	LIST(struct registry) registries;
	LIST(struct tier) tiers;
	LIST(struct network) networks;
	LIST(struct volume) volumes;
	LIST(struct config) configs;
	LIST(struct service) services;
	struct gateway *gateway;
	struct firewall *firewall;
	struct raw *raw;
	LIST(struct host) hosts;
	LIST(struct target_use) targets;
	struct lint_section *lint;
	/* bound */
	ARRAY(struct service *) instances; /* what runs: see instances.h */
	ARRAY(struct service *) start_order; /* the same, in the order they start */
	const struct target *router; /* it writes the gateway's routes, or NULL */
	struct text folder; /* of the spec, as given on the command line */
};

/* The item with this name, or NULL: list_find(&stack->services, name). */
#define list_find(items_, name)                                                \
	((typeof((items_)->items))list_find_item((const struct list *)(items_), \
						 sizeof *(items_)->items, (name)))

void *
list_find_item(const struct list *, size_t size, struct text name);

/* The names of a list of structs, for suggestions. */
#define list_names(arena, items_) \
	list_item_names((arena), (const struct list *)(items_), sizeof *(items_)->items)

struct text *
list_item_names(struct arena *, const struct list *, size_t size);

/* The entry a field was set by, or NULL where it is absent or a default. */
const struct entry *
object_field(const struct object *, const char *key);

/* Where to point for a field: its value, else the owner's key. */
struct span
object_place(const struct object *, const char *key);

/* The object's own place: its key. */
struct span
object_at(const struct object *);

/* Adds what provenance tells about an entry to a diagnostic: the alias it came
 * through, the vars entry, the place it overrode. */
void
entry_explain(struct diags *, struct diag *, const struct entry *);

/* The same for a field, with the catalogue and defaults it may come from, and the
 * aliases that what it stands in came through. */
void
object_explain(struct diags *, struct diag *, const struct object *, const char *key);

#endif
