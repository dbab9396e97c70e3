/*
 * Growing arrays in an arena.
 *
 *   ARRAY(struct note) notes = { 0 };
 *   array_push(arena, &notes, (struct note){ … });
 *   for (size_t i = 0; i < notes.len; i++) use(&notes.items[i]);
 *
 * A pointer to an item is valid until the next push.
 */
#ifndef ARRAY_H
#define ARRAY_H

#include "arena.h"

#define ARRAY(type)              \
	struct {                 \
		type *items;     \
		size_t len, cap; \
	}

#define array_push(arena, array, ...)                                                 \
	do {                                                                          \
		if ((array)->len == (array)->cap) {                                   \
			size_t cap_ = (array)->cap ? 2 * (array)->cap : 8;            \
			(array)->items = arena_grow((arena), (array)->items,          \
						    sizeof *(array)->items,           \
						    alignof(max_align_t),             \
						    (array)->cap, cap_);              \
			(array)->cap = cap_;                                          \
		}                                                                     \
		(array)->items[(array)->len++] = (__VA_ARGS__);                       \
	} while (0)

#endif
