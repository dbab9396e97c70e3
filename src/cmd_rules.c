/* rules: the rules there are, for people, programs and docs/rules.md. */
#include "command.h"
#include "jsonout.h"
#include "lint_rule.h"
#include "out.h"

static const struct args_command command = {
	.name = "rules",
	.usage = "[OPTION]...",
	.brief = "list the rules",
	.help = "docs/rules.md is what --format markdown prints.\n",
};

static void
write_text(struct buffer *b, const struct rules *rules)
{
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->items[i];
		buffer_format(b, "%-8s %-34.*s %.*s\n", rule_level_name(rule->severity),
			      TA(rule->id), TA(rule->summary));
	}
}

static void
write_json(struct buffer *b, const struct rules *rules)
{
	struct jsonout *j = json_new(b->arena);
	json_open_list(j);
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->items[i];
		json_open_map(j);
		json_set_text(j, "id", rule->id);
		json_set_string(j, "severity", rule_level_name(rule->severity));
		json_set_string(j, "relaxed", rule_level_name(rule->relaxed));
		json_set_string(j, "scope",
				rule->is_stack_wide ? "stack" : "environment");
		json_set_text(j, "summary", rule->summary);
		json_set_text(j, "why", rule->why);
		json_set_text(j, "fix", rule->fix);
		json_set_map(j, "options");
		for (size_t k = 0; k < rule->options.len; k++)
			json_set_text(j, rule->options.items[k].name.ptr,
				      rule->options.items[k].help);
		json_close(j);
		json_close(j);
	}
	json_close(j);
	buffer_add(b, json_finish(j));
	buffer_byte(b, '\n');
}

/* Indented as code; the marks of an example are part of it. */
static void
write_example(struct buffer *b, const char *title, struct text example)
{
	buffer_format(b, "%s:\n\n```yaml\n%.*s\n```\n\n", title, TA(text_trim(example)));
}

static void
write_rule(struct buffer *b, const struct rule *rule)
{
	buffer_format(b, "### %.*s\n\n%.*s. **%s**", TA(rule->id), TA(rule->summary),
		      rule_level_name(rule->severity));
	if (rule->relaxed != rule->severity)
		buffer_format(b, ", %s where `development: true`",
			      rule_level_name(rule->relaxed));
	buffer_format(b, "%s.\n\nWhy: %.*s.\n\nFix: ",
		      rule->is_stack_wide ? ", over all environments together" : "",
		      TA(rule->why));
	rule_add_template(b, rule->fix);
	buffer_add(b, T(".\n\n"));
	for (size_t i = 0; i < rule->options.len; i++) {
		const struct rule_option *option = &rule->options.items[i];
		buffer_format(b, "Option `%.*s`: %.*s. Default: `%.*s`.\n\n",
			      TA(option->name), TA(option->help), TA(option->shown));
	}
	if (rule->bad.len)
		write_example(b, "Found in", rule->bad.items[0]);
	if (rule->good.len)
		write_example(b, "Not found in", rule->good.items[0]);
}

static void
write_markdown(struct buffer *b, const struct rules *rules)
{
	struct text pack = { 0 };
	buffer_add(
		b,
		T("# Rules\n\n"
		  "Made by `stackc rules --format markdown` from the files in `rules/`; "
		  "`zig build test -Dupdate`\nwrites it anew.\n\n"
		  "A rule is set in the spec, under `lint.rules`, by its id: to `off`, "
		  "`info`, `warning` or `error`,\nor to a map of its options. "
		  "`lint.ignore` accepts single findings, with a reason.\n\n"
		  "| rule | severity | finds |\n| --- | --- | --- |\n"));
	for (size_t i = 0; i < rules->len; i++) {
		const struct rule *rule = &rules->items[i];
		buffer_format(b, "| %.*s | %s | %.*s |\n", TA(rule->id),
			      rule_level_name(rule->severity), TA(rule->summary));
	}
	buffer_byte(b, '\n');
	for (size_t i = 0; i < rules->len; i++) {
		if (!text_equal(pack, rules->items[i].pack))
			buffer_format(b, "## %.*s\n\n", TA(rules->items[i].pack));
		pack = rules->items[i].pack;
		write_rule(b, &rules->items[i]);
	}
	b->len--; /* one line break at the end, not two */
}

static const struct {
	const char *name;
	void (*write)(struct buffer *, const struct rules *);
} formats[] = {
	{ "text", write_text },
	{ "json", write_json },
	{ "markdown", write_markdown },
};

static int
list_rules(struct run *run, struct text format)
{
	struct rules rules = { 0 };
	struct buffer b = { .arena = &run->arena };
	rules_load(&run->arena, run->script, &run->diags, &rules);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		if (!text_is(format, formats[i].name))
			continue;
		formats[i].write(&b, &rules);
		out_write(OUT_RESULT, buffer_text(&b));
		return EXIT_FINE;
	}
	out_format(OUT_TROUBLE, "stackc rules: there is no format '%.*s'\n", TA(format));
	return EXIT_TROUBLE;
}

int
cmd_rules(char **argv)
{
	struct run run;
	struct text_list wanted = { 0 }, rest = { 0 };
	const struct args_option options[] = {
		{ 0, "format", "FORMAT", "text (default), json or markdown", &wanted,
		  NULL },
		{ 0 },
	};
	run_init(&run);
	enum args_result parsed = args_parse(&run.arena, &command, options, argv, &rest);
	int status = parsed == ARGS_HELP ? EXIT_FINE : EXIT_TROUBLE;
	if (parsed == ARGS_OK && rest.len)
		out_write(OUT_TROUBLE, T("stackc rules: takes no argument\n"));
	else if (parsed == ARGS_OK)
		status = list_rules(&run, wanted.len ? wanted.items[wanted.len - 1]
						     : T("text"));
	run_release(&run);
	return status;
}
