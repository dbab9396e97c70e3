/* Two tables of libyaml's phrases; see syntax.h. */
#include "syntax.h"

struct phrase {
	const char *theirs, *ours;
};

static const struct phrase problems[] = {
	{ "did not find expected key",
	  "the indentation of this line fits nothing above it" },
	{ "did not find expected '-' indicator",
	  "the indentation of this line fits no item of the list above it" },
	{ "mapping values are not allowed in this context",
	  "a second ': ' in one line: quote the value, or give it a line of its own" },
	{ "did not find expected ',' or '}'", "expected ',' or '}'" },
	{ "did not find expected ',' or ']'", "expected ',' or ']'" },
	{ "did not find expected node content", "expected a value" },
	{ "could not find expected ':'", "this is no 'key: value'" },
	{ "found unexpected end of stream", "quoted text is not closed" },
};

static const struct phrase contexts[] = {
	{ "while parsing a block mapping", "the map begins here" },
	{ "while parsing a block collection", "the list begins here" },
	{ "while parsing a flow mapping", "the '{' is here" },
	{ "while parsing a flow sequence", "the '[' is here" },
};

static const struct phrase *
find(const struct phrase *phrases, size_t len, const char *theirs)
{
	for (size_t i = 0; i < len; i++)
		if (text_equal(text_of(phrases[i].theirs), text_of(theirs)))
			return &phrases[i];
	return NULL;
}

struct text
syntax_problem(struct arena *a, const char *problem, char found)
{
	const struct phrase *p =
		find(problems, sizeof problems / sizeof *problems, problem);
	if (p)
		return text_of(p->ours);
	if (!text_is(text_of(problem), "found character that cannot start any token"))
		return problem ? text_of(problem) : T("not YAML");
	if (found == '\t')
		return T("a tab cannot indent");
	return text_format(a, "'%c' cannot begin a value: quote it", found);
}

bool
syntax_is_at_context(const char *problem)
{
	struct text t = text_of(problem);
	return text_is(t, "could not find expected ':'") ||
	       text_is(t, "found unexpected end of stream");
}

struct text
syntax_context(const char *context)
{
	const struct phrase *p =
		find(contexts, sizeof contexts / sizeof *contexts, context);
	return text_of(p ? p->ours : context);
}
