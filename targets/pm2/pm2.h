/*
 * PM2, a process manager for Node.js: the services with placement `process`.
 *
 * Facts are of PM2 7.0.4: lib/API/schema.json lists the keys an app may have and
 * their units (unknown keys are dropped without a word), lib/Common.js and lib/God
 * what becomes of them.
 */
#ifndef PM2_H
#define PM2_H

#include "handover.h"

struct pm2_options {
	struct object object;
	struct text logs; /* the folder of the log files; absent: pm2_log_folder() */
	bool combined;	  /* a third file with both */
};

/* The folder log files go to: the option, or /var/log/<stack>-<environment>. */
struct text
pm2_log_folder(struct arena *, const struct deployment *);

/* The memory at which an instance is restarted, in bytes; 0: none. */
int64_t
pm2_memory(const struct service *);

/* Bytes as PM2 and pm2-logrotate read them, whole and at least as many: "512M",
 * "600K". Their units are powers of 1024. */
struct text
pm2_size(struct arena *, int64_t bytes);

/* Whether node runs the script. Without `interpreter` PM2 goes by the ending, and
 * takes a name without one for JavaScript. */
bool
pm2_runs_node(const struct service *);

/* Whether the spec says how its logs are rotated, not only its kind. */
bool
pm2_asks_for_logs(const struct service *);

/* Whether it runs to its end at each deploy: then it is no app of PM2, but a step
 * of up.sh. */
bool
pm2_runs_once(const struct service *);

/* Text that runs the commands PM2 lacks: apps.cjs. */
extern const char pm2_apps_script[];
/* Text that runs the jobs of once.cjs, after its list of them. */
extern const char pm2_once_script[];

extern const struct raw_section pm2_raw[];

void
pm2_check(struct arena *, const struct deployment *, struct diags *);

void
pm2_emit(struct arena *, struct arena scratch, const struct deployment *,
	 struct bundle *);

void
pm2_steps(const struct deployment *, struct steps *);

#endif
