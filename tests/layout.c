/*
 * What may stand where in the C sources; run from the root of the project:
 *
 * - src/ names no target as a whole word, in code or in a string, except in
 *   `.help = "…"`, `.brief = "…"` and `.example = "…"`, which are documentation;
 * - <lua.h> is included only by script.c, lint*.c and catalog.c;
 * - only os.c and os_*.c call what touches the disk.
 *
 * It reads C as far as this needs: comments, strings, words.
 */
#include "array.h"
#include "text.h"

#include <ctype.h>
#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

struct layout {
	struct arena arena;
	ARRAY(struct text) targets;
	size_t files, failed;
	bool quiet;
};

struct reader {
	const char *path;
	struct text bytes;
	size_t at, line;
	bool in_help; /* behind `.help =`, up to the end of the value */
};

enum token {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_STRING,
	TOKEN_OTHER,
};

static const char *const disk_calls[] = {
	"access",   "chdir",	 "chmod",      "chown",	    "creat",   "faccessat",
	"fchmod",   "fchmodat",	 "fdopen",     "fdopendir", "flock",   "fopen",
	"freopen",  "fstat",	 "fstatat",    "fsync",	    "ftw",     "glob",
	"link",	    "linkat",	 "lstat",      "mkdir",	    "mkdirat", "mkdtemp",
	"mkstemp",  "nftw",	 "open",       "openat",    "openat2", "opendir",
	"readdir",  "readlink",	 "readlinkat", "realpath",  "remove",  "rename",
	"renameat", "renameat2", "rmdir",      "scandir",   "stat",    "statx",
	"symlink",  "symlinkat", "tmpfile",    "truncate",  "unlink",  "unlinkat",
};

static void
complain(struct layout *l, const struct reader *r, struct text what, const char *why)
{
	l->failed++;
	if (!l->quiet)
		fprintf(stderr, "%s:%zu: %.*s: %s\n", r->path, r->line, TA(what), why);
}

static char
peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->bytes.len ? r->bytes.ptr[r->at + ahead] : 0;
}

static void
step(struct reader *r)
{
	r->line += peek(r, 0) == '\n';
	r->at++;
}

static void
skip_space_and_comments(struct reader *r)
{
	for (;;) {
		if (isspace((unsigned char)peek(r, 0))) {
			step(r);
		} else if (peek(r, 0) == '/' && peek(r, 1) == '/') {
			while (r->at < r->bytes.len && peek(r, 0) != '\n')
				step(r);
		} else if (peek(r, 0) == '/' && peek(r, 1) == '*') {
			r->at += 2;
			while (r->at < r->bytes.len &&
			       !(peek(r, 0) == '*' && peek(r, 1) == '/'))
				step(r);
			r->at += 2;
		} else {
			return;
		}
	}
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static enum token
next(struct reader *r, struct text *token)
{
	skip_space_and_comments(r);
	size_t from = r->at;
	if (from >= r->bytes.len)
		return TOKEN_END;
	char first = peek(r, 0);
	step(r);
	if (is_word(first))
		while (is_word(peek(r, 0)))
			step(r);
	if (first == '"' || first == '\'') {
		while (r->at < r->bytes.len && peek(r, 0) != first) {
			if (peek(r, 0) == '\\')
				step(r);
			step(r);
		}
		step(r);
	}
	*token = text_slice(r->bytes, from, r->at);
	return is_word(first) ? TOKEN_WORD : first == '"' ? TOKEN_STRING : TOKEN_OTHER;
}

/* The words inside a string, or the word itself. */
static void
check_words(struct layout *l, const struct reader *r, struct text token)
{
	for (size_t i = 0; i < token.len;) {
		size_t from = i;
		while (i < token.len && is_word(token.ptr[i]))
			i++;
		struct text word = text_slice(token, from, i);
		for (size_t j = 0; j < l->targets.len; j++)
			if (text_equal(word, l->targets.items[j]))
				complain(l, r, word, "a target's name in src/");
		i += i == from;
	}
}

static void
check_call(struct layout *l, const struct reader *r, struct text word)
{
	struct reader ahead = *r;
	skip_space_and_comments(&ahead);
	if (peek(&ahead, 0) != '(')
		return;
	for (size_t i = 0; i < sizeof disk_calls / sizeof *disk_calls; i++)
		if (text_is(word, disk_calls[i]))
			complain(l, r, word, "only os.c touches the disk");
}

static bool
is_one_of(const char *path, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (!fnmatch(*patterns, path, 0))
			return true;
	return false;
}

static void
check_include(struct layout *l, struct reader *r)
{
	static const char *const may[] = { "src/script.c", "src/lint*.c", "src/catalog.c",
					   NULL };
	struct reader ahead = *r;
	struct text token;
	if (next(&ahead, &token) != TOKEN_OTHER || !text_is(token, "<"))
		return;
	bool is_lua = next(&ahead, &token) == TOKEN_WORD &&
		      (text_is(token, "lua") || text_is(token, "lauxlib") ||
		       text_is(token, "lualib"));
	if (is_lua && !is_one_of(r->path, may))
		complain(l, r, token, "a file that may not know Lua");
}

/* A value ends with a comma or a brace; `.help = A "b" "c"` is one value. */
static void
follow_help(struct reader *r, struct text token)
{
	if (text_is(token, ",") || text_is(token, "}") || text_is(token, ";"))
		r->in_help = false;
	if (text_is(token, "help") || text_is(token, "brief") || text_is(token, "example")) {
		struct reader ahead = *r;
		skip_space_and_comments(&ahead);
		r->in_help = peek(&ahead, 0) == '=';
	}
}

static void
check_file(struct layout *l, const char *path, struct text bytes)
{
	static const char *const disk[] = { "src/os.[ch]", "src/os_*.[ch]", NULL };
	static const char *const core[] = { "src/*", NULL };
	bool may_touch_disk = is_one_of(path, disk), is_core = is_one_of(path, core);
	struct reader r = { .path = path, .bytes = bytes, .line = 1 };
	struct text token;
	for (enum token kind; (kind = next(&r, &token)) != TOKEN_END;) {
		follow_help(&r, token);
		if (kind == TOKEN_WORD && text_is(token, "include"))
			check_include(l, &r);
		if (kind == TOKEN_WORD && !may_touch_disk)
			check_call(l, &r, token);
		if (kind != TOKEN_OTHER && is_core && !r.in_help)
			check_words(l, &r, token);
	}
	l->files++;
}

static struct text
read_file(struct layout *l, const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(2);
	}
	struct buffer bytes = { .arena = &l->arena };
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, file));)
		buffer_add(&bytes, (struct text){ part, n });
	fclose(file);
	return buffer_text(&bytes);
}

