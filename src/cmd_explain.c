/* explain: what a name of the language, a rule, a target or a diagnostic means. */
#include "command.h"
#include "explain.h"
#include "out.h"

static const struct args_command command = {
	.name = "explain",
	.usage = "NAME...",
	.brief = "tell what a rule, field, target, image kind or diagnostic means",
	.help = "NAME is as it stands in a report or in the spec: "
		"ports/host-port-conflict,\n"
		"services.api.health.interval, health, postgres:15, spec/unknown-key.\n",
};

/* Adds what `part` holds, apart from what stands there already. */
static void
add_part(struct buffer *b, size_t start, bool known, const struct buffer *part)
{
	if (!known)
		return;
	buffer_add(b, b->len > start ? T("\n") : T(""));
	buffer_add(b, buffer_text(part));
}

/* One name may mean several things: all of them are told. */
static bool
explain(struct run *run, const struct rules *rules, struct text name, struct buffer *b)
{
	size_t start = b->len;
	struct buffer parts[5];
	for (size_t i = 0; i < 5; i++)
		parts[i] = (struct buffer){ .arena = b->arena };
	add_part(b, start, explain_rule(&parts[0], rules, name), &parts[0]);
	add_part(b, start, explain_target(&parts[1], name), &parts[1]);
	add_part(b, start, explain_kind(&parts[2], run->catalog, name), &parts[2]);
	add_part(b, start, explain_diagnostic(&parts[3], name), &parts[3]);
	add_part(b, start, explain_field(&parts[4], name), &parts[4]);
	return b->len > start;
}

static void
tell_unknown(struct run *run, const struct rules *rules, struct text name)
{
	struct arena *a = &run->arena;
	struct texts names = { 0 };
	size_t kind_len;
	const struct text *kinds = catalog_kinds(run->catalog, &kind_len);
	for (size_t i = 0; i < rules->len; i++)
		array_push(a, &names, rules->items[i].id);
	for (size_t i = 0; i < kind_len; i++)
		array_push(a, &names, kinds[i]);
	for (size_t i = 0; targets[i]; i++)
		array_push(a, &names, text_of(targets[i]->name));
	for (size_t i = 0; explain_diagnostic_id(i); i++)
		array_push(a, &names, text_of(explain_diagnostic_id(i)));
	struct text near = text_nearest(name, names.items, names.len);
	if (!near.ptr)
		near = explain_field_near(a, name);
	out_format(OUT_TROUBLE, "stackc explain: nothing is called '%.*s'\n", TA(name));
	if (near.ptr)
		out_format(OUT_TROUBLE, "did you mean '%.*s'?\n", TA(near));
}

static int
explain_all(struct run *run, const struct text_list *names)
{
	struct rules rules = { 0 };
	struct buffer b = { .arena = &run->arena };
	rules_load(&run->arena, run->script, &run->diags, &rules);
	if (!names->len)
		out_write(OUT_TROUBLE, T("stackc explain: expected a name\n"));
	for (size_t i = 0; i < names->len; i++) {
		buffer_add(&b, i ? T("\n") : T(""));
		if (explain(run, &rules, names->items[i], &b))
			continue;
		tell_unknown(run, &rules, names->items[i]);
		return EXIT_TROUBLE;
	}
	out_write(OUT_RESULT, buffer_text(&b));
	return names->len ? EXIT_FINE : EXIT_TROUBLE;
}

int
cmd_explain(char **argv)
{
	struct run run;
	struct text_list names = { 0 };
	static const struct args_option options[] = { { 0 } };
	run_init(&run);
	enum args_result parsed = args_parse(&run.arena, &command, options, argv, &names);
	int status = parsed == ARGS_HELP ? EXIT_FINE : EXIT_TROUBLE;
	if (parsed == ARGS_OK)
		status = explain_all(&run, &names);
	run_release(&run);
	return status;
}
