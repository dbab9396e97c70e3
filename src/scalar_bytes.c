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

bool
scalar_bytes(struct arena *a, struct text t, int64_t *bytes, struct text *hint)
{
	size_t n = digits(t);
	struct text unit = text_slice(t, n, t.len);
	int64_t number;
	if (!n || !scalar_integer(text_slice(t, 0, n), &number))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (text_is(unit, units[i].unit))
			return !__builtin_mul_overflow(number, units[i].bytes, bytes);
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
