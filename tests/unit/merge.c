/*
 * What overrides what: each case is a spec, a way into its last environment, merged
 * and filled, and what stands there. Then the same with the keys of every map turned
 * round, which must make no difference.
 */
#include "check.h"
#include "environments.h"
#include "fill.h"
#include "include.h"

struct merge {
	const char *spec, *way, *want;
};

static struct arena arena;

static void
add_node(struct buffer *b, const struct node *n)
{
	const char *ends = n->kind == NODE_MAP ? "{}" : "[]";
	if (n->kind == NODE_SCALAR) {
		buffer_add(b, n->text);
		return;
	}
	buffer_byte(b, ends[0]);
	for (size_t i = 0; i < n->len; i++) {
		buffer_add(b, i ? T(", ") : T(""));
		if (n->entries[i].key)
			buffer_format(b, "%.*s: ", TA(n->entries[i].key->text));
		add_node(b, n->entries[i].value);
	}
	buffer_byte(b, ends[1]);
}

static int
compare_entries(const struct entry *a, const struct entry *b)
{
	return text_compare(a->key->text, b->key->text);
}

/* Maps ordered by key, or the other way round. */
static const struct node *
sorted(const struct node *n, int direction)
{
	struct node *copy = arena_new(&arena, struct node);
	struct entry *entries = arena_array(&arena, struct entry, n->len);
	*copy = *n;
	for (size_t i = 0; i < n->len; i++) {
		struct entry e = n->entries[i];
		size_t k = i;
		e.value = sorted(e.value, direction);
		for (; e.key && k && direction * compare_entries(&e, &entries[k - 1]) < 0;
		     k--)
			entries[k] = entries[k - 1];
		entries[k] = e;
	}
	if (n->kind != NODE_SCALAR)
		node_set_entries(&arena, copy, entries, n->len);
	return copy;
}

static struct text
merged(const struct merge *c, int direction)
{
	struct run run;
	struct buffer b = { .arena = &arena };
	struct text rest = text_of(c->way), key;
	run_init(&run);
	const struct node *root = include_parse(&run, T("stack.yaml"), text_of(c->spec));
	run.root = root ? sorted(root, direction) : NULL;
	const struct node *n = NULL;
	if (run.root) {
		environments_list(&run);
		/* The last one as it is written, whatever the order now. */
		const struct node *all = node_get(root, T("environments"));
		struct environment *env = run.environments.items;
		while (all &&
		       !text_equal(env->name, all->entries[all->len - 1].key->text))
			env++;
		environments_merge(&run, env);
		n = fill_environment(&run, env);
	}
	while (n && text_cut(&rest, '.', &key))
		n = node_get(n, key);
	if (run.diags.errors)
		buffer_format(&b, "error: %.*s", TA(run.diags.all.items[0]->message));
	else if (n)
		add_node(&b, sorted(n, 1));
	else
		buffer_add(&b, T("nothing"));
	run_release(&run);
	return buffer_text(&b);
}

static void
check_cases(const struct merge *cases, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		struct text forward = merged(&cases[i], 1), back = merged(&cases[i], -1);
		bool same = text_is(forward, cases[i].want) && text_equal(forward, back);
		CHECK(same);
		if (!same)
			fprintf(stderr,
				"%s\n%s\nwanted: %s\nis:     %.*s\nturned: %.*s\n",
				cases[i].spec, cases[i].way, cases[i].want, TA(forward),
				TA(back));
	}
}

#define CASES(cases) check_cases(cases, sizeof cases / sizeof *cases)

#define WEB(base, over)                                                \
	"stack: s\nservices: { web: { " base " } }\nenvironments: {\n" \
	"  e: { services: { web: { " over " } } } }\n"

static void
test_values(void)
{
	static const struct merge cases[] = {
		{ WEB("user: a", "user: b"), "services.web.user", "b" },
		{ WEB("user: a", "image: x"), "services.web.user", "a" },
		{ WEB("env: { A: 1, B: 2 }", "env: { B: 3, C: 4 }"), "services.web.env",
		  "{A: 1, B: 3, C: 4}" },
		{ WEB("command: [a, b]", "command: [c]"), "services.web.command", "[c]" },
		{ WEB("env: { A: 1, B: 2 }", "env: { A: null }"), "services.web.env",
		  "{B: 2}" },
		{ WEB("env: { A: 1 }", "env: null"), "services.web.env", "nothing" },
		{ WEB("env: { A: 1 }", "env: {}"), "services.web.env", "{A: 1}" },
		{ WEB("env: { A: 1 }", "env: { B: null }"), "services.web.env",
		  "error: null removes 'B', but no lower layer has it" },
		{ WEB("user: a", "user: ''"), "services.web.user", "" },
	};
	CASES(cases);
}

