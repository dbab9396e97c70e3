/*
 * Facts without policy: what cannot be, whatever one's taste. Taste is in rules/.
 * Each check_<fact>.c is one function here.
 */
#ifndef CHECK_H
#define CHECK_H

#include "pipeline.h"

/* Every check, and those of the environment's targets. */
void
check_environment(struct run *, struct environment *);

/* A placement without what it needs: image, process, address. */
void
check_placement(struct diags *, const struct stack *);

/* Settings of what takes none, and those that a version of the server has no more. */
void
check_settings(struct diags *, const struct stack *);

/* What no container runtime could do: limits that cross, settings of the host. */
void
check_containers(struct diags *, const struct stack *);

/* Aliases on a network that are names of another service there. */
void
check_aliases(struct diags *, const struct stack *);

/* Secrets without a source, defaults where they are not allowed, secrets in URLs
 * that are not url_safe. */
void
check_secrets(struct arena *, struct diags *, const struct stack *);

/* Secrets that are made too short, or on each of several hosts that need the same
 * one. */
void
check_generate(struct diags *, const struct stack *);

/* Registries whose names or prefixes no image can begin with, and a registry that two
 * of them mirror. */
void
check_registries(struct arena *, struct diags *, const struct stack *);

/* What exists outside of the stack: how it is named, and what is said beside. */
void
check_external(struct diags *, const struct stack *);

/* Mounts of nothing, two at one path, folders that the hosts do not have. */
void
check_paths(struct diags *, const struct stack *);

/* Features that the target of a service cannot carry. */
void
check_lost(struct diags *, const struct deployment *);

/* What the firewall and the gateway must say. */
void
check_gateway(struct arena scratch, struct diags *, const struct environment *);

/* What of `raw` a target writes itself, and what it has no place for; and that raw is
 * used. `sound`: nothing else is wrong, so that the files can be made. */
void
check_raw(struct arena *, struct arena scratch, struct diags *, const struct environment *,
	  bool sound);

/* Parameters that this deployment's files need the value of and that have none: each
 * once, where it is referred to first. Not part of check_environment(): only who
 * writes the files asks. */
void
check_parameters(struct arena scratch, struct diags *, const struct deployment *);

#endif
