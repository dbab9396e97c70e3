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

static struct edition
edition(const char *image, const char *version)
{
	return (struct edition){ text_of(image), text_of(version) };
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
	CHECK(len >= 9);
	CHECK(infers("mirror.example/confluentinc/cp-kafka:7.5.0", "kafka"));
	CHECK(infers("clickhouse/clickhouse-server:23.8", "clickhouse"));
	CHECK(infers("confluentinc/cp-zookeeper", "zookeeper"));
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
	const struct node *facts = catalog_facts(catalog, &arena, postgres,
						 edition("", "16.4-alpine"), place);
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
	const struct knowledge *k = catalog_knows(catalog, postgres, edition("", "v17"));
	CHECK(k->datastore && k->uid == 999 && k->capabilities_known);
	CHECK(k->data.len == 1 && text_is(k->data.items[0], "/var/lib/postgresql/data"));
	k = catalog_knows(catalog, postgres, edition("", "18.1-alpine3.22"));
	CHECK(k->uid == 70 && text_is(k->data.items[0], "/var/lib/postgresql"));
	CHECK(!catalog_knows(catalog, NULL, edition("", ""))->datastore);
	CHECK(diags.all.len == 0);
	CHECK(!catalog_facts(catalog, &arena, postgres, edition("", "alpine"), place));
	CHECK(!catalog_facts(catalog, &arena, postgres, edition("", "alpine"), place));
	CHECK(diags.all.len == 2 && diags.all.items[0]->at.offset == 10);
	CHECK(text_is(diags.all.items[0]->id, "catalog/version-unknown"));
}

