/*
 * Memory. Nothing is freed one by one; a region is given up as a whole.
 *
 * The program has two arenas, each one contiguous reserve of address space:
 * `run`, whose contents live until the process ends, and `scratch`.
 *
 *   struct arena *a         as first parameter: the result lives there.
 *   struct arena scratch    by value: working space. What the callee takes
 *                           from its copy is gone when it returns. It is only
 *                           ever a copy of the scratch arena: a copy of the
 *                           arena the result goes to would overwrite the
 *                           result, so arena_distinct() asserts that.
 *
 * Objects of other libraries (yaml_parser_t, cJSON *, pcre2_code *) are owned
 * by one struct with _init and _release, or live inside one function; what is
 * kept of them is copied into an arena.
 *
 * Memory comes zeroed. Running out ends the program with exit status 2: there
 * is nothing better to do, and no caller has to check.
 *
 * Built with -Darena=malloc each allocation is a malloc() of its own, so that
 * valgrind and the address checks of UBSan see every overrun.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_reserve;

struct arena {
	unsigned char *at, *end;
	struct arena_reserve *reserve;
};

/* Reserves address space; pages are taken from the system as they are used. */
void
arena_init(struct arena *);

/* Gives everything back. No pointer into the arena is valid after it. */
void
arena_release(struct arena *);

/* `count` objects of `size` bytes, zeroed. Never NULL; count 0 is allowed. */
void *
arena_alloc(struct arena *, size_t size, size_t align, size_t count);

/* Enlarges the block `old` in place where it is the last one, else copies. */
void *
arena_grow(struct arena *, void *old, size_t size, size_t align, size_t count,
	   size_t new_count);

/* Aborts where both draw on one reserve; see the top of this file. */
void
arena_distinct(const struct arena *, const struct arena *);

/* The most bytes this arena ever held. */
size_t
arena_peak(const struct arena *);

/* Says so and ends the program with exit status 2: also for libraries that
 * return NULL. */
[[noreturn]] void
arena_exhausted(void);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type), alignof(type), 1))
#define arena_array(a, type, n) \
	((type *)arena_alloc((a), sizeof(type), alignof(type), (n)))

/* We are wrong: a state the code rules out was met. Prints where, and aborts. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

[[noreturn, gnu::format(printf, 3, 4)]] void
bug_at(const char *file, int line, const char *format, ...);

#endif
