/* The vectors that NIST publishes with FIPS 180-4, and the lengths at which the
 * padding changes its number of blocks. */
#include "check.h"
#include "sha256.h"

#include <string.h>

static struct arena a;

static void
test_vectors(void)
{
	CHECK(text_is(sha256_text(&a, T("")), "e3b0c44298fc1c149afbf4c8996fb924"
					      "27ae41e4649b934ca495991b7852b855"));
	CHECK(text_is(sha256_text(&a, T("abc")), "ba7816bf8f01cfea414140de5dae2223"
						 "b00361a396177a9cb410ff61f20015ad"));
	CHECK(text_is(sha256_text(&a, T("abcdbcdecdefdefgefghfghighijhijk"
					"ijkljklmklmnlmnomnopnopq")),
		      "248d6a61d20638b8e5c026930c3e6039"
		      "a33ce45964ff2167f6ecedd419db06c1"));
	CHECK(text_is(sha256_text(&a, T("abcdefghbcdefghicdefghijdefghijkefghijkl"
					"fghijklmghijklmnhijklmnoijklmnopjklmnopq"
					"klmnopqrlmnopqrsmnopqrstnopqrstu")),
		      "cf5b16a778af8380036ce59e7b049237"
		      "0b249b11e8f07a51afac45037afee9d1"));
}

static void
test_million(void)
{
	char *ptr = arena_array(&a, char, 1000000);
	memset(ptr, 'a', 1000000);
	struct text all = { ptr, 1000000 };
	static const char want[] = "cdc76e5c9914fb9281a1c7e284d73e67"
				   "f1809a48a497200e046d39ccc7112cd0";
	CHECK(text_is(sha256_text(&a, all), want));
	struct sha256 s;
	sha256_init(&s);
	for (size_t i = 0, n = 1; i < all.len; i += n, n = n % 131 + 1)
		sha256_add(&s, text_slice(all, i, i + n));
	CHECK(text_is(sha256_finish(&s, &a), want));
}

/* 55 bytes and the padding fill one block exactly; with 56 it takes two. */
static void
test_padding(void)
{
	char ptr[64];
	memset(ptr, 'a', sizeof ptr);
	CHECK(text_is(sha256_text(&a, (struct text){ ptr, 55 }),
		      "9f4390f8d30c2dd92ec9f095b65e2b9a"
		      "e9b0a925a5258e241c9f1e910f734318"));
	CHECK(text_is(sha256_text(&a, (struct text){ ptr, 56 }),
		      "b35439a4ac6f0948b6d6f9e3c6af0f5f"
		      "590ce20f1bde7090ef7970686ec6738a"));
	CHECK(text_is(sha256_text(&a, (struct text){ ptr, 64 }),
		      "ffe054fe7ae0cb6dc65c3af9b61d5209"
		      "f439851db43d0ba5997337df154668eb"));
}

int
main(void)
{
	arena_init(&a);
	test_vectors();
	test_million();
	test_padding();
	arena_release(&a);
	return check_result();
}
