/*
 * What the files of this target share.
 *
 * compose.c		the target's data, its options, a file as a whole
 * compose_project.c	which service stands in which project, and who owns what
 * compose_check.c	what cannot be carried or said
 * compose_value.c	texts, values and units in the tool's notation
 * compose_service.c	one service
 * compose_mount.c	what stands in its file system: volumes, configs, secrets
 * compose_digest.c	the label that tells when these changed
 * compose_health.c	its health check
 * compose_raw.c	what `raw` may add to
 * compose_steps.c	up.sh and down.sh
 * compose_readme.c	README.md
 * compose_registry.c	README.md: where images come from
 *
 * The notation is that of the Compose specification; where it is silent, that of
 * docker compose 5.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include "bundle.h"
#include "service_value.h"
#include "yamlout.h"

enum projects {
	PROJECTS_ONE,
	PROJECTS_TIER,
	PROJECTS_SERVICE,
};

struct compose_options {
	struct object object;
	struct text name; /* of the project, or what the names of all begin with */
	bool build;       /* images are built also where there are hosts */
	int projects;     /* enum projects */
	LIST(struct word) tiers;
};

/* A project is a file of its own. */
struct compose_project {
	struct text suffix; /* of its name; may be empty */
	struct text name;
	struct text file; /* below the target's folder */
	struct text up;   /* the way from its folder to the target's: "../../" or "" */
	ARRAY(struct service *) services; /* in start order */
};

/* In start order of their first services. */
struct compose_projects {
	struct compose_project *items;
	size_t len, cap;
};

/* Who makes a network or volume. */
struct compose_owner {
	const struct compose_project *project; /* NULL: nobody uses it */
	size_t users;			       /* projects */
};

/* What a container calls the host it runs on, as Docker Desktop does. */
#define compose_host_name "host.docker.internal"

/* A config of the file's own list. */
struct compose_config {
	struct text name;
	struct text content; /* rendered; where `file` is empty */
	struct text file;    /* as seen from this file */
};

/* A file being written. Lists are filled while services are written, and written
 * after them. */
struct compose {
	struct arena *arena; /* until the file is finished */
	struct yamlout *out;
	const struct deployment *deployment;
	const struct stack *stack;
	struct bundle *bundle;
	struct compose_projects projects;
	const struct compose_project *project; /* this file's */
	/* By index in the stack's lists. */
	bool *services;                     /* instances of this project */
	bool *networks, *volumes, *secrets; /* used so far */
	ARRAY(struct compose_config) configs;
};

/* What the names of its projects begin with: that of the only one. */
struct text
compose_base(struct arena *, const struct deployment *);

/* Whether images are built where the bundle runs. */
bool
compose_builds(const struct deployment *);

/* compose_project.c */

struct compose_projects
compose_projects(struct arena *, const struct deployment *);

bool
compose_uses_network(const struct service *, const struct network *);
bool
compose_uses_volume(const struct service *, const struct volume *);

struct compose_owner
compose_network_owner(struct compose_projects, const struct network *);
struct compose_owner
compose_volume_owner(struct compose_projects, const struct volume *);

/* compose_value.c */

/* The text kept from interpolation: every `$` doubled. */
struct text
compose_text(struct arena *, struct text);

/* Parameters and secrets of form `env` become `${NAME:?…}` or `${NAME:-default}`;
 * the rest is text. */
struct text
compose_value(struct arena *, const struct value *);

/* Milliseconds as "1m30s", bytes as "512M" (of 1024), thousandths as "0.5". */
struct text
compose_duration(struct arena *, int64_t milliseconds);
struct text
compose_bytes(struct arena *, int64_t bytes);
struct text
compose_cpus(struct arena *, int64_t thousandths);

/* Sizes of log files, where the suffixes are powers of 1000. */
struct text
compose_log_size(struct arena *, int64_t bytes);

/* Whether `${NAME:-text}` can hold the text: no controls, and braces in pairs only,
 * with something between. */
bool compose_can_default(struct text);

/* compose_service.c */
void
compose_write_service(struct compose *, const struct service *);

/* compose_mount.c */

/* A path of the target's folder as seen from this file: absolute, or beginning with
 * a dot, without which it would be a volume's name. */
struct text
compose_path(struct compose *, struct text path);

/* `secrets:`, `configs:` and `volumes:` of a service. */
void
compose_write_mounts(struct compose *, const struct service *);

/* Whether the variable is given by a file, because it is a secret alone and the
 * image reads NAME_FILE, too. */
bool
compose_is_file_env(const struct service *, const struct pair *);

/* Whether a config has to be a file of the bundle: the tool copies contents into
 * the container, which it cannot where that is read-only, and leaves out empty
 * ones. */
bool
compose_needs_file(const struct service *, const struct value *content);

/* compose_digest.c */

#define COMPOSE_FILES_LABEL "stackc.files"

/* The label's value: it changes with the files of the service; empty where it has
 * none. */
struct text
compose_digest(struct compose *, const struct service *);

/* compose_health.c */
void
compose_write_health(struct compose *, const struct service *);

/* What is handed to the bundle as a whole. */
struct compose_work {
	const struct deployment *deployment;
	struct steps *steps;
	struct compose_projects projects;
};

/* compose_steps.c */

/* "docker compose" with the options that name the project's file, for the folder
 * of up.sh. */
struct text
compose_command(const struct compose_work *, const struct compose_project *);

/* compose_readme.c */
void
compose_readme(const struct compose_work *);

/* compose_raw.c */
extern const struct raw_section compose_raw[];

/* Right behind opening a map: merges what `raw` has for it. */
void
compose_graft(struct compose *, enum raw_owner, const struct raw *);

void
compose_check(struct arena *, const struct deployment *, struct diags *);
void
compose_steps(const struct deployment *, struct steps *);

/* compose_registry.c */
void
compose_registries(const struct deployment *, struct steps *);

#endif
