/* Comment lines; see comment.h. */
#include "comment.h"

bool
comment_can_hold(uint32_t code)
{
	if (code < 0xA0)
		return code >= 0x20 && code <= 0x7E;
	return code != 0x2028 && code != 0x2029 && code != 0xFEFF &&
	       (code & 0xFFFE) != 0xFFFE;
}

static void
write_line(struct buffer *out, struct text line)
{
	uint32_t code;
	for (size_t i = 0, len; i < line.len; i += len) {
		len = text_rune(line, i, &code);
		if (!len)
			BUG("a comment is not UTF-8");
		buffer_add(out, comment_can_hold(code) ? text_slice(line, i, i + len)
		                                       : T(" "));
	}
}

void
comment_write(struct buffer *out, struct text indent, const char *mark, struct text text)
{
	struct text line;
	while (text_cut(&text, '\n', &line)) {
		buffer_add(out, indent);
		buffer_add(out, text_of(mark));
		if (line.len)
			buffer_byte(out, ' ');
		write_line(out, line);
		buffer_byte(out, '\n');
	}
}
