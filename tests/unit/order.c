/*
 * The order of keys says nothing. Every spec of the examples and of tests/targets is
 * compiled as it is, and again with the keys of its maps in other orders:
 *
 * - fields, services and environments: every file is the same, byte for byte;
 * - all maps: what lists the entries of the spec's maps (variables, labels, networks)
 *   keeps their order; what is found is the same, and the model has the same digest.
 */
#include "check.h"
#include "array.h"
#include "bundle.h"
#include "digest.h"
#include "handover.h"
#include "jsonout.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

enum { orders = 3 };

/* What a spec compiles to. */
struct built {
	struct text digests; /* a line per environment */
	struct text files; /* path and bytes, one after the other */
	size_t findings;
};

/* Writing a tree again */

struct writer {
	struct buffer out;
	uint32_t seed;
	bool all; /* shuffles every map */
};

static uint32_t
next_random(struct writer *w)
{
	w->seed = w->seed * 1664525 + 1013904223;
	return w->seed >> 8;
}

static bool
is_plain(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.~+-",
			    t.ptr[i]))
			return false;
	return true;
}

static void
write_scalar(struct writer *w, const struct node *n)
{
	if (n->style == STYLE_PLAIN && is_plain(n->text))
		buffer_add(&w->out, n->text);
	else
		buffer_add(&w->out, json_quote(w->out.arena, n->text));
}

static void
shuffle(struct writer *w, size_t *places, size_t len)
{
	for (size_t i = len; w->seed && i > 1; i--) {
		size_t other = next_random(w) % i, last = places[i - 1];
		places[i - 1] = places[other];
		places[other] = last;
	}
}

/* `rows` describe the keys; NULL: they are names, of things `item` describes. */
static void
write_node(struct writer *w, const struct node *n, const struct row *rows,
	   const struct row *item, bool named_freely)
{
	if (n->kind == NODE_SCALAR) {
		write_scalar(w, n);
		return;
	}
	bool map = n->kind == NODE_MAP;
	if (!map)
		rows = NULL;
	size_t *places = arena_array(w->out.arena, size_t, n->len);
	for (size_t i = 0; i < n->len; i++)
		places[i] = i;
	if (map && (w->all || rows || named_freely))
		shuffle(w, places, n->len);
	buffer_add(&w->out, map ? T("{ ") : T("[ "));
	for (size_t i = 0; i < n->len; i++) {
		const struct entry *e = &n->entries[places[i]];
		const struct row *r = rows ? schema_row(rows, e->key->text, NULL) : NULL;
		bool is_map = r && (r->kind == ROW_MAP || r->kind == ROW_LIST);
		if (i)
			buffer_add(&w->out, T(", "));
		if (map)
			buffer_format(&w->out, "%.*s: ",
				      TA(json_quote(w->out.arena, e->key->text)));
		write_node(w, e->value, rows ? r && !is_map ? r->sub : NULL : item,
			   is_map && !r->sub_of ? r->sub : NULL,
			   r && (r->sub == service_rows || r->sub == environment_rows));
	}
	buffer_add(&w->out, map ? T(" }") : T(" ]"));
}

/* Compiling */

static int
by_text(const void *x, const void *y)
{
	return text_compare(*(const struct text *)x, *(const struct text *)y);
}

/* One after the other, sorted: environments come in the order of the spec. */
static struct text
join(struct arena *a, struct text *texts, size_t len)
{
	struct buffer b = { .arena = a };
	if (len)
		qsort(texts, len, sizeof *texts, by_text);
	for (size_t i = 0; i < len; i++)
		buffer_format(&b, "%.*s\n", TA(texts[i]));
	return buffer_text(&b);
}