static void
test_short_forms(void)
{
	static const struct merge cases[] = {
		{ WEB("ports: { http: 80 }", "ports: { http: { publish: 8080 } }"),
		  "services.web.ports", "{http: {port: 80, publish: {port: 8080}}}" },
		{ WEB("ports: { http: { port: 80, publish: 1 } }", "ports: { http: 81 }"),
		  "services.web.ports", "{http: {port: 81, publish: {port: 1}}}" },
		{ WEB("ports: { http: { port: 80, publish: { port: 1, on: public } } }",
		      "ports: { http: { publish: 2 } }"),
		  "services.web.ports.http.publish", "{on: public, port: 2}" },
		{ WEB("ports: { http: { port: 80, publish: 1 } }",
		      "ports: { http: { publish: [2, 3] } }"),
		  "services.web.ports.http.publish", "[{port: 2}, {port: 3}]" },
		{ WEB("needs: { a: healthy }", "needs: { b: started }"),
		  "services.web.needs",
		  "{a: {condition: healthy}, b: {condition: started}}" },
		{ WEB("needs: { a: healthy, b: healthy }", "needs: [c]"),
		  "services.web.needs", "{c: {}}" },
		{ WEB("networks: [a, b]", "networks: { c: { aliases: x } }"),
		  "services.web.networks", "{a: {}, b: {}, c: {aliases: x}}" },
		{ WEB("networks: [a, b]", "networks: []"), "services.web.networks",
		  "{}" },
		{ WEB("mounts: { /a: x }", "mounts: { /a: { read_only: true } }"),
		  "services.web.mounts", "{/a: {read_only: true, volume: x}}" },
		{ "stack: s\nvolumes:\n  data:\nservices: {}\n", "volumes",
		  "{data: {}}" },
	};
	CASES(cases);
}

static void
test_alternatives(void)
{
	static const struct merge cases[] = {
		{ WEB("replicas: 2", "autoscale: { min: 1, max: 3 }"),
		  "services.web.replicas", "nothing" },
		{ WEB("autoscale: { min: 1, max: 3 }", "replicas: 2"),
		  "services.web.autoscale", "nothing" },
		{ WEB("health: { http: /, port: p, tool: curl, retries: 5 }",
		      "health: { tcp: true }"),
		  "services.web.health", "{port: p, retries: 5, tcp: true}" },
		{ WEB("health: { http: /, port: p, tool: curl, retries: 5 }",
		      "health: { exec: [a] }"),
		  "services.web.health", "{exec: [a], retries: 5}" },
		{ WEB("health: { http: / }", "health: none"), "services.web.health",
		  "{none: none}" },
		{ WEB("mounts: { /a: data }", "mounts: { /a: { tmpfs: 1MiB } }"),
		  "services.web.mounts", "{/a: {tmpfs: 1MiB}}" },
		{ "stack: s\nsecrets: { k: { env: K, min_length: 8 } }\nservices: {}\n"
		  "environments: { e: { secrets: { k: { file: /k } } } }\n",
		  "secrets", "{k: {file: /k, min_length: 8}}" },
		{ "stack: s\nservices: {}\ngateway: { hosts: { h: { routes: {\n"
		  "  /: { redirect: /new/, code: 301 } } } } }\n"
		  "environments: { e: { gateway: { hosts: { h: { routes: {\n"
		  "  /: { to: 'web:http' } } } } } } }\n",
		  "gateway.hosts.h.routes", "{/: {to: web:http}}" },
		/* Taking the one away oneself is no second alternative. */
		{ WEB("replicas: 2", "replicas: null, autoscale: { min: 1, max: 3 }"),
		  "services.web.autoscale", "{max: 3, min: 1}" },
	};
	CASES(cases);
}

#define THREE(base, staging, production)                             \
	"stack: s\nservices: { web: { " base " } }\nenvironments:\n" \
	"  staging: { services: { web: " staging " } }\n"            \
	"  production: { extends: staging, services: { web: " production " } }\n"

