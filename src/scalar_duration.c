/* Durations: numbers with units, the larger unit first. */
#include "scalar.h"

static const struct {
	const char *unit;
	int64_t milliseconds;
	const char *words; /* what people write as well, for a hint */
} units[] = {
	{ "d", 86400000, "d|day|days" },
	{ "h", 3600000, "h|hr|hour|hours" },
	{ "m", 60000, "m|min|mins|minute|minutes" },
	{ "s", 1000, "s|sec|secs|second|seconds" },
	{ "ms", 1, "ms|msec|millisecond|milliseconds" },
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

/* The unit that a person may mean by a word. */
static size_t
guess_unit(struct text word)
{
	for (size_t i = 0; i < unit_len; i++) {
		struct text rest = text_of(units[i].words), known;
		while (text_cut(&rest, '|', &known))
			if (text_equal(known, word))
				return i;
	}
	return unit_len;
}

/* `1 minute`, `0.5s`: what to write instead. */
static void
hint_at_words(struct arena *a, struct text t, struct text *hint)
{
	enum { digits_max = 6 };
	size_t whole = span_of(t, 0, '0', '9'), end = whole;
	if (end < t.len && t.ptr[end] == '.')
		end = span_of(t, end + 1, '0', '9');
	struct text fraction = text_slice(t, whole + 1, end);
	size_t unit = guess_unit(text_trim(text_slice(t, end, t.len)));
	int64_t number, thousandths = 0;
	if (unit == unit_len || whole > digits_max || fraction.len > 3 ||
	    !scalar_integer(text_slice(t, 0, whole), &number))
		return;
	scalar_integer(fraction, &thousandths);
	for (size_t i = fraction.len; i < 3; i++)
		thousandths *= 10;
	int64_t ms = (1000 * number + thousandths) * units[unit].milliseconds / 1000;
	*hint = text_format(a, "write %.*s", TA(scalar_duration_print(a, ms)));
}

static bool
read_parts(struct text t, int64_t *milliseconds)
{
	int64_t total = 0, number, part;
	size_t next_unit = 0;
	for (size_t at = 0; at < t.len;) {
		size_t unit_at = span_of(t, at, '0', '9');
		size_t end = span_of(t, unit_at, 'a', 'z');
		struct text digits = text_slice(t, at, unit_at);
		size_t unit = find_unit(text_slice(t, unit_at, end));
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

bool
scalar_duration(struct arena *a, struct text t, int64_t *milliseconds, struct text *hint)
{
	if (read_parts(t, milliseconds))
		return true;
	if (t.len && span_of(t, 0, '0', '9') == t.len)
		*hint = text_format(a, "write the unit, for example %.*ss", TA(t));
	else
		hint_at_words(a, t, hint);
	return false;
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
