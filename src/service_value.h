/*
 * Every value of a service, one after the other: who wants to know which secrets
 * or parameters stand where walks here, so that no two of them look at different
 * fields.
 */
#ifndef SERVICE_VALUE_H
#define SERVICE_VALUE_H

#include "target.h"

enum service_field {
	SERVICE_IMAGE,
	SERVICE_ENV,
	SERVICE_SETTINGS, /* the kind has made others of them: a file or arguments */
	SERVICE_LABELS,
	SERVICE_ANNOTATIONS,
	SERVICE_ENTRYPOINT,
	SERVICE_COMMAND,
	SERVICE_BUILD_ARGS,
	SERVICE_PROCESS_ARGS,
	SERVICE_HEALTH,
	SERVICE_LIVE,
	SERVICE_CONTENT, /* of a config that is mounted */
	SERVICE_FILE,	 /* of a file that the target puts into the container */
	SERVICE_RAW,	 /* of `raw`, for the target that carries the service */
};

struct service_value {
	const struct service *service;
	const struct value *value; /* never empty */
	enum service_field field;
	struct text key; /* the variable, the label, the path in the container; empty
			    where the field has one value or a list of them */
	const struct object *object; /* what to point at: the struct pair or struct
					mount it stands in, else the service */
};

typedef void service_visit(const struct service_value *, void *context);

/* In the order of enum service_field. After `resolve`. */
void
service_each_value(const struct service *, service_visit *, void *context);

/* Whether the files of the service's target hold it. False for services that
 * nothing carries. Where in doubt, true. */
bool
service_value_is_written(const struct service_value *);

/* Whether its parameters stay open in those files, and .env gives their values; else
 * they are known when the bundle is made. */
bool
service_value_is_open(const struct service_value *);

/* For messages: "image", "env DATABASE_URL", "config content /etc/app.yaml". */
struct text
service_value_label(struct arena *, const struct service_value *);

/* Whether the contents of a service are written as files of the bundle, although
 * its target has another way: see target.copies_contents. */
bool
service_bundles_contents(const struct service *);

#endif
