/* Image names: parts, and which are the same image. */
#include "check.h"
#include "image.h"

static bool
splits(const char *name, const char *registry, const char *path, const char *tag)
{
	struct image image = image_split(text_of(name));
	return text_is(image.registry, registry) && text_is(image.path, path) &&
	       text_is(image.tag, tag);
}

static void
test_split(void)
{
	CHECK(splits("postgres", "", "postgres", ""));
	CHECK(splits("docker.io/library/postgres:16", "", "postgres", "16"));
	CHECK(splits("library/postgres:16", "", "postgres", "16"));
	CHECK(splits("grafana/grafana:11", "", "grafana/grafana", "11"));
	CHECK(splits("localhost:5000/a/b", "localhost:5000", "a/b", ""));
	CHECK(splits("r.example/a@sha256:00", "r.example", "a", ""));
	CHECK(splits("${parameters.R}/a/b:${parameters.V}", "${parameters.R}", "a/b",
		     "${parameters.V}"));
	CHECK(splits("${gateway.url[a:b/c]}/x", "${gateway.url[a:b/c]}", "x", ""));
	CHECK(text_is(image_split(T("a:1@sha256:00")).digest, "sha256:00"));
	CHECK(text_is(image_split(T("a:1@sha256:00")).tag, "1"));
}

static void
test_is(void)
{
	CHECK(image_is(T("postgres:16"), T("postgres")));
	CHECK(image_is(T("docker.io/library/postgres"), T("postgres")));
	CHECK(image_is(T("mirror.example/library/postgres:16"), T("postgres")));
	CHECK(image_is(T("${parameters.R}/hub/library/postgres"), T("postgres")));
	CHECK(!image_is(T("mirror.example/team/postgres"), T("postgres")));
	CHECK(!image_is(T("team/postgres"), T("postgres")));
	CHECK(!image_is(T("mirror.example/xlibrary/postgres"), T("postgres")));
	CHECK(image_is(T("mirror.example/hub/grafana/grafana"), T("grafana/grafana")));
	CHECK(!image_is(T("mirror.example/a-grafana/grafana"), T("grafana/grafana")));
	CHECK(image_is(T("quay.io/x/y:1"), T("quay.io/x/y")));
	CHECK(!image_is(T("ghcr.io/x/y:1"), T("quay.io/x/y")));
}

static bool
below(const char *image, const char *prefix, const char *rest)
{
	struct text found = { 0 };
	bool is = image_below(text_of(image), text_of(prefix), &found);
	return rest ? is && text_is(found, rest) : !is;
}

static bool
of(const char *image, const char *registry, const char *rest)
{
	struct text found = { 0 };
	bool is = image_of(text_of(image), text_of(registry), &found);
	return rest ? is && text_is(found, rest) : !is;
}

static void
test_registries(void)
{
	CHECK(below("r.example/hub/postgres:15", "r.example/hub", "postgres:15"));
	CHECK(below("${parameters.R}/a/b", "${parameters.R}", "a/b"));
	CHECK(below("r.example/hubs/postgres", "r.example/hub", NULL));
	CHECK(below("r.example/hub", "r.example/hub", NULL));
	CHECK(below("/postgres", "", NULL));
	CHECK(of("postgres:15", "docker.io", "postgres:15"));
	CHECK(of("docker.io/library/postgres", "docker.io", "library/postgres"));
	CHECK(of("index.docker.io/a/b@sha256:00", "docker.io", "a/b@sha256:00"));
	CHECK(of("quay.io/a/b", "docker.io", NULL));
	CHECK(of("quay.io/a/b", "quay.io", "a/b"));
	CHECK(of("quay.io:443/a/b", "quay.io", NULL));
	CHECK(of("a/b", "quay.io", NULL));
	CHECK(of("${parameters.R}/a", "docker.io", NULL));
}

int
main(void)
{
	test_split();
	test_registries();
	test_is();
	return check_result();
}
