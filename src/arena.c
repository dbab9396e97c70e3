/*
 * One reserve is one mmap() without commitment: the kernel hands out pages on
 * first touch, already zeroed, so that taking memory is an addition. Copies of
 * `struct arena` share the reserve and differ in `at`, which makes a scratch
 * arena passed by value give its memory back on return. Memory handed out a
 * second time has been written to, so everything below `dirty` is cleared.
 */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Address space, not memory: halved until the system agrees (ulimit -v). */
enum : size_t {
	reserve_max = (size_t)1 << 36,
	reserve_min = (size_t)1 << 24,
};

struct arena_reserve {
	unsigned char *base, *dirty;
	size_t size;
	void **blocks; /* -Darena=malloc: every block, to be freed at release */
	size_t block_len, block_cap, block_bytes;
};

void
arena_exhausted(void)
{
	fputs("stackc: out of memory\n", stderr);
	exit(2);
}

void
bug_at(const char *file, int line, const char *format, ...)
{
	va_list args;
	fprintf(stderr, "stackc: bug at %s:%d: ", file, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

void
arena_distinct(const struct arena *a, const struct arena *b)
{
	if (a->reserve == b->reserve)
		BUG("one arena is used as result and as scratch");
}

static size_t
checked_size(size_t size, size_t count)
{
	if (count && size > SIZE_MAX / 2 / count)
		arena_exhausted();
	return size * count;
}

#ifdef ARENA_MALLOC

void
arena_init(struct arena *a)
{
	*a = (struct arena){ .reserve = calloc(1, sizeof(struct arena_reserve)) };
	if (!a->reserve)
		arena_exhausted();
}

void
arena_release(struct arena *a)
{
	for (size_t i = 0; i < a->reserve->block_len; i++)
		free(a->reserve->blocks[i]);
	free(a->reserve->blocks);
	free(a->reserve);
	*a = (struct arena){ 0 };
}

void *
arena_alloc(struct arena *a, size_t size, size_t align, size_t count)
{
	struct arena_reserve *r = a->reserve;
	(void)align;
	if (r->block_len == r->block_cap) {
		r->block_cap = r->block_cap ? 2 * r->block_cap : 1024;
		r->blocks = realloc(r->blocks, r->block_cap * sizeof *r->blocks);
		if (!r->blocks)
			arena_exhausted();
	}
	size_t bytes = checked_size(size, count);
	void *block = calloc(1, bytes ? bytes : 1);
	if (!block)
		arena_exhausted();
	r->blocks[r->block_len++] = block;
	r->block_bytes += bytes;
	return block;
}

void *
arena_grow(struct arena *a, void *old, size_t size, size_t align, size_t count,
	   size_t new_count)
{
	void *block = arena_alloc(a, size, align, new_count);
	if (count)
		memcpy(block, old, size * count);
	return block;
}

size_t
arena_peak(const struct arena *a)
{
	return a->reserve->block_bytes;
}

#else

void
arena_init(struct arena *a)
{
	size_t size = reserve_max;
	void *base = MAP_FAILED;
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	for (; size >= reserve_min && base == MAP_FAILED; size /= 2) {
		base = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
		if (base != MAP_FAILED)
			break;
	}
	struct arena_reserve *r = calloc(1, sizeof *r);
	if (base == MAP_FAILED || !r)
		arena_exhausted();
	*r = (struct arena_reserve){ .base = base, .dirty = base, .size = size };
	*a = (struct arena){ .at = base, .end = r->base + size, .reserve = r };
}

void
arena_release(struct arena *a)
{
	munmap(a->reserve->base, a->reserve->size);
	free(a->reserve);
	*a = (struct arena){ 0 };
}

void *
arena_alloc(struct arena *a, size_t size, size_t align, size_t count)
{
	size_t bytes = checked_size(size, count);
	size_t pad = -(uintptr_t)a->at & (align - 1);
	if (bytes + pad > (size_t)(a->end - a->at))
		arena_exhausted();
	unsigned char *block = a->at + pad;
	a->at = block + bytes;
	unsigned char *dirty = a->reserve->dirty;
	if (block < dirty)
		memset(block, 0, a->at < dirty ? bytes : (size_t)(dirty - block));
	if (a->at > dirty)
		a->reserve->dirty = a->at;
	return block;
}

void *
arena_grow(struct arena *a, void *old, size_t size, size_t align, size_t count,
	   size_t new_count)
{
	unsigned char *end = (unsigned char *)old + size * count;
	if (old && end == a->at) {
		arena_alloc(a, checked_size(size, new_count - count), 1, 1);
		return old;
	}
	void *block = arena_alloc(a, size, align, new_count);
	if (count)
		memcpy(block, old, size * count);
	return block;
}

size_t
arena_peak(const struct arena *a)
{
	return (size_t)(a->reserve->dirty - a->reserve->base);
}

#endif
