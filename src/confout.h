/*
 * Writing configuration of directives and blocks: `name argument …;` and
 * `name argument … { … }`, four spaces per level, `#` comments.
 *
 *   struct confout *c = conf_new(arena);
 *   conf_begin(c, "location");
 *   conf_text(c, T("/api/users/"));
 *   conf_open(c);
 *   conf_begin(c, "proxy_set_header");
 *   conf_word(c, "Host");
 *   conf_expression(c, T("$host"));
 *   conf_end(c);
 *   conf_close(c);
 *   return conf_finish(c);
 *
 * An argument is either a *text*, which the program that reads it gets unchanged,
 * or an *expression*, in which `$name` and `${name}` are that program's variables.
 * Both are quoted by need, so that no text can end its directive.
 *
 * The format has no escape for a dollar: `5$` and `a\$b` are errors of the reader.
 * A dollar in a text is therefore written as a variable whose value is a dollar,
 * which the configuration has to define where conf_uses_dollar() says so. In a
 * directive that knows no variables such a text cannot be said: the target's check
 * asks conf_can_hold_plain().
 *
 * Texts are written at once and need not live on. Calls out of place are bugs.
 */
#ifndef CONFOUT_H
#define CONFOUT_H

#include "text.h"

struct confout;

/* The variable that stands for a dollar in texts. */
#define CONF_DOLLAR "${dollar}"

struct confout *
conf_new(struct arena *a);

/* What was written. Every block must be closed. */
struct text
conf_finish(struct confout *);

/* Begins a directive; arguments follow, then conf_end() or conf_open(). */
void
conf_begin(struct confout *, const char *name);

/* The same where the name itself is a text: the rows of a map. */
void
conf_begin_text(struct confout *, struct text name);

void
conf_text(struct confout *, struct text);
void
conf_word(struct confout *, const char *literal);
void
conf_expression(struct confout *, struct text);

/* The next argument begins a line of its own, indented. */
void
conf_wrap(struct confout *);

/* Ends the directive with `;`. */
void
conf_end(struct confout *);

/* Ends it with `{`: directives follow, up to conf_close(). */
void
conf_open(struct confout *);
void
conf_close(struct confout *);

/* A whole directive with one argument. */
void
conf_set_text(struct confout *, const char *name, struct text);
void
conf_set_word(struct confout *, const char *name, const char *literal);
void
conf_set_expression(struct confout *, const char *name, const char *literal);

void
conf_comment(struct confout *, struct text);

/* Whole directives as the user wrote them, each line indented where `indent`. */
void
conf_verbatim(struct confout *, struct text, bool indent);

/* Whether the innermost block has a directive of that name, and, where `arguments`
 * has a pointer, with those, or, of a simple one, with that as its first. Those of
 * conf_verbatim() do not count. */
bool
conf_has(const struct confout *, struct text name, struct text arguments);

/* An empty line; several in a row, or one right after `{`, count once or not. */
void
conf_space(struct confout *);

/* Whether any text so far held a dollar. */
bool
conf_uses_dollar(const struct confout *);

/* The text as part of an expression: its dollars stand as CONF_DOLLAR. Where it
 * has none the text itself. Such an expression is not seen by conf_uses_dollar()
 * before it is written. */
struct text
conf_escape(struct arena *, struct text);

/* Whether a text or expression can be written where one line belongs: UTF-8 without
 * controls. */
bool conf_can_hold(struct text);

/* Whether it can be written at all: tabs and line breaks, too, as an answer's body
 * may have them. */
bool conf_can_hold_lines(struct text);

/* Whether it can in a directive that knows no variables: also without dollars. */
bool conf_can_hold_plain(struct text);

#endif
