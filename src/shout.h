/*
 * Writing POSIX shell scripts.
 *
 *   struct shout *s = sh_new(arena, T("Starts the bundle."));
 *   sh_line(s, "cd \"$(dirname \"$0\")\"");
 *   sh_begin(s, "docker");
 *   sh_word(s, "compose");
 *   sh_word(s, "-f");
 *   sh_text(s, path);
 *   sh_end(s);
 *   return sh_finish(s);
 *
 * An argument is a *text*, which the command gets unchanged whatever is in it, or
 * an *expression* (`"$name"`, `"$@"`, `>file`), written as it is. Commands that
 * would be longer than a line are continued with `\`.
 *
 * Texts are written at once, or at sh_end(), up to which they must live. Calls out
 * of place are bugs. A NUL cannot be said in a script: sh_can_hold().
 */
#ifndef SHOUT_H
#define SHOUT_H

#include "text.h"

struct shout;

/* A script with its `#!/bin/sh`, the comment lines of `header` and `set -eu`. */
struct shout *
sh_new(struct arena *a, struct text header);

/* A fragment: only what is written. */
struct shout *
sh_fragment(struct arena *a);

struct text
sh_finish(struct shout *);

/* Begins a command; `words` is written as it is: "docker compose", "exec". */
void
sh_begin(struct shout *, const char *words);

void
sh_text(struct shout *, struct text);
void
sh_word(struct shout *, const char *literal);
void
sh_expression(struct shout *, struct text);
void
sh_end(struct shout *);

/* A command and one text. */
void
sh_run_text(struct shout *, const char *words, struct text);

/* A line of shell, formatted like printf; what goes into it was quoted with
 * sh_quote(). */
[[gnu::format(printf, 2, 3)]] void
sh_line(struct shout *, const char *format, ...);

/* A line that opens a compound command, such as `if …; then` or `name() {`: what
 * follows is indented by a tab, up to sh_close() with the line that ends it. */
[[gnu::format(printf, 2, 3)]] void
sh_open(struct shout *, const char *format, ...);
void
sh_close(struct shout *, const char *end);

/* A line between two parts of a compound command: `else`. */
void
sh_between(struct shout *, const char *line);

/* The command with the text as its standard input. Nothing in the text is
 * expanded. A line break is added at its end where it has none. */
void
sh_here(struct shout *, const char *words, struct text);

void
sh_comment(struct shout *, struct text);

/* An empty line; several in a row count once. */
void
sh_space(struct shout *);

/* The text as one word of shell: as it is where every byte is harmless, else in
 * single quotes. */
struct text
sh_quote(struct arena *, struct text);

/* Whether a script can hold the text: without NUL. */
bool sh_can_hold(struct text);

#endif
