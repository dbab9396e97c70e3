/*
 * What the API server takes as names, label keys and label values. The limits are
 * those of k8s.io/apimachinery/pkg/util/validation: labels of RFC 1123 with 63
 * characters, subdomains with 253, qualified names with an optional prefix.
 */
#include "kubernetes.h"

enum {
	label_max = 63,
	subdomain_max = 253,
	slug_max = 40, /* leaves room for a counter and for suffixes of controllers */
};

static bool
is_lower_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
is_alnum(char c)
{
	return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

bool
kubernetes_name_label(struct text t)
{
	if (!t.len || t.len > label_max)
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!is_lower_alnum(t.ptr[i]) && t.ptr[i] != '-')
			return false;
	return t.ptr[0] != '-' && t.ptr[t.len - 1] != '-';
}

bool
kubernetes_name_subdomain(struct text t)
{
	struct text part;
	if (!t.len || t.len > subdomain_max)
		return false;
	while (text_cut(&t, '.', &part))
		if (!kubernetes_name_label(part))
			return false;
	return true;
}

bool
kubernetes_name_label_value(struct text t)
{
	if (t.len > label_max)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool inner = c == '-' || c == '_' || c == '.';
		if (!is_alnum(c) && !(inner && i && i + 1 < t.len))
			return false;
	}
	return true;
}

bool
kubernetes_name_key(struct text t)
{
	size_t slash = text_find_byte(t, '/');
	if (slash < t.len) {
		if (!kubernetes_name_subdomain(text_slice(t, 0, slash)))
			return false;
		t = text_slice(t, slash + 1, t.len);
	}
	return t.len && kubernetes_name_label_value(t);
}

struct text
kubernetes_name_slug(struct arena *a, struct text t)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < t.len && b.len < slug_max; i++) {
		char c = t.ptr[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (is_lower_alnum(c))
			buffer_byte(&b, c);
		else if (b.len && b.ptr[b.len - 1] != '-')
			buffer_byte(&b, '-');
	}
	while (b.len && b.ptr[b.len - 1] == '-')
		b.len--;
	return b.len ? buffer_text(&b) : T("path");
}
