/*
 * Every system call of a build made to fail once, and the process killed at each:
 *
 *   fault STACKC SPECS first|rebuild|interrupted
 *
 * STACKC is built with -Dfault (src/os_call.h). SPECS holds two specs, before/ and
 * after/, which change, add and remove files and environments between them. It
 * starts from no folder at all, from what before/ makes of one that holds files of
 * the operator, or from what a killed build left there; builds after/ with the nth
 * call failing; and raises n until the program says that it made fewer calls:
 *
 * - A build that ends with 2 has left the old files, untouched, and one error; one
 *   that ends with 0 the new ones, and a warning that something of its own is left.
 * - Where only links are refused it copies, and ends with 0.
 * - A killed build has left the old files or the new ones, or a journal; then the
 *   next run, of before/, finds the old files again, untouched.
 * - A build after any of these succeeds.
 * - The operator's files, which stand among ours, are the same throughout.
 *
 * "Untouched" is told by inode: a file that was put back has its own again.
 */
#include "array.h"
#include "os.h"
#include "path.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

/* Raising n must end; a build of these specs makes some hundred calls. */
enum { calls_max = 20000, size_max = 1 << 24 };

struct entry {
	struct text path;
	mode_t mode; /* with the type */
	ino_t inode; /* of a file */
	struct text bytes;
};

struct tree {
	bool exists;		     /* dist/ itself */
	bool leftover, journal;	     /* dist/.stackc and its journal */
	ARRAY(struct entry) entries; /* everything else in it, folders first */
};

static struct arena run;
static const char *stackc, *before, *after;
static size_t builds, failures;

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- folders ---- */

static void
scan_below(struct arena *a, struct text folder, struct tree *tree)
{
	struct os_names names;
	struct stat st;
	if (os_list(a, folder, &names).kind)
		return;
	for (size_t i = 0; i < names.len; i++) {
		struct text path = path_join(a, folder, names.items[i]);
		if (text_is(path, "dist/.stackc")) {
			tree->leftover = true;
			tree->journal = !access("dist/.stackc/journal", F_OK);
			continue;
		}
		if (lstat(path.ptr, &st))
			die(path.ptr);
		struct entry entry = { .path = path, .mode = st.st_mode };
		if (S_ISREG(st.st_mode)) {
			entry.inode = st.st_ino;
			os_read_file(a, path, size_max, &entry.bytes);
		}
		array_push(a, &tree->entries, entry);
		if (S_ISDIR(st.st_mode))
			scan_below(a, path, tree);
	}
}

static struct tree
scan(struct arena *a)
{
	struct tree tree = { .exists = !access("dist", F_OK) };
	scan_below(a, T("dist"), &tree);
	return tree;
}

static void
clear(struct arena scratch, struct text folder)
{
	struct os_names names;
	struct stat st;
	if (os_list(&scratch, folder, &names).kind)
		return;
	for (size_t i = 0; i < names.len; i++) {
		struct text path = path_join(&scratch, folder, names.items[i]);
		if (!lstat(path.ptr, &st) && S_ISDIR(st.st_mode))
			clear(scratch, path);
		else if (unlink(path.ptr))
			die(path.ptr);
	}
	if (rmdir(text_copy(&scratch, folder).ptr))
		die("rmdir");
}

static void
put(struct text path, struct text bytes, mode_t mode)
{
	FILE *f = fopen(path.ptr, "w");
	if (!f || fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len || fclose(f) ||
	    chmod(path.ptr, mode & 07777))
		die(path.ptr);
}

/* Makes dist/ what it was when the tree was scanned. */
static void
restore(struct arena scratch, const struct tree *tree)
{
	clear(scratch, T("dist"));
	if (tree->exists && mkdir("dist", 0755))
		die("dist");
	for (size_t i = 0; i < tree->entries.len; i++) {
		const struct entry *entry = &tree->entries.items[i];
		if (!S_ISDIR(entry->mode))
			put(entry->path, entry->bytes, entry->mode);
		else if (mkdir(entry->path.ptr, entry->mode & 07777))
			die(entry->path.ptr);
	}
}

static bool
same(const struct tree *a, const struct tree *b, bool inodes)
{
	if (a->entries.len != b->entries.len)
		return false;
	for (size_t i = 0; i < a->entries.len; i++) {
		const struct entry *x = &a->entries.items[i], *y = &b->entries.items[i];
		if (!text_equal(x->path, y->path) || x->mode != y->mode ||
		    !text_equal(x->bytes, y->bytes))
			return false;
		if (inodes && x->inode != y->inode)
			return false;
	}
	return true;
}

/* ---- building ---- */

static void
redirect(int fd, const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (file < 0 || dup2(file, fd) < 0)
		die(path);
}

