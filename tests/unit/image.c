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

int
main(void)
{
	test_split();
	test_is();
	return check_result();
}