static struct built
build(struct arena *a, struct text name, struct text spec)
{
	struct run run;
	struct bundle bundle;
	ARRAY(struct text) files = { 0 }, digests = { 0 };
	struct built result = { 0 };
	run_init(&run);
	pipeline_compile_text(&run, name, spec);
	result.findings = run.diags.all.len;
	if (!run.diags.errors && run.root) {
		const struct node *stack = node_get(run.root, T("stack"));
		bundle_init(&bundle, &run.arena, stack->text, T("1"));
		for (size_t i = 0; i < run.environments.len; i++) {
			const struct environment *env = &run.environments.items[i];
			struct text digest = digest_tree(&run.arena, run.scratch, env->merged);
			bundle_environment(&bundle, env->name, digest);
			array_push(a, &digests,
				   text_format(a, "%.*s %.*s", TA(env->name), TA(digest)));
			for (size_t k = 0; k < env->deployments.len; k++) {
				const struct deployment *d = &env->deployments.items[k];
				if (d->target->emit)
					d->target->emit(&run.arena, run.scratch, d, &bundle);
			}
			handover_emit(&run.arena, run.scratch, env, &bundle);
		}
		for (size_t i = 0; i < bundle.files.len; i++)
			array_push(a, &files,
				   text_format(a, "%.*s\n%.*s", TA(bundle.files.items[i].path),
					       TA(bundle.files.items[i].bytes)));
		result.digests = join(a, digests.items, digests.len);
		result.files = join(a, files.items, files.len);
	}
	run_release(&run);
	return result;
}

/* Comparing */

/* Tells the first line that differs. */
static void
check_same(const char *path, struct text want, struct text got)
{
	struct text one = { 0 }, other = { 0 };
	bool same = text_equal(want, got);
	CHECK(same);
	while (!same && text_cut(&want, '\n', &one) && text_cut(&got, '\n', &other) &&
	       text_equal(one, other))
		;
	if (!same)
		fprintf(stderr, "%s: '%.*s', in another order '%.*s'\n", path, TA(one),
			TA(other));
}

static struct text
read_file(struct arena *a, const char *path)
{
	enum { most = 1 << 18 };
	char *bytes = arena_array(a, char, most);
	FILE *file = fopen(path, "r");
	size_t len = file ? fread(bytes, 1, most, file) : 0;
	CHECK(len > 0 && len < most);
	if (file)
		fclose(file);
	return (struct text){ bytes, len };
}

static const struct node *
parse(struct arena *a, struct arena scratch, const char *path, struct text bytes)
{
	struct sources *sources = arena_new(a, struct sources);
	struct diags *diags = arena_new(a, struct diags);
	struct documents documents;
	sources_init(sources, a);
	diags_init(diags, a);
	uint32_t source = source_add(sources, text_of(path), bytes);
	bool fine = tree_parse(a, scratch, sources, diags, source, &documents);
	CHECK(fine && documents.len == 1);
	return fine ? documents.items[0] : NULL;
}

/* True where it was compared; a spec with files beside it cannot be. */
static bool
check_spec(const char *path)
{
	struct arena a, scratch;
	arena_init(&a);
	arena_init(&scratch);
	struct text bytes = read_file(&a, path), name = text_of(path);
	const struct node *root = parse(&a, scratch, path, bytes);
	struct writer same = { .out = { .arena = &a } };
	write_node(&same, root, stack_rows, NULL, false);
	struct built want = build(&a, name, buffer_text(&same.out));
	for (uint32_t i = 0; want.files.len && i < 2 * orders; i++) {
		struct writer w = { .out = { .arena = &a }, .seed = i + 1, .all = i >= orders };
		write_node(&w, root, stack_rows, NULL, false);
		struct built got = build(&a, name, buffer_text(&w.out));
		CHECK(got.findings == want.findings);
		check_same(path, want.digests, got.digests);
		if (!w.all)
			check_same(path, want.files, got.files);
	}
	arena_release(&scratch);
	arena_release(&a);
	return want.files.len;
}

static size_t
check_all(const char *pattern)
{
	glob_t files = { 0 };
	size_t compared = 0;
	CHECK(!glob(pattern, 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++)
		compared += check_spec(files.gl_pathv[i]);
	globfree(&files);
	return compared;
}

int
main(void)
{
	size_t compared = check_all("examples/*/stack.yaml");
	compared += check_all("tests/targets/*/*/stack.yaml");
	CHECK(compared >= 20);
	printf("%zu specs\n", compared);
	return check_result();
}
