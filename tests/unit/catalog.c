/* The catalogue: inferring kinds, facts by version, what derives from settings. */
#include "catalog.h"
#include "check.h"
#include "script.h"

#include <string.h>

static struct arena arena;
static struct script script;
static struct sources sources;
static struct diags diags;
static struct catalog *catalog;

static const struct span place = { 1, 10, 5 };

static const struct node *
get(const struct node *map, const char *key)
{
	for (size_t i = 0; map && i < map->len; i++)
		if (text_is(map->entries[i].key->text, key))
			return map->entries[i].value;
	return NULL;
}

static bool
infers(const char *image, const char *kind)
{
	const struct catalog_entry *entry = catalog_infer(catalog, text_of(image));
	return kind ? entry && text_is(entry->kind, kind) : !entry;
}

static void
test_infer(void)
{
	CHECK(infers("postgres:16.4-alpine", "postgres"));
	CHECK(infers("mirror.example/library/redis", "redis"));
	CHECK(infers("nginx", "nginx"));
	CHECK(infers("example/app", NULL));
	CHECK(!catalog_find(catalog, T("nothing")));
	size_t len = 0;
	catalog_kinds(catalog, &len);
	CHECK(len >= 4);
}

static bool
infers_mirrored(const char *image, const char *kind)
{
	struct text names[] = { T("ghcr.io"), T("docker.io") };
	const struct mirror mirrors[] = {
		{ T("other.example"), { 0 } },
		{ T("mirror.example/hub"), { names, 2, 2 } },
	};
	const struct catalog_entry *entry =
		catalog_infer_mirrored(catalog, text_of(image), mirrors, 2);
	return kind ? entry && text_is(entry->kind, kind) : !entry;
}

static void
test_infer_mirrored(void)
{
	CHECK(infers_mirrored("postgres:16", "postgres"));
	CHECK(infers_mirrored("mirror.example/hub/postgres:16", "postgres"));
	CHECK(infers_mirrored("mirror.example/hub/library/postgres:16", "postgres"));
	CHECK(infers_mirrored("mirror.example/postgres:16", NULL));
	CHECK(infers_mirrored("other.example/postgres:16", NULL));
}

static void
test_facts(void)
{
	const struct catalog_entry *postgres = catalog_find(catalog, T("postgres"));
	const struct node *facts =
		catalog_facts(catalog, &arena, postgres, T("16.4-alpine"), place);
	const struct node *port = get(get(get(facts, "ports"), "postgres"), "port");
	CHECK(port && text_is(port->text, "5432"));
	CHECK(port && port->at.offset == 10 && facts->entries[0].layer == LAYER_CATALOG);
	CHECK(get(get(facts, "health"), "interval"));
	CHECK(diags.all.len == 0);
}

static void
test_versions(void)
{
	const struct catalog_entry *postgres = catalog_find(catalog, T("postgres"));
	const struct knowledge *k = catalog_knows(catalog, postgres, T("v17"));
	CHECK(k->datastore && k->uid == 999 && k->capabilities_known);
	CHECK(k->data.len == 1 && text_is(k->data.items[0], "/var/lib/postgresql/data"));
	k = catalog_knows(catalog, postgres, T("18.1-alpine3.22"));
	CHECK(k->uid == 70 && text_is(k->data.items[0], "/var/lib/postgresql"));
	CHECK(!catalog_knows(catalog, NULL, T(""))->datastore);
	CHECK(diags.all.len == 0);
	CHECK(!catalog_facts(catalog, &arena, postgres, T("alpine"), place));
	CHECK(!catalog_facts(catalog, &arena, postgres, T("alpine"), place));
	CHECK(diags.all.len == 2 && diags.all.items[0]->at.offset == 10);
	CHECK(text_is(diags.all.items[0]->id, "catalog/version-unknown"));
}

static const struct node service_node = { .kind = NODE_MAP, .at = { 1, 10, 5 } };
static const struct entry service_entry = { .key = &service_node,
					    .value = &service_node };

static struct pair
pair(const char *name, const char *text)
{
	struct part *part = arena_new(&arena, struct part);
	*part = (struct part){ .kind = text ? PART_TEXT : PART_SECRET,
			       .text = text_of(text) };
	return (struct pair){ .object = { .name = text_of(name) },
			      .value = { .parts = part, .len = 1 } };
}

