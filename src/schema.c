/* Looking rows up; see schema.h. */
#include "schema.h"

#include "array.h"

const struct row *
schema_row(const struct row *rows, struct text key, size_t *base)
{
	for (const struct row *r = rows; r && r->kind != ROW_END; r++) {
		if (r->kind == ROW_ALSO) {
			const struct row *found = schema_row(r->sub, key, base);
			if (found && base)
				*base += r->offset;
			if (found)
				return found;
		} else if (text_is(key, r->key)) {
			if (base)
				*base = 0;
			return r;
		}
	}
	return NULL;
}

void
schema_each(const struct row *rows, size_t base,
	    void (*visit)(const struct row *, size_t base, void *context), void *context)
{
	for (const struct row *r = rows; r && r->kind != ROW_END; r++) {
		if (r->kind == ROW_ALSO)
			schema_each(r->sub, base + r->offset, visit, context);
		else
			visit(r, base, context);
	}
}

struct key_list {
	struct arena *arena;
	ARRAY(struct text) keys;
};

static void
add_key(const struct row *r, size_t base, void *context)
{
	struct key_list *list = context;
	(void)base;
	array_push(list->arena, &list->keys, text_of(r->key));
}

struct text *
schema_keys(struct arena *a, const struct row *rows, size_t *len)
{
	struct key_list list = { .arena = a };
	schema_each(rows, 0, add_key, &list);
	*len = list.keys.len;
	return list.keys.items;
}

bool
schema_has_word(const char *words, struct text word)
{
	struct text rest = text_of(words), head;
	while (text_cut(&rest, '|', &head))
		if (text_equal(head, word))
			return true;
	return false;
}

/* Words of other tools that a spec is likely to be written with at first. */
static const char *const foreign[][2] = {
	{ "depends_on", "needs" },
	{ "environment", "env" },
	{ "env_file", "env" },
	{ "healthcheck", "health" },
	{ "volumes", "mounts" },
	{ "deploy", "resources" },
	{ "mem_limit", "resources: { memory: … }" },
	{ "expose", "ports" },
	{ "logging", "logs" },
	{ "stop_grace_period", "stop: { grace: … }" },
	{ "cap_drop", "capabilities: { drop: … }" },
	{ "cap_add", "capabilities: { add: … }" },
	{ "tmpfs", "mounts: { PATH: { tmpfs: SIZE } }" },
	{ "pull_policy", "pull" },
	{ "scale", "replicas" },
	{ "shm_size", "shm" },
	{ "stop_signal", "stop: { signal: … }" },
	{ "hostAliases", "extra_hosts" },
	{ "args", "command" },
	{ "livenessProbe", "health: { live: … }" },
	{ "readinessProbe", "health" },
	{ "securityContext", "user, read_only, capabilities" },
};

const char *
schema_foreign(struct text key)
{
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (text_is(key, foreign[i][0]))
			return foreign[i][1];
	return NULL;
}

const char *
schema_expects(const struct row *r)
{
	switch (r->kind) {
	case ROW_TEXT:
	case ROW_VALUE: return "text";
	case ROW_NAME: return "a name of a-z, 0-9 and '-', at most 63 characters";
	case ROW_BOOL: return "true or false";
	case ROW_FLAG: return "true, or the key's own word";
	case ROW_COUNT: return "a whole number";
	case ROW_CHOICE:
	case ROW_WORD: return "one of its words";
	case ROW_BYTES: return "a size such as 512MiB";
	case ROW_DURATION: return "a duration such as 30s";
	case ROW_CPUS: return "a number of processors such as 0.5";
	case ROW_PORT: return "a port from 1 to 65535";
	case ROW_PORTS: return "a port from 1 to 65535, or a range such as 30000-30100";
	case ROW_RATE: return "a rate such as 10/s or 100/m";
	case ROW_CIDR: return "an address or a block such as 10.0.0.0/8";
	case ROW_PATTERN: return "a PCRE2 pattern";
	case ROW_PATH: return "an absolute path";
	case ROW_URL_PATH: return "a path that begins with '/'";
	case ROW_MODE: return "permission bits such as 0440";
	case ROW_USER: return "a user such as 1000, 1000:1000 or www-data";
	case ROW_OWNER: return "UID or UID:GID";
	case ROW_SIGNAL: return "a signal such as SIGTERM";
	case ROW_CAPABILITY: return "a capability such as NET_ADMIN, or all";
	case ROW_HOST: return "a host name or an address";
	case ROW_SOURCE: return "an address, a block such as 10.0.0.0/8, a host or a service";
	case ROW_ITEMS: return "a list of texts";
	case ROW_WORDS:
		return r->flags & ROW_ONE_OR_LIST ? "a text or a list of texts" :
						    "a list of texts";
	case ROW_LIST: return r->flags & ROW_ONE_OR_LIST ? "a map or a list of maps" : "a list";
	case ROW_VALUES:
	case ROW_STRUCT:
	case ROW_MAP:
	case ROW_RAW: return "a map";
	case ROW_ANY: return "anything";
	case ROW_END:
	case ROW_ALSO: break;
	}
	BUG("row kind %d has no values", (int)r->kind);
}

bool
row_is_scalar(const struct row *r)
{
	return r->kind >= ROW_TEXT && r->kind <= ROW_VALUE;
}
