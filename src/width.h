/* How many columns of a terminal a code point takes. */
#ifndef WIDTH_H
#define WIDTH_H

#include "text.h"

/* 0 for combining marks and joiners, 2 for East Asian wide and full-width code
 * points and for emoji, else 1. What is not printable counts 1: who prints it
 * escapes it first. Source: Unicode 14, EastAsianWidth and general category. */
size_t
rune_width(uint32_t code);

#endif
