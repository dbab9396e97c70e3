/* SHA-256, FIPS 180-4. */
#ifndef SHA256_H
#define SHA256_H

#include "text.h"

struct sha256 {
	uint32_t state[8];
	uint64_t len; /* bytes taken so far */
	unsigned char block[64];
};

void
sha256_init(struct sha256 *);

void
sha256_add(struct sha256 *, struct text);

/* The digest as 64 lower-case hexadecimal digits. Adds nothing afterwards. */
struct text
sha256_finish(struct sha256 *, struct arena *);

/* All three in one. */
struct text
sha256_text(struct arena *, struct text);

#endif
