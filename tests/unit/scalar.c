/* Typed scalars: what each kind reads, what it refuses, and what it says then. */
#include "check.h"
#include "scalar.h"

#include <string.h>

static struct arena arena;

typedef bool read_number(struct arena *, struct text, int64_t *, struct text *);

struct number {
	const char *written;
	int64_t number; /* -1: refused */
	const char *hint;
};

/* The row is told, for CHECK names the line of the loop only. */
static void
check_numbers(read_number *read, const struct number *rows, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const struct number *r = &rows[i];
		struct text hint = { 0 };
		int64_t number = -1;
		bool fine = read(&arena, text_of(r->written), &number, &hint);
		bool same = fine ? number == r->number : r->number == -1;
		if (!fine)
			same &= text_is(hint, r->hint ? r->hint : "");
		if (!same)
			fprintf(stderr, "'%s': %lld, '%.*s'\n", r->written,
				fine ? (long long)number : -1LL, TA(hint));
		CHECK(same);
	}
}

#define NUMBERS(read, rows) check_numbers(read, rows, sizeof rows / sizeof *rows)

static void
test_bytes(void)
{
	static const struct number rows[] = {
		{ "0B", 0, NULL },
		{ "1B", 1, NULL },
		{ "1kB", 1000, NULL },
		{ "1KB", 1000, NULL },
		{ "10MB", 10000000, NULL },
		{ "3GB", 3000000000, NULL },
		{ "1TB", 1000000000000, NULL },
		{ "1KiB", 1024, NULL },
		{ "512MiB", 536870912, NULL },
		{ "2GiB", 2147483648, NULL },
		{ "1TiB", 1099511627776, NULL },
		{ "007MiB", 7340032, NULL },
		{ "8388607TiB", 9223370937343148032, NULL },
		{ "8388608TiB", -1, NULL },
		{ "9223372036854775808B", -1, NULL },
		{ "", -1, NULL },
		{ "MiB", -1, NULL },
		{ "1.5GiB", -1, "write 1536MiB" },
		{ "-1MiB", -1, NULL },
		{ "+1MiB", -1, NULL },
		{ " 1MiB", -1, NULL },
		{ "1 MiB", -1, "write 1MiB" },
		{ "1mib", -1, NULL },
		{ "1e3B", -1, NULL },
		{ "512", -1, "write the unit, for example 512MiB" },
		{ "512M", -1,
		  "write 512MiB (1024-based) or 512MB (1000-based): tools disagree on "
		  "what it means" },
		{ "1g", -1,
		  "write 1GiB (1024-based) or 1GB (1000-based): tools disagree on what it "
		  "means" },
		{ "2Mi", -1,
		  "write 2MiB (1024-based) or 2MB (1000-based): tools disagree on what it "
		  "means" },
	};
	NUMBERS(scalar_bytes, rows);
}

static void
test_duration(void)
{
	static const struct number rows[] = {
		{ "0s", 0, NULL },
		{ "250ms", 250, NULL },
		{ "30s", 30000, NULL },
		{ "90s", 90000, NULL },
		{ "1m30s", 90000, NULL },
		{ "1h", 3600000, NULL },
		{ "7d", 604800000, NULL },
		{ "1d2h3m4s5ms", 93784005, NULL },
		{ "106751991167d", 9223372036828800000, NULL },
		{ "106751991168d", -1, NULL },
		{ "", -1, NULL },
		{ "30", -1, "write the unit, for example 30s" },
		{ "s", -1, NULL },
		{ "30S", -1, NULL },
		{ "30sec", -1, "write 30s" },
		{ "1.5s", -1, "write 1s500ms" },
		{ "-5s", -1, NULL },
		{ "1s 2ms", -1, NULL },
		{ "1s1m", -1, NULL },
		{ "1s1s", -1, NULL },
		{ "1m30", -1, NULL },
		{ "1w", -1, NULL },
	};
	NUMBERS(scalar_duration, rows);
}

static void
test_cpus(void)
{
	static const char fraction[] =
		"write it as a fraction of a processor, such as 0.5";
	static const struct number rows[] = {
		{ "1", 1000, NULL },	 { "0.5", 500, NULL },
		{ "0.25", 250, NULL },	 { "2.125", 2125, NULL },
		{ "0.001", 1, NULL },	 { "100000", 100000000, NULL },
		{ "100001", -1, NULL },	 { "0", -1, NULL },
		{ "0.0", -1, NULL },	 { "", -1, NULL },
		{ ".5", -1, NULL },	 { "1.", -1, NULL },
		{ "-1", -1, NULL },	 { "1,5", -1, NULL },
		{ "1e3", -1, NULL },	 { "0.-1", -1, NULL },
		{ "500m", -1, fraction },
		{ "0.0001", -1, "nothing finer than a thousandth of a processor" },
	};
	NUMBERS(scalar_cpus, rows);
}

