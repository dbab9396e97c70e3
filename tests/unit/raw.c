/*
 * Raw: the types of plain scalars; what paths a table speaks of; and that the tables
 * of the targets are whole: what the expected files of tests/targets hold, and no raw
 * has put there, each table knows.
 */
#include "check.h"
#include "graft.h"

#include <glob.h>
#include <string.h>

static struct arena arena, scratch;

static bool
is_typed(const char *text, enum graft_type type, const char *written)
{
	struct text t = text_of(text);
	return graft_type(&arena, &t) == type && text_is(t, written);
}

static void
test_types(void)
{
	CHECK(is_typed("", GRAFT_NULL, "") && is_typed("Null", GRAFT_NULL, "Null"));
	CHECK(is_typed("nULL", GRAFT_TEXT, "nULL"));
	CHECK(is_typed("True", GRAFT_BOOL, "true") && is_typed("FALSE", GRAFT_BOOL, "false"));
	CHECK(is_typed("yes", GRAFT_TEXT, "yes") && is_typed("on", GRAFT_TEXT, "on"));
	CHECK(is_typed("0", GRAFT_NUMBER, "0") && is_typed("-0", GRAFT_NUMBER, "-0"));
	CHECK(is_typed("+12", GRAFT_NUMBER, "12") && is_typed("012", GRAFT_NUMBER, "12"));
	CHECK(is_typed("0x1F", GRAFT_NUMBER, "31") && is_typed("0o17", GRAFT_NUMBER, "15"));
	CHECK(is_typed("0x", GRAFT_TEXT, "0x") && is_typed("0o8", GRAFT_TEXT, "0o8"));
	CHECK(is_typed("-0x1", GRAFT_TEXT, "-0x1") && is_typed("0xg", GRAFT_TEXT, "0xg"));
	CHECK(is_typed(".5", GRAFT_NUMBER, "0.5") && is_typed("1.", GRAFT_NUMBER, "1.0"));
	CHECK(is_typed("-1.50", GRAFT_NUMBER, "-1.50"));
	CHECK(is_typed("1e3", GRAFT_NUMBER, "1.0e+3"));
	CHECK(is_typed("1.5E-03", GRAFT_NUMBER, "1.5e-03"));
	CHECK(is_typed(".", GRAFT_TEXT, ".") && is_typed("e3", GRAFT_TEXT, "e3"));
	CHECK(is_typed("1e", GRAFT_TEXT, "1e") && is_typed("-", GRAFT_TEXT, "-"));
	CHECK(is_typed("1_000", GRAFT_TEXT, "1_000") && is_typed("22:22", GRAFT_TEXT, "22:22"));
	CHECK(is_typed(".inf", GRAFT_TEXT, ".inf") && is_typed("1.2.3", GRAFT_TEXT, "1.2.3"));
	CHECK(is_typed("0xFFFFFFFFFFFFFFFF", GRAFT_NUMBER, "18446744073709551615"));
	CHECK(is_typed("0x10000000000000000", GRAFT_TEXT, "0x10000000000000000"));
	CHECK(is_typed("123456789012345678901234567890", GRAFT_NUMBER,
		       "123456789012345678901234567890"));
}

static bool
leads(const struct raw_section *s, const char *path, const char *field)
{
	const struct raw_key *key = raw_find_key(s, text_of(path));
	return field ? key && key->field && !strcmp(key->field, field) : !key;
}

static void
test_keys(void)
{
	static const struct raw_key keys[] = {
		{ "a", "A" }, { "a.b", "AB" }, { "c.*.d", "CD" }, { "e.f", "EF" }, { 0 },
	};
	static const struct raw_section s = { .keys = keys };
	CHECK(leads(&s, "a", "A") && leads(&s, "a.x", "A") && leads(&s, "a.b", "AB"));
	CHECK(leads(&s, "a.b.c", "AB") && leads(&s, "ab", NULL));
	CHECK(leads(&s, "c.x.d.e", "CD") && leads(&s, "c.x", NULL));
	CHECK(leads(&s, "e", NULL) && leads(&s, "e.f.g", "EF"));
	CHECK(leads(&(struct raw_section){ 0 }, "a", NULL));
}

/* Tables */

/* Every leaf of the tree is one that the section's table speaks of. */
static void
check_leaves(const struct raw_section *s, const struct node *n, struct text path,
	     const char *file)
{
	if (n && n->kind == NODE_MAP && n->len) {
		for (size_t i = 0; i < n->len; i++)
			check_leaves(s, n->entries[i].value,
				     text_format(&arena, "%.*s%s%.*s", TA(path),
						 path.len ? "." : "",
						 TA(n->entries[i].key->text)),
				     file);
		return;
	}
	bool known = !path.len || raw_find_key(s, path);
	CHECK(known);
	if (!known)
		fprintf(stderr, "%s: '%.*s' is in no table of %s\n", file, TA(path),
			s->brief);
}

static void
check_section(const char *target, enum raw_owner owner, const char *name,
	      const struct node *n, const char *file)
{
	const struct raw_section *s =
		raw_find_section(target_find(text_of(target)), owner, name);
	check_leaves(s, n, (struct text){ 0 }, file);
}

