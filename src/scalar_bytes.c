/* Sizes. Units are spelled out: a bare M means two things to two targets. */
#include "scalar.h"

#include "array.h"

static const struct {
	const char *unit;
	int64_t bytes;
} units[] = {
	{ "B", 1 },
	{ "kB", 1000 },
	{ "KB", 1000 },
	{ "MB", 1000000 },
	{ "GB", 1000000000 },
	{ "TB", 1000000000000 },
	{ "KiB", (int64_t)1 << 10 },
	{ "MiB", (int64_t)1 << 20 },
	{ "GiB", (int64_t)1 << 30 },
	{ "TiB", (int64_t)1 << 40 },
};

static size_t
digits(struct text t)
{
	size_t n = 0;
	while (n < t.len && t.ptr[n] >= '0' && t.ptr[n] <= '9')
		n++;
	return n;
}

static void
hint_at_unit(struct arena *a, struct text number, struct text unit, struct text *hint)
{
	struct text letters = T("KMGTkmgt");
	char upper = unit.len ? (char)(unit.ptr[0] & ~0x20) : 0;
	if (!unit.len)
		*hint = text_format(a, "write the unit, for example %.*sMiB", TA(number));
	else if (unit.len <= 2 && text_find_byte(letters, unit.ptr[0]) < letters.len)
		*hint = text_format(a,
				    "write %.*s%ciB (1024-based) or %.*s%cB (1000-based): tools "
				    "disagree on what it means",
				    TA(number), upper, TA(number), upper);
}

static int64_t
find_unit(struct text name)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (text_is(name, units[i].unit))
			return units[i].bytes;
	return 0;
}

/* `1.5GiB` is 1536MiB. */
static void
hint_at_fraction(struct arena *a, struct text t, struct text *hint)
{
	enum { digits_max = 6 };
	size_t whole = digits(t);
	struct text after = text_slice(t, whole + 1, t.len);
	struct text fraction = text_slice(after, 0, digits(after));
	struct text name = text_slice(after, fraction.len, after.len);
	int64_t unit = find_unit(name), step = text_ends(name, T("iB")) ? 1024 : 1000;
	int64_t number, part, power = 1;
	if (unit < step || whole > digits_max || fraction.len > 3 ||
	    !scalar_integer(text_slice(t, 0, whole), &number) ||
	    !scalar_integer(fraction, &part))
		return;
	for (size_t i = 0; i < fraction.len; i++)
		power *= 10;
	if (part * step % power)
		return;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (units[i].bytes == unit / step && units[i].unit[0] != 'k')
			*hint = text_format(a, "write %lld%s",
					    (long long)(number * step + part * step / power),
					    units[i].unit);
}

bool
scalar_bytes(struct arena *a, struct text t, int64_t *bytes, struct text *hint)
{
	size_t n = digits(t);
	struct text unit = text_slice(t, n, t.len);
	int64_t number;
	if (unit.len && unit.ptr[0] == '.')
		hint_at_fraction(a, t, hint);
	if (!n || !scalar_integer(text_slice(t, 0, n), &number))
		return false;
	int64_t size = find_unit(unit);
	if (size)
		return !__builtin_mul_overflow(number, size, bytes);
	if (find_unit(text_trim(unit)))
		*hint = text_format(a, "write %.*s%.*s", (int)n, t.ptr, TA(text_trim(unit)));
	else
		hint_at_unit(a, text_slice(t, 0, n), unit, hint);
	return false;
}

struct text
scalar_bytes_print(struct arena *a, int64_t bytes)
{
	static const char *const binary[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;
	while (unit < 4 && bytes && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	return text_format(a, "%lld%s", (long long)bytes, binary[unit]);
}
