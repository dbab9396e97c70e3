/* A full disk is noticed, a reader that went away is not trouble. */
#include "check.h"
#include "out.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int
write_and_finish(void)
{
	static char bytes[100000];
	memset(bytes, 'x', sizeof bytes);
	out_write(OUT_RESULT, (struct text){ bytes, sizeof bytes });
	out_format(OUT_RESULT, "%d\n", 7);
	return out_finish() ? 0 : 2;
}

/* Exit status of a process whose standard output is this. */
static int
status_with(int stdout_fd)
{
	pid_t pid = fork();
	if (!pid) {
		out_init();
		dup2(stdout_fd, STDOUT_FILENO);
		if (!freopen("/dev/null", "w", stderr))
			_exit(3);
		_exit(write_and_finish());
	}
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	int gone[2];
	CHECK(!pipe(gone));
	close(gone[0]);
	FILE *full = fopen("/dev/full", "w"), *null = fopen("/dev/null", "w");
	CHECK(full && null);
	CHECK(status_with(fileno(null)) == 0);
	CHECK(status_with(fileno(full)) == 2);
	CHECK(status_with(gone[1]) == 0);
	CHECK(!out_wants_color(OUT_RESULT) || isatty(STDOUT_FILENO));
	setenv("NO_COLOR", "1", 1);
	CHECK(!out_wants_color(OUT_RESULT));
	return check_result();
}
