/*
 * `include`: a stack in several files. Joins sections entry by entry, never
 * overrides: the same entry in two files is an error that shows both.
 */
#ifndef INCLUDE_H
#define INCLUDE_H

#include "pipeline.h"

/* Reads the file, and what it includes, into one tree. NULL after an error;
 * run->failed_world is set where a file could not be read. `from` is the place
 * that asks for it; source 0: the command line. */
const struct node *
include_read(struct run *, struct text path, struct span from);

/* Parses the text of a file, which must outlive the run; `include` in it is left
 * as it is. NULL after an error. */
const struct node *
include_parse(struct run *, struct text path, struct text bytes);

#endif
