/* Collecting, ordering and folding of diagnostics. */
#include "check.h"
#include "diag.h"

static struct arena arena;
static struct sources sources;
static struct diags diags;

static struct span
at(uint32_t offset)
{
	return (struct span){ 1, offset, 2 };
}

static void
start(void)
{
	sources_init(&sources, &arena);
	source_add(&sources, T("stack.yaml"), T("0123456789"));
	diags_init(&diags, &arena);
}

static struct diag *
add(const char *environment, uint32_t offset, const char *subject, const char *message)
{
	diags.environment = text_of(environment);
	struct diag *diag = diag_error(&diags, "a/b", at(offset), "%s", message);
	diag->subject = text_of(subject);
	return diag;
}

static void
test_order(void)
{
	start();
	diag_error(&diags, "b/b", at(4), "late");
	diag_add(&diags, SEVERITY_WARNING, "b/b", at(1), "same place, later id");
	diag_error(&diags, "a/b", at(1), "same place");
	diag_add(&diags, SEVERITY_INFO, "z/z", (struct span){ 0 }, "no place %d", 7);
	CHECK(diags.errors == 2);
	diags_settle(&diags, 1);
	static const char *const want[] = { "no place 7", "same place",
					    "same place, later id", "late" };
	CHECK(diags.all.len == 4 && diags.errors == 2);
	for (size_t i = 0; i < 4 && i < diags.all.len; i++)
		CHECK(text_is(diags.all.items[i]->message, want[i]));
}

static void
test_parts(void)
{
	start();
	struct diag *diag = diag_error(&diags, "a/b", at(1), "expected %s", "port");
	diag_note(&diags, diag, at(3), "set %s", "here");
	diag_fix(&diags, diag, "write %d", 80);
	diag_why(diag, T("ports end at 65535"));
	CHECK(text_is(diag->message, "expected port") && text_is(diag->id, "a/b"));
	CHECK(text_is(diag->fix, "write 80") && text_is(diag->why, "ports end at 65535"));
	CHECK(diag->notes.len == 1 && text_is(diag->notes.items[0].text, "set here"));
	CHECK(diag->environments.len == 0);
}

static void
test_environments(void)
{
	start();
	add("staging", 1, "web", "m");
	add("production", 1, "web", "m");
	add("production", 1, "web", "m");
	add("production", 5, "web", "m");
	diags_settle(&diags, 3);
	CHECK(diags.all.len == 2 && diags.errors == 2);
	struct diag *diag = diags.all.items[0];
	CHECK(diag->environments.len == 2);
	CHECK(text_is(diag->environments.items[0], "staging"));
	CHECK(text_is(diag->environments.items[1], "production"));
	CHECK(diags.all.items[1]->environments.len == 1);
}

static void
test_all_environments(void)
{
	start();
	add("staging", 1, "web", "m");
	add("production", 1, "web", "m");
	add("", 3, "web", "m");
	add("production", 3, "web", "m");
	diags_settle(&diags, 2);
	CHECK(diags.all.len == 2);
	CHECK(diags.all.items[0]->environments.len == 0);
	CHECK(diags.all.items[1]->environments.len == 0);
}

static void
test_notes_of_all_environments(void)
{
	start();
	diag_note(&diags, add("staging", 1, "web", "m"), at(4), "taken here");
	diag_note(&diags, add("production", 1, "web", "m"), at(4), "taken here");
	diag_note(&diags, add("vm", 1, "web", "m"), at(6), "taken here");
	diags_settle(&diags, 3);
	CHECK(diags.all.len == 1 && diags.all.items[0]->notes.len == 2);
}

static void
test_severities(void)
{
	start();
	add("development", 1, "web", "m")->severity = SEVERITY_WARNING;
	add("production", 1, "web", "m");
	diags_settle(&diags, 2);
	CHECK(diags.all.len == 1 && diags.errors == 1);
	struct diag *diag = diags.all.items[0];
	CHECK(diag->severity == SEVERITY_ERROR && diag->environments.len == 1);
	CHECK(diag->notes.len == 1);
	CHECK(text_is(diag->notes.items[0].text,
		      "a warning in environment 'development'"));
}

static void
test_subjects(void)
{
	start();
	add("", 1, "web", "'web' has no label");
	add("", 1, "api", "'api' has no label");
	add("", 1, "db", "'db' has no label");
	add("", 1, "", "another thing");
	diags_settle(&diags, 2);
	CHECK(diags.all.len == 2);
	struct diag *diag = diags.all.items[0];
	CHECK(text_is(diag->subject, "api") && diag->others.len == 2);
	CHECK(text_is(diag->others.items[0], "db"));
	CHECK(text_is(diag->others.items[1], "web"));
}

static void
test_subjects_apart(void)
{
	start();
	add("", 1, "web", "first");
	add("", 1, "web", "second");
	diag_error(&diags, "a/b", (struct span){ 0 }, "m")->subject = T("web");
	diag_error(&diags, "a/b", (struct span){ 0 }, "m")->subject = T("api");
	diags_settle(&diags, 2);
	CHECK(diags.all.len == 4);
}

int
main(void)
{
	arena_init(&arena);
	test_order();
	test_parts();
	test_environments();
	test_all_environments();
	test_notes_of_all_environments();
	test_severities();
	test_subjects();
	test_subjects_apart();
	arena_release(&arena);
	return check_result();
}
