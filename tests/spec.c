/*
 * Broken specs, and what stackc says about them:
 *
 *   spec STACKC FOLDER [--update]
 *
 * FOLDER/<area>/<case>.yaml holds its expectations, as comments under the line
 * that causes them:
 *
 *   port: 70000
 *   # error[schema/port] 7-11: expected a port from 1 to 65535, found '70000'
 *   # fix: …
 *
 * The columns count code points and are inclusive; a place that ends in a later
 * line is `7-+2:4`, and one in another file is FILE:LINE:7-11. A note stands
 * under the line it points to, and one without a place under its diagnostic.
 * Findings of only some environments end with `(in production)`, folded ones
 * with `(also 'api')`.
 *
 * Cases are linted; those in FOLDER/build/ are built, which has to fail and write
 * nothing.
 *
 * What cannot hold comments is a folder FOLDER/<area>/<case>/ with stack.yaml and
 * `want`, the whole text report. Nothing may be missing, nothing more may be
 * found, and the exit status is 1 where an error is expected, else 0. --update
 * rewrites the comments and `want`.
 */
#include "array.h"
#include "text.h"

#include <cjson/cJSON.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct line {
	struct text text;
	ARRAY(struct text) wanted, found;
};

struct run {
	struct arena arena;
	const char *stackc;
	char built[64]; /* the folder that builds would go to */
	bool update;
	size_t passed, failed;
};

struct result {
	struct text output;
	int status; /* -1: ended by a signal */
};

static struct text
read_all(struct arena *a, FILE *file)
{
	struct buffer all = { .arena = a };
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, file));)
		buffer_add(&all, (struct text){ part, n });
	fclose(file);
	buffer_byte(&all, 0);
	return text_slice(buffer_text(&all), 0, all.len - 1);
}

static bool
read_path(struct run *r, struct text path, struct text *bytes)
{
	FILE *file = fopen(path.ptr, "rb");
	if (file)
		*bytes = read_all(&r->arena, file);
	return file;
}

static void
write_path(struct text path, struct text bytes)
{
	FILE *file = fopen(path.ptr, "wb");
	if (!file || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len || fclose(file)) {
		perror(path.ptr);
		exit(2);
	}
}

static bool
is_built(struct text path)
{
	return text_find(path, T("/build/")) < path.len;
}

static struct result
judge(struct run *r, const char *format, struct text path)
{
	int ends[2];
	if (pipe(ends)) {
		perror("pipe");
		exit(2);
	}
	pid_t pid = fork();
	if (!pid) {
		dup2(ends[1], STDOUT_FILENO);
		if (text_is(text_of(format), "text"))
			dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		if (is_built(path))
			execl(r->stackc, r->stackc, "build", "--format", format, "-o",
			      r->built, path.ptr, NULL);
		execl(r->stackc, r->stackc, "lint", "--format", format, path.ptr, NULL);
		_exit(127);
	}
	close(ends[1]);
	struct result result = { read_all(&r->arena, fdopen(ends[0], "rb")), -1 };
	int status;
	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		result.status = WEXITSTATUS(status);
	return result;
}

/* A row of one case; the first one names the case. */
static void
complain(bool *ok, struct text path, const char *what)
{
	if (*ok)
		fprintf(stderr, "%.*s:\n", TA(path));
	*ok = false;
	fprintf(stderr, "  %s\n", what);
}

static void
check_status(struct run *r, bool *ok, struct text path, int status, bool error_wanted)
{
	if (status != error_wanted)
		complain(ok, path,
			 text_format(&r->arena, "exit status %d, wanted %d", status,
				     error_wanted)
				 .ptr);
}

/* The comment without `# `, or an empty text where it is none of ours. */
static struct text
expectation(struct text line)
{
	static const char *const starts[] = { "error[", "warning[", "info[",
					      "note ",	"note:",    "fix: " };
	struct text comment = text_trim(line);
	if (!text_starts(comment, T("# ")))
		return (struct text){ 0 };
	comment = text_slice(comment, 2, comment.len);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (text_starts(comment, text_of(starts[i])))
			return comment;
	return (struct text){ 0 };
}

struct spec {
	struct text path;
	ARRAY(struct line) lines; /* as in the file; expectations are empty ones */
};