static void
check_each(enum raw_owner owner, const struct node *map, const char *file)
{
	for (size_t i = 0; map && i < map->len; i++)
		check_section("compose", owner, NULL, map->entries[i].value, file);
}

static void
check_compose(const struct node *n, const char *file)
{
	check_section("compose", RAW_STACK, NULL, n, file);
	check_each(RAW_SERVICE, node_get(n, T("services")), file);
	check_each(RAW_NETWORK, node_get(n, T("networks")), file);
	check_each(RAW_VOLUME, node_get(n, T("volumes")), file);
}

static void
check_workload(const struct node *n, const char *file)
{
	const struct node *spec = node_get(n, T("spec"));
	const struct node *pod = node_get(node_get(spec, T("template")), T("spec"));
	const struct node *all = node_get(pod, T("containers"));
	const struct node *claims = node_get(spec, T("volumeClaimTemplates"));
	check_section("kubernetes", RAW_SERVICE, "workload", n, file);
	check_section("kubernetes", RAW_SERVICE, "pod", pod, file);
	for (size_t i = 0; i < all->len; i++)
		check_section("kubernetes", RAW_SERVICE, "container",
			      all->entries[i].value, file);
	for (size_t i = 0; claims && i < claims->len; i++)
		check_section("kubernetes", RAW_VOLUME, "claim", claims->entries[i].value,
			      file);
}

static void
check_kubernetes(const struct node *n, const char *file)
{
	static const struct {
		const char *kind;
		enum raw_owner owner;
		const char *section;
	} kinds[] = {
		{ "Service", RAW_SERVICE, "service" },
		{ "HorizontalPodAutoscaler", RAW_SERVICE, "autoscaler" },
		{ "PodDisruptionBudget", RAW_SERVICE, "disruption_budget" },
		{ "NetworkPolicy", RAW_NETWORK, "policy" },
		{ "PersistentVolumeClaim", RAW_VOLUME, "claim" },
		{ "Namespace", RAW_STACK, "namespace" },
		{ "Kustomization", RAW_STACK, "kustomization" },
		{ "Gateway", RAW_GATEWAY, "gateway" },
		{ "HTTPRoute", RAW_HOST, "route" },
	};
	struct text kind = node_get(n, T("kind"))->text;
	if (text_is(kind, "Deployment") || text_is(kind, "StatefulSet") ||
	    text_is(kind, "Job"))
		check_workload(n, file);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(kind, kinds[i].kind))
			check_section("kubernetes", kinds[i].owner, kinds[i].section, n,
				      file);
}

static struct text
read_file(const char *path)
{
	enum { most = 1 << 18 };
	char *bytes = arena_array(&arena, char, most);
	FILE *file = fopen(path, "r");
	size_t len = file ? fread(bytes, 1, most, file) : 0;
	CHECK(len > 0 && len < most);
	if (file)
		fclose(file);
	return (struct text){ bytes, len };
}

static void
check_yaml(const char *path, void (*check)(const struct node *, const char *))
{
	struct sources sources;
	struct diags diags;
	struct documents documents;
	sources_init(&sources, &arena);
	diags_init(&diags, &arena);
	uint32_t source = source_add(&sources, text_of(path), read_file(path));
	CHECK(tree_parse(&arena, scratch, &sources, &diags, source, &documents));
	for (size_t i = 0; !diags.errors && i < documents.len; i++)
		check(documents.items[i], path);
}

/* The keys of an app stand alone at their depth. */
static void
check_pm2(const char *path)
{
	const struct raw_section *s =
		raw_find_section(target_find(T("pm2")), RAW_SERVICE, NULL);
	struct text rest = read_file(path), line;
	while (text_cut(&rest, '\n', &line)) {
		if (!text_starts(line, T("      \"")))
			continue;
		struct text key = text_slice(line, 7, line.len);
		key = text_slice(key, 0, text_find_byte(key, '"'));
		bool known = raw_find_key(s, key);
		CHECK(known);
		if (!known)
			fprintf(stderr, "%s: '%.*s' is in no table\n", path, TA(key));
	}
}

static void
each_file(const char *pattern, void (*check)(const char *path))
{
	glob_t files = { 0 };
	CHECK(!glob(pattern, 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++)
		if (!strstr(files.gl_pathv[i], "/raw/"))
			check(files.gl_pathv[i]);
	globfree(&files);
}

static void
check_compose_file(const char *path)
{
	check_yaml(path, check_compose);
}

static void
check_kubernetes_file(const char *path)
{
	check_yaml(path, check_kubernetes);
}

static void
test_tables(void)
{
	each_file("tests/targets/compose/*/want/*/compose/*.yaml", check_compose_file);
	each_file("tests/targets/kubernetes/*/want/*/kubernetes/*.yaml",
		  check_kubernetes_file);
	each_file("tests/targets/kubernetes/*/want/*/kubernetes/services/*.yaml",
		  check_kubernetes_file);
	each_file("tests/targets/pm2/*/want/*/pm2/ecosystem.config.cjs", check_pm2);
}

int
main(void)
{
	arena_init(&arena);
	arena_init(&scratch);
	test_types();
	test_keys();
	test_tables();
	arena_release(&scratch);
	arena_release(&arena);
	return check_result();
}
