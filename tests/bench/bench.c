/*
 * bench STACKC [N]...: what lint and build cost beside the least they could cost.
 *
 * For stacks of N services it measures, in one run so that only ratios count: the
 * program itself linting and building; this program parsing the same file with
 * libyaml (`parse`), and emitting as many bytes as build wrote (`emit`). Time is the
 * least user time of several runs, memory the peak of the process, instructions are
 * callgrind's. It measures; it asserts nothing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

enum { repeats = 3, path_max = 4096 };

struct cost {
	double seconds;
	long kilobytes;
	long long instructions; /* 0: not counted */
};

static char folder[] = "/tmp/stackc-bench-XXXXXX";

static void
die(const char *what)
{
	perror(what);
	exit(2);
}

/* The stack: each service needs the one before it and has a route of its own. */
static void
write_service(FILE *f, int i)
{
	fprintf(f, "  service-%d:\n    tier: app\n    kind: node\n", i);
	fprintf(f, "    image: ${vars.registry}/service-%d:v1.%d.0\n", i, i % 10);
	fprintf(f, "    env:\n      NODE_ENV: production\n      PORT: ${service.ports.http}\n"
		   "      LOG_LEVEL: info\n      DATABASE_URL: ${services.postgres.url}\n"
		   "      JWT_SECRET: ${secrets.jwt}\n");
	if (i)
		fprintf(f, "      BEFORE: ${services.service-%d.url}\n", i - 1);
	fprintf(f, "    ports: { http: %d }\n    networks: [app, data]\n", 10000 + i);
	fprintf(f, "    needs: { postgres: healthy%s", i ? ", " : " }\n");
	if (i)
		fprintf(f, "service-%d: healthy }\n", i - 1);
	fprintf(f, "    health: { http: /health, interval: 30s, timeout: 10s, start: 40s }\n"
		   "    resources: { cpus: 0.5, memory: 256MiB }\n    user: \"1001:1001\"\n"
		   "    read_only: true\n    mounts: { /tmp: { tmpfs: 64MiB } }\n");
}

static const char head[] =
	"stack: bench\nvars: { registry: registry.example.com/bench }\n"
	"secrets:\n"
	"  jwt: { env: JWT_SECRET, min_length: 32 }\n"
	"  password: { env: POSTGRES_PASSWORD, min_length: 16, url_safe: true }\n"
	"tiers: { infra: {}, app: { after: infra }, edge: { after: app } }\n"
	"networks: { edge: {}, app: {}, data: {} }\nvolumes: { pg: {} }\n"
	"labels: { app.service: \"${service.name}\" }\nfirewall: { ssh: 22 }\n"
	"defaults: { services: { logs: { max_size: 10MiB, max_files: 3 } } }\n"
	"services:\n"
	"  postgres:\n    tier: infra\n    image: postgres:16.4-alpine\n"
	"    env: { POSTGRES_DB: bench, POSTGRES_USER: bench, POSTGRES_PASSWORD: "
	"\"${secrets.password}\" }\n"
	"    networks: [data]\n    mounts: { /var/lib/postgresql/data: pg }\n"
	"    resources: { cpus: 1, memory: 1GiB }\n"
	"  nginx:\n    tier: edge\n    image: nginx:1.26.2-alpine\n"
	"    ports: { http: { port: 80, publish: { port: 8080, on: public } } }\n"
	"    networks: [edge, app]\n    resources: { cpus: 1, memory: 256MiB }\n";

static const char one_environment[] =
	"environments:\n  production:\n    targets: [compose, nginx, ufw]\n"
	"    hosts: { server: { address: 192.0.2.10 } }\n";

static const char more_environments[] =
	"  vm:\n    targets: [pm2, nginx, ufw]\n"
	"    hosts: { server: { address: 192.0.2.20 } }\n    gateway: { run: host }\n"
	"    services:\n      nginx: null\n"
	"      postgres: { placement: external, address: db.example.com }\n";

static const char last_environment[] =
	"  cluster:\n    targets: [kubernetes]\n"
	"    volumes: { pg: { size: 10GiB } }\n    services: { nginx: null }\n";

