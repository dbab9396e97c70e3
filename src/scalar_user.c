/* Users and groups, by number or by name. */
#include "scalar.h"

/* The largest is what chown(2) takes as "leave it". */
static bool
is_id(struct text t)
{
	int64_t id;
	return t.len && t.ptr[0] != '-' && scalar_integer(t, &id) && id < UINT32_MAX;
}

/* As useradd(8) has it, and shadow's NAME_REGEX: a letter or '_' first. */
static bool
is_account(struct text t)
{
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool later = (c >= '0' && c <= '9') || c == '-' || c == '.';
		if (!letter && !(i && later))
			return false;
	}
	return t.len && t.len <= 32;
}

bool
scalar_is_user(struct text t)
{
	size_t colon = text_find_byte(t, ':');
	struct text user = text_slice(t, 0, colon);
	struct text group = text_slice(t, colon + 1, t.len);
	if (!is_id(user) && !is_account(user))
		return false;
	return colon == t.len || is_id(group) || is_account(group);
}

bool
scalar_is_owner(struct text t)
{
	size_t colon = text_find_byte(t, ':');
	return is_id(text_slice(t, 0, colon)) &&
	       (colon == t.len || is_id(text_slice(t, colon + 1, t.len)));
}
