/* The rows of the gateway, the firewall and the lint section. */
#include "model.h"

#define AT(type, member) .offset = offsetof(struct type, member)
#define SUB(rows_, type) .sub = (rows_), .size = sizeof(struct type)

static const struct row fail_rows[] = {
	{ "max", ROW_COUNT, AT(fail, max), .min = 1, .max = 1000, .def = "3",
	  .help = "failures after which an address is left out" },
	{ "timeout", ROW_DURATION, AT(fail, timeout), .def = "30s",
	  .help = "for how long" },
	{ 0 },
};

static const struct row retry_rows[] = {
	{ "attempts", ROW_COUNT, AT(retry, attempts), .min = 1, .max = 100, .def = "2",
	  .help = "addresses tried in all" },
	{ "on", ROW_WORDS, ROW_ONE_OR_LIST, AT(retry, on), .item = ROW_WORD,
	  .choices = "error|timeout|invalid_header|500|502|503|504|403|404|429",
	  .help = "what counts as a failure" },
	{ 0 },
};

static_assert(offsetof(struct rate, time) ==
	      offsetof(struct rate, requests) + sizeof(int64_t)); /* ROW_RATE writes both */

static const struct row rate_rows[] = {
	{ "requests", ROW_RATE, ROW_REQUIRED, AT(rate, requests),
	  .help = "how many one address may send in a second or a minute" },
	{ "burst", ROW_COUNT, AT(rate, burst), .min = 0, .max = 1000000,
	  .help = "how many more at once; default: as many again" },
	{ 0 },
};

static const struct row option_rows[] = {
	{ "timeout", ROW_DURATION, AT(route_options, timeout),
	  .help = "longest silence of the service" },
	{ "body", ROW_BYTES, AT(route_options, body), .help = "largest request body" },
	{ "balance", ROW_CHOICE, AT(route_options, balance),
	  .choices = "round_robin|least_conn|ip_hash",
	  .help = "how addresses are chosen" },
	{ "fail", ROW_STRUCT, AT(route_options, fail), SUB(fail_rows, fail),
	  .example = "{ max: 3, timeout: 30s }", .help = "when an address is left out" },
	{ "retry", ROW_STRUCT, AT(route_options, retry), SUB(retry_rows, retry),
	  .example = "{ attempts: 2, on: [error, timeout] }",
	  .help = "when another address is tried" },
	{ "headers", ROW_VALUES, ROW_FREE_KEYS | ROW_PARAMETERS, AT(route_options, headers),
	  .example = "{ X-Frame-Options: DENY }", .help = "response headers" },
	{ "allow", ROW_WORDS, ROW_ONE_OR_LIST, AT(route_options, allow), .item = ROW_CIDR,
	  .help = "CIDR blocks that may ask; all others may not" },
	{ "rate", ROW_STRUCT, AT(route_options, rate), SUB(rate_rows, rate),
	  .short_for = "requests", .example = "10/s",
	  .help = "requests beyond it are refused" },
	{ "cache", ROW_DURATION, AT(route_options, cache),
	  .help = "how long clients may keep what a service or a folder answers" },
	{ "compress", ROW_BOOL, AT(route_options, compress), .help = "gzip text" },
	{ 0 },
};

static const struct row redirect_rows[] = {
	{ "to", ROW_TEXT, ROW_REQUIRED, AT(redirect, to), .example = "/new/",
	  .help = "a path or a URL" },
	{ "keep", ROW_BOOL, AT(redirect, keep), .def = "true",
	  .help = "the rest of the path and the query go along" },
	{ 0 },
};