static void
write_stack(const char *path, int n, int environments)
{
	FILE *f = fopen(path, "w");
	if (!f)
		die(path);
	fputs(head, f);
	for (int i = 0; i < n; i++)
		write_service(f, i);
	fputs("gateway:\n  run: nginx\n  hosts:\n    bench.example.com:\n      routes:\n", f);
	for (int i = 0; i < n; i++)
		fprintf(f, "        /api/service-%d/: service-%d:http\n", i, i);
	fputs(one_environment, f);
	if (environments > 1)
		fputs(more_environments, f);
	for (int i = 0; environments > 1 && i < n; i++)
		fprintf(f, "      service-%d: { placement: process, process: { script: main.js, "
			   "cwd: /srv/service-%d } }\n", i, i);
	if (environments > 1)
		fputs(last_environment, f);
	if (fclose(f))
		die(path);
}

/* libyaml reading the file, and nothing else. */
static int
parse(const char *path)
{
	FILE *f = fopen(path, "r");
	yaml_parser_t parser;
	yaml_event_t event;
	if (!f || !yaml_parser_initialize(&parser))
		die(path);
	yaml_parser_set_input_file(&parser, f);
	for (int done = 0; !done; yaml_event_delete(&event)) {
		if (!yaml_parser_parse(&parser, &event))
			return 1;
		done = event.type == YAML_STREAM_END_EVENT;
	}
	yaml_parser_delete(&parser);
	return fclose(f);
}

static void
emit_scalar(yaml_emitter_t *emitter, const char *text)
{
	yaml_event_t event;
	yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text,
				     (int)strlen(text), 1, 1, YAML_ANY_SCALAR_STYLE);
	yaml_emitter_emit(emitter, &event);
}

/* libyaml writing so many bytes of keys and values. */
static int
emit(long bytes)
{
	yaml_emitter_t emitter;
	yaml_event_t event;
	FILE *f = fopen("/dev/null", "w");
	if (!f || !yaml_emitter_initialize(&emitter))
		die("/dev/null");
	yaml_emitter_set_output_file(&emitter, f);
	yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
	yaml_emitter_emit(&emitter, &event);
	yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
	yaml_emitter_emit(&emitter, &event);
	yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
	yaml_emitter_emit(&emitter, &event);
	for (long done = 0; done < bytes; done += 24) { /* the next line's length */
		emit_scalar(&emitter, "interval");
		emit_scalar(&emitter, "thirty seconds");
	}
	yaml_mapping_end_event_initialize(&event);
	yaml_emitter_emit(&emitter, &event);
	yaml_document_end_event_initialize(&event, 1);
	yaml_emitter_emit(&emitter, &event);
	yaml_stream_end_event_initialize(&event);
	yaml_emitter_emit(&emitter, &event);
	yaml_emitter_delete(&emitter);
	return fclose(f);
}