/* An expectation belongs to the last line above it that is none. */
static struct spec
parse(struct run *r, struct text path, struct text bytes)
{
	struct spec spec = { .path = path };
	size_t owner = 0;
	for (struct text head; text_cut(&bytes, '\n', &head);) {
		struct text comment = expectation(head);
		array_push(&r->arena, &spec.lines, (struct line){ .text = head });
		if (!comment.len || spec.lines.len == 1) {
			owner = spec.lines.len - 1;
			continue;
		}
		spec.lines.items[spec.lines.len - 1].text = (struct text){ 0 };
		array_push(&r->arena, &spec.lines.items[owner].wanted, comment);
	}
	return spec;
}

static const char *
string(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItem(object, name));
}

static size_t
number(const cJSON *object, const char *name)
{
	return (size_t)cJSON_GetNumberValue(cJSON_GetObjectItem(object, name));
}

static bool
is_in_spec(const struct spec *spec, const cJSON *item)
{
	const char *file = string(item, "file");
	return file && text_is(spec->path, file);
}

/* ` 7-11`, or nothing where there is no place. */
static void
add_columns(struct buffer *b, const struct spec *spec, const cJSON *item)
{
	const cJSON *span = cJSON_GetObjectItem(item, "span");
	if (!cJSON_IsObject(span))
		return;
	size_t line = number(span, "line"), end_line = number(span, "end_line");
	buffer_byte(b, ' ');
	if (!is_in_spec(spec, item))
		buffer_format(b, "%s:%zu:", string(item, "file"), line);
	buffer_format(b, "%zu-", number(span, "column"));
	if (end_line != line)
		buffer_format(b, "+%zu:", end_line - line);
	buffer_format(b, "%zu", number(span, "end_column") - 1);
}

static void
add_list(struct buffer *b, const char *start, const char *quote, const cJSON *list)
{
	const cJSON *item;
	const char *separator = start;
	cJSON_ArrayForEach(item, list)
	{
		buffer_format(b, "%s%s%s%s", separator, quote, item->valuestring, quote);
		separator = ", ";
	}
	if (cJSON_GetArraySize(list))
		buffer_byte(b, ')');
}

/* The index of the line that `item` belongs to. An end after the last line break
 * and a place inside an expectation belong to the line above. */
static size_t
line_of(const struct spec *spec, const cJSON *item, size_t otherwise)
{
	if (!is_in_spec(spec, item))
		return otherwise;
	const struct line *lines = spec->lines.items;
	size_t at = number(cJSON_GetObjectItem(item, "span"), "line") - 1;
	if (at >= spec->lines.len)
		at = spec->lines.len - 1;
	while (at && (!lines[at].text.ptr ||
		      (at + 1 == spec->lines.len && !lines[at].text.len)))
		at--;
	return at;
}

static void
found(struct run *r, struct spec *spec, size_t line, const struct buffer *b)
{
	array_push(&r->arena, &spec->lines.items[line].found, buffer_text(b));
}

static void
add_diag(struct run *r, struct spec *spec, const cJSON *diag)
{
	struct buffer b = { .arena = &r->arena };
	size_t line = line_of(spec, diag, 0);
	buffer_format(&b, "%s[%s]", string(diag, "severity"), string(diag, "id"));
	add_columns(&b, spec, diag);
	buffer_format(&b, ": %s", string(diag, "message"));
	add_list(&b, " (also ", "'", cJSON_GetObjectItem(diag, "others"));
	add_list(&b, " (in ", "", cJSON_GetObjectItem(diag, "environments"));
	found(r, spec, line, &b);
	if (string(diag, "fix")) {
		b = (struct buffer){ .arena = &r->arena };
		buffer_format(&b, "fix: %s", string(diag, "fix"));
		found(r, spec, line, &b);
	}
	const cJSON *note;
	cJSON_ArrayForEach(note, cJSON_GetObjectItem(diag, "notes"))
	{
		b = (struct buffer){ .arena = &r->arena };
		buffer_add(&b, T("note"));
		add_columns(&b, spec, note);
		buffer_format(&b, ": %s", string(note, "text"));
		found(r, spec, line_of(spec, note, line), &b);
	}
}

static bool
line_holds(const struct line *line)
{
	if (line->wanted.len != line->found.len)
		return false;
	for (size_t i = 0; i < line->wanted.len; i++)
		if (!text_equal(line->wanted.items[i], line->found.items[i]))
			return false;
	return true;
}

static void
tell_line(struct run *r, bool *ok, const struct spec *spec, size_t i)
{
	const struct line *line = &spec->lines.items[i];
	complain(ok, spec->path,
		 text_format(&r->arena, "%zu: %.*s", i + 1, TA(line->text)).ptr);
	for (size_t j = 0; j < line->wanted.len; j++)
		fprintf(stderr, "    wanted: %.*s\n", TA(line->wanted.items[j]));
	for (size_t j = 0; j < line->found.len; j++)
		fprintf(stderr, "    found:  %.*s\n", TA(line->found.items[j]));
}

