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

/* Whether the image is below `prefix`, a registry or a path in one; *rest is then
 * what follows the slash. */
bool image_below(struct text image, struct text prefix, struct text *rest);

/* Whether the image, in full, is one of the registry's; *rest is then its path there
 * with tag and digest. Docker's own goes by `docker.io`, and needs no name. */
bool image_of(struct text image, struct text registry, struct text *rest);

/* Whether `image` is the one known as `known`, which is written as at its home
 * ("postgres", "grafana/grafana", "quay.io/x/y"). What is at home at Docker's own
 * registry may come through a mirror that keeps its full path, perhaps below a
 * folder: mirror.example/hub/library/postgres. */
bool
image_is(struct text image, struct text known);

#endif
