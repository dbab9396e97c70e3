/*
 * The table of who reaches whom: each row a consumer, a provider and the address,
 * or a word of the reason why not.
 */
#include "check.h"
#include "pipeline.h"

#include <string.h>

static struct run run;

static const char hosts_spec[] =
	"stack: demo\n"
	"networks: { front: {}, back: {}, shut: { internal: true } }\n"
	"services:\n"
	"  web: { image: a/w:1, hosts: [one], networks: [front], ports: { http: 80 } }\n"
	"  api: { image: a/a:1, hosts: [one], networks: [front, back],\n"
	"         ports: { http: { port: 81, publish: 8081 } } }\n"
	"  job: { image: a/j:1, hosts: [one], networks: [shut], ports: { http: 82 } }\n"
	"  far: { image: a/f:1, hosts: [two], networks: [front],\n"
	"         ports: { http: { port: 83, publish: { port: 8083, on: private } } } }\n"
	"  shy: { image: a/s:1, hosts: [two], networks: [front], ports: { http: 84 } }\n"
	"  near-app: { placement: process, hosts: [one], ports: { http: 85 },\n"
	"              process: { script: a.js, cwd: /srv } }\n"
	"  far-app: { placement: process, hosts: [two], ports: { http: 86 },\n"
	"             process: { script: a.js, cwd: /srv } }\n"
	"  mail: { placement: external, address: mail.example.com, ports: { http: 87 } }\n"
	"environments:\n"
	"  live:\n"
	"    targets: [compose, pm2]\n"
	"    hosts: { one: 10.0.0.1, two: 10.0.0.2 }\n";

static const char cluster_spec[] =
	"stack: demo\n"
	"networks: { front: {}, back: {}, shut: { internal: true } }\n"
	"services:\n"
	"  web: { image: a/w:1, networks: [front], ports: { http: 80 } }\n"
	"  api: { image: a/a:1, networks: [front], ports: { http: 81 } }\n"
	"  job: { image: a/j:1, networks: [shut], ports: { http: 82 } }\n"
	"  app: { placement: process, ports: { http: 85 },\n"
	"         process: { script: a.js, cwd: /srv } }\n"
	"  mail: { placement: external, address: mail.example.com, ports: { http: 87 } }\n"
	"environments:\n"
	"  live:\n"
	"    targets: [kubernetes, pm2]\n"
	"    hosts: { one: 10.0.0.1 }\n";

/* Each service in a compose project of its own. */
static const char projects_spec[] =
	"stack: demo\n"
	"networks: { front: {}, back: {} }\n"
	"services:\n"
	"  web: { image: a/w:1, networks: [front], ports: { http: 80 } }\n"
	"  api: { image: a/a:1, networks: [front], ports: { http: 81 } }\n"
	"  job: { image: a/j:1, networks: [back], ports: { http: 82 } }\n"
	"environments: { live: { targets: { compose: { projects: service } } } }\n";

/* Stores in containers on a host, programs in a cluster. */
static const char mixed_spec[] =
	"stack: demo\n"
	"tiers: { stores: {}, apps: { after: stores } }\n"
	"services:\n"
	"  store: { image: a/s:1, tier: stores,\n"
	"           ports: { http: { port: 80, publish: { port: 8080, on: private } } } }\n"
	"  shy: { image: a/s:1, tier: stores, ports: { http: { port: 81, publish: 8081 } } }\n"
	"  app: { image: a/a:1, tier: apps, ports: { http: 82 } }\n"
	"environments:\n"
	"  live:\n"
	"    targets: { compose: { tiers: [stores] }, kubernetes: { tiers: [apps] } }\n"
	"    hosts: { one: 10.0.0.1 }\n";

struct way {
	const char *from; /* "host NAME": nginx of that host */
	const char *to;
	const char *address; /* host:port; NULL: it cannot be reached … */
	const char *why;     /* … because */
};

