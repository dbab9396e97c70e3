/*
 * A small program around the commit, for tests/fault.c:
 *
 *   fault-bundle build -o DIR SPEC
 *
 * SPEC/<environment>/<target>/<file> are the files of the bundle.
 */
#include "bundle.h"
#include "path.h"

#include <stdio.h>

enum { size_max = 1 << 20 };

static struct arena run, scratch;
static struct bundle bundle;
static struct diags diags;

/* Adds the files of one folder of SPEC, and of those in it. */
static struct os_error
add_below(struct text spec, struct text folder, size_t depth)
{
	struct os_names names;
	struct os_error e = os_list(&run, path_join(&run, spec, folder), &names);
	for (size_t i = 0; i < names.len && !e.kind; i++) {
		struct text path = path_join(&run, folder, names.items[i]), bytes;
		if (depth == 0)
			bundle_environment(&bundle, path, T("00"));
		if (depth == 1)
			bundle.target = names.items[i];
		if (depth < 2) {
			e = add_below(spec, path, depth + 1);
			continue;
		}
		e = os_read_file(&run, path_join(&run, spec, path), size_max, &bytes);
		if (!e.kind)
			bundle_add(&bundle, path, bytes, text_ends(path, T(".sh")));
	}
	return e;
}

static enum bundle_result
build(struct text dir, struct text spec)
{
	struct bundle_scope scope = { .whole = true };
	bundle_init(&bundle, &run, T("fault"), T("1"));
	struct os_error e = add_below(spec, T("."), 0);
	if (!e.kind)
		return bundle_commit(&bundle, dir, &scope, &diags, NULL, scratch);
	diag_error(&diags, "spec/unreadable", (struct span){ 0 }, "%.*s", TA(e.what));
	return BUNDLE_FAILED;
}

int
main(int argc, char **argv)
{
	if (argc != 5)
		return 3;
	arena_init(&run);
	arena_init(&scratch);
	diags_init(&diags, &run);
	enum bundle_result result = build(text_of(argv[3]), text_of(argv[4]));
	for (size_t i = 0; i < diags.all.len; i++) {
		const struct diag *d = diags.all.items[i];
		fprintf(stderr, "%s[%.*s]: %.*s\n",
			d->severity == SEVERITY_ERROR ? "error" : "warning", TA(d->id),
			TA(d->message));
	}
	arena_release(&run);
	arena_release(&scratch);
	return (int)result;
}