/* What is known goes by the image where a kind has several. */
static void
test_images(void)
{
	const struct catalog_entry *keeper = catalog_find(catalog, T("zookeeper"));
	const struct knowledge *k =
		catalog_knows(catalog, keeper, edition("zookeeper:3.9", "3.9"));
	CHECK(k->data.len == 2 && text_is(k->data.items[0], "/data"));
	struct edition confluent =
		edition("mirror.example/confluentinc/cp-zookeeper:7.5.0", "7.5.0");
	k = catalog_knows(catalog, keeper, confluent);
	CHECK(text_is(k->data.items[1], "/var/lib/zookeeper/log") && k->capabilities_known);
	k = catalog_knows(catalog, keeper, edition("acme/keeper:7.5.0", "7.5.0"));
	CHECK(text_is(k->data.items[0], "/data"));
	const struct node *facts = catalog_facts(catalog, &arena, keeper, confluent, place);
	CHECK(get(get(facts, "env"), "ZOOKEEPER_CLIENT_PORT"));

	const struct catalog_entry *kafka = catalog_find(catalog, T("kafka"));
	facts = catalog_facts(catalog, &arena, kafka, edition("apache/kafka", "4.0.0"), place);
	const struct node *check = get(get(facts, "health"), "shell");
	CHECK(check && text_find(check->text, T("/opt/kafka/bin/")) < check->text.len);
	k = catalog_knows(catalog, kafka, edition("apache/kafka", "4.0.0"));
	CHECK(text_is(k->listeners.network, "kafka") &&
	      text_is(k->listeners.remote, "remote"));
	CHECK(text_is(catalog_knows(catalog, catalog_find(catalog, T("clickhouse")),
				    edition("", "23.8"))->url_port, "http"));
	CHECK(diags.all.len == 0);
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
	      text_is(d.files.items[0].text, "logfile \"a \\x22b\"\n"
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
	CHECK(has_word(&catalog_knows(catalog, e, edition("", "7.10.2"))->capabilities, "SYS_CHROOT"));
	CHECK(!catalog_knows(catalog, e, edition("", "8.17.0"))->capabilities.len);
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
	const struct node *bare = catalog_facts(catalog, &arena, e, edition("", "v3.10.0-distroless"), place);
	CHECK(get(get(bare, "health"), "exec") && !get(get(bare, "health"), "http"));
	e = catalog_find(catalog, T("grafana"));
	const struct knowledge *k = catalog_knows(catalog, e, edition("", "11.4.0"));
	CHECK(text_is(k->file_suffix, "__FILE") && has_word(&k->ui, "http"));
	CHECK(text_is(catalog_knows(catalog, catalog_find(catalog, T("postgres")), edition("", "17"))
			      ->file_suffix, "_FILE"));
	settings[0] = pair("security.admin_password", NULL);
	s.settings.len = 1;
	d = derive("grafana", "11.4.0", &s);
	CHECK(*env_of(&d, "GF_SECURITY_ADMIN_PASSWORD") && *env_of(&d, "GF_SERVER_HTTP_PORT"));
}

static bool
sets(const struct derived *d, const char *name, const char *value)
{
	for (size_t i = 0; i < d->env.len; i++)
		if (text_is(d->env.items[i].name, name))
			return text_is(d->env.items[i].text, value);
	return !*value;
}

/* A listener for each port that tells something, and who decides among brokers. */
static void
test_kafka(void)
{
	const struct catalog_entry *kafka = catalog_find(catalog, T("kafka"));
	struct pair env[] = { pair("KAFKA_ZOOKEEPER_CONNECT", "zookeeper:2181") };
	struct pair settings[] = { pair("log.segment.bytes", "64MiB"), pair("a_b-c", "1") };
	struct port ports[] = {
		{ .object = { .name = T("kafka") }, .port = 9092,
		  .announced = T("kafka"), .announced_port = 9092 },
		{ .object = { .name = T("remote") }, .port = 29092,
		  .announced = T("fd00::1"), .announced_port = 9094 },
	};
	struct resources resources = { .memory = 1 << 30 };
	struct service service = { .object = { .at = &service_entry },
				   .env = { env, 1, NULL },
				   .settings = { settings, 2, NULL },
				   .ports = { ports, 2, NULL },
				   .resources = &resources };
	struct derived d = { 0 };
	catalog_derive(catalog, kafka, &service, &d);
	CHECK(sets(&d, "KAFKA_LISTENERS",
		   "NETWORK://:9092,REMOTE://:29092,CHECK://127.0.0.1:9091"));
	CHECK(sets(&d, "KAFKA_ADVERTISED_LISTENERS",
		   "NETWORK://kafka:9092,REMOTE://[fd00::1]:9094,CHECK://127.0.0.1:9091"));
	CHECK(sets(&d, "KAFKA_LOG_SEGMENT_BYTES", "67108864"));
	CHECK(sets(&d, "KAFKA_A__B___C", "${settings.a_b-c}"));
	CHECK(sets(&d, "KAFKA_HEAP_OPTS", "-Xms512m -Xmx512m"));
	CHECK(sets(&d, "CLUSTER_ID", ""));

	d = (struct derived){ 0 };
	service.env.len = 0;
	catalog_derive(catalog, kafka, &service, &d);
	CHECK(sets(&d, "KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:9093"));
	CHECK(sets(&d, "KAFKA_LISTENERS",
		   "NETWORK://:9092,REMOTE://:29092,CHECK://127.0.0.1:9091,"
		   "CONTROLLER://127.0.0.1:9093"));
	CHECK(sets(&d, "KAFKA_ADVERTISED_LISTENERS",
		   "NETWORK://kafka:9092,REMOTE://[fd00::1]:9094,CHECK://127.0.0.1:9091"));
	ports[1] = (struct port){ .object = { .name = T("controller") }, .port = 9093 };
	d = (struct derived){ 0 };
	catalog_derive(catalog, kafka, &service, &d);
	CHECK(sets(&d, "KAFKA_LISTENERS",
		   "NETWORK://:9092,CHECK://127.0.0.1:9091,CONTROLLER://:9093"));

	env[0] = pair("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092");
	service.env.len = 1;
	d = (struct derived){ 0 };
	catalog_derive(catalog, kafka, &service, &d);
	CHECK(sets(&d, "KAFKA_LISTENERS", ""));
}

/* Arguments, and the user that a URL names. */
static void
test_databases(void)
{
	const struct catalog_entry *house = catalog_find(catalog, T("clickhouse"));
	struct pair env[] = { pair("CLICKHOUSE_USER", "shop"),
			      pair("CLICKHOUSE_PASSWORD", NULL) };
	struct pair settings[] = { pair("max_server_memory_usage", "1GiB") };
	struct port ports[] = { { .object = { .name = T("http") }, .port = 8123 },
				{ .object = { .name = T("native") }, .port = 9001 } };
	struct service service = { .object = { .at = &service_entry },
				   .env = { env, 2, NULL },
				   .settings = { settings, 1, NULL },
				   .ports = { ports, 2, NULL } };
	struct derived d = { 0 };
	catalog_derive(catalog, house, &service, &d);
	CHECK(d.plain_command.len == 3 && text_is(d.plain_command.items[0], "--") &&
	      has_word(&d.plain_command, "--tcp_port=${service.ports.native}") &&
	      has_word(&d.plain_command, "--max_server_memory_usage=1073741824"));
	CHECK(text_is(catalog_template(catalog, &arena, house, &service, T("url")),
		      "http://${env.CLICKHOUSE_USER}:${env.CLICKHOUSE_PASSWORD}@${address}"));

	const struct catalog_entry *mysql = catalog_find(catalog, T("mysql"));
	env[0] = pair("MYSQL_ROOT_PASSWORD", NULL);
	env[1] = pair("MYSQL_DATABASE", "shop");
	settings[0] = pair("innodb_buffer_pool_size", "256MiB");
	ports[0] = (struct port){ .object = { .name = T("mysql") }, .port = 3306 };
	struct pair version = pair("", "5.7");
	service.version_value = version.value;
	d = (struct derived){ 0 };
	catalog_derive(catalog, mysql, &service, &d);
	CHECK(has_word(&d.plain_command, "--character-set-server=utf8mb4") &&
	      has_word(&d.plain_command, "--innodb_buffer_pool_size=256M"));
	CHECK(text_is(catalog_template(catalog, &arena, mysql, &service, T("url")),
		      "mysql://root:${env.MYSQL_ROOT_PASSWORD}@${address}/"
		      "${env.MYSQL_DATABASE}"));
	version = pair("", "8.4.3");
	service.version_value = version.value;
	d = (struct derived){ 0 };
	catalog_derive(catalog, mysql, &service, &d);
	CHECK(!has_word(&d.plain_command, "--character-set-server=utf8mb4"));

	const struct catalog_entry *mongo = catalog_find(catalog, T("mongo"));
	env[0] = pair("MONGO_INITDB_ROOT_PASSWORD", NULL);
	env[1] = pair("MONGO_INITDB_ROOT_USERNAME", "root");
	settings[0] = pair("quiet", "true");
	ports[0] = (struct port){ .object = { .name = T("mongo") }, .port = 27017 };
	d = (struct derived){ 0 };
	catalog_derive(catalog, mongo, &service, &d);
	CHECK(d.plain_command.len == 2 && has_word(&d.plain_command, "--quiet"));
	CHECK(text_is(catalog_template(catalog, &arena, mongo, &service, T("url")),
		      "mongodb://${env.MONGO_INITDB_ROOT_USERNAME}:"
		      "${env.MONGO_INITDB_ROOT_PASSWORD}@${address}/?authSource=admin"));
}

static bool
has_pair(const struct derived_pairs *pairs, const char *name, const char *text)
{
	for (size_t i = 0; i < pairs->len; i++)
		if (text_is(pairs->items[i].name, name))
			return text_is(pairs->items[i].text, text);
	return false;
}

static bool
url_is(const struct catalog_entry *entry, const struct service *s, const char *url)
{
	return text_is(catalog_template(catalog, &arena, entry, s, T("url")), url);
}

static void
test_emqx(void)
{
	const struct catalog_entry *emqx = catalog_find(catalog, T("emqx"));
	struct pair settings[] = { pair("mqtt.max_packet_size", "10MB") };
	struct port ports[] = { { .object = { .name = T("mqtt") }, .port = 1884 },
				{ .object = { .name = T("ws") }, .port = 8083 },
				{ .object = { .name = T("dashboard") }, .port = 18083 } };
	struct service service = { .object = { .at = &service_entry },
				   .version = T("5.8.3"),
				   .settings = { settings, 1, NULL },
				   .ports = { ports, 3, NULL } };
	struct derived d = { 0 };
	CHECK(infers("emqx:5.8.3", "emqx") && infers("emqx/emqx:5", "emqx"));
	const struct node *facts =
		catalog_facts(catalog, &arena, emqx, edition("", "4.4.19"), place);
	const struct node *shell = get(get(facts, "health"), "shell");
	CHECK(shell && text_is(shell->text, "/opt/emqx/bin/emqx_ctl status"));
	const struct knowledge *k = catalog_knows(catalog, emqx, edition("", "4.4.19"));
	CHECK(has_word(&k->passwords, "EMQX_DASHBOARD__DEFAULT_USER__PASSWORD"));
	k = catalog_knows(catalog, emqx, edition("", "5.8.3"));
	CHECK(has_word(&k->passwords, "EMQX_DASHBOARD__DEFAULT_PASSWORD"));
	CHECK(has_word(&k->ui, "dashboard") && k->uid == 1000 && !k->datastore);
	catalog_derive(catalog, emqx, &service, &d);
	CHECK(has_pair(&d.env, "EMQX_LISTENERS__TCP__DEFAULT__BIND", "${service.ports.mqtt}"));
	CHECK(has_pair(&d.env, "EMQX_MQTT__MAX_PACKET_SIZE",
		       "${settings.mqtt.max_packet_size}"));
	CHECK(d.env.len == 2);
	service.version = T("4.4.19");
	d = (struct derived){ 0 };
	catalog_derive(catalog, emqx, &service, &d);
	CHECK(has_pair(&d.env, "EMQX_LISTENER__TCP__EXTERNAL", "${service.ports.mqtt}"));
	CHECK(url_is(emqx, &service, "mqtt://${address}"));
}

static void
test_tdengine(void)
{
	const struct catalog_entry *tdengine = catalog_find(catalog, T("tdengine"));
	struct pair settings[] = { pair("maxShellConns", "5000"), pair("firstEp", "a:6030") };
	struct pair env[] = { pair("TAOS_ROOT_PASSWORD", NULL) };
	struct port ports[] = { { .object = { .name = T("http") }, .port = 6041 },
				{ .object = { .name = T("native") }, .port = 7030 } };
	struct service service = { .object = { .at = &service_entry },
				   .settings = { settings, 2, NULL },
				   .env = { env, 1, NULL },
				   .ports = { ports, 2, NULL } };
	struct derived d = { 0 };
	CHECK(infers("tdengine/tsdb:3.3.8.0", "tdengine"));
	const struct node *facts =
		catalog_facts(catalog, &arena, tdengine, edition("", "3.3.6"), place);
	const struct node *fqdn = get(get(facts, "env"), "TAOS_FQDN");
	CHECK(fqdn && text_is(fqdn->text, "${service.name}"));
	CHECK(catalog_knows(catalog, tdengine, edition("", "3.3.6"))->datastore);
	catalog_derive(catalog, tdengine, &service, &d);
	CHECK(has_pair(&d.env, "TAOS_MAX_SHELL_CONNS", "${settings.maxShellConns}"));
	CHECK(has_pair(&d.env, "TAOS_FIRST_EP", "${settings.firstEp}"));
	CHECK(has_pair(&d.env, "TAOS_SERVER_PORT", "${service.ports.native}"));
	CHECK(d.env.len == 3);
	CHECK(url_is(tdengine, &service, "http://root:${env.TAOS_ROOT_PASSWORD}@${address}"));
	service.env.len = 0;
	CHECK(url_is(tdengine, &service, "http://root:taosdata@${address}"));
}

static void
test_zlmediakit(void)
{
	const struct catalog_entry *zlm = catalog_find(catalog, T("zlmediakit"));
	struct pair settings[] = { pair("api.secret", NULL), pair("api.apiDebug", "0") };
	struct port ports[] = { { .object = { .name = T("http") }, .port = 80 },
				{ .object = { .name = T("rtmp") }, .port = 1935 },
				{ .object = { .name = T("rtsp") }, .port = 8554 },
				{ .object = { .name = T("rtp") }, .port = 10000 },
				{ .object = { .name = T("webrtc") }, .port = 8000 },
				{ .object = { .name = T("srt") }, .port = 9000 } };
	struct service service = { .object = { .at = &service_entry },
				   .settings = { settings, 2, NULL },
				   .ports = { ports, 6, NULL } };
	struct derived d = { 0 };
	CHECK(infers("zlmediakit/zlmediakit:master", "zlmediakit"));
	const struct node *facts =
		catalog_facts(catalog, &arena, zlm, edition("", "master"), place);
	const struct node *srt = get(get(facts, "ports"), "srt");
	CHECK(srt && text_is(get(srt, "protocol")->text, "udp"));
	const struct knowledge *k = catalog_knows(catalog, zlm, edition("", "master"));
	CHECK(has_word(&k->passwords, "api.secret"));
	CHECK(has_word(&k->capabilities, "NET_BIND_SERVICE"));
	catalog_derive(catalog, zlm, &service, &d);
	CHECK(d.files.len == 1 && d.command.len == 7);
	CHECK(d.files.len == 1 &&
	      text_is(d.files.items[0].text, "[api]\napiDebug=${settings.api.apiDebug}\n"
					     "secret=${settings.api.secret}\n"
					     "[rtsp]\nport=${service.ports.rtsp}\n"));
	service.settings.len = 0;
	ports[2].port = 554;
	d = (struct derived){ 0 };
	catalog_derive(catalog, zlm, &service, &d);
	CHECK(!d.files.len && !d.command.len);
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
	test_images();
	test_versions();
	size_t before = diags.all.len;
	test_redis();
	test_derive();
	test_elastic();
	test_monitoring();
	test_kafka();
	test_databases();
	test_emqx();
	test_tdengine();
	test_zlmediakit();
	CHECK(diags.all.len == before);
	script_release(&script);
	arena_release(&arena);
	return check_result();
}
