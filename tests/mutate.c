/*
 * Specs that were spoilt at random:
 *
 *   mutate [ROUNDS]             default 1; run from the root of the project
 *   mutate --show SPEC NUMBER   print one of them
 *
 * Every spec of examples/ and tests/ is spoilt in a few ways: a node deleted, put
 * twice, swapped with another, made another kind of thing; a line moved or taken
 * out; the text cut off, or bytes of it changed. Each result is compiled, linted,
 * emitted where it has no errors, and reported, in a process of its own. Whatever it
 * is, that process has to come to its end: no signal, no failed rule, no more time
 * than a person waits; and each error has a place, within its file.
 *
 * What is done is drawn from the spec's path and the number, so it is the same in
 * each run.
 */
#include "bundle.h"
#include "check.h"
#include "handover.h"
#include "lint.h"
#include "os.h"
#include "path.h"
#include "report.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	seconds_max = 20, /* with the machine busy; a run takes a hundredth of one */
	failures_shown_max = 20,
	per_case = 3, /* mutations of a test case, and of an example */
	per_example = 40,
};

struct seed {
	struct text path, bytes;
	ARRAY(struct span) nodes; /* keys and values */
	ARRAY(struct span) keys;
	ARRAY(struct span) scalars; /* values */
};

struct fuzz {
	struct arena arena;
	size_t runs, failed;
};

/* Numbers: splitmix64, by Sebastiano Vigna. */

struct random {
	uint64_t state;
};

static uint64_t
draw(struct random *r, size_t below)
{
	uint64_t z = r->state += 0x9E3779B97F4A7C15;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
	z ^= z >> 31;
	return below ? z % below : 0;
}

/* What is put in the place of something. */
static const char *const oddities[] = {
	"null",
	"~",
	"",
	"\"\"",
	"[]",
	"{}",
	"[[]]",
	"{ a: { b: c } }",
	"[a, b, a]",
	"no-such-name",
	"true",
	"-1",
	"0",
	"1",
	"65536",
	"99999999999999999999",
	"0x10",
	"1e3",
	".5",
	"text",
	"a b",
	"/",
	"../..",
	"$",
	"${",
	"${}",
	"${vars.x}",
	"${secrets.db}",
	"\"${services.web.url}\"",
	"\"${service.ports.http}\"",
	"${stack.name}",
	"\"${gateway.url[app]}\"",
	"\"${vars[\"",
	"*a",
	"&a x",
	"<<",
	"!!binary x",
	"|",
	">",
	"- x",
	"\"\\0\"",
	"\"\\x1b[31m\"",
	"\"\\u202e\"",
	"\xE4\xB8\xAD\xE6\x96\x87",
	"\xF0\x9F\x98\x80",
	"\xFF",
	"\t",
	"# x",
	"512M",
	"1h",
	"10.0.0.0/8",
	"::1",
	"host",
	"public",
	"default",
	"services",
	"web: http",
	"\"a\\nb\"",
	"'it''s'",
	"{ <<: *a }",
	"{ port: 80, publish: [{ port: 80 }, { port: 80, on: public }] }",
	"{ default: x, pattern: '(' }",
	"[kubernetes]",
	"[compose, pm2, ufw, nginx]",
};

enum { oddity_len = sizeof oddities / sizeof *oddities };

static struct text
part(const struct seed *s, struct span at)
{
	return text_slice(s->bytes, at.offset, at.offset + at.len);
}

/* The text with one range of it replaced. */
static struct text
replace(struct arena *a, struct text t, size_t from, size_t to, struct text with)
{
	return text_format(a, "%.*s%.*s%.*s", (int)from, t.ptr, TA(with),
			   (int)(t.len - to), t.ptr + to);
}

static struct text
spoil_node(struct arena *a, struct random *r, const struct seed *s)
{
	struct span x = s->nodes.items[draw(r, s->nodes.len)];
	struct span y = s->nodes.items[draw(r, s->nodes.len)];
	size_t end = x.offset + x.len;
	struct text own = part(s, x);
	switch (draw(r, 6)) {
	case 0: return replace(a, s->bytes, x.offset, end, T(""));
	case 1: return replace(a, s->bytes, end, end, text_format(a, ", %.*s", TA(own)));
	case 2: return replace(a, s->bytes, x.offset, end, part(s, y));
	case 3:
		if (x.offset > y.offset) {
			struct span z = x;
			x = y;
			y = z;
		}
		if (x.offset + x.len > y.offset)
			return replace(a, s->bytes, y.offset, y.offset + y.len, T("x"));
		own = part(s, x);
		return replace(a, replace(a, s->bytes, y.offset, y.offset + y.len, own),
			       x.offset, x.offset + x.len, part(s, y));
	default:
		return replace(a, s->bytes, x.offset, end,
			       text_of(oddities[draw(r, oddity_len)]));
	}
}