static bool
read_port(struct arena *a, struct text t, int64_t *port, struct text *hint)
{
	(void)a;
	(void)hint;
	return scalar_port(t, port);
}

static bool
read_integer(struct arena *a, struct text t, int64_t *number, struct text *hint)
{
	(void)a;
	(void)hint;
	return scalar_integer(t, number);
}

static void
test_integers(void)
{
	static const struct number ports[] = {
		{ "1", 1, NULL },     { "65535", 65535, NULL }, { "0080", 80, NULL },
		{ "0", -1, NULL },    { "65536", -1, NULL },	{ "-1", -1, NULL },
		{ "", -1, NULL },     { "80/tcp", -1, NULL },	{ "80:80", -1, NULL },
		{ "0x50", -1, NULL }, { "22.0", -1, NULL },	{ "http", -1, NULL },
	};
	static const struct number numbers[] = {
		{ "9223372036854775807", INT64_MAX, NULL },
		{ "9223372036854775808", -1, NULL },
		{ "-2", -2, NULL },
		{ "-", -1, NULL },
		{ "--2", -1, NULL },
		{ "1_000", -1, NULL },
		{ "1 ", -1, NULL },
	};
	NUMBERS(read_port, ports);
	NUMBERS(read_integer, numbers);
}

static void
test_print(void)
{
	static const struct {
		int64_t number;
		const char *bytes, *duration;
	} rows[] = {
		{ 0, "0B", "0s" },
		{ 1, "1B", "1ms" },
		{ 1000, "1000B", "1s" },
		{ 1024, "1KiB", "1s24ms" },
		{ 536870912, "512MiB", "6d5h7m50s912ms" },
		{ 90000, "90000B", "1m30s" },
		{ 2199023255552, "2TiB", "25451d15h47m35s552ms" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text bytes = scalar_bytes_print(&arena, rows[i].number);
		struct text duration = scalar_duration_print(&arena, rows[i].number);
		int64_t again;
		struct text hint;
		CHECK(text_is(bytes, rows[i].bytes));
		CHECK(text_is(duration, rows[i].duration));
		CHECK(scalar_bytes(&arena, bytes, &again, &hint) &&
		      again == rows[i].number);
		CHECK(scalar_duration(&arena, duration, &again, &hint) &&
		      again == rows[i].number);
	}
}

/* One column per kind of name: `y` or `n`. */
static void
test_names(void)
{
	static const struct {
		const char *name;
		char label, identifier, dashed, host;
		const char *hint;
	} rows[] = {
		{ "a", 'y', 'y', 'y', 'y', NULL },
		{ "a-b", 'y', 'n', 'y', 'y', NULL },
		{ "a_b", 'n', 'y', 'y', 'n', "write 'a-b'" },
		{ "A", 'n', 'y', 'y', 'n', "write 'a'" },
		{ "Web App", 'n', 'n', 'n', 'n', "write 'web-app'" },
		{ "a.b", 'n', 'n', 'n', 'y', "write 'a-b'" },
		{ "1a", 'y', 'n', 'n', 'y', NULL },
		{ "_", 'n', 'y', 'y', 'n', NULL },
		{ "_a", 'n', 'y', 'y', 'n', "write 'a'" },
		{ "-a", 'n', 'n', 'n', 'n', "write 'a'" },
		{ "a-", 'n', 'n', 'y', 'n', NULL },
		{ "", 'n', 'n', 'n', 'n', NULL },
		{ "a..b", 'n', 'n', 'n', 'n', "write 'a--b'" },
		{ "é", 'n', 'n', 'n', 'n', NULL },
		{ "10.0.0.1", 'n', 'n', 'n', 'y', "write '10-0-0-1'" },
		{ "10.0.0.1/8", 'n', 'n', 'n', 'n', NULL },
		{ "fd00::1", 'n', 'n', 'n', 'y', NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text t = text_of(rows[i].name);
		bool same = scalar_is_label(t) == (rows[i].label == 'y') &&
			    scalar_is_identifier(t, false) ==
				    (rows[i].identifier == 'y') &&
			    scalar_is_identifier(t, true) == (rows[i].dashed == 'y') &&
			    scalar_is_host(t) == (rows[i].host == 'y');
		struct text hint = scalar_label_hint(&arena, t);
		same &= text_is(hint, rows[i].hint ? rows[i].hint : "");
		if (!same)
			fprintf(stderr, "'%s', '%.*s'\n", rows[i].name, TA(hint));
		CHECK(same);
	}
	char longest[64];
	memset(longest, 'a', sizeof longest);
	CHECK(scalar_is_label((struct text){ longest, 63 }));
	CHECK(!scalar_is_label((struct text){ longest, 64 }));
	CHECK(scalar_is_shell_variable(T("PATH")) && !scalar_is_shell_variable(T("path")));
	CHECK(!scalar_is_shell_variable(T("PATHS")) && !scalar_is_shell_variable(T("")));
}

static void
test_cidr(void)
{
	static const struct {
		const char *written;
		bool cidr, v6, network;
		const char *hint;
	} rows[] = {
		{ "10.0.0.5", true, false, true, NULL },
		{ "10.0.0.0/8", true, false, true, NULL },
		{ "0.0.0.0/0", true, false, true, NULL },
		{ "10.0.0.5/32", true, false, true, NULL },
		{ "10.0.0.5/8", true, false, false, "the block is 10.0.0.0/8" },
		{ "10.0.0.129/25", true, false, false, "the block is 10.0.0.128/25" },
		{ "::1", true, true, true, NULL },
		{ "::/0", true, true, true, NULL },
		{ "fd00::/8", true, true, true, NULL },
		{ "fd00::1/8", true, true, false, "the block is fd00::/8" },
		{ "2001:db8::f/125", true, true, false, "the block is 2001:db8::8/125" },
		{ "::ffff:10.0.0.1/128", true, true, true, NULL },
		{ "10.0.0.0/33", false, false, false, NULL },
		{ "fd00::/129", false, true, false, NULL },
		{ "10.0.0.0/-1", false, false, false, NULL },
		{ "10.0.0.0/", false, false, false, NULL },
		{ "10.0.0.0/8/8", false, false, false, NULL },
		{ "10.0.0", false, false, false, NULL },
		{ "010.0.0.1", false, false, false, NULL },
		{ "10.0.0.256", false, false, false, NULL },
		{ "fd00:::1", false, false, false, NULL },
		{ "fe80::1%eth0", false, false, false, NULL },
		{ "[::1]", false, false, false, NULL },
		{ "host", false, false, false, NULL },
		{ "", false, false, false, NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text t = text_of(rows[i].written), hint = { 0 };
		bool cidr = scalar_is_cidr(t);
		bool network = cidr && scalar_is_network(&arena, t, &hint);
		bool same = cidr == rows[i].cidr && network == rows[i].network &&
			    scalar_is_ipv6(t) == rows[i].v6 &&
			    text_is(hint, rows[i].hint ? rows[i].hint : "");
		if (!same)
			fprintf(stderr, "'%s', '%.*s'\n", rows[i].written, TA(hint));
		CHECK(same);
	}
}

static void
test_patterns(void)
{
	static const struct {
		const char *pattern, *subject;
		bool matches;
	} rows[] = {
		{ "^v\\d+$", "v12", true },	     { "^v\\d+$", "v", false },
		{ "a", "cab", true },		     { "^(a|b)$", "b", true },
		{ "^\\p{Han}+$", "中文", true },     { "^.$", "é", true },
		{ "^v\\d$", "v1\n", false },	     { "^v\\d(?m)$", "v1\n2", true },
		{ "^\\w$", "é", false },	     { "(?i)^É$", "é", true },
		{ "^(?!v)", "v1", false },	     { "", "", true },
		{ "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false },
	};
	static const struct {
		const char *pattern, *hint;
	} broken[] = {
		{ "v(\\d+", "missing closing parenthesis, at character 5" },
		{ "[a", "missing terminating ] for character class, at character 2" },
		{ "*", "quantifier does not follow a repeatable item, at character 0" },
		{ "a\\", "\\ at end of pattern, at character 2" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text hint, pattern = text_of(rows[i].pattern);
		CHECK(scalar_is_pattern(&arena, pattern, &hint));
		CHECK(scalar_matches(pattern, text_of(rows[i].subject)) ==
		      rows[i].matches);
	}
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct text hint = { 0 };
		CHECK(!scalar_is_pattern(&arena, text_of(broken[i].pattern), &hint));
		if (!text_is(hint, broken[i].hint))
			fprintf(stderr, "'%s': %.*s\n", broken[i].pattern, TA(hint));
		CHECK(text_is(hint, broken[i].hint));
		CHECK(!scalar_matches(text_of(broken[i].pattern), T("")));
	}
}

int
main(void)
{
	arena_init(&arena);
	test_bytes();
	test_duration();
	test_cpus();
	test_integers();
	test_print();
	test_names();
	test_cidr();
	test_patterns();
	arena_release(&arena);
	return check_result();
}