static const struct way on_hosts[] = {
	{ "web", "api", "api:81", NULL },
	{ "api", "web", "web:80", NULL },
	{ "web", "web", "web:80", NULL },
	{ "web", "job", NULL, "share no network" },
	{ "web", "far", "10.0.0.2:8083", NULL },
	{ "web", "shy", NULL, "not published to other hosts" },
	{ "job", "far", NULL, "internal" },
	{ "web", "near-app", "host.docker.internal:85", NULL },
	{ "job", "near-app", NULL, "internal" },
	{ "web", "far-app", "10.0.0.2:86", NULL },
	{ "job", "far-app", NULL, "internal" },
	{ "web", "mail", "mail.example.com:87", NULL },
	{ "job", "mail", NULL, "internal" },
	{ "near-app", "api", "127.0.0.1:8081", NULL },
	{ "near-app", "web", NULL, "not published" },
	{ "near-app", "far", "10.0.0.2:8083", NULL },
	{ "near-app", "near-app", "127.0.0.1:85", NULL },
	{ "near-app", "far-app", "10.0.0.2:86", NULL },
	{ "near-app", "mail", "mail.example.com:87", NULL },
	{ "far-app", "api", NULL, "not published to other hosts" },
	{ "host one", "api", "127.0.0.1:8081", NULL },
	{ "host one", "web", NULL, "not published" },
	{ "host one", "near-app", "127.0.0.1:85", NULL },
	{ "host one", "far-app", "10.0.0.2:86", NULL },
	{ "host two", "api", NULL, "not published to other hosts" },
	{ "host two", "far", "10.0.0.2:8083", NULL },
};

static const struct way in_cluster[] = {
	{ "web", "api", "api:81", NULL },
	{ "web", "job", NULL, "share no network" },
	{ "web", "app", "10.0.0.1:85", NULL },
	{ "job", "app", NULL, "internal" },
	{ "web", "mail", "mail.example.com:87", NULL },
	{ "app", "web", NULL, "cluster" },
	{ "host one", "web", NULL, "cluster" },
};

static const struct way between_projects[] = {
	{ "web", "api", "api:81", NULL },
	{ "web", "job", NULL, "share no network" },
};

static const struct way in_both[] = {
	{ "app", "store", "10.0.0.1:8080", NULL },
	{ "app", "shy", NULL, "not published to other hosts" },
	{ "store", "app", NULL, "cluster" },
	{ "store", "shy", "shy:81", NULL },
	{ "host one", "shy", "127.0.0.1:8081", NULL },
};

static struct consumer
consumer_of(const struct stack *s, const char *name)
{
	struct text t = text_of(name);
	if (text_starts(t, T("host ")))
		return (struct consumer){
			.host = list_find(&s->hosts, text_slice(t, 5, t.len)),
		};
	return (struct consumer){ .service = list_find(&s->services, t) };
}

static bool
holds(const struct stack *s, const struct way *row)
{
	struct arena *a = &run.arena;
	const struct service *to = list_find(&s->services, text_of(row->to));
	struct reach way = reach_port(a, consumer_of(s, row->from), to, to->ports.items);
	struct text found = way.ok ? text_format(a, "%.*s:%lld", TA(way.host),
						 (long long)way.port) :
				     way.why;
	bool fine = way.ok == (row->address != NULL) &&
		    (way.ok ? text_is(found, row->address) :
			      text_find(found, text_of(row->why)) < found.len &&
				      way.fix.len);
	if (!fine)
		fprintf(stderr, "%s to %s: %.*s\n", row->from, row->to, TA(found));
	return fine;
}

static void
test_table(const char *spec, const struct way *rows, size_t len)
{
	run_init(&run);
	CHECK(pipeline_compile_text(&run, T("stack.yaml"), text_of(spec)));
	CHECK(run.environments.len == 1 && !run.environments.items[0].failed);
	for (size_t i = 0; i < len && run.environments.len; i++)
		CHECK(holds(run.environments.items[0].stack, &rows[i]));
	run_release(&run);
}

int
main(void)
{
	test_table(hosts_spec, on_hosts, sizeof on_hosts / sizeof *on_hosts);
	test_table(cluster_spec, in_cluster, sizeof in_cluster / sizeof *in_cluster);
	test_table(projects_spec, between_projects,
		   sizeof between_projects / sizeof *between_projects);
	test_table(mixed_spec, in_both, sizeof in_both / sizeof *in_both);
	return check_result();
}