/* The status as waitpid() gives it. What it printed is in the file `said`. `mode`
 * NULL: no call fails. */
static int
build(const char *spec, const char *mode, long at)
{
	int status = 0;
	char number[32];
	snprintf(number, sizeof number, "%ld", at);
	unlink("report");
	pid_t pid = fork();
	if (!pid) {
		redirect(STDOUT_FILENO, "printed");
		redirect(STDERR_FILENO, "said");
		if (mode && (setenv("STACKC_FAULT_AT", number, 1) ||
			     setenv("STACKC_FAULT_MODE", mode, 1) ||
			     setenv("STACKC_FAULT_REPORT", "report", 1)))
			_exit(99);
		execl(stackc, stackc, "build", "-o", "dist", spec, (char *)NULL);
		_exit(99);
	}
	builds++;
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		die("fork");
	return status;
}

static bool
exited(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

static size_t
count(struct text in, struct text what)
{
	size_t n = 0;
	for (size_t at; (at = text_find(in, what)) < in.len; n++)
		in = text_slice(in, at + what.len, in.len);
	return n;
}

static struct text
slurp(struct arena *a, const char *path)
{
	struct text bytes;
	os_read_file(a, text_of(path), size_max, &bytes);
	return bytes;
}

/* ---- one case ---- */

struct scenario {
	struct tree start;    /* dist/ before the build */
	struct tree rebuilt;  /* and once before/ was built on it */
	struct tree finished; /* and once after/ was built on it */
	/* Not 0: a build of after/ is killed at this call before each attempt. */
	long interrupt;
};

struct attempt {
	const struct scenario *scenario;
	const char *mode;
	long at;
	struct text call; /* the name of that call */
};

static void
complain(struct arena scratch, const struct attempt *t, const char *what)
{
	failures++;
	fprintf(stderr, "fault: %s at call %ld (%.*s): %s\n%.*s", t->mode, t->at,
		TA(t->call), what, TA(slurp(&scratch, "said")));
}

static void
judge_failed(struct arena scratch, const struct attempt *t, int status,
	     const struct tree *old)
{
	struct tree now = scan(&scratch);
	struct text said = slurp(&scratch, "said");
	bool copies = !strcmp(t->mode, "refuse");
	if (copies && !exited(status, 0))
		complain(scratch, t, "no copy in place of a link");
	if (exited(status, 0)) {
		bool told = count(said, T("bundle/leftover")) == 1;
		if (!told && !copies)
			complain(scratch, t, "success without a word about it");
		if (!same(&now, &t->scenario->finished, false))
			complain(scratch, t, "success without all of the new files");
		return;
	}
	if (!exited(status, 2))
		complain(scratch, t, "an exit status other than 0 and 2");
	if (count(said, T("error[")) != 1)
		complain(scratch, t, "not one error");
	if (t->scenario->interrupt && now.journal)
		return;
	if (!same(&now, old, true) || now.exists != old->exists)
		complain(scratch, t, "the old files are not as they were");
	if (now.leftover && !t->scenario->interrupt)
		complain(scratch, t, "something of ours is left");
}

static void
judge_killed(struct arena scratch, const struct attempt *t, int status,
	     const struct tree *old)
{
	struct tree now = scan(&scratch);
	const struct scenario *s = t->scenario;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		complain(scratch, t, "it was not killed");
	if (!now.journal) {
		if (!same(&now, old, true) && !same(&now, &s->finished, false))
			complain(scratch, t, "neither the old files nor the new ones");
		return;
	}
	bool rebuilt = exited(build(before, NULL, 0), 0);
	now = scan(&scratch);
	bool found = same(&s->start, &s->rebuilt, false) ? same(&now, old, true)
							 : same(&now, &s->rebuilt, false);
	if (!rebuilt || !found || now.leftover)
		complain(scratch, t, "the next run did not find the old files");
}

/* Those called .env: they stand among ours, in each folder there is. */
static bool
operators_files_are_there(const struct tree *now, const struct tree *old)
{
	for (size_t i = 0, j = 0; i < old->entries.len; i++) {
		const struct entry *entry = &old->entries.items[i];
		if (!text_ends(entry->path, T("/.env")))
			continue;
		while (j < now->entries.len &&
		       now->entries.items[j].inode != entry->inode)
			j++;
		if (j == now->entries.len ||
		    !text_equal(now->entries.items[j].path, entry->path) ||
		    !text_equal(now->entries.items[j].bytes, entry->bytes))
			return false;
	}
	return true;
}

/* What is not as it was before has to be put right by the next build. */
static void
judge_next(struct arena scratch, const struct attempt *t, const struct tree *old)
{
	struct tree now = scan(&scratch);
	if (now.leftover || !same(&now, old, true)) {
		if (!exited(build(after, NULL, 0), 0))
			complain(scratch, t, "the next build does not succeed");
		now = scan(&scratch);
		if (now.leftover || !same(&now, &t->scenario->finished, false))
			complain(scratch, t,
				 "the next build does not write the new files");
	}
	if (!operators_files_are_there(&now, old))
		complain(scratch, t, "a file of the operator was touched");
}

enum outcome { OUTCOME_OTHER, OUTCOME_LINK, OUTCOME_END };

/* OUTCOME_END: the build made fewer calls than that, or what it had to undo first
 * is undone. */
static enum outcome
attempt(struct arena scratch, struct attempt *t)
{
	restore(scratch, &t->scenario->start);
	struct tree old = scan(&scratch);
	if (t->scenario->interrupt)
		build(after, "kill", t->scenario->interrupt);
	int status = build(after, t->mode, t->at);
	if (access("report", F_OK))
		return OUTCOME_END;
	t->call = slurp(&scratch, "report");
	bool undone = t->scenario->interrupt && access("dist/.stackc", F_OK);
	bool kill = !strcmp(t->mode, "kill");
	(kill ? judge_killed : judge_failed)(scratch, t, status, &old);
	judge_next(scratch, t, &old);
	if (kill && undone)
		return OUTCOME_END;
	return text_is(t->call, "linkat") ? OUTCOME_LINK : OUTCOME_OTHER;
}

/* ---- all cases ---- */

static struct tree
built(const struct scenario *s, const char *spec)
{
	restore(run, &s->start);
	if (exited(build(spec, NULL, 0), 0))
		return scan(&run);
	struct text said = slurp(&run, "said");
	fprintf(stderr, "fault: cannot build '%s':\n%.*s", spec, TA(said));
	exit(1);
}

static void
play(struct scenario *s)
{
	struct attempt t = { .scenario = s, .mode = "kill", .at = 1 };
	while (t.at <= calls_max && attempt(run, &t) != OUTCOME_END) {
		t.mode = "fail";
		if (attempt(run, &t) == OUTCOME_LINK) {
			t.mode = "refuse";
			attempt(run, &t);
		}
		t.mode = "kill";
		t.at++;
	}
	if (t.at == 1 || t.at > calls_max)
		complain(run, &t, "the calls cannot be counted");
}

/* The call that removes the journal: all changes are made, none is final. */
static long
commit_point(const struct scenario *s)
{
	long low = 1, high = calls_max;
	while (low < high) {
		long middle = (low + high) / 2;
		restore(run, &s->start);
		build(after, "kill", middle);
		struct tree now = scan(&run);
		if (!now.journal && same(&now, &s->finished, false))
			high = middle;
		else
			low = middle + 1;
	}
	return low - 1;
}

static void
add_operators_files(void)
{
	static const char *const folders[] = { "dist", "dist/kept", "dist/gone" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct text path = text_format(&run, "%s/.env", folders[i]);
		mkdir(folders[i], 0755);
		put(path, path, 0600);
	}
}

/* False where there is no scenario of that name. */
static bool
play_scenario(const char *name)
{
	struct scenario s = { 0 };
	bool first = !strcmp(name, "first"), interrupted = !strcmp(name, "interrupted");
	if (!first && !interrupted && strcmp(name, "rebuild"))
		return false;
	if (!first) {
		add_operators_files();
		s.start = scan(&run);
		s.start = built(&s, before);
	}
	s.rebuilt = built(&s, before);
	s.finished = built(&s, after);
	if (interrupted)
		s.interrupt = commit_point(&s);
	play(&s);
	return true;
}

static const char *
absolute(const char *folder, const char *name)
{
	struct text real;
	struct text path = path_join(&run, text_of(folder), text_of(name));
	if (os_real_path(&run, path, &real).kind)
		die(path.ptr);
	return real.ptr;
}

int
main(int argc, char **argv)
{
	/* In memory, where there is such a place: thousands of builds write here. */
	const char *place = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
	if (argc != 4)
		return 2;
	arena_init(&run);
	char folder[64];
	snprintf(folder, sizeof folder, "%s/stackc-fault-XXXXXX", place);
	stackc = absolute(argv[1], ".");
	before = absolute(argv[2], "before");
	after = absolute(argv[2], "after");
	if (!mkdtemp(folder) || chdir(folder))
		die(folder);
	if (!play_scenario(argv[3]))
		return 2;
	clear(run, text_of(folder));
	if (failures)
		fprintf(stderr, "fault: %zu failures in %zu builds\n", failures, builds);
	arena_release(&run);
	return failures > 0;
}
