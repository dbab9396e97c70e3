/*
 * The style a string takes in YAML, so that readers of YAML 1.1 and of 1.2 read
 * back the same string. Used by yamlout only. Text that is not UTF-8 is a bug.
 */
#ifndef YAMLTEXT_H
#define YAMLTEXT_H

#include "text.h"

#include <yaml.h>

/* Whether a reader may take this, written without quotes, for something else than
 * a string (`no`, `22:22`, `0777`, `1e3`, `~` …), or not read it back unchanged. */
bool yaml_needs_quotes(struct text);

/* For a value: literal for several lines where every byte survives that. */
yaml_scalar_style_t yaml_text_style(struct text);

/* For a key: plain where it may be, else quoted. */
yaml_scalar_style_t yaml_key_style(struct text);

/* Single quotes where they save escapes, else double quotes. */
yaml_scalar_style_t yaml_quoted_style(struct text);

#endif
