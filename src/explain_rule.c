/* Rules in words; what a rule file says, in a fixed order. */
#include "explain.h"

static void
add_example(struct buffer *b, const char *title, const struct texts *examples)
{
	struct text rest, line;
	if (!examples->len)
		return;
	buffer_format(b, "\n%s\n", title);
	rest = text_trim(examples->items[0]);
	while (text_cut(&rest, '\n', &line))
		buffer_format(b, "  %.*s\n", TA(line));
}

bool
explain_rule(struct buffer *b, const struct rules *rules, struct text name)
{
	const struct rule *rule = rules_find(rules, name);
	if (!rule)
		return false;
	buffer_format(b, "rule %.*s: %.*s\n\n", TA(rule->id), TA(rule->summary));
	buffer_format(b, "severity: %s", rule_level_name(rule->severity));
	if (rule->relaxed != rule->severity)
		buffer_format(b, "; %s in environments with development: true",
			      rule_level_name(rule->relaxed));
	buffer_format(b, "\nwhy: %.*s\nfix: ", TA(rule->why));
	rule_add_template(b, rule->fix);
	buffer_byte(b, '\n');
	for (size_t i = 0; i < rule->options.len; i++) {
		const struct rule_option *option = &rule->options.items[i];
		buffer_format(b, "option %.*s: %.*s; default %.*s\n", TA(option->name),
			      TA(option->help), TA(option->shown));
	}
	add_example(b, "found in", &rule->bad);
	add_example(b, "not found in", &rule->good);
	return true;
}

struct report_rule
explain_finding(struct arena *a, const struct rules *rules, struct text id)
{
	const struct rule *rule = rules_find(rules, id);
	struct buffer b = { .arena = a };
	if (rule) {
		buffer_format(&b, "%.*s\n\nfix: ", TA(text_trim(rule->why)));
		rule_add_template(&b, rule->fix);
		return (struct report_rule){ rule->summary, buffer_text(&b) };
	}
	if (!explain_diagnostic(&b, id))
		return (struct report_rule){ 0 };
	/* Below the line with its name. */
	struct text rest = buffer_text(&b), line;
	text_cut(&rest, '\n', &line);
	return (struct report_rule){ .help = text_trim(rest) };
}
