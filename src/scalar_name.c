/* Names, by the standard each is bound to. */
#include "scalar.h"

static bool
is_alnum(char c, bool upper)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       (upper && c >= 'A' && c <= 'Z');
}

bool
scalar_is_label(struct text t)
{
	if (!t.len || t.len > 63 || t.ptr[0] == '-' || t.ptr[t.len - 1] == '-')
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!is_alnum(t.ptr[i], false) && t.ptr[i] != '-')
			return false;
	return true;
}

bool
scalar_is_identifier(struct text t, bool dash)
{
	if (!t.len || (t.ptr[0] >= '0' && t.ptr[0] <= '9') || t.ptr[0] == '-')
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!is_alnum(t.ptr[i], true) && t.ptr[i] != '_' && !(dash && t.ptr[i] == '-'))
			return false;
	return true;
}

bool
scalar_is_host(struct text t)
{
	struct text rest = t, label;
	if (scalar_is_cidr(t))
		return text_find_byte(t, '/') == t.len;
	if (!t.len || t.len > 253)
		return false;
	while (text_cut(&rest, '.', &label))
		if (!scalar_is_label(label))
			return false;
	return true;
}
