/*
 * What handover.c and the files it is made of share; nobody else includes this.
 * A `struct handover` is one folder with up.sh: an environment, or one host of it.
 */
#ifndef HANDOVER_PART_H
#define HANDOVER_PART_H

#include "handover.h"

/* A line of .env: a secret or a parameter. */
struct variable {
	struct text name;
	const struct secret *secret; /* one of these two */
	const struct parameter *parameter;
	bool is_built; /* files of the environment hold the parameter's value as well */
	ARRAY(struct text) readers; /* "api (DATABASE_URL)", in spec order */
};

struct handover {
	const struct environment *environment;
	const struct stack *stack;
	const struct host *host; /* NULL: the one unnamed host */
	struct text folder;	 /* "production", or "production/app1" */
	struct text project;	 /* <stack>-<environment> */
	ARRAY(const struct deployment *) deployments;
	ARRAY(struct variable) variables; /* secrets, then parameters, in spec order */
	ARRAY(const struct secret *) secret_files; /* read from a path on the host */
	struct steps steps; /* sorted as up.sh runs them; STOP ones last, reversed */
	ARRAY(struct text) tools; /* without repetition, sorted */
	bool has_steps;		  /* it has up.sh and down.sh */
};

/* Whether a service runs in this folder. */
bool
handover_carries(const struct handover *, const struct service *);

/* handover_hosts.c: adds the steps that wait for what services of this folder need
 * on other hosts, and for what its gateway sends requests to. */
void
handover_wait_elsewhere(struct arena *, struct handover *);

/* Puts each folder behind those it waits for, in the order of the spec where that
 * leaves a choice, or where two wait for each other. */
void
handover_order(struct arena scratch, struct handover *all, size_t len);

/* Whether .env must give it: no default. */
bool
variable_required(const struct variable *);

/* Whether up.sh makes it where .env has no value for it. */
bool
variable_is_generated(const struct variable *);

/* handover_generate.c: the functions of up.sh that make secrets, and make_secrets()
 * with a call for each. */
void
handover_generate_write(struct arena *, const struct handover *, struct buffer *);

/* Whether there are any to make; and any in a file of the host, which may need
 * root. */
bool
handover_generates(const struct handover *);
bool
handover_generates_files(const struct handover *);

/* For README.md: items of the list of what to do first, numbered from *n, and the
 * commands for those who do without up.sh. */
void
handover_generate_readme(const struct handover *, struct buffer *, int *n);
void
handover_generate_by_hand(struct arena *, const struct handover *, struct buffer *);

/* Fills `variables` and `secret_files`. */
void
handover_env_collect(struct arena *, struct handover *);

/* .env.example */
struct text
handover_env(struct arena *, const struct handover *);

/* The constraints in words, for people: "at least 16 characters; …"; may be
 * empty. */
struct text
variable_constraints(struct arena *, const struct variable *);

/* The pattern as a POSIX extended regular expression. False where it uses what
 * those cannot say. */
bool
pattern_as_extended(struct arena *, struct text pattern, struct text *extended);

/* Whether the command is one command, that `sudo` can stand before. */
bool
handover_is_plain(struct text command);

struct text
handover_up(struct arena *, const struct handover *);

struct text
handover_down(struct arena *, const struct handover *);

/* README.md of the environment, over all its folders. */
struct text
handover_readme(struct arena *, const struct handover *all, size_t len);

#endif
