/*
 * A target is one kind of output. `targets/<t>/<t>.c` defines
 * `const struct target target_<t>`; the table `targets` is generated from the
 * folders. What the middle of the program must know of a target is data here: no
 * file in src/ names one.
 *
 * Everything a target can refuse, feature or value, is found by its check(),
 * which `lint` and `build` both run. emit() reports nothing: what it cannot write
 * there is BUG().
 */
#ifndef TARGET_H
#define TARGET_H

#include "catalog.h"
#include "model.h"
#include "raw.h"
#include "reach.h"

struct bundle; /* bundle.h */

/* What a target runs. */
enum runs {
	RUNS_NOTHING,
	RUNS_CONTAINERS,
	RUNS_PROCESSES,
};

/* How the services it runs find each other. */
enum discovery {
	FIND_BY_NOTHING,
	FIND_BY_NETWORK, /* by service name, on a shared network */
	FIND_BY_CLUSTER, /* by service name, everywhere */
	FIND_BY_HOST,	 /* on loopback, by port */
};

/* What a target does with a feature that a service asks for. */
enum carries {
	CARRIED,  /* it writes it */
	PLATFORM, /* the platform does it anyway */
	MOVED,	  /* another file of the bundle does it */
	LOST,	  /* an error where it is asked for */
};

/* Features by the service field that asks for them. */
enum feature {
	FEATURE_BUILD,
	FEATURE_NEEDS,
	FEATURE_HEALTH,
	FEATURE_RESTART,
	FEATURE_LOGS,
	FEATURE_CPUS,
	FEATURE_MEMORY,
	FEATURE_RESERVE,
	FEATURE_REPLICAS,
	FEATURE_AUTOSCALE,
	FEATURE_READ_ONLY,
	FEATURE_USER,
	FEATURE_CAPABILITIES,
	FEATURE_INIT,
	FEATURE_PUBLISH,
	FEATURE_LABELS,
	FEATURE_ANNOTATIONS,
	FEATURE_DIR_MOUNT,
	FEATURE_SECRET_CONFIG, /* a mounted config that holds a secret */
	FEATURE_STOP_SIGNAL,
	FEATURE_PLATFORM,
	FEATURE_ULIMITS,
	FEATURE_SHM,
	FEATURE_SYSCTLS,
	FEATURE_DEVICES,
	FEATURE_GPUS,
	FEATURE_PRIVILEGED,
	FEATURE_EXTRA_HOSTS,
	FEATURE_HOST_NETWORK,
	FEATURE_COUNT,
};

struct deployment {
	const struct target *target;
	const struct target_use *use; /* its options */
	struct stack *stack;
	const struct host *host; /* NULL: the one unnamed host */
	struct text folder;	 /* "production/compose": below the output folder */
	ARRAY(struct service *) services; /* it carries, in start order */
	bool carries_gateway;		  /* it writes the gateway's routes */
	/* Every deployment of the environment, of all hosts, this one among them. */
	const struct deployment *siblings;
	size_t sibling_len;
	/* What emit() merged of `raw`, where somebody wants to know: graft.h. */
	struct raw_report *raw_report;
};

/* One command of up.sh or down.sh. */
enum step_kind {
	STEP_PREPARE, /* before anything starts */
	STEP_START,
	STEP_WAIT, /* until what was started is healthy, with a limit */
	STEP_STOP,
};

struct step {
	enum step_kind kind;
	int rank;	     /* lower first; stops run in reverse */
	struct text title;   /* printed before it: "start the containers" */
	/* One line of POSIX sh, run in the folder of up.sh; parts are joined by `&&`.
	 * It may call what handover.h lists: wait_for, http_ok, with_env … */
	struct text command;
	bool as_root; /* run by sudo where need be; `--no-root` leaves it out */
};

struct steps {
	struct arena *arena;
	ARRAY(struct step) all;
	ARRAY(struct text) needs_tools; /* commands that must exist: "docker" */
	/* Markdown: this target's part of README.md. Where it does not begin with a
	 * heading (`## `) it gets the target's name as one. */
	struct buffer readme;
};

struct target {
	const char *name;
	const char *brief;    /* one line */
	const char *docs_url; /* of the tool it writes for */
	enum runs runs;
	enum discovery discovery;
	const char *host_name;	/* what its containers call the host they run on; NULL:
				   they have no way to it */
	bool is_default;	/* used where an environment names no target */
	bool makes_routes;	/* the platform is the gateway */
	bool is_firewall;	/* it governs what reaches the host */
	bool open_parameters;	/* its files keep parameters open: .env gives values */
	const char *gateway_file; /* it writes the routes for a web server: the file's
				     name in its folder; NULL: it does not */
	bool mounts_files; /* a file: stands in its folder files/, to be mounted */
	/* Contents are copied into the container, which one that is read_only refuses:
	 * there they are files of the bundle, with all values in and no secret. */
	bool copies_contents;
	const char *gateway_service_path; /* where that server's container reads it */
	const struct row *options;
	size_t options_size;
	/* Where in its options these lists of words are; 0: it has no such option. */
	size_t tiers; /* the tiers whose services it runs; empty: all */
	size_t nodes; /* blocks that connections of what it runs come from */
	unsigned char carries[FEATURE_COUNT]; /* enum carries */
	const struct raw_section *raw; /* what `raw` may add to; NULL: nothing */
	/* NULL where there is nothing to do. */
	void (*check)(struct arena *, const struct deployment *, struct diags *);
	void (*emit)(struct arena *, struct arena scratch, const struct deployment *,
		     struct bundle *);
	void (*steps)(const struct deployment *, struct steps *);
};

/* By enum feature: the field of a service that asks for it, and, where that alone
 * does not tell, a few words more, else NULL. */
struct feature_name {
	const char *field; /* "resources.cpus" */
	const char *note;
};

extern const struct feature_name feature_names[FEATURE_COUNT];

/* Whether anything the target runs can ask for the feature at all: a process has
 * no image to build. */
bool
target_may_run(const struct target *, enum feature);

struct words {
	const struct word *items;
	size_t len;
};

/* The list that stands at this place of the target's options; empty where it is 0. */
struct words
target_words(const struct target_use *, size_t place);

/* Every target there is, by name, ended by NULL. */
extern const struct target *const targets[];

/* NULL where there is none of that name. */
const struct target *
target_find(struct text name);

/* The name of the project or namespace: <stack>-<environment>. */
struct text
deployment_name(struct arena *, const struct deployment *);

/* The way from this deployment's folder to a file that another target of the same
 * environment and host writes: "../nginx/nginx.conf" for "nginx/nginx.conf". */
struct text
deployment_relative(struct arena *, struct text path);

/* What is in that file: it is emitted once more, aside. BUG where no target writes
 * it. */
struct text
deployment_file(struct arena *, struct arena scratch, const struct deployment *,
		struct text path);

#endif
