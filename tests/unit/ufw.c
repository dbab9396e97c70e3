/* Addresses as ufw keeps them: a second run must find the rule it made. */
#include "../../targets/ufw/ufw.h"
#include "check.h"

static bool
normal(const char *block, const char *want)
{
	struct arena a;
	struct text result = { 0 };
	arena_init(&a);
	bool fine = ufw_normalise(&a, text_of(block), &result) && text_is(result, want);
	arena_release(&a);
	return fine;
}

static bool
refused(const char *block)
{
	struct arena a;
	struct text result;
	arena_init(&a);
	bool fine = !ufw_normalise(&a, text_of(block), &result);
	arena_release(&a);
	return fine;
}

int
main(void)
{
	CHECK(normal("10.0.0.5", "10.0.0.5"));
	CHECK(normal("10.0.0.5/32", "10.0.0.5"));
	CHECK(normal("10.0.0.5/8", "10.0.0.0/8"));
	CHECK(normal("10.1.255.5/18", "10.1.192.0/18"));
	CHECK(normal("0.0.0.0/0", "0.0.0.0/0"));
	CHECK(normal("2001:DB8:0:0::1", "2001:db8::1"));
	CHECK(normal("2001:db8::1/33", "2001:db8::/33"));
	CHECK(normal("::/0", "::/0"));
	CHECK(refused("db.example.com"));
	CHECK(refused("10.0.0.5/33"));
	CHECK(refused("10.0.0.5/"));
	CHECK(refused("10.0.0.5/0032"));
	CHECK(refused("10.0.0"));
	CHECK(refused(""));
	return check_result();
}
