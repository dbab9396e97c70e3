/*
 * docs STACKC [--update]: makes the pages of docs/ from their templates, and checks
 * examples and links of every page; run from the root of the project.
 */
#include "docs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
complain(struct docs *d, struct text path, size_t line, const char *format, ...)
{
	va_list list;
	if (d->quiet)
		return;
	d->failed++;
	fprintf(stderr, "%.*s:", TA(path));
	if (line)
		fprintf(stderr, "%zu:", line);
	fputc(' ', stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
}

static struct text
read_all(struct arena *a, FILE *file)
{
	struct buffer all = { .arena = a };
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof part, file));)
		buffer_add(&all, (struct text){ part, n });
	fclose(file);
	return text_copy(a, buffer_text(&all));
}

bool
read_path(struct docs *d, struct text path, struct text *bytes)
{
	FILE *file = fopen(text_copy(&d->arena, path).ptr, "rb");
	if (file)
		*bytes = read_all(&d->arena, file);
	return file;
}

static int
by_name(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

struct names
list_folder(struct docs *d, const char *folder, const char *ending)
{
	struct names names = { 0 };
	DIR *dir = opendir(folder);
	struct dirent *entry;
	while (dir && (entry = readdir(dir)))
		if (text_ends(text_of(entry->d_name), text_of(ending)))
			array_push(&d->arena, &names,
				   text_copy(&d->arena, text_of(entry->d_name)));
	if (dir)
		closedir(dir);
	if (names.len)
		qsort(names.items, names.len, sizeof *names.items, by_name);
	return names;
}

struct text
run_help(struct docs *d, const char *argument, int *status)
{
	int ends[2], how;
	if (pipe(ends)) {
		perror("pipe");
		exit(2);
	}
	pid_t pid = fork();
	if (!pid) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl(d->stackc, d->stackc, argument ? argument : "--help",
		      argument ? "--help" : NULL, NULL);
		_exit(127);
	}
	close(ends[1]);
	struct text output = read_all(&d->arena, fdopen(ends[0], "rb"));
	bool ended = waitpid(pid, &how, 0) == pid && WIFEXITED(how);
	*status = ended ? WEXITSTATUS(how) : -1;
	return output;
}

static void
check_folder(struct docs *d, const char *folder)
{
	struct names names = list_folder(d, folder, ".md");
	for (size_t i = 0; i < names.len; i++) {
		struct text path =
			text_format(&d->arena, "%s/%.*s", folder, TA(names.items[i]));
		check_links(d, path);
		/* Those of a made page are its template's. */
		struct text text;
		bool made = read_path(d, path, &text) &&
			    text_starts(text, T("<!-- Made from "));
		if (!made)
			check_examples(d, path);
	}
}

static void
check_pages(struct docs *d)
{
	check_links(d, T("README.md"));
	check_links(d, T("CONTRIBUTING.md"));
	check_examples(d, T("README.md"));
	check_folder(d, "docs");
	struct names examples = list_folder(d, "examples", "");
	for (size_t i = 0; i < examples.len; i++) {
		struct text name = examples.items[i];
		if (name.ptr[0] != '.')
			check_folder(
				d, text_format(&d->arena, "examples/%.*s", TA(name)).ptr);
	}
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	struct docs d = { .stackc = argv[1] };
	d.update = argc > 2 && !strcmp(argv[2], "--update");
	arena_init(&d.arena);
	make_pages(&d);
	check_pages(&d);
	if (d.failed)
		fprintf(stderr, "docs: %zu failed\n", d.failed);
	arena_release(&d.arena);
	return d.failed > 0;
}