const struct row route_rows[] = {
	{ "to", ROW_TEXT, AT(route, to), .oneof = "route", .example = "\"web:http\"",
	  .help = "SERVICE:PORT" },
	{ "root", ROW_TEXT, AT(route, root), .oneof = "route",
	  .example = "/srv/www", .help = "a folder of files; the prefix is kept" },
	{ "alias", ROW_TEXT, AT(route, alias), .oneof = "route",
	  .example = "/srv/assets", .help = "a folder of files; the prefix is cut off" },
	{ "redirect", ROW_STRUCT, AT(route, redirect), SUB(redirect_rows, redirect),
	  .short_for = "to", .oneof = "route", .example = "/new/",
	  .help = "sends the client elsewhere" },
	{ "respond", ROW_COUNT, AT(route, respond), .oneof = "route", .min = 100, .max = 599,
	  .example = "200", .help = "answers with this status itself" },
	{ "text", ROW_TEXT, ROW_EMPTY, AT(route, text), .with = "respond", .example = "ok",
	  .help = "the body of respond" },
	{ "code", ROW_COUNT, AT(route, code), .with = "redirect", .min = 300, .max = 399, .def = "302",
	  .example = "301", .help = "the status of redirect" },
	{ "fallback", ROW_TEXT, AT(route, fallback), .with = "root|alias",
	  .example = "/index.html", .help = "the file where none is found" },
	{ "exact", ROW_BOOL, AT(route, exact), .help = "this path only" },
	{ "strip", ROW_BOOL, AT(route, strip), .with = "to",
	  .help = "the service does not see the prefix" },
	{ "websocket", ROW_BOOL, AT(route, websocket), .with = "to",
	  .help = "connections may be upgraded" },
	{ "", ROW_ALSO, AT(route, options), .sub = option_rows },
	{ "raw", ROW_RAW, ROW_DEPLOYED, AT(route, raw), .owner = RAW_ROUTE,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row tls_rows[] = {
	{ "certificate", ROW_TEXT, AT(tls, certificate),
	  .example = "/etc/ssl/fullchain.pem",
	  .help = "the certificate chain: an absolute path on the gateway's host, or a "
		  "secret" },
	{ "key", ROW_TEXT, AT(tls, key), .example = "/etc/ssl/privkey.pem",
	  .help = "its key: an absolute path, or a secret" },
	{ "redirect", ROW_BOOL, AT(tls, redirect), .help = "http goes to https" },
	{ "hsts", ROW_DURATION, AT(tls, hsts),
	  .help = "browsers insist on https for so long" },
	{ 0 },
};

static const struct row gateway_host_rows[] = {
	{ "name", ROW_TEXT, AT(gateway_host, name), .example = "www.example.com",
	  .help = "the host name; default: the key" },
	{ "aliases", ROW_WORDS, ROW_ONE_OR_LIST, AT(gateway_host, aliases),
	  .example = "[example.com]", .help = "further host names" },
	{ "url", ROW_TEXT, AT(gateway_host, url),
	  .example = "https://www.example.com",
	  .help = "its address from outside, where something else terminates TLS" },
	{ "tls", ROW_STRUCT, AT(gateway_host, tls), SUB(tls_rows, tls),
	  .example = "{ certificate: /etc/ssl/www.pem, key: /etc/ssl/www.key }",
	  .help = "https" },
	{ "routes", ROW_MAP, ROW_FREE_KEYS, AT(gateway_host, routes), SUB(route_rows, route),
	  .short_for = "to", .example = "{ /: \"web:http\" }",
	  .help = "path prefixes and where they go" },
	{ "", ROW_ALSO, AT(gateway_host, options), .sub = option_rows },
	{ "raw", ROW_RAW, ROW_DEPLOYED, AT(gateway_host, raw), .owner = RAW_HOST,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row listen_rows[] = {
	{ "http", ROW_PORT, AT(listen, http), .help = "for http" },
	{ "https", ROW_PORT, AT(listen, https), .help = "for https" },
	{ 0 },
};

const struct row gateway_rows[] = {
	{ "run", ROW_TEXT, AT(gateway, run),
	  .example = "nginx", .help = "the service that is the web server, or `host`" },
	{ "host", ROW_NAME, AT(gateway, host),
	  .help = "which host, where there are several" },
	{ "listen", ROW_STRUCT, AT(gateway, listen), SUB(listen_rows, listen),
	  .example = "{ http: 80, https: 443 }", .help = "the ports it listens on" },
	{ "tls", ROW_STRUCT, AT(gateway, tls), SUB(tls_rows, tls),
	  .example = "{ certificate: /etc/ssl/www.pem, key: /etc/ssl/www.key }",
	  .help = "https" },
	{ "hosts", ROW_MAP, ROW_FREE_KEYS, AT(gateway, hosts),
	  SUB(gateway_host_rows, gateway_host),
	  .example = "{ www.example.com: { routes: { /: \"web:http\" } } }",
	  .help = "host names and their routes" },
	{ "", ROW_ALSO, AT(gateway, options), .sub = option_rows },
	{ "raw", ROW_RAW, ROW_DEPLOYED, AT(gateway, raw), .owner = RAW_GATEWAY,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row ssh_rows[] = {
	{ "port", ROW_PORT, AT(ssh, port), .def = "22", .help = "where sshd listens" },
	{ "from", ROW_WORDS, ROW_ONE_OR_LIST, AT(ssh, from), .item = ROW_SOURCE,
	  .help = "who may connect" },
	{ "limit", ROW_BOOL, AT(ssh, limit), .help = "slow down repeated attempts" },
	{ 0 },
};

static const struct row firewall_rule_rows[] = {
	{ "allow", ROW_TEXT, ROW_REQUIRED, AT(firewall_rule, allow),
	  .example = "9100/tcp", .help = "PORT/tcp or PORT/udp; a range of ports, too" },
	{ "from", ROW_WORDS, ROW_ONE_OR_LIST, AT(firewall_rule, from), .item = ROW_SOURCE,
	  .help = "CIDR blocks; default: everywhere" },
	{ 0 },
};

const struct row firewall_rows[] = {
	{ "ssh", ROW_STRUCT, AT(firewall, ssh), SUB(ssh_rows, ssh), .short_for = "port",
	  .help = "required, so that nobody is locked out" },
	{ "rules", ROW_MAP, AT(firewall, rules), SUB(firewall_rule_rows, firewall_rule),
	  .short_for = "allow",
	  .example = "{ node-exporter: { allow: 9100/tcp, from: [10.0.0.5] } }",
	  .help = "what the spec cannot know" },
	{ "raw", ROW_RAW, ROW_DEPLOYED, AT(firewall, raw), .owner = RAW_FIREWALL,
	  .help = RAW_HELP },
	{ 0 },
};

static const struct row ignore_rows[] = {
	{ "rule", ROW_TEXT, ROW_REQUIRED, AT(lint_ignore, rule),
	  .example = "ports/datastore-published", .help = "the rule" },
	{ "at", ROW_TEXT, AT(lint_ignore, at), .example = "services.db",
	  .help = "the path of what it is about" },
	{ "in", ROW_WORDS, ROW_ONE_OR_LIST, AT(lint_ignore, in),
	  .example = "[development]", .help = "environments" },
	{ "reason", ROW_TEXT, ROW_REQUIRED, AT(lint_ignore, reason),
	  .example = "debugging from the IDE", .help = "why" },
	{ "until", ROW_TEXT, AT(lint_ignore, until), .example = "2027-03-01",
	  .help = "a day: 2027-03-01" },
	{ 0 },
};

const struct row lint_rows[] = {
	{ "packs", ROW_WORDS, ROW_ONE_OR_LIST | ROW_NO_REFERENCE, AT(lint_section, packs),
	  .example = "[builtin]", .help = "the packs of rules that run: builtin" },
	{ "rules", ROW_ANY, AT(lint_section, rules),
	  .example = "{ labels/required: { keys: [app.team] } }",
	  .help = "a rule's id to `off`, a severity, or its options" },
	{ "ignore", ROW_LIST, AT(lint_section, ignore), SUB(ignore_rows, lint_ignore),
	  .example = "[{ rule: ports/datastore-published, reason: debugging }]",
	  .help = "findings that are accepted" },
	{ 0 },
};
