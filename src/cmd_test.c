/* test: runs the examples in rule files. */
#include "command.h"
#include "lint_test.h"
#include "out.h"
#include "report.h"

static const struct args_command command = {
	.name = "test",
	.usage = "[RULE|PACK]...",
	.brief = "run the good and bad examples of the rules",
	.help = "Without an argument, those of every rule.\n",
};

/* Whether the rule was asked for: by its id, by its pack, or with all. */
static bool
is_asked(const struct rule *rule, const struct text_list *names)
{
	for (size_t i = 0; i < names->len; i++)
		if (text_equal(names->items[i], rule->id) ||
		    text_equal(names->items[i], rule->pack))
			return true;
	return !names->len;
}

static int
run_tests(struct run *run, const struct text_list *names)
{
	struct rules rules = { 0 };
	struct lint_tally tally = { 0 };
	struct buffer told = { .arena = &run->arena };
	size_t asked = 0;
	rules_load(&run->arena, run->script, &run->diags, &rules);
	report_text(&told, &run->sources, &run->diags, &(struct report_options){ 0 });
	for (size_t i = 0; i < rules.len; i++) {
		if (!is_asked(&rules.items[i], names))
			continue;
		lint_test_rule(&rules.items[i], &tally, &told);
		asked++;
	}
	out_write(OUT_TROUBLE, buffer_text(&told));
	if (!asked) {
		out_write(OUT_TROUBLE, T("stackc test: there is no such rule or pack\n"));
		return EXIT_TROUBLE;
	}
	out_format(OUT_RESULT, "%zu rules, %zu examples passed, %zu failed\n", asked,
		   tally.passed, tally.failed);
	return tally.failed || run->diags.errors ? EXIT_FINDINGS : EXIT_FINE;
}

int
cmd_test(char **argv)
{
	struct run run;
	struct text_list names = { 0 };
	static const struct args_option options[] = { { 0 } };
	run_init(&run);
	enum args_result parsed = args_parse(&run.arena, &command, options, argv, &names);
	int status = parsed == ARGS_HELP ? EXIT_FINE : EXIT_TROUBLE;
	if (parsed == ARGS_OK)
		status = run_tests(&run, &names);
	run_release(&run);
	return status;
}
