/*
 * Typed scalars, one file per kind: text to number and back. A scalar's type is
 * given by the field it stands in, never guessed from its text.
 *
 * Each parser returns true and sets the result, or returns false and, where there
 * is more to say than "expected X", sets *hint to a literal or to text in the
 * arena.
 */
#ifndef SCALAR_H
#define SCALAR_H

#include "text.h"

/* `512MiB`, `2GiB`, `10MB`, `100B`: bytes. `512M` is refused, with what it could
 * mean: docker reads it as 1024-based, Kubernetes as 1000-based. */
bool
scalar_bytes(struct arena *, struct text, int64_t *bytes, struct text *hint);

/* Bytes in the largest binary unit that divides them: "512MiB". */
struct text
scalar_bytes_print(struct arena *, int64_t bytes);

/* `30s`, `1m30s`, `250ms`, `7d`: milliseconds. */
bool
scalar_duration(struct arena *, struct text, int64_t *milliseconds, struct text *hint);

/* Milliseconds in the shortest exact form: "1m30s". */
struct text
scalar_duration_print(struct arena *, int64_t milliseconds);

/* `0.5`, `2`: thousandths of a processor. */
bool
scalar_cpus(struct arena *, struct text, int64_t *milli, struct text *hint);

/* A whole number, with a sign; no spaces, no other base. */
bool
scalar_integer(struct text, int64_t *number);

/* 1 to 65535. */
bool
scalar_port(struct text, int64_t *port);

/* A port, or a range as 30000-30100, the first less than the last; both are set. */
bool
scalar_ports(struct text, int64_t first_and_last[2]);

/* `10/s`, `100/m`: how many, 1 to 1000000, and in how many milliseconds. */
bool
scalar_rate(struct text, int64_t count_and_time[2]);

/* RFC 1123: a-z, 0-9 and '-', at most 63, no '-' at either end. */
bool
scalar_is_label(struct text);

/* What to write instead where the text is no label but near one; else empty. */
struct text
scalar_label_hint(struct arena *, struct text);

/* [A-Za-z_][A-Za-z0-9_]*, with '-' too where `dash`. */
bool
scalar_is_identifier(struct text, bool dash);

/* Whether a shell or whoever starts a program goes by a variable of this name, so
 * that .env cannot give it another meaning. */
bool
scalar_is_shell_variable(struct text);

/* An IPv4 or IPv6 address, alone or with a prefix length. */
bool
scalar_is_cidr(struct text);

/* Whether a CIDR block has no bits behind its prefix, as routers and engines
 * demand; else *hint says what the block is. */
bool
scalar_is_network(struct arena *, struct text cidr, struct text *hint);

bool
scalar_is_ipv6(struct text);

/* A host name of labels, or an address. */
bool
scalar_is_host(struct text);

/* An address, a block whose bits are all in its prefix (else *hint says the block), or
 * what may be the name of a host or service. */
bool
scalar_is_source(struct arena *, struct text, struct text *hint);

/* An absolute path without control characters. */
bool scalar_is_path(struct text);

/* What a request line may hold: '/' first, no space, no control character. */
bool scalar_is_url_path(struct text);

/* Permission bits: three or four octal digits. */
bool scalar_is_mode(struct text);

/* NAME or UID, alone or followed by ':' and a group's NAME or GID. */
bool scalar_is_user(struct text);

/* UID, alone or followed by ':' and GID. */
bool scalar_is_owner(struct text);

/* A signal of Linux by its name, as SIGTERM or SIGRTMIN+3; see signal(7). */
bool
scalar_is_signal(struct arena *, struct text, struct text *hint);

/* A capability of Linux without CAP_, or `all`, in either case; see
 * capabilities(7). */
bool
scalar_is_capability(struct arena *, struct text, struct text *hint);

/* Whether PCRE2 can compile it; else *hint is PCRE2's message. */
bool
scalar_is_pattern(struct arena *, struct text, struct text *hint);

/* Whether the pattern is found in the text, within a match limit. */
bool
scalar_matches(struct text pattern, struct text subject);

#endif