static void
update_spec(struct run *r, const struct spec *spec)
{
	struct buffer b = { .arena = &r->arena };
	for (size_t i = 0; i < spec->lines.len; i++) {
		const struct line *line = &spec->lines.items[i];
		size_t indent = 0;
		while (indent < line->text.len && line->text.ptr[indent] == ' ')
			indent++;
		if (line->text.ptr)
			buffer_add(&b, line->text);
		if (line->text.ptr && i + 1 < spec->lines.len)
			buffer_byte(&b, '\n');
		for (size_t j = 0; j < line->found.len; j++)
			buffer_format(&b, "%*s# %.*s\n", (int)indent, "",
				      TA(line->found.items[j]));
	}
	write_path(spec->path, buffer_text(&b));
}

static bool
test_file(struct run *r, struct text path)
{
	struct text bytes;
	bool ok = true, error_wanted = false, same = true;
	if (!read_path(r, path, &bytes))
		complain(&ok, path, "cannot be read");
	struct spec spec = parse(r, path, bytes);
	struct result result = judge(r, "json", path);
	cJSON *report = cJSON_Parse(result.output.ptr), *diag;
	if (!report)
		complain(&ok, path, "the report is not JSON");
	cJSON_ArrayForEach(diag, cJSON_GetObjectItem(report, "diagnostics"))
		add_diag(r, &spec, diag);
	cJSON_Delete(report);
	for (size_t i = 0; i < spec.lines.len; i++) {
		const struct line *line = &spec.lines.items[i];
		same &= line_holds(line);
		if (!line_holds(line) && !r->update)
			tell_line(r, &ok, &spec, i);
		for (size_t j = 0; j < line->wanted.len; j++)
			error_wanted |= text_starts(line->wanted.items[j], T("error["));
	}
	if (r->update && ok && !same)
		update_spec(r, &spec);
	else
		check_status(r, &ok, path, result.status, error_wanted);
	return ok;
}

static bool
test_folder(struct run *r, struct text folder)
{
	bool ok = true;
	struct text path = text_format(&r->arena, "%s/stack.yaml", folder.ptr);
	struct text want_path = text_format(&r->arena, "%s/want", folder.ptr);
	struct text want = { 0 };
	struct result result = judge(r, "text", path);
	bool same = read_path(r, want_path, &want) && text_equal(want, result.output);
	if (!same && r->update)
		write_path(want_path, result.output);
	else if (!same)
		complain(&ok, folder,
			 text_format(&r->arena, "wanted:\n%.*sfound:\n%.*s", TA(want),
				     TA(result.output))
				 .ptr);
	want = r->update ? result.output : want;
	bool error_wanted = text_find(want, T(": error[")) < want.len;
	check_status(r, &ok, folder, result.status, error_wanted);
	return ok;
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool
is_folder(struct text path)
{
	struct stat status;
	return !stat(path.ptr, &status) && S_ISDIR(status.st_mode);
}

/* Cases stand two levels down; `depth` is how far this folder is. */
static void
test_all(struct run *r, struct text folder, int depth)
{
	struct dirent **entries;
	int len = scandir(folder.ptr, &entries, is_visible, alphasort);
	for (int i = 0; i < len; i++) {
		struct text path =
			text_format(&r->arena, "%s/%s", folder.ptr, entries[i]->d_name);
		if (!depth) {
			test_all(r, path, depth + 1);
		} else {
			bool ok = is_folder(path) ? test_folder(r, path)
						  : test_file(r, path);
			r->passed += ok;
			r->failed += !ok;
		}
		free(entries[i]);
	}
	if (len >= 0)
		free(entries);
}

int
main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	struct run r = { .stackc = argv[1],
			 .built = "/tmp/stackc-spec-XXXXXX",
			 .update = argc > 3 && !strcmp(argv[3], "--update") };
	arena_init(&r.arena);
	if (!mkdtemp(r.built)) {
		perror(r.built);
		return 2;
	}
	test_all(&r, text_of(argv[2]), 0);
	if (rmdir(r.built)) {
		fprintf(stderr, "%s: a build that failed has written\n", r.built);
		r.failed++;
	}
	if (r.failed || !r.passed)
		fprintf(stderr, "spec: %zu passed, %zu failed\n", r.passed, r.failed);
	arena_release(&r.arena);
	return r.failed || !r.passed;
}