static bool
has_word(const struct texts *words, const char *word)
{
	for (size_t i = 0; i < words->len; i++)
		if (text_is(words->items[i], word))
			return true;
	return false;
}

static void
test_redis(void)
{
	const struct catalog_entry *redis = catalog_find(catalog, T("redis"));
	struct pair settings[] = {
		pair("requirepass", NULL),
		pair("maxmemory", "256MiB"),
		pair("save", "900 1"),
		pair("logfile", "a \"b"),
	};
	struct port ports[] = { { .object = { .name = T("redis") }, .port = 6379 } };
	struct service service = { .object = { .at = &service_entry },
				   .settings = { settings, 4, NULL },
				   .ports = { ports, 1, NULL } };
	struct derived d = { 0 };
	catalog_derive(catalog, redis, &service, &d);
	CHECK(d.files.len == 1 &&
	      text_is(d.files.items[0].name, "/usr/local/etc/redis/redis.conf"));
	CHECK(d.files.len == 1 &&
	      text_is(d.files.items[0].text, "logfile \"${settings.logfile}\"\n"
					     "maxmemory 256mb\n"
					     "requirepass \"${settings.requirepass}\"\n"
					     "save 900 1\n"));
	CHECK(d.env.len == 1 && text_is(d.env.items[0].name, "REDISCLI_AUTH"));
	CHECK(d.command.len == 2 && has_word(&d.plain_command, "--maxmemory"));
	CHECK(has_word(&d.plain_command, "256mb") && has_word(&d.plain_command, "900"));
	CHECK(text_is(catalog_template(catalog, &arena, redis, &service, T("url")),
		      "redis://:${settings.requirepass}@${address}/0"));
	service.settings.len = 0;
	CHECK(text_is(catalog_template(catalog, &arena, redis, &service, T("url")),
		      "redis://${address}/0"));
	CHECK(!catalog_template(catalog, &arena, redis, &service, T("no")).len);
	d = (struct derived){ 0 };
	catalog_derive(catalog, redis, &service, &d);
	CHECK(!d.files.len && !d.command.len && !d.env.len);
}

static void
test_derive(void)
{
	const struct catalog_entry *postgres = catalog_find(catalog, T("postgres"));
	struct pair settings[] = { pair("shared_buffers", "256MiB") };
	struct port ports[] = { { .object = { .name = T("postgres") }, .port = 5433 } };
	struct resources resources = { .memory = 512 << 20 };
	struct service service = { .object = { .at = &service_entry },
				   .settings = { settings, 1, NULL },
				   .ports = { ports, 1, NULL },
				   .resources = &resources };
	struct derived d = { 0 };
	catalog_derive(catalog, postgres, &service, &d);
	CHECK(d.plain_command.len == 3 &&
	      has_word(&d.plain_command, "shared_buffers=256MB"));
	CHECK(d.env.len == 1 && text_is(d.env.items[0].name, "PGPORT"));
	d = (struct derived){ 0 };
	catalog_derive(catalog, catalog_find(catalog, T("node")), &service, &d);
	CHECK(d.env.len == 1 && text_is(d.env.items[0].text, "--max-old-space-size=384"));
	d = (struct derived){ 0 };
	catalog_derive(catalog, catalog_find(catalog, T("nginx")), &service, &d);
	CHECK(!d.env.len);
}

static const char *
env_of(const struct derived *d, const char *name)
{
	for (size_t i = 0; i < d->env.len; i++)
		if (text_is(d->env.items[i].name, name))
			return text_copy(&arena, d->env.items[i].text).ptr;
	return "";
}

static struct derived
derive(const char *kind, const char *version, struct service *s)
{
	struct derived d = { 0 };
	s->object.at = &service_entry;
	s->version = text_of(version);
	catalog_derive(catalog, catalog_find(catalog, text_of(kind)), s, &d);
	return d;
}

