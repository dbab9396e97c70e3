/*
 * Image names: [REGISTRY/]PATH[:TAG][@DIGEST]. Any part may hold references.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "text.h"

struct image {
	struct text registry;	 /* empty: Docker's own */
	struct text path;	 /* at Docker's own registry without `library/` */
	struct text tag, digest; /* empty where none is written */
};

/* The parts are views into the text. */
struct image image_split(struct text);

/* Whether `image` is the one known as `known`, which is written as at its home
 * ("postgres", "grafana/grafana", "quay.io/x/y"). What is at home at Docker's own
 * registry may come through a mirror that keeps its full path, perhaps below a
 * folder: mirror.example/hub/library/postgres. */
bool
image_is(struct text image, struct text known);

#endif