/* One key or value in the place of another: still YAML, and often still a spec. */
static struct text
spoil_kind(struct arena *a, struct random *r, const struct seed *s,
	   const struct span *all, size_t len)
{
	struct span x = all[draw(r, len)], y = all[draw(r, len)];
	return replace(a, s->bytes, x.offset, x.offset + x.len, part(s, y));
}

/* The line a byte is in, its end included. */
static void
line_around(struct text t, size_t at, size_t *from, size_t *to)
{
	for (*from = at; *from && t.ptr[*from - 1] != '\n';)
		--*from;
	for (*to = at; *to < t.len && t.ptr[*to] != '\n';)
		++*to;
	*to += *to < t.len;
}

static struct text
spoil_line(struct arena *a, struct random *r, struct text t)
{
	size_t from, to, other, other_end;
	line_around(t, draw(r, t.len), &from, &to);
	line_around(t, draw(r, t.len), &other, &other_end);
	struct text line = text_slice(t, from, to);
	switch (draw(r, 4)) {
	case 0: return replace(a, t, from, to, T(""));
	case 1: return replace(a, t, other, other, line);
	case 2: return replace(a, t, from, from, T("  "));
	default: return replace(a, t, from, from, line.ptr[0] == ' ' ? T("") : T("- "));
	}
}

static struct text
spoil_bytes(struct arena *a, struct random *r, struct text t)
{
	struct text copy = text_copy(a, t);
	char *bytes = (char *)(uintptr_t)copy.ptr; /* it is ours */
	for (size_t n = 1 + draw(r, 4); n > 0; n--)
		bytes[draw(r, t.len)] =
			"\"'[]{}:,#&*!|>%@`$\n\t -0aA\x80\xC3"[draw(r, 28)];
	return copy;
}

static struct text
spoil(struct arena *a, const struct seed *s, size_t number)
{
	struct random r = { text_hash(s->path) + number * 1000003 };
	size_t kind = s->scalars.len ? draw(&r, 16) : 14;
	if (kind < 5)
		return spoil_kind(a, &r, s, s->scalars.items, s->scalars.len);
	if (kind < 7)
		return spoil_kind(a, &r, s, s->keys.items, s->keys.len);
	if (kind < 11)
		return spoil_node(a, &r, s);
	if (kind < 14)
		return spoil_line(a, &r, s->bytes);
	if (kind < 15)
		return spoil_bytes(a, &r, s->bytes);
	return text_slice(s->bytes, 0, draw(&r, s->bytes.len));
}

/* Running one. */

static bool
is_placed(const struct run *run, const struct diag *d)
{
	if (d->severity < SEVERITY_ERROR)
		return true;
	if (!d->at.source || d->at.source >= run->sources.all.len)
		return false;
	const struct source *source = source_get(&run->sources, d->at.source);
	return (size_t)d->at.offset + d->at.len <= source->bytes.len;
}

/* A rule or a file of the catalogue that fails is our fault, whatever the spec. */
static bool
is_ours(const struct diag *d)
{
	return text_is(d->id, "lint/rule-failed") || text_is(d->id, "catalog/failed");
}

static void
emit(struct run *run, struct bundle *bundle, const struct environment *env)
{
	bundle_environment(bundle, env->name, T("model"));
	for (size_t i = 0; i < env->deployments.len; i++) {
		const struct deployment *d = &env->deployments.items[i];
		bundle->target = text_of(d->target->name);
		if (d->target->emit)
			d->target->emit(&run->arena, run->scratch, d, bundle);
	}
	bundle->target = T("");
	handover_emit(&run->arena, run->scratch, env, bundle);
}

static void
emit_all(struct run *run)
{
	struct bundle bundle;
	for (size_t i = 0; i < run->environments.len && !run->diags.errors; i++) {
		const struct environment *env = &run->environments.items[i];
		for (size_t k = 0; k < env->deployments.len; k++)
			check_parameters(run->scratch, &run->diags,
					 &env->deployments.items[k]);
	}
	if (run->diags.errors || !run->root)
		return;
	bundle_init(&bundle, &run->arena, node_get(run->root, T("stack"))->text, T("0"));
	for (size_t i = 0; i < run->environments.len; i++)
		emit(run, &bundle, &run->environments.items[i]);
}

