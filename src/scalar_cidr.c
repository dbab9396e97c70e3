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
scalar_is_network(struct arena *a, struct text cidr, struct text *hint)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN] = "";
	size_t slash = text_find_byte(cidr, '/');
	int family = scalar_is_ipv6(cidr) ? AF_INET6 : AF_INET;
	size_t size = family == AF_INET6 ? 16 : 4;
	int64_t bits;
	bool fine = true;
	if (slash == cidr.len)
		return true;
	memcpy(text, cidr.ptr, slash);
	inet_pton(family, text, bytes);
	scalar_integer(text_slice(cidr, slash + 1, cidr.len), &bits);
	for (size_t i = 0; i < size; i++) {
		int64_t kept = bits - 8 * (int64_t)i;
		unsigned mask = kept >= 8 ? 0xFF : kept <= 0 ? 0 : 0xFF00u >> kept & 0xFF;
		fine &= !(bytes[i] & ~mask);
		bytes[i] &= (unsigned char)mask;
	}
	if (!fine)
		*hint = text_format(a, "the block is %s/%lld",
				    inet_ntop(family, bytes, text, sizeof text),
				    (long long)bits);
	return fine;
}

bool
scalar_is_source(struct arena *a, struct text t, struct text *hint)
{
	return scalar_is_cidr(t) ? scalar_is_network(a, t, hint) : scalar_is_label(t);
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
