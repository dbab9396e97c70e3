/*
 * What os.c and os_dir.c share; no other file includes this.
 *
 * Each system call stands in SYS(), or in SYS_NULL() where NULL means failure. In
 * the program built with -Dfault these count, and the call whose number is
 * STACKC_FAULT_AT does not happen:
 *
 *   STACKC_FAULT_MODE    fail (EIO), refuse (EPERM) or kill (the process)
 *   STACKC_FAULT_REPORT  a file that gets the name of the call; no such file
 *                        afterwards means that the run made fewer calls
 *
 * That program does not wait for the disk either: a killed process loses nothing
 * that the kernel has already taken.
 */
#ifndef OS_CALL_H
#define OS_CALL_H

#include "os.h"

#include <errno.h>
#include <unistd.h>

#ifdef FAULT

bool
os_fault_is_due(const char *call);

#define SYS(call) (os_fault_is_due(#call) ? -1 : (call))
#define SYS_NULL(call) (os_fault_is_due(#call) ? NULL : (call))
#define fsync(fd) ((void)(fd), 0)

#else

#define SYS(call) (call)
#define SYS_NULL(call) (call)

#endif

static const struct os_error os_ok = { 0 };

/* From errno: `cannot VERB 'PATH': REASON`. */
struct os_error
os_failure(struct arena *, const char *verb, struct text path);

/* Reads a file that is open, if it is a regular one; `path` is for messages. */
struct os_error
os_read_open(struct arena *, int fd, struct text path, size_t limit, struct text *bytes);

/* Lists a folder that is open, sorted. Takes the descriptor over. */
struct os_error
os_list_open(struct arena *, int fd, struct text path, struct os_names *);

#endif
