/*
 * The files of a bundle as a whole, one set per environment, or per host where
 * the environment has several:
 *
 *   README.md       how to deploy by hand; one per environment
 *   .env.example    every secret and parameter that is read; never a value
 *   up.sh, down.sh  checks, then the steps of all targets in order; where there
 *                   are any
 *
 * The steps come from each target's steps(). In up.sh PREPARE steps run first,
 * then START and WAIT by rank, START before WAIT; in down.sh STOP steps run by
 * falling rank. The rank of a service is `struct service.order`; what has to stand
 * before all services (a firewall) is PREPARE, what comes after them (a web server
 * on the host) has HANDOVER_LAST. PREPARE steps of rank HANDOVER_CHECK only look,
 * and are made by `up.sh --check` too.
 *
 * The command of a step is run in the folder that holds up.sh and .env. It names
 * `.env` itself where the tool reads it (`docker compose --env-file .env`). The
 * secrets are not exported, so no program inherits what it does not need; and
 * these functions are there:
 *
 *   wait_for SECONDS WHAT HINT COMMAND…  until COMMAND succeeds, once a second;
 *                                        fails naming WHAT, and HINT as what to
 *                                        look at
 *   http_ok URL                          answers with a status below 400
 *   tcp_open HOST PORT                   accepts connections
 *   any_tcp_open HOST PORT…              one of them does
 *   with_env COMMAND…                    with everything in .env exported
 *   as_root COMMAND…                     by sudo where the user is not root; set
 *                                        step.as_root instead where the whole
 *                                        command is for root
 */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "pipeline.h"

enum {
	HANDOVER_CHECK = -(1 << 20),
	HANDOVER_LAST = 1 << 20,
};

/* Seconds that starting a service may take: what its health check allows, but at
 * least a minute. */
int64_t
handover_limit(const struct service *);

/* Adds the files of one environment. `scratch` must not be the arena's. */
void
handover_emit(struct arena *, struct arena scratch, const struct environment *,
	      struct bundle *);

#endif