static void
test_layers(void)
{
	static const struct merge cases[] = {
		{ THREE("user: a", "{ user: b }", "{}"), "services.web.user", "b" },
		{ THREE("user: a", "{ user: b }", "{ user: c }"), "services.web.user",
		  "c" },
		{ THREE("user: a, env: { A: 1 }", "null", "{ env: { B: 2 } }"),
		  "services.web.env", "{B: 2}" },
		{ THREE("user: a, env: { A: 1 }", "{ env: null }", "{ env: { B: 2 } }"),
		  "services.web.env", "{B: 2}" },
		{ THREE("replicas: 2", "{ autoscale: { min: 1, max: 2 } }",
			"{ replicas: 4 }"),
		  "services.web.autoscale", "nothing" },
		/* Machines and targets of another environment are never taken over. */
		{ "stack: s\nservices: {}\nenvironments:\n"
		  "  staging: { targets: [compose, ufw], hosts: { a: 10.0.0.1 } }\n"
		  "  production: { extends: staging, targets: [pm2], hosts: { b: "
		  "10.0.0.2 } }\n",
		  "targets", "{pm2: {}}" },
		{ "stack: s\nservices: {}\nenvironments:\n"
		  "  staging: { targets: [compose], hosts: { a: 10.0.0.1 } }\n"
		  "  production: { extends: staging, hosts: { b: 10.0.0.2 } }\n",
		  "hosts", "{b: {address: 10.0.0.2}}" },
	};
	CASES(cases);
}

static void
test_below(void)
{
	static const struct merge cases[] = {
		/* A service's own word beats every default, also an environment's. */
		{ "stack: s\ndefaults: { services: { restart: always } }\n"
		  "services: { web: { restart: 'no' } }\n"
		  "environments: { e: { defaults: { services: { restart: on-failure } } "
		  "} }\n",
		  "services.web.restart", "no" },
		{ "stack: s\ndefaults: { services: { restart: always } }\nservices: { "
		  "web: {} }\n"
		  "environments: { e: { defaults: { services: { restart: on-failure } } "
		  "} }\n",
		  "services.web.restart", "on-failure" },
		{ "stack: s\ndefaults: { services: { env: { A: 1, B: 1 } } }\n"
		  "services: { web: { env: { B: 2 } } }\n",
		  "services.web.env", "{A: 1, B: 2}" },
		{ "stack: s\nlabels: { a: 1, b: 1 }\n"
		  "defaults: { services: { labels: { b: 2, c: 2 } } }\n"
		  "services: { web: { labels: { c: 3 } } }\n",
		  "services.web.labels", "{a: 1, b: 2, c: 3}" },
		{ "stack: s\nlabels: { a: 1, b: 1 }\nservices: { web: { labels: { a: "
		  "null } } }\n",
		  "services.web.labels", "{b: 1}" },
		/* What one extends is merged first, so an overlay of it reaches here … */
		{ "stack: s\nservices: { base: { user: a }, web: { extends: base } }\n"
		  "environments: { e: { services: { base: { user: b } } } }\n",
		  "services.web.user", "b" },
		/* … but below the service's own, and above the defaults. */
		{ "stack: s\nservices: { base: { user: a }, web: { extends: base, user: "
		  "c } }\n"
		  "environments: { e: { services: { base: { user: b } } } }\n",
		  "services.web.user", "c" },
		{ "stack: s\ndefaults: { services: { user: d } }\n"
		  "services: { base: { user: a }, web: { extends: base } }\n",
		  "services.web.user", "a" },
		{ "stack: s\nservices: { base: { replicas: 2 },\n"
		  "  web: { extends: base, autoscale: { min: 1, max: 2 } } }\n",
		  "services.web.replicas", "nothing" },
		/* The catalogue lies below everything. */
		{ "stack: s\nservices: { db: { image: 'postgres:16.4' } }\n",
		  "services.db.ports", "{postgres: {port: 5432}}" },
		{ "stack: s\nservices: { db: { image: 'postgres:16.4', ports: { "
		  "postgres: 5433 } } }\n",
		  "services.db.ports", "{postgres: {port: 5433}}" },
		{ "stack: s\nservices: { db: { image: 'postgres:16.4', health: null } "
		  "}\n",
		  "services.db.health", "nothing" },
	};
	CASES(cases);
}

static void
test_yaml(void)
{
	static const struct merge cases[] = {
		/* Aliases and `<<` come before any of it. */
		{ "stack: s\nservices:\n  a: &a { user: x, env: { A: 1 } }\n"
		  "  web: { <<: *a, env: { B: 2 } }\n",
		  "services.web.env", "{B: 2}" },
		{ "stack: s\nservices:\n  a: { env: &e { A: 1 } }\n  web: { env: *e }\n"
		  "environments: { e: { services: { a: { env: { A: 2 } } } } }\n",
		  "services.web.env", "{A: 1}" },
		{ "stack: s\nvars: { N: x }\nservices: { web: { user: '${vars.N}' } }\n"
		  "environments: { e: { vars: { N: y } } }\n",
		  "vars", "{N: y}" },
	};
	CASES(cases);
}

int
main(void)
{
	arena_init(&arena);
	test_values();
	test_short_forms();
	test_alternatives();
	test_layers();
	test_below();
	test_yaml();
	arena_release(&arena);
	return check_result();
}
