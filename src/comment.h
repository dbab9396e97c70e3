/*
 * Comment lines of generated files: the words may come from the user's spec, so
 * they must not be able to end the comment.
 */
#ifndef COMMENT_H
#define COMMENT_H

#include "text.h"

/* Adds `indent`, `mark`, a space and the line for each line of the text; an empty
 * line is the mark alone. Characters that some reader takes for the end of a line
 * or cannot read at all (controls, tab, U+0085, U+2028, U+2029, U+FEFF) become
 * spaces. Text that is not UTF-8 is a bug. No text: no line. */
void
comment_write(struct buffer *, struct text indent, const char *mark, struct text text);

/* Whether a reader of any format takes the character for one inside a line. */
bool
comment_can_hold(uint32_t code);

#endif
