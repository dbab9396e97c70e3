/* Examples of rules, compiled like any spec; see lint_test.h. Findings and marks
 * are both written as lines `LINE:FROM-TO SEVERITY`, sorted, and compared. */
#include "lint_test.h"
#include "lint.h"
#include "report.h"

#include <stdlib.h>

enum { examples_min = 2 };

static int
line_order(const void *left, const void *right)
{
	return text_compare(*(const struct text *)left, *(const struct text *)right);
}

static struct text
join_lines(struct arena *a, struct texts *lines)
{
	struct buffer b = { .arena = a };
	if (lines->len)
		qsort(lines->items, lines->len, sizeof *lines->items, line_order);
	for (size_t i = 0; i < lines->len; i++)
		buffer_format(&b, "  %.*s\n", TA(lines->items[i]));
	return buffer_text(&b);
}

/* Whether a line is a mark: only spaces, `#`, spaces, carets and a word. */
static bool
read_mark(struct text line, size_t *from, size_t *to, struct text *severity)
{
	struct text trimmed = text_trim(line);
	*from = text_find_byte(line, '^');
	if (!text_starts(trimmed, T("#")) || *from == line.len)
		return false;
	for (*to = *from; *to < line.len && line.ptr[*to] == '^'; ++*to)
		;
	*severity = text_trim(text_slice(line, *to, line.len));
	return !text_trim(text_slice(trimmed, 1, text_find_byte(trimmed, '^'))).len;
}

/* The marks of an example. */
static struct text
marked(struct arena *a, struct text example)
{
	struct texts lines = { 0 };
	struct text rest = example, line, severity;
	size_t from, to;
	for (size_t n = 1, above = 0; text_cut(&rest, '\n', &line); n++) {
		if (read_mark(line, &from, &to, &severity))
			array_push(a, &lines,
				   text_format(a, "%zu:%zu-%zu %.*s", above, from + 1, to,
					       TA(severity)));
		else
			above = n;
	}
	return join_lines(a, &lines);
}

static bool
is_of(const struct diag *diag, const struct rule *rule)
{
	return text_equal(diag->id, rule->id);
}

/* What the rule found, in the same form. */
static struct text
found(struct run *run, const struct rule *rule)
{
	struct arena *a = &run->arena;
	struct texts lines = { 0 };
	for (size_t i = 0; i < run->diags.all.len; i++) {
		const struct diag *diag = run->diags.all.items[i];
		if (!is_of(diag, rule))
			continue;
		struct span at = diag->at;
		struct position from = { 0 }, to = { 0 };
		if (at.source) {
			from = source_position(&run->sources, at, at.offset);
			to = source_position(&run->sources, at, at.offset + at.len);
		}
		array_push(a, &lines,
			   text_format(a, "%zu:%zu-%zu %s", from.line, from.column,
				       to.column - 1, report_severity(diag->severity)));
	}
	return join_lines(a, &lines);
}

/* An error of another origin: the example is no spec, or a rule failed. */
static bool
is_broken(const struct run *run, const struct rules *rules)
{
	for (size_t i = 0; i < run->diags.all.len; i++) {
		const struct diag *diag = run->diags.all.items[i];
		if (diag->severity == SEVERITY_ERROR && !rules_find(rules, diag->id))
			return true;
	}
	return false;
}

static void
tell(struct buffer *told, struct run *run, const char *what, struct text expected,
     struct text got)
{
	buffer_format(told, "%.*s: %s\n", TA(run->spec), what);
	if (expected.len || got.len)
		buffer_format(told, " expected\n%.*s found\n%.*s", TA(expected), TA(got));
	report_text(told, &run->sources, &run->diags, &(struct report_options){ 0 });
	buffer_byte(told, '\n');
}

static bool
run_example(struct run *run, const struct rule *rule, struct text example, bool is_bad,
	    struct buffer *told)
{
	struct rules rules = { 0 };
	if (!text_starts(example, T("stack:")) &&
	    text_find(example, T("\nstack:")) == example.len)
		example = text_format(&run->arena, "%.*s\nstack: example\n", TA(example));
	struct text expected = marked(&run->arena, example);
	pipeline_compile_text(run, run->spec, example);
	lint_run(run);
	rules_load(&run->arena, run->script, &run->diags, &rules);
	diags_settle(&run->diags, run->environments.len);
	struct text got = found(run, rule);
	const char *what = is_broken(run, &rules)	? "the example has other errors"
			   : is_bad && !expected.len	? "a bad example without a mark"
			   : !is_bad && expected.len	? "a good example with a mark"
			   : !text_equal(expected, got) ? "other findings than marked"
							: NULL;
	if (what)
		tell(told, run, what, expected, got);
	return !what;
}

static void
run_examples(const struct rule *rule, const struct texts *examples, bool is_bad,
	     struct lint_tally *tally, struct buffer *told)
{
	const char *kind = is_bad ? "bad" : "good";
	for (size_t i = 0; i < examples->len; i++) {
		struct run run;
		run_init(&run);
		run.spec = text_format(&run.arena, "%.*s, %s %zu", TA(rule->id), kind,
				       i + 1);
		bool fine = run_example(&run, rule, examples->items[i], is_bad, told);
		++*(fine ? &tally->passed : &tally->failed);
		run_release(&run);
	}
	if (examples->len >= examples_min)
		return;
	buffer_format(told, "%.*s: has %zu %s examples, expected at least %d\n",
		      TA(rule->id), examples->len, kind, (int)examples_min);
	tally->failed++;
}

void
lint_test_rule(const struct rule *rule, struct lint_tally *tally, struct buffer *told)
{
	run_examples(rule, &rule->bad, true, tally, told);
	run_examples(rule, &rule->good, false, tally, told);
}
