/*
 * Where things run: which target, project and host carries each service, and who
 * writes the gateway's routes and the firewall. After it, the environment has its
 * deployments.
 */
#ifndef PLACE_H
#define PLACE_H

#include "pipeline.h"

void
place_environment(struct run *, struct environment *);

#endif