static void
check_folder(struct layout *l, struct text folder)
{
	struct dirent **entries;
	int len = scandir(folder.ptr, &entries, NULL, alphasort);
	for (int i = 0; i < len; i++) {
		const struct dirent *entry = entries[i];
		struct text path =
			text_format(&l->arena, "%s/%s", folder.ptr, entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR)
			check_folder(l, path);
		else if (text_ends(path, T(".c")) || text_ends(path, T(".h")))
			check_file(l, path.ptr, read_file(l, path.ptr));
	}
}

static void
find_targets(struct layout *l)
{
	struct dirent **entries;
	int len = scandir("targets", &entries, NULL, alphasort);
	for (int i = 0; i < len; i++)
		if (entries[i]->d_type == DT_DIR && entries[i]->d_name[0] != '.')
			array_push(&l->arena, &l->targets,
				   text_copy(&l->arena, text_of(entries[i]->d_name)));
}

/* The reader itself: what each of these lines gives. */
static void
check_reader(struct layout *l)
{
	static const struct {
		const char *code;
		size_t complaints;
	} samples[] = {
		{ "/* anchor */ int x; // anchor\n", 0 },
		{ "anchor();\n", 1 },
		{ "\"write \\\"anchor\\\"-file\" \"anchors\"\n", 1 },
		{ "{ .help = \"anchor\" \"anchor\", .key = \"anchor\" }\n", 1 },
		{ "struct stat s; fopen (p); os_open(p); 'o'; /* open( */\n", 1 },
		{ "#include <lua.h>\n#include <stdio.h>\n", 1 },
	};
	struct layout sample = { .arena = l->arena, .quiet = true };
	array_push(&sample.arena, &sample.targets, T("anchor"));
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		sample.failed = 0;
		check_file(&sample, "src/sample.c", text_of(samples[i].code));
		if (sample.failed != samples[i].complaints) {
			fprintf(stderr, "layout: %zu complaints, wanted %zu: %s",
				sample.failed, samples[i].complaints, samples[i].code);
			l->failed++;
		}
	}
}

int
main(void)
{
	struct layout l = { 0 };
	arena_init(&l.arena);
	check_reader(&l);
	find_targets(&l);
	check_folder(&l, T("src"));
	check_folder(&l, T("targets"));
	return l.failed || !l.files;
}
