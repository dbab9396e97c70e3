/* SHA-256 as FIPS 180-4 writes it: section 5.1.1 (padding), 6.2.2 (one block),
 * with its names for the functions of 4.1.2 and the constants of 4.2.2. */
#include "sha256.h"

#include <string.h>

static const uint32_t k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
rotr(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void
schedule(uint32_t w[64], const unsigned char block[64])
{
	for (int t = 0; t < 16; t++)
		w[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
		       (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
	for (int t = 16; t < 64; t++) {
		uint32_t x = w[t - 15], y = w[t - 2];
		uint32_t s0 = rotr(x, 7) ^ rotr(x, 18) ^ x >> 3;
		uint32_t s1 = rotr(y, 17) ^ rotr(y, 19) ^ y >> 10;
		w[t] = s1 + w[t - 7] + s0 + w[t - 16];
	}
}

static void
compress(uint32_t state[8], const unsigned char block[64])
{
	uint32_t w[64], v[8];
	schedule(w, block);
	memcpy(v, state, sizeof v);
	for (int t = 0; t < 64; t++) {
		uint32_t a = v[0], b = v[1], c = v[2], e = v[4], f = v[5], g = v[6];
		uint32_t s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
		uint32_t s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
		uint32_t ch = (e & f) ^ (~e & g);
		uint32_t maj = (a & b) ^ (a & c) ^ (b & c);
		uint32_t t1 = v[7] + s1 + ch + k[t] + w[t];
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += t1;
		v[0] = t1 + s0 + maj;
	}
	for (int i = 0; i < 8; i++)
		state[i] += v[i];
}

void
sha256_init(struct sha256 *s)
{
	*s = (struct sha256){
		.state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
			   0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
	};
}

void
sha256_add(struct sha256 *s, struct text bytes)
{
	for (size_t i = 0; i < bytes.len;) {
		size_t at = s->len % 64, n = 64 - at;
		if (n > bytes.len - i)
			n = bytes.len - i;
		memcpy(s->block + at, bytes.ptr + i, n);
		s->len += n;
		i += n;
		if (s->len % 64 == 0)
			compress(s->state, s->block);
	}
}

struct text
sha256_finish(struct sha256 *s, struct arena *a)
{
	uint64_t bits = s->len * 8;
	char length[8];
	for (int i = 0; i < 8; i++)
		length[i] = (char)(bits >> (56 - 8 * i));
	sha256_add(s, T("\x80"));
	while (s->len % 64 != 56)
		sha256_add(s, T("\0"));
	sha256_add(s, (struct text){ length, sizeof length });
	const uint32_t *h = s->state;
	return text_format(a, "%08x%08x%08x%08x%08x%08x%08x%08x", h[0], h[1], h[2], h[3],
			   h[4], h[5], h[6], h[7]);
}

struct text
sha256_text(struct arena *a, struct text bytes)
{
	struct sha256 s;
	sha256_init(&s);
	sha256_add(&s, bytes);
	return sha256_finish(&s, a);
}
