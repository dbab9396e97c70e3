/* Values in nginx's own notation. */
#include "nginx.h"

#include <inttypes.h>
#include <string.h>

struct unit {
	int64_t size;
	const char *name;
};

/* The value in the first unit that divides it. */
static struct text
in_units(struct arena *a, int64_t value, const struct unit *units)
{
	while (units->size > 1 && value % units->size)
		units++;
	return text_format(a, "%" PRId64 "%s", value / units->size, units->name);
}

struct text
nginx_time(struct arena *a, int64_t milliseconds)
{
	static const struct unit units[] = {
		{ 86400000, "d" }, { 3600000, "h" }, { 60000, "m" },
		{ 1000, "s" },	   { 1, "ms" },
	};
	return in_units(a, milliseconds, units);
}

struct text
nginx_seconds(struct arena *a, int64_t milliseconds)
{
	return nginx_time(a, (milliseconds + 999) / 1000 * 1000);
}

struct text
nginx_size(struct arena *a, int64_t bytes)
{
	static const struct unit units[] = {
		{ 1 << 30, "g" },
		{ 1 << 20, "m" },
		{ 1 << 10, "k" },
		{ 1, "" },
	};
	return in_units(a, bytes, units);
}

struct text
nginx_address(struct arena *a, struct text host, int64_t port)
{
	if (text_find_byte(host, ':') < host.len)
		return text_format(a, "[%.*s]:%" PRId64, TA(host), port);
	return text_format(a, "%.*s:%" PRId64, TA(host), port);
}

struct text
nginx_pattern(struct arena *a, struct text t)
{
	struct buffer out = { .arena = a };
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] == '$') {
			buffer_add(&out, T("\\x24"));
			continue;
		}
		if (memchr("\\^.[]|()?*+{}", t.ptr[i], 13))
			buffer_byte(&out, '\\');
		buffer_byte(&out, t.ptr[i]);
	}
	return buffer_text(&out);
}

struct text
nginx_folder(struct arena *a, struct text path)
{
	return text_ends(path, T("/")) ? path : text_format(a, "%.*s/", TA(path));
}
