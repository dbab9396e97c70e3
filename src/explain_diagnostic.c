/*
 * What the diagnostics mean that are no rules. The message names the case; here
 * stands what holds for all of them. Sorted by id; a test compares the ids with
 * those in the sources.
 */
#include "explain.h"

static const struct {
	const char *id, *text;
} diagnostics[] = {
	{ "bundle/failed",
	  "The disk refused a write. The files that were there before are all "
	  "there again." },
	{ "bundle/in-the-way",
	  "A file stands where the bundle wants to write one, and no "
	  "manifest.json says that stackc made it. Move it away, or remove "
	  "it." },
	{ "bundle/interrupted",
	  "A build was interrupted before it was complete. The next build "
	  "first puts the old files back." },
	{ "bundle/leftover",
	  "A folder of a finished build could not be removed. Nothing else is "
	  "wrong with the bundle." },
	{ "bundle/manifest",
	  "manifest.json cannot be read, so nobody knows which files stackc "
	  "made. Restore it from version control." },
	{ "bundle/stale",
	  "build --check: a file on disk is not what the spec says now. Run "
	  "build, and look at the difference." },
	{ "catalog/failed",
	  "The file of an image kind failed while it was asked. That is a fault "
	  "in rules/catalog/, not in the spec." },
	{ "catalog/version-unknown",
	  "What an image kind needs (where it keeps data, for example) "
	  "depends on its version, and neither `version` nor the "
	  "image's tag tells it." },
	{ "cli/read", "A file of the command line cannot be read." },
	{ "cli/unknown-environment",
	  "-e names an environment that the spec does not have." },
	{ "cli/unknown-parameter",
	  "--set names a parameter that the spec does not have." },
	{ "firewall/no-ssh",
	  "A firewall that does not let SSH in locks everybody out. Say from "
	  "where SSH comes: `firewall: { ssh: 22 }`." },
	{ "firewall/no-target",
	  "`from` says who may connect, and only a firewall keeps others away: this "
	  "environment writes none, or the port is on loopback." },
	{ "gateway/header",
	  "A header of the gateway is none in HTTP: its name is a token (RFC 9110, "
	  "section 5.6.2), and its value has neither control characters nor spaces "
	  "around it (section 5.5)." },
	{ "gateway/no-server",
	  "The gateway has routes, but nothing of the environment serves "
	  "them." },
	{ "gateway/no-tls",
	  "The gateway listens for https and has no certificate to show." },
	{ "gateway/path", "A route is a path prefix that begins with '/'." },
	{ "gateway/port", "The gateway is to listen on a port that its service does not "
			  "declare." },
	{ "gateway/several-hosts",
	  "The service that is the gateway runs on one host: where it sends requests "
	  "depends on which." },
	{ "gateway/tls-secret",
	  "A certificate and its key are files. A secret stands for one where it is "
	  "in a file, or on the platform." },
	{ "health/healthy-without-check",
	  "`needs: healthy` waits for a health check, and the "
	  "service has none: it would wait for ever." },
	{ "lint/comment",
	  "A comment that begins with `# stackc:` accepts findings: "
	  "`# stackc: ignore[RULE] reason`, on the line or above it." },
	{ "lint/ignore-expired",
	  "The day of `until` has passed. The ignore still applies; renew "
	  "it or mend what it hides." },
	{ "lint/option",
	  "`lint.rules` sets an option the rule does not have, or sets it to the "
	  "wrong kind of value." },
	{ "lint/packs", "`lint.packs` names a pack of rules that there is not." },
	{ "lint/reason", "What is ignored is ignored for a reason, which others will ask for." },
	{ "lint/rule-failed",
	  "A rule ended with an error, or took more steps or memory than a "
	  "rule may. The other rules ran." },
	{ "lint/severity", "A rule is set to off, info, warning or error." },
	{ "lint/unknown-rule",
	  "`lint` names a rule that there is not. `stackc rules` lists "
	  "them." },
	{ "lint/until", "`until` is a day, as 2027-03-01." },
	{ "lint/unused-ignore",
	  "Nothing was found that this entry of `lint.ignore` would ignore. "
	  "What is left of it would hide the next finding." },
	{ "parameters/no-value",
	  "A file of the bundle holds the parameter's value, and there is none. "
	  "Give `build` --set NAME=VALUE, or the parameter a default in this "
	  "environment. Linting asks for no values." },
	{ "place/carried-twice",
	  "Two targets of one environment run the same service. The option "
	  "`tiers` of a target says which tiers it runs." },
	{ "place/no-host",
	  "Where an environment has several hosts, what runs must say on which." },
	{ "place/not-carried",
	  "No target of the environment runs the service: a container needs "
	  "a target that runs containers, a process one that runs "
	  "processes, and the option `tiers` of that target has to name its "
	  "tier, where it names any." },
	{ "place/same-host", "A service runs once on each host it names." },
	{ "place/unused-section",
	  "The environment has a section that none of its targets uses." },
	{ "raw/conflict",
	  "`raw` says what the target writes by itself. Say it by the field, and "
	  "leave raw to what no field can say." },
	{ "raw/not-here", "The target takes no `raw` on that: it writes nothing of its "
			  "own for it." },
	{ "raw/nowhere",
	  "The target does not write what `raw` is to be added to: a volume that "
	  "nobody mounts, an autoscaler without `autoscale`. It would be lost." },
	{ "raw/unused", "Another target writes what this `raw` stands on, in this "
			"environment." },
	{ "raw/used",
	  "`raw` goes into the files as it is. No rule looks at it, and no other "
	  "target will say the same." },
	{ "reach/several-addresses",
	  "The service runs on several hosts, and the place takes one address. "
	  "`${services.NAME.nodes}` lists all of them, a route of the gateway goes "
	  "to each." },
	{ "reach/unreachable",
	  "A value refers to a service that its own service cannot connect "
	  "to from where it runs." },
	{ "registries/mirrored-twice",
	  "An image can come from one registry only. Name the registry that is "
	  "mirrored in one entry of `registries`." },
	{ "registries/prefix",
	  "A prefix stands before the images of a registry, with a slash between: "
	  "`registry.example.com/team`. A scheme, a slash at its end or nothing at "
	  "all make no image of it." },
	{ "secrets/default",
	  "A default of a secret is public. It is allowed only in environments "
	  "with `development: true`." },
	{ "secrets/generated-on-hosts",
	  "Every host has its own .env, and up.sh runs on each of them: a secret that "
	  "programs on two hosts share cannot be made by either." },
	{ "secrets/generated-too-short",
	  "`generate` makes a secret with fewer characters than `min_length` asks for: "
	  "up.sh would refuse what it made." },
	{ "secrets/not-url-safe",
	  "A secret in a URL may hold only [A-Za-z0-9._~-], else the URL "
	  "means something else. Say `url_safe: true`, and the preflight "
	  "of the bundle checks it." },
	{ "secrets/same-variable", "Two secrets are held by one environment variable." },
	{ "secrets/shell-variable",
	  "The variable of a secret is one that shells and programs themselves go by, "
	  "such as PATH: it cannot hold something else." },
	{ "spec/alias-taken",
	  "Two services answer to one name on a network, so that who asks for it gets "
	  "either." },
	{ "spec/alternatives",
	  "Two fields of which only one can hold stand in one layer." },
	{ "spec/crossed",
	  "Two numbers contradict each other: a least above a most, a "
	  "reservation above its limit." },
	{ "spec/cycle", "Things refer to each other in a circle." },
	{ "spec/documents", "A file holds more than one YAML document." },
	{ "spec/empty", "The file is empty." },
	{ "spec/file", "A file that the spec names cannot be used." },
	{ "spec/host-network",
	  "With `network: host` a container has the ports and the settings of its "
	  "host, and none of its own." },
	{ "spec/host-sysctl",
	  "The kernel has one such setting for the whole machine. No container "
	  "can have another; set it on the host." },
	{ "spec/include", "A file named by `include` cannot be read, or none matches." },
	{ "spec/included-twice",
	  "Two files hold the same entry. Including joins, it never "
	  "overrides." },
	{ "spec/listener",
	  "A server that tells its clients an address to come back by has a "
	  "port for each way in. Published where another one is meant, "
	  "a client gets an answer and then connects to the wrong place." },
	{ "spec/missing", "A field that must be there is not." },
	{ "spec/name",
	  "A name has characters that some target could not write. Nothing is ever "
	  "renamed silently." },
	{ "spec/no-replica",
	  "A service waits for one that has `replicas: 0`: it would wait for ever." },
	{ "spec/nothing-to-remove",
	  "`null` removes what a lower layer says, and none says "
	  "anything." },
	{ "spec/nothing-to-run",
	  "`entrypoint: []` takes the image's own program away, and no command "
	  "says what to run instead." },
	{ "spec/path",
	  "A path has the wrong form, or leads where the target cannot follow." },
	{ "spec/pattern", "A value does not match the parameter's pattern." },
	{ "spec/placement",
	  "A field stands in a service whose placement does not have it." },
	{ "spec/port-range",
	  "Where one port is meant no range can stand, and a range is published "
	  "as one of the same length." },
	{ "spec/removed",
	  "The server had this setting or variable once. The version here does "
	  "not start with it." },
	{ "spec/set-aside",
	  "The placement was changed by an overlay; fields that only the old "
	  "placement has are left out." },
	{ "spec/settings",
	  "`settings` are the server's own, put where a server of that image "
	  "kind reads them. What is of no such kind has nobody to read "
	  "them." },
	{ "spec/tier-order",
	  "Tiers are started one after the other, and a service of an earlier one needs a "
	  "service of a later one." },
	{ "spec/type", "The value is of another kind than the field takes." },
	{ "spec/undefined", "A name refers to nothing in the spec." },
	{ "spec/unknown-key", "There is no such field here." },
	{ "spec/which-port", "The service has several ports: say which one is meant." },
	{ "target/lost",
	  "The target has no way to do what the field asks for, and nothing is "
	  "lost silently." },
	{ "topology/command",
	  "What each member of a topology runs follows from its role: the service has "
	  "no `command` of its own." },
	{ "topology/field",
	  "A primary with replicas has `primary`, `replicas`, `user`, `password`; a "
	  "cluster has `primaries` and `replicas`." },
	{ "topology/kind",
	  "Only kinds of the catalogue that know how several members make one provider "
	  "have a topology: postgres and redis." },
	{ "topology/name",
	  "Members are called NAME-1, NAME-2 …, and their volumes VOLUME-1 …: no other "
	  "service or volume may have such a name." },
	{ "topology/port", "Members on one host count their ports up from the declared one." },
	{ "topology/same-host",
	  "A replica is for the day its primary's host is gone: name another host." },
	{ "value/cycle", "A value refers to itself, perhaps through others." },
	{ "value/foreign",
	  "The text looks like a variable of another tool. It stays text; the "
	  "message says what to write where a reference is meant." },
	{ "value/needs", "A reference needs something that the service does not have." },
	{ "value/no-url",
	  "The catalogue knows no form of URL for this service. Write it from "
	  "`.host` and `.ports.NAME`." },
	{ "value/not-here", "The field does not take this kind of reference." },
	{ "value/reference",
	  "`${…}` does not hold a reference. To write it as text, double the "
	  "dollar: `$${`." },
	{ "value/unclosed",
	  "`${` has no closing brace. To write it as text, double the dollar: "
	  "`$${`." },
	{ "value/unknown", "A reference names something that there is not." },
	{ "yaml/alias", "An alias names an anchor that does not stand above it." },
	{ "yaml/bytes", "The file holds bytes that YAML cannot hold, or that tools read "
			"differently." },
	{ "yaml/duplicate-key", "A map has the same key twice." },
	{ "yaml/key", "The key of a map is not a plain text." },
	{ "yaml/merge", "`<<` takes a map, or a list of maps." },
	{ "yaml/syntax",
	  "The file is not YAML. Texts with `${`, `: ` or ` #` in them go in "
	  "quotes." },
	{ "yaml/too-deep",
	  "Maps and lists stand in each other deeper than a person writes." },
	{ "yaml/too-large",
	  "The file, with its aliases written out, is larger than a person "
	  "writes." },
};

enum { diagnostic_len = sizeof diagnostics / sizeof *diagnostics };

const char *
explain_diagnostic_id(size_t i)
{
	return i < diagnostic_len ? diagnostics[i].id : NULL;
}

/* Those of a target begin with its name. */
static bool
explain_of_target(struct buffer *b, struct text name)
{
	size_t slash = text_find_byte(name, '/');
	const struct target *t = target_find(text_slice(name, 0, slash));
	if (!t || slash == name.len)
		return false;
	buffer_format(
		b,
		"diagnostic %.*s: what target '%s' cannot write as the spec asks\n\n"
		"The message says what it is about, and `fix` what can be written "
		"instead.\ndocumentation of the tool: %s\n",
		TA(name), t->name, t->docs_url);
	return true;
}

bool
explain_diagnostic(struct buffer *b, struct text name)
{
	for (size_t i = 0; i < diagnostic_len; i++) {
		if (!text_is(name, diagnostics[i].id))
			continue;
		buffer_format(b, "diagnostic %s\n\n%s\n", diagnostics[i].id,
			      diagnostics[i].text);
		return true;
	}
	return explain_of_target(b, name);
}
