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

struct text
scalar_label_hint(struct arena *a, struct text t)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		char c = t.ptr[i];
		bool upper = c >= 'A' && c <= 'Z';
		buffer_byte(&b, upper ? (char)(c - 'A' + 'a') :
			    c == '_' || c == ' ' || c == '.' ? '-' : c);
	}
	struct text label = buffer_text(&b);
	while (label.len && label.ptr[0] == '-')
		label = text_slice(label, 1, label.len);
	if (text_equal(label, t) || !scalar_is_label(label))
		return (struct text){ 0 };
	return text_format(a, "write '%.*s'", TA(label));
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
scalar_is_shell_variable(struct text t)
{
	/* POSIX, XCU 2.5.3, what ld.so(8) reads, and who somebody is. */
	static const char *const names[] = {
		"ENV",	  "HOME",  "IFS",    "LANG",	   "LD_LIBRARY_PATH", "LD_PRELOAD",
		"LC_ALL", "LINENO", "OLDPWD", "PATH",	   "PPID",	      "PS1",
		"PS2",	  "PS4",   "PWD",    "SHELL",	   "TMPDIR",	      "USER",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(t, names[i]))
			return true;
	return false;
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
