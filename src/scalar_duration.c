/* Durations: numbers with units, the larger unit first. */
#include "scalar.h"

static const struct {
	const char *unit;
	int64_t milliseconds;
} units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 },
};

enum { unit_len = sizeof units / sizeof *units };

static size_t
span_of(struct text t, size_t from, char low, char high)
{
	size_t n = from;
	while (n < t.len && t.ptr[n] >= low && t.ptr[n] <= high)
		n++;
	return n;
}

static size_t
find_unit(struct text name)
{
	for (size_t i = 0; i < unit_len; i++)
		if (text_is(name, units[i].unit))
			return i;
	return unit_len;
}

bool
scalar_duration(struct arena *a, struct text t, int64_t *milliseconds, struct text *hint)
{
	int64_t total = 0, number, part;
	size_t next_unit = 0;
	for (size_t at = 0; at < t.len;) {
		size_t unit_at = span_of(t, at, '0', '9');
		size_t end = span_of(t, unit_at, 'a', 'z');
		struct text digits = text_slice(t, at, unit_at);
		size_t unit = find_unit(text_slice(t, unit_at, end));
		if (unit_at == t.len && at == 0 && unit_at)
			*hint = text_format(a, "write the unit, for example %.*ss", TA(t));
		if (unit == unit_len || unit < next_unit || !scalar_integer(digits, &number))
			return false;
		if (__builtin_mul_overflow(number, units[unit].milliseconds, &part) ||
		    __builtin_add_overflow(total, part, &total))
			return false;
		next_unit = unit + 1;
		at = end;
	}
	*milliseconds = total;
	return t.len > 0;
}

struct text
scalar_duration_print(struct arena *a, int64_t milliseconds)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < unit_len; i++) {
		int64_t n = milliseconds / units[i].milliseconds;
		milliseconds %= units[i].milliseconds;
		if (n)
			buffer_format(&b, "%lld%s", (long long)n, units[i].unit);
	}
	return b.len ? buffer_text(&b) : T("0s");
}
