/* Escapes for what a terminal would act on instead of showing it; see show.h. */
#include "show.h"

#include "width.h"

/* Controls, odd line breaks, marks of direction, the byte order mark. */
static bool
is_harmful(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
	       code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

static char
digit(uint32_t code, unsigned shift)
{
	return "0123456789ABCDEF"[code >> shift & 15];
}

struct shape
show_rune(struct text text, size_t at, uint32_t *code, size_t *len)
{
	size_t rune_len = text_rune(text, at, code);
	*len = rune_len ? rune_len : 1;
	if (!rune_len)
		*code = (unsigned char)text.ptr[at];
	else if (!is_harmful(*code))
		return (struct shape){ "", rune_width(*code) };
	uint32_t c = *code;
	if (!rune_len || c < 0x80)
		return (struct shape){ { '\\', 'x', digit(c, 4), digit(c, 0) }, 4 };
	return (struct shape){
		{ '\\', 'u', digit(c, 12), digit(c, 8), digit(c, 4), digit(c, 0) }, 6
	};
}

void
show_text(struct buffer *out, struct text text)
{
	uint32_t code;
	for (size_t at = 0, len; at < text.len; at += len) {
		struct shape shape = show_rune(text, at, &code, &len);
		if (code == '\t')
			buffer_byte(out, ' ');
		else if (shape.escape[0])
			buffer_add(out, text_of(shape.escape));
		else
			buffer_add(out, text_slice(text, at, at + len));
	}
}