/* Settings become variables, or arguments where they cannot. */
static void
test_elastic(void)
{
	struct pair settings[] = { pair("discovery.type", "single-node"),
				   pair("bootstrap.memory_lock", "true"),
				   pair("x.y2", NULL) };
	struct port ports[] = { { .object = { .name = T("http") }, .port = 9200 },
				{ .object = { .name = T("api") }, .port = 9600 } };
	struct resources resources = { .memory = 1 << 30 };
	struct service s = { .settings = { settings, 3, NULL },
			     .ports = { ports, 2, NULL },
			     .resources = &resources };
	struct derived d = derive("elasticsearch", "8.17.0", &s);
	CHECK(!strcmp(env_of(&d, "ES_SETTING_DISCOVERY_TYPE"), "${settings.discovery.type}"));
	CHECK(*env_of(&d, "ES_SETTING_BOOTSTRAP_MEMORY__LOCK"));
	CHECK(d.plain_command.len == 2 && has_word(&d.plain_command, "-Ex.y2=${settings.x.y2}"));
	CHECK(!*env_of(&d, "ES_JAVA_OPTS"));
	d = derive("elasticsearch", "7.10.2", &s);
	CHECK(d.plain_command.len == 4 && d.env.len == 1);
	CHECK(!strcmp(env_of(&d, "ES_JAVA_OPTS"), "-Xms512m -Xmx512m"));
	d = derive("elasticsearch", "7.17.0", &s);
	CHECK(!*env_of(&d, "ES_JAVA_OPTS"));
	d = derive("logstash", "8.17.0", &s);
	CHECK(!strcmp(env_of(&d, "LS_JAVA_OPTS"), "-Xms512m -Xmx512m"));
	ports[0].port = 5602;
	d = derive("kibana", "8.17.0", &s);
	CHECK(*env_of(&d, "DISCOVERY_TYPE") && *env_of(&d, "SERVER_PORT"));
	CHECK(infers("docker.elastic.co/kibana/kibana:8.17.0", "kibana"));
	CHECK(infers("elasticsearch:8.17.0", "elasticsearch"));
	CHECK(!infers("other.example/kibana/kibana:8.17.0", "kibana"));
	const struct catalog_entry *e = catalog_find(catalog, T("elasticsearch"));
	CHECK(has_word(&catalog_knows(catalog, e, T("7.10.2"))->capabilities, "SYS_CHROOT"));
	CHECK(!catalog_knows(catalog, e, T("8.17.0"))->capabilities.len);
}

static void
test_monitoring(void)
{
	struct pair settings[] = { pair("web.enable-lifecycle", "true"),
				   pair("storage.tsdb.retention.size", "10GiB") };
	struct port ports[] = { { .object = { .name = T("http") }, .port = 9090 } };
	struct service s = { .settings = { settings, 2, NULL }, .ports = { ports, 1, NULL } };
	struct derived d = derive("prometheus", "v3.5.0", &s);
	CHECK(d.plain_command.len == 4 && has_word(&d.plain_command, "--web.enable-lifecycle"));
	CHECK(has_word(&d.plain_command, "--storage.tsdb.retention.size=10GB"));
	s.settings.len = 0;
	d = derive("prometheus", "v3.5.0", &s);
	CHECK(!d.plain_command.len);
	const struct catalog_entry *e = catalog_find(catalog, T("prometheus"));
	const struct node *bare = catalog_facts(catalog, &arena, e, T("v3.10.0-distroless"), place);
	CHECK(get(get(bare, "health"), "exec") && !get(get(bare, "health"), "http"));
	e = catalog_find(catalog, T("grafana"));
	const struct knowledge *k = catalog_knows(catalog, e, T("11.4.0"));
	CHECK(text_is(k->file_suffix, "__FILE") && has_word(&k->ui, "http"));
	CHECK(text_is(catalog_knows(catalog, catalog_find(catalog, T("postgres")), T("17"))
			      ->file_suffix, "_FILE"));
	settings[0] = pair("security.admin_password", NULL);
	s.settings.len = 1;
	d = derive("grafana", "11.4.0", &s);
	CHECK(*env_of(&d, "GF_SECURITY_ADMIN_PASSWORD") && *env_of(&d, "GF_SERVER_HTTP_PORT"));
}

int
main(void)
{
	arena_init(&arena);
	sources_init(&sources, &arena);
	diags_init(&diags, &arena);
	script_init(&script, &arena);
	catalog = catalog_new(&arena, &script, &diags);
	test_infer();
	test_infer_mirrored();
	test_facts();
	test_versions();
	size_t before = diags.all.len;
	test_redis();
	test_derive();
	test_elastic();
	test_monitoring();
	CHECK(diags.all.len == before);
	script_release(&script);
	arena_release(&arena);
	return check_result();
}
