/* Addresses and blocks of them, read by inet_pton(3). */
#include "scalar.h"

#include <arpa/inet.h>
#include <string.h>

static bool
is_address(int family, struct text t)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	if (t.len >= sizeof text)
		return false;
	memcpy(text, t.ptr, t.len);
	text[t.len] = 0;
	return !memchr(text, 0, t.len) && inet_pton(family, text, bytes) == 1;
}

bool
scalar_is_ipv6(struct text t)
{
	return is_address(AF_INET6, text_slice(t, 0, text_find_byte(t, '/')));
}

bool
scalar_is_cidr(struct text t)
{
	size_t slash = text_find_byte(t, '/');
	struct text address = text_slice(t, 0, slash);
	int64_t bits;
	bool v6 = scalar_is_ipv6(address);
	if (!v6 && !is_address(AF_INET, address))
		return false;
	if (slash == t.len)
		return true;
	return scalar_integer(text_slice(t, slash + 1, t.len), &bits) && bits >= 0 &&
	       bits <= (v6 ? 128 : 32);
}
