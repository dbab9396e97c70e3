/*
 * Secrets that up.sh makes where they are missing: in .env, or in a file of the
 * host. It does so after the checks and before the first step, so that `--check`
 * writes nothing.
 *
 * They are letters and digits, which every program reads alike, in a URL too. The
 * values are never an argument of a program, which others on the machine could see.
 */
#include "handover_part.h"
#include "handover_shell.h"
#include "shout.h"

static bool
has_variable(const struct handover *h)
{
	for (size_t i = 0; i < h->variables.len; i++)
		if (variable_is_generated(&h->variables.items[i]))
			return true;
	return false;
}

bool
handover_generates_files(const struct handover *h)
{
	for (size_t i = 0; i < h->secret_files.len; i++)
		if (h->secret_files.items[i]->generate)
			return true;
	return false;
}

bool
handover_generates(const struct handover *h)
{
	return has_variable(h) || handover_generates_files(h);
}

static void
add_function(struct buffer *b, const char *text)
{
	buffer_byte(b, '\n');
	buffer_add(b, text_of(text));
}

static void
write_calls(struct arena *a, const struct handover *h, struct buffer *b)
{
	for (size_t i = 0; i < h->variables.len; i++) {
		const struct variable *v = &h->variables.items[i];
		if (variable_is_generated(v))
			buffer_format(b, "\tmake_secret %.*s %lld\n", TA(v->name),
				      (long long)v->secret->generate->length);
	}
	for (size_t i = 0; i < h->secret_files.len; i++) {
		const struct secret *s = h->secret_files.items[i];
		if (s->generate)
			buffer_format(b, "\tmake_secret_file %.*s %lld\n",
				      TA(sh_quote(a, s->file)),
				      (long long)s->generate->length);
	}
}

void
handover_generate_write(struct arena *a, const struct handover *h, struct buffer *b)
{
	if (!handover_generates(h))
		return;
	add_function(b, shell_random_text);
	if (has_variable(h))
		add_function(b, shell_make_secret);
	if (handover_generates_files(h))
		add_function(b, shell_make_secret_file);
	add_function(b, "make_secrets() {\n\tdoing='the making of secrets'\n");
	write_calls(a, h, b);
	buffer_add(b, T("}\n"));
}

void
handover_generate_readme(const struct handover *h, struct buffer *b, int *n)
{
	size_t len = 0;
	for (size_t i = 0; i < h->variables.len; i++) {
		const struct variable *v = &h->variables.items[i];
		if (!variable_is_generated(v))
			continue;
		if (!len++)
			buffer_format(b, "%d. Leave empty what `up.sh` is to make:", (*n)++);
		buffer_format(b, "%s `%.*s`", len > 1 ? "," : "", TA(v->name));
	}
	if (len)
		buffer_add(b, T(". What is made stands nowhere else: keep a copy of `.env`.\n"));
	for (size_t i = 0; i < h->secret_files.len; i++) {
		const struct secret *s = h->secret_files.items[i];
		if (s->generate)
			buffer_format(b,
				      "%d. `up.sh` makes secret %.*s in `%.*s` where there is "
				      "none: keep a copy.\n",
				      (*n)++, TA(s->object.name), TA(s->file));
	}
}

static struct text
random_command(struct arena *a, const struct generate *g)
{
	return text_format(a, "LC_ALL=C tr -dc A-Za-z0-9 </dev/urandom | head -c %lld",
			   (long long)g->length);
}

void
handover_generate_by_hand(struct arena *a, const struct handover *h, struct buffer *b)
{
	if (handover_generates(h))
		buffer_add(b, T("    # make the secrets that there are not yet\n"));
	for (size_t i = 0; i < h->variables.len; i++) {
		const struct variable *v = &h->variables.items[i];
		if (variable_is_generated(v))
			buffer_format(b,
				      "    grep -q \"^%.*s='.\" .env || printf "
				      "\"%.*s='%%s'\\n\" \"$(%.*s)\" >>.env\n",
				      TA(v->name), TA(v->name),
				      TA(random_command(a, v->secret->generate)));
	}
	for (size_t i = 0; i < h->secret_files.len; i++) {
		const struct secret *s = h->secret_files.items[i];
		if (!s->generate)
			continue;
		struct text path = sh_quote(a, s->file);
		struct text write = text_format(a, "umask 077; cat >%.*s", TA(path));
		buffer_format(b, "    sudo test -e %.*s || %.*s | sudo sh -c %.*s\n", TA(path),
			      TA(random_command(a, s->generate)), TA(sh_quote(a, write)));
	}
}
