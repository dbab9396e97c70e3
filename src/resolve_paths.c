/*
 * A relative path is relative to the file that writes it. What `file:` names is
 * read here, so that one run tells about all of them, and goes into files/ in the
 * target's folder under its own path with `../` left out; what `dir:` and
 * `build.context` name stays where it is, written as seen from the default place
 * of the output, so that the bytes do not depend on -o.
 */
#include "resolver.h"

#include "os.h"
#include "path.h"

/* Such files are configuration, not data: compose and Kubernetes refuse more. */
enum { input_bytes_max = 1 << 20 };

struct inputs {
	struct resolver *r;
	struct index names; /* target folder + name to the path it was read from */
	ARRAY(struct text) paths;
};

/* The path as seen from the spec's folder. */
static struct text
from_spec(struct resolver *r, struct text path, struct span at)
{
	const struct source *source = source_get(&r->run->sources, at.source);
	struct text own = path_relative(r->arena, r->stack->folder, path_folder(source->name));
	return path_clean(r->arena, path_join(r->arena, own, path));
}

static struct text
name_in_files(struct arena *a, struct text path)
{
	while (text_starts(path, T("../")))
		path = text_slice(path, 3, path.len);
	while (text_starts(path, T("/")))
		path = text_slice(path, 1, path.len);
	return text_format(a, "files/%.*s", TA(path));
}

static bool
is_taken(struct inputs *in, struct text folder, struct text name, struct text path,
	 struct span at)
{
	struct arena *a = in->r->arena;
	struct text key = text_format(a, "%.*s/%.*s", TA(folder), TA(name));
	size_t other = index_get(&in->names, key);
	if (other == index_none) {
		index_put(a, &in->names, key, in->paths.len);
		array_push(a, &in->paths, path);
		return false;
	}
	if (text_equal(in->paths.items[other], path))
		return false;
	diag_error(in->r->diags, "spec/path", at,
		   "'%.*s' and '%.*s' would both be copied to '%.*s'", TA(path),
		   TA(in->paths.items[other]), TA(name));
	return true;
}

static void
read_input(struct inputs *in, const struct object *o, struct text folder, struct text path,
	   struct text *name, struct text *bytes)
{
	struct resolver *r = in->r;
	struct span at = object_place(o, "file");
	struct text local = from_spec(r, path, at);
	struct os_error e = os_read_file(r->arena, path_join(r->arena, r->stack->folder, local),
					 input_bytes_max, bytes);
	if (e.kind) {
		diag_error(r->diags, "spec/file", at, "%.*s", TA(e.what));
		return;
	}
	*name = name_in_files(r->arena, local);
	is_taken(in, folder, *name, local, at);
}

/* From the target's folder under dist/ beside the spec. */
static struct text
from_target(struct resolver *r, const struct service *s, struct text path, struct span at)
{
	if (text_starts(path, T("/")))
		return path;
	struct text from = path_join(r->arena, T("dist"), s->folder);
	return path_relative(r->arena, from, from_spec(r, path, at));
}

static void
resolve_mount(struct inputs *in, const struct service *s, struct mount *m)
{
	struct config *c = (struct config *)(uintptr_t)m->config_bound;
	if (m->file.len)
		read_input(in, &m->object, s->folder, m->file, &m->source, &m->bytes);
	if (c && c->file.len)
		read_input(in, &c->object, s->folder, c->file, &c->source, &c->bytes);
	if (m->dir.len)
		m->source = from_target(in->r, s, m->dir, object_place(&m->object, "dir"));
}

void
resolve_paths(struct resolver *r)
{
	struct inputs in = { .r = r };
	index_init(r->arena, &in.names, 0);
	for (size_t i = 0; i < r->stack->instances.len; i++) {
		struct service *s = r->stack->instances.items[i];
		for (size_t k = 0; k < s->mounts.len; k++)
			resolve_mount(&in, s, &s->mounts.items[k]);
		if (s->build)
			s->build->context_path =
				from_target(r, s, s->build->context,
					    object_place(&s->build->object, "context"));
	}
}
