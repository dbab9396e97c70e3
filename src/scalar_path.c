/* Paths: of files, of requests, and the bits of a file's mode. */
#include "scalar.h"

/* Bytes from `low` on, and no DEL. */
static bool
is_printable(struct text t, unsigned char low)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.ptr[i] < low || t.ptr[i] == 0x7F)
			return false;
	return true;
}

bool
scalar_is_path(struct text t)
{
	return t.len && t.ptr[0] == '/' && is_printable(t, ' ');
}

bool
scalar_is_url_path(struct text t)
{
	return t.len && t.ptr[0] == '/' && is_printable(t, ' ' + 1);
}

bool
scalar_is_mode(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.ptr[i] < '0' || t.ptr[i] > '7')
			return false;
	return t.len == 3 || t.len == 4;
}
