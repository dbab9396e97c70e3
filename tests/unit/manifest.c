/* The manifest reads back what it prints, and is believed as a whole or not. */
#include "check.h"
#include "manifest.h"

#include <string.h>

static struct arena a;
static const char *why;

static void
test_round(void)
{
	struct manifest m = {
		.version = T("1.2.3"),
		.stack = T("shop"),
		.environment = T("production"),
		.model = T("0123"),
	};
	struct manifest_file odd = { T("files/a \"b\"\n\\.conf"), T("web"), T("bb") };
	array_push(&a, &m.files, odd);
	array_push(&a, &m.files,
		   (struct manifest_file){ T("README.md"), T(""), T("aa") });
	struct text printed = manifest_print(&a, &m);
	CHECK(text_is(printed, "{\n"
			       "  \"stackc\": \"1.2.3\",\n"
			       "  \"stack\": \"shop\",\n"
			       "  \"environment\": \"production\",\n"
			       "  \"model\": \"0123\",\n"
			       "  \"files\": {\n"
			       "    \"README.md\": { \"sha256\": \"aa\" },\n"
			       "    \"files/a \\\"b\\\"\\n\\\\.conf\": "
			       "{ \"target\": \"web\", \"sha256\": \"bb\" }\n"
			       "  }\n"
			       "}\n"));
	struct manifest back;
	CHECK(manifest_read(&a, printed, T("production"), &back, &why));
	CHECK(back.files.len == 2 && text_is(back.stack, "shop"));
	CHECK(text_equal(manifest_print(&a, &back), printed));
	const struct manifest_file *found = manifest_find(&back, odd.path);
	CHECK(found && text_is(found->target, "web") && text_is(found->sha256, "bb"));
	CHECK(!manifest_find(&back, T("README")));
	CHECK(!manifest_read(&a, printed, T("test"), &back, &why));
	CHECK(!strcmp(why, "it is the manifest of another environment"));
}

static bool
refused(const char *files, const char *want)
{
	struct manifest m;
	struct text bytes =
		text_format(&a,
			    "{\"stackc\":\"1\",\"stack\":\"s\",\"model\":\"\","
			    "\"environment\":\"e\",\"files\":%s}",
			    files);
	return !manifest_read(&a, bytes, T("e"), &m, &why) && !strcmp(why, want);
}

static void
test_refuse(void)
{
	static const char outside[] = "it names a file that cannot be in its folder";
	CHECK(refused("{\"../x\":{\"sha256\":\"\"}}", outside));
	CHECK(refused("{\"/etc/x\":{\"sha256\":\"\"}}", outside));
	CHECK(refused("{\"\":{\"sha256\":\"\"}}", outside));
	CHECK(refused("{\"manifest.json\":{\"sha256\":\"\"}}", outside));
	CHECK(refused("{\"x\":{}}", "a file has no 'sha256'"));
	CHECK(refused("[]", "it has no 'files'"));
	CHECK(refused("{", "it is not JSON"));
	struct manifest m;
	struct text other = T("{\"name\":\"app\",\"icons\":[]}");
	CHECK(!manifest_read(&a, other, T("e"), &m, &why));
	CHECK(!strcmp(why, "stackc did not write it"));
	CHECK(!manifest_read(&a, T(""), T("e"), &m, &why));
	CHECK(!manifest_read(&a, T("<<<<<<< HEAD\n{}"), T("e"), &m, &why));
}

int
main(void)
{
	arena_init(&a);
	test_round();
	test_refuse();
	arena_release(&a);
	return check_result();
}