static int
run(const char *const *argv, struct rusage *usage)
{
	int status;
	pid_t pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (wait4(pid, &status, 0, usage) < 0)
		die("wait4");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static double
user_seconds(const struct rusage *u)
{
	return (double)u->ru_utime.tv_sec + (double)u->ru_utime.tv_usec / 1e6 +
	       (double)u->ru_stime.tv_sec + (double)u->ru_stime.tv_usec / 1e6;
}

/* callgrind's "summary:" line. */
static long long
count_instructions(const char *const *argv)
{
	char out[path_max], option[path_max + 32], line[512];
	const char *all[16] = { "valgrind", "--tool=callgrind", option };
	long long count = 0;
	struct rusage usage;
	snprintf(out, sizeof out, "%s/callgrind", folder);
	snprintf(option, sizeof option, "--callgrind-out-file=%s", out);
	for (int i = 0; i < 12 && argv[i]; i++)
		all[i + 3] = argv[i];
	if (run(all, &usage) == 127)
		return 0;
	FILE *f = fopen(out, "r");
	while (f && fgets(line, sizeof line, f))
		sscanf(line, "summary: %lld", &count);
	if (f)
		fclose(f);
	return count;
}

static struct cost
measure(const char *const *argv, bool count)
{
	struct cost least = { .seconds = 1e9 };
	for (int i = 0; i < repeats; i++) {
		struct rusage usage;
		int status = run(argv, &usage);
		if (status > 1)
			fprintf(stderr, "bench: %s %s ended with %d\n", argv[0], argv[1], status);
		if (user_seconds(&usage) < least.seconds)
			least.seconds = user_seconds(&usage);
		least.kilobytes = usage.ru_maxrss;
	}
	least.instructions = count ? count_instructions(argv) : 0;
	return least;
}

static long
size_of(const char *path)
{
	struct stat st;
	long total = 0;
	if (lstat(path, &st))
		return 0;
	if (!S_ISDIR(st.st_mode))
		return (long)st.st_size;
	DIR *dir = opendir(path);
	for (struct dirent *e; dir && (e = readdir(dir));) {
		char below[path_max];
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		snprintf(below, sizeof below, "%s/%s", path, e->d_name);
		total += size_of(below);
	}
	if (dir)
		closedir(dir);
	return total;
}

static void
remove_tree(const char *path)
{
	const char *const argv[] = { "rm", "-rf", path, NULL };
	struct rusage usage;
	run(argv, &usage);
}

static void
print_row(const char *what, struct cost c, struct cost floor)
{
	printf("    %-6s %8.3f s %8ld KiB %6.2f x", what, c.seconds, c.kilobytes,
	       c.seconds / (floor.seconds > 0 ? floor.seconds : 1e-3));
	if (c.instructions)
		printf(" %9.1f M instructions %6.2f x", (double)c.instructions / 1e6,
		       (double)c.instructions / (double)floor.instructions);
	putchar('\n');
}

static void
bench(const char *self, const char *stackc, int n, int environments)
{
	char spec[path_max], out[path_max], bytes[32];
	snprintf(spec, sizeof spec, "%s/stack.yaml", folder);
	snprintf(out, sizeof out, "%s/out", folder);
	write_stack(spec, n, environments);
	const char *const parse_argv[] = { self, "parse", spec, NULL };
	const char *const lint_argv[] = { stackc, "lint", spec, NULL };
	const char *const build_argv[] = { stackc, "build", "-o", out, spec, NULL };
	const char *const emit_argv[] = { self, "emit", bytes, NULL };
	struct cost parsed = measure(parse_argv, true);
	struct cost linted = measure(lint_argv, true);
	remove_tree(out);
	struct cost built = measure(build_argv, true);
	long written = size_of(out);
	snprintf(bytes, sizeof bytes, "%ld", written);
	struct cost emitted = measure(emit_argv, true);
	struct cost floor = { parsed.seconds + emitted.seconds, 0,
			      parsed.instructions + emitted.instructions };
	long input = size_of(spec);
	printf("%d services, %d environment%s: %ld KiB in, %ld KiB out\n", n, environments,
	       environments > 1 ? "s" : "", input / 1024, written / 1024);
	print_row("parse", parsed, parsed);
	print_row("emit", emitted, parsed);
	print_row("lint", linted, parsed);
	print_row("build", built, floor);
	printf("    memory of build: %.1f x (20 x input + 2 x output)\n",
	       (double)built.kilobytes * 1024 / (20.0 * (double)input + 2.0 * (double)written));
	fflush(stdout);
	remove_tree(out);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "write"))
		return write_stack("/dev/stdout", atoi(argv[2]), atoi(argv[3])), 0;
	static const int sizes[] = { 10, 100, 1000, 5000 };
	if (argc == 3 && !strcmp(argv[1], "parse"))
		return parse(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "emit"))
		return emit(atol(argv[2]));
	if (argc < 2)
		return 2;
	if (!mkdtemp(folder))
		die(folder);
	puts("x: against parse; build against parse + emit. Aims: lint 3 + 2 per environment,\n"
	     "build 3, memory 1.");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		bool wanted = argc == 2;
		for (int k = 2; k < argc; k++)
			wanted |= atoi(argv[k]) == sizes[i];
		if (!wanted)
			continue;
		bench(argv[0], argv[1], sizes[i], 1);
		bench(argv[0], argv[1], sizes[i], 3);
	}
	remove_tree(folder);
	return 0;
}
