/*
 * Files that are part of the program: every rules/<path>.lua, listed by build.zig.
 */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include "text.h"

struct embedded {
	const char *path; /* below rules/: "ports/host-port-conflict.lua" */
	const char *bytes;
	size_t len;
};

/* Sorted by path; a row with path NULL ends it. */
extern const struct embedded embedded_rules[];

/* The row of this path, or NULL. */
const struct embedded *
embedded_find(struct text path);

struct text
embedded_text(const struct embedded *);

#endif