static bool
compile(const struct seed *s, struct text bytes)
{
	struct run run;
	run_init(&run);
	run.folder = path_folder(s->path);
	if (pipeline_compile_text(&run, s->path, bytes))
		lint_run(&run);
	emit_all(&run);
	diags_settle(&run.diags, run.environments.len);
	bool fine = true;
	for (size_t i = 0; i < run.diags.all.len; i++) {
		const struct diag *d = run.diags.all.items[i];
		if (is_placed(&run, d) && !is_ours(d))
			continue;
		fprintf(stderr, "%.*s: %.*s\n", TA(d->id), TA(d->message));
		fine = false;
	}
	struct report_options options = { 0 };
	struct buffer text = { .arena = &run.arena }, json = { .arena = &run.arena };
	report_text(&text, &run.sources, &run.diags, &options);
	report_json(&json, &run.sources, &run.diags, &options);
	run_release(&run);
	return fine;
}

static void
test_one(struct fuzz *f, const struct seed *s, size_t number)
{
	struct text bytes = spoil(&f->arena, s, number);
	pid_t pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
		alarm(seconds_max);
		_exit(!compile(s, bytes));
	}
	int status = 0;
	f->runs++;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status))
		return;
	if (f->failed++ < failures_shown_max)
		fprintf(stderr, "mutate --show %.*s %zu: %s %d\n", TA(s->path), number,
			WIFSIGNALED(status) ? "signal" : "exit status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* Reading the seeds. */

static void
add_nodes(struct arena *a, struct seed *s, const struct node *n)
{
	for (size_t i = 0; i < n->len; i++) {
		const struct entry *e = &n->entries[i];
		if (e->via.source)
			continue;
		if (e->key) {
			array_push(a, &s->nodes, e->key->at);
			array_push(a, &s->keys, e->key->at);
		}
		array_push(a, &s->nodes, e->value->at);
		if (e->value->kind == NODE_SCALAR && e->value->style <= STYLE_DOUBLE)
			array_push(a, &s->scalars, e->value->at);
		add_nodes(a, s, e->value);
	}
}

static bool
read_seed(struct fuzz *f, struct seed *s, const char *path)
{
	struct run run;
	struct documents documents = { 0 };
	s->path = text_of(path);
	struct os_error error =
		os_read_file(&f->arena, s->path, tree_bytes_max, &s->bytes);
	if (error.kind || !s->bytes.len)
		return false;
	run_init(&run);
	uint32_t source = source_add(&run.sources, s->path, s->bytes);
	if (tree_parse(&run.arena, run.scratch, &run.sources, &run.diags, source,
		       &documents))
		for (size_t i = 0; i < documents.len; i++)
			add_nodes(&f->arena, s, documents.items[i]);
	run_release(&run);
	return true;
}

static void
test_all(struct fuzz *f, const char *pattern, size_t len)
{
	glob_t files = { 0 };
	if (glob(pattern, 0, NULL, &files)) {
		fprintf(stderr, "mutate: nothing matches %s\n", pattern);
		f->failed++;
		return;
	}
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct seed s = { 0 };
		bool fine = read_seed(f, &s, files.gl_pathv[i]);
		for (size_t n = 0; fine && n < len; n++)
			test_one(f, &s, n);
	}
	globfree(&files);
}

static int
show(struct fuzz *f, const char *path, const char *number)
{
	struct seed s = { 0 };
	if (!read_seed(f, &s, path))
		return 2;
	struct text bytes = spoil(&f->arena, &s, strtoull(number, NULL, 10));
	return fwrite(bytes.ptr, 1, bytes.len, stdout) != bytes.len;
}

int
main(int argc, char **argv)
{
	struct fuzz f = { 0 };
	arena_init(&f.arena);
	if (argc == 4 && !strcmp(argv[1], "--show"))
		return show(&f, argv[2], argv[3]);
	size_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	test_all(&f, "examples/*/stack.yaml", per_example * rounds);
	test_all(&f, "tests/spec/*/*.yaml", per_case * rounds);
	test_all(&f, "tests/targets/*/*/stack.yaml", per_case * rounds);
	if (f.failed)
		fprintf(stderr, "mutate: %zu of %zu runs failed\n", f.failed, f.runs);
	arena_release(&f.arena);
	return f.failed || !f.runs;
}
