/*
 * The health check: a command run in the container, so what it asks with has to be
 * in the image. `http` asks by a program that the user or the catalogue names.
 */
#include "compose.h"
#include "jsonout.h"
#include "shout.h"

static bool
has_tool(const struct service *s, const char *name)
{
	for (size_t i = 0; i < s->knows->tools.len; i++)
		if (text_is(s->knows->tools.items[i], name))
			return true;
	return false;
}

static enum health_tool
find_tool(const struct service *s)
{
	static const struct {
		const char *name;
		enum health_tool tool;
	} known[] = {
		{ "wget", TOOL_WGET }, { "curl", TOOL_CURL },     { "node", TOOL_NODE },
		{ "bun", TOOL_BUN },   { "python", TOOL_PYTHON },
	};
	if (s->health->tool != TOOL_ANY)
		return s->health->tool;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (has_tool(s, known[i].name))
			return known[i].tool;
	return TOOL_ANY;
}

/* An item of the test, kept from interpolation. */
static void
put(struct compose *c, struct text t)
{
	yaml_text(c->out, compose_text(c->arena, t));
}

static void
put_words(struct compose *c, const char *const *words)
{
	for (; *words; words++)
		put(c, text_of(*words));
}

/* node's own http client follows no redirect: below 400 is an answer. */
static struct text
node_script(struct compose *c, struct text url)
{
	struct text quoted = json_quote(c->arena, url);
	return text_format(c->arena,
	                   "require(\"http\").get(%.*s, r => process.exit(r.statusCode < "
	                   "400 ? 0 : 1)).on(\"error\", () => process.exit(1))",
	                   TA(quoted));
}

static struct text
bun_script(struct compose *c, struct text url)
{
	struct text quoted = json_quote(c->arena, url);
	return text_format(c->arena,
	                   "fetch(%.*s).then(r => process.exit(r.status < 400 ? 0 : 1), "
	                   "() => process.exit(1))",
	                   TA(quoted));
}

static void
put_http(struct compose *c, const struct service *s, int port)
{
	struct text url = text_format(c->arena, "http://127.0.0.1:%d%.*s", port,
	                              TA(s->health->http));
	struct text quoted = sh_quote(c->arena, url);
	switch (find_tool(s)) {
	case TOOL_WGET:
		put_words(c, (const char *[]){ "CMD", "wget", "-q", "-O", "/dev/null",
		                               NULL });
		put(c, url);
		break;
	case TOOL_CURL:
		put_words(c, (const char *[]){ "CMD", "curl", "-fsS", "-o", "/dev/null",
		                               NULL });
		put(c, url);
		break;
	case TOOL_NODE:
		put_words(c, (const char *[]){ "CMD", "node", "-e", NULL });
		put(c, node_script(c, url));
		break;
	case TOOL_BUN:
		put_words(c, (const char *[]){ "CMD", "bun", "-e", NULL });
		put(c, bun_script(c, url));
		break;
	case TOOL_PYTHON:
		put_words(c, (const char *[]){ "CMD", "python3", "-c", NULL });
		put(c,
		    text_format(c->arena, "import urllib.request as r; r.urlopen(%.*s)",
		                TA(json_quote(c->arena, url))));
		break;
	case TOOL_ANY:
		put_words(c, (const char *[]){ "CMD-SHELL", NULL });
		put(c, text_format(
			       c->arena,
			       "wget -q -O /dev/null %.*s || curl -fsS -o /dev/null %.*s",
			       TA(quoted), TA(quoted)));
		break;
	}
}

static void
put_tcp(struct compose *c, const struct service *s, int port)
{
	if (has_tool(s, "node")) {
		put_words(c, (const char *[]){ "CMD", "node", "-e", NULL });
		put(c,
		    text_format(
			    c->arena,
			    "require(\"net\").connect(%d, \"127.0.0.1\").on(\"connect\", "
			    "() => process.exit(0)).on(\"error\", () => "
			    "process.exit(1))",
			    port));
		return;
	}
	put_words(c, (const char *[]){ "CMD", "nc", "-z", "127.0.0.1", NULL });
	put(c, text_format(c->arena, "%d", port));
}

static int
port_of(const struct service *s)
{
	if (!s->health->port_bound)
		BUG("the health check of '%.*s' has no port", TA(s->object.name));
	return (int)s->health->port_bound->port;
}

static void
put_test(struct compose *c, const struct service *s)
{
	const struct health *h = s->health;
	if (h->http.len) {
		put_http(c, s, port_of(s));
	} else if (h->tcp) {
		put_tcp(c, s, port_of(s));
	} else if (h->exec.len) {
		yaml_string(c->out, "CMD");
		for (size_t i = 0; i < h->exec.len; i++)
			yaml_text(c->out,
			          compose_value(c->arena, &h->exec.items[i].value));
	} else {
		yaml_string(c->out, "CMD-SHELL");
		yaml_text(c->out, compose_value(c->arena, &h->shell));
	}
}

static void
put_duration(struct compose *c, const char *key, int64_t milliseconds)
{
	if (milliseconds)
		yaml_set_text(c->out, key, compose_duration(c->arena, milliseconds));
}

void
compose_write_health(struct compose *c, const struct service *s)
{
	const struct health *h = s->health;
	if (!h)
		return;
	yaml_set_map(c->out, "healthcheck");
	if (h->none) {
		yaml_comment(c->out, T("not even the one that the image may bring"));
		yaml_set_bool(c->out, "disable", true);
		yaml_close(c->out);
		return;
	}
	yaml_set_row(c->out, "test");
	put_test(c, s);
	yaml_close(c->out);
	put_duration(c, "interval", h->interval);
	put_duration(c, "timeout", h->timeout);
	if (h->retries)
		yaml_set_int(c->out, "retries", h->retries);
	put_duration(c, "start_period", h->start);
	yaml_close(c->out);
}
