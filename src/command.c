/* What commands that read a spec share; see command.h. */
#include "command.h"

#include "out.h"
#include "target.h"

static bool
is_utf8(struct text t)
{
	uint32_t code;
	for (size_t i = 0, len; i < t.len; i += len) {
		len = text_rune(t, i, &code);
		if (!len)
			return false;
	}
	return true;
}

static bool
take_setting(struct run *run, const char *command, struct text text)
{
	struct setting s = { .name = text_slice(text, 0, text_find_byte(text, '=')) };
	if (s.name.len == text.len || !s.name.len) {
		out_format(OUT_TROUBLE, "stackc %s: expected --set NAME=VALUE, found '%.*s'\n",
			   command, TA(text));
		return false;
	}
	s.value = text_slice(text, s.name.len + 1, text.len);
	if (!is_utf8(text)) {
		out_format(OUT_TROUBLE, "stackc %s: the value of --set %.*s is not UTF-8\n",
			   command, TA(s.name));
		return false;
	}
	s.source = source_add(&run->sources,
			      text_format(&run->arena, "--set %.*s", TA(s.name)), s.value);
	array_push(&run->arena, &run->settings, s);
	return true;
}

bool
command_select(struct run *run, const char *command, const struct text_list *environments,
	       const struct text_list *targets_wanted, const struct text_list *settings)
{
	for (size_t i = 0; i < environments->len; i++)
		array_push(&run->arena, &run->only_environments, environments->items[i]);
	for (size_t i = 0; i < targets_wanted->len; i++) {
		struct text name = targets_wanted->items[i];
		array_push(&run->arena, &run->only_targets, name);
		if (!target_find(name)) {
			out_format(OUT_TROUBLE, "stackc %s: there is no target '%.*s'\n", command,
				   TA(name));
			return false;
		}
	}
	for (size_t i = 0; i < settings->len; i++)
		if (!take_setting(run, command, settings->items[i]))
			return false;
	return true;
}

bool
command_spec(const char *command, const struct text_list *positional, struct text *spec)
{
	if (positional->len > 1) {
		out_format(OUT_TROUBLE, "stackc %s: one SPEC is expected\n", command);
		return false;
	}
	*spec = positional->len ? positional->items[0] : T(".");
	return true;
}
