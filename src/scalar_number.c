/* Whole numbers, ports and processors. */
#include "scalar.h"

bool
scalar_integer(struct text t, int64_t *number)
{
	bool negative = t.len && t.ptr[0] == '-';
	int64_t value = 0;
	if (t.len == (size_t)negative)
		return false;
	for (size_t i = negative; i < t.len; i++) {
		if (t.ptr[i] < '0' || t.ptr[i] > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, t.ptr[i] - '0', &value))
			return false;
	}
	*number = negative ? -value : value;
	return true;
}

bool
scalar_port(struct text t, int64_t *port)
{
	return scalar_integer(t, port) && *port >= 1 && *port <= 65535;
}

bool
scalar_ports(struct text t, int64_t ports[2])
{
	size_t dash = text_find_byte(t, '-');
	if (!scalar_port(text_slice(t, 0, dash), &ports[0]))
		return false;
	ports[1] = ports[0];
	return dash == t.len || (scalar_port(text_slice(t, dash + 1, t.len), &ports[1]) &&
				 ports[0] < ports[1]);
}

bool
scalar_rate(struct text t, int64_t rate[2])
{
	size_t slash = text_find_byte(t, '/');
	struct text unit = text_slice(t, slash + 1, t.len);
	rate[1] = text_is(unit, "s") ? 1000 : 60000;
	return scalar_integer(text_slice(t, 0, slash), &rate[0]) && rate[0] >= 1 &&
	       rate[0] <= 1000000 && (text_is(unit, "s") || text_is(unit, "m"));
}

bool
scalar_cpus(struct arena *a, struct text t, int64_t *milli, struct text *hint)
{
	size_t point = text_find_byte(t, '.');
	struct text whole = text_slice(t, 0, point);
	struct text fraction = text_slice(t, point + 1, t.len);
	int64_t w = 0, f = 0;
	if (text_ends(t, T("m")))
		*hint = text_format(a, "write it as a fraction of a processor, such as 0.5");
	if (!scalar_integer(whole, &w) || w < 0 || w > 100000)
		return false;
	if (point == t.len) {
		*milli = w * 1000;
		return w > 0;
	}
	if (fraction.len > 3)
		*hint = T("nothing finer than a thousandth of a processor");
	if (!fraction.len || fraction.len > 3 || !scalar_integer(fraction, &f) || f < 0)
		return false;
	for (size_t i = fraction.len; i < 3; i++)
		f *= 10;
	*milli = w * 1000 + f;
	return *milli > 0;
}
