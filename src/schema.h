/*
 * The rows that describe every field of the language. Decoding, defaults,
 * unknown-key suggestions, shape, overlay, docs/language.md, `explain` and the
 * tables that rules see all go by them; no field is named twice.
 *
 * A field is one row here and one member in model.h. Tables end with an empty
 * row; the tables themselves are in schema_<section>.c.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "text.h"

#include <stddef.h>

/* Values may refer to anything that is known when the bundle is made or run. */
#define ROW_REFERENCES \
	(ROW_PARAMETERS | ROW_SECRETS | ROW_SERVICE | ROW_SERVICES | ROW_GATEWAY | ROW_HOSTS)

/* The same where no service asks: what an address is depends on who connects. */
#define ROW_DEPLOYED (ROW_PARAMETERS | ROW_GATEWAY | ROW_HOSTS)

#define RAW_HELP "added to what a target writes, in its own words: { TARGET: … }"

enum row_kind {
	ROW_END,
	/* scalars, and the type of the member */
	ROW_TEXT,     /* struct text */
	ROW_NAME,     /* struct text: an RFC 1123 label */
	ROW_BOOL,     /* bool */
	ROW_FLAG,     /* bool: `true`, or the key's own word */
	ROW_COUNT,    /* int64_t, between .min and .max */
	ROW_CHOICE,   /* int: index into .choices */
	ROW_BYTES,    /* int64_t: bytes */
	ROW_DURATION, /* int64_t: milliseconds */
	ROW_CPUS,     /* int64_t: thousandths of a processor */
	ROW_PORT,     /* int64_t: 1 to 65535 */
	ROW_PORTS,    /* int64_t [2]: a port twice, or the first and last of a range */
	ROW_RATE,     /* int64_t [2]: how many, and in how many milliseconds */
	ROW_CIDR,     /* struct text: an address or a CIDR block */
	ROW_PATTERN,  /* struct text: a PCRE2 pattern */
	ROW_WORD,     /* struct text: one of .choices */
	ROW_PATH,     /* struct text: an absolute path */
	ROW_URL_PATH, /* struct text: the path of a request */
	ROW_MODE,     /* struct text: permission bits, three or four octal digits */
	ROW_USER,     /* struct text: NAME or UID, with :GROUP or :GID */
	ROW_OWNER,    /* struct text: UID, with :GID */
	ROW_SIGNAL,   /* struct text: a signal's name */
	ROW_CAPABILITY, /* struct text: a capability's name, or all */
	ROW_SOURCE,   /* struct text: an address, a block, or the name of a host or service */
	ROW_HOST,     /* struct text: a host name or an address */
	ROW_VALUE,    /* struct value: text with references */
	/* collections */
	ROW_VALUES, /* LIST(struct pair): a map of names to values */
	ROW_ITEMS,  /* LIST(struct pair): a list of values, names empty */
	ROW_WORDS,  /* LIST(struct word): a list of texts, each of kind .item */
	ROW_STRUCT, /* pointer to a struct, NULL where absent; .sub, .size */
	ROW_MAP,    /* LIST(struct): a map of names to structs; .sub, .size */
	ROW_LIST,   /* LIST(struct): a list of structs; .sub, .size */
	ROW_ANY,    /* const struct node *: kept as it is */
	ROW_RAW,    /* struct raw *, NULL where absent; .owner: what it stands on */
	ROW_ALSO,   /* the rows of .sub belong here too; their offsets plus .offset */
};

enum row_flag {
	ROW_REQUIRED = 1 << 0,
	ROW_ONE_OR_LIST = 1 << 1,  /* a ROW_LIST that one item may stand for */
	ROW_REPLACES = 1 << 2,	   /* an overlay replaces it instead of merging */
	ROW_NO_REFERENCE = 1 << 3, /* holds no reference at all, not even to vars */
	ROW_ENV_NAMES = 1 << 4,	   /* keys are environment variable names */
	ROW_IDENTIFIERS = 1 << 5,  /* keys are [A-Za-z_][A-Za-z0-9_-]* */
	ROW_FREE_KEYS = 1 << 6,	   /* keys are any text; else RFC 1123 labels */
	ROW_PORT_NAMES = 1 << 7,   /* keys are labels of at most 15 characters */
	ROW_INTERNAL = 1 << 8,	   /* used before decoding; the model has no member */
	ROW_PATHS = 1 << 9,	   /* keys are absolute paths */
	ROW_HOST_NAMES = 1 << 10,  /* keys are host names */
	ROW_EMPTY = 1 << 14,	   /* an empty text is one like others */
	ROW_ZERO = 1 << 15,	   /* zero is a duration or size like others */
	/* the namespaces a ROW_VALUE, ROW_VALUES or ROW_ITEMS may refer to */
	ROW_PARAMETERS = 1 << 16,
	ROW_SECRETS = 1 << 17,
	ROW_SERVICE = 1 << 18,	/* ${service.…} */
	ROW_SERVICES = 1 << 19, /* ${services.NAME.…} */
	ROW_GATEWAY = 1 << 20,
	ROW_HOSTS = 1 << 21,
};

enum placement {
	PLACEMENT_CONTAINER,
	PLACEMENT_PROCESS,
	PLACEMENT_EXTERNAL,
};

enum {
	FOR_CONTAINER = 1 << PLACEMENT_CONTAINER,
	FOR_PROCESS = 1 << PLACEMENT_PROCESS,
	FOR_EXTERNAL = 1 << PLACEMENT_EXTERNAL,
};

/* What `raw` may stand on. */
enum raw_owner {
	RAW_STACK, /* and an environment, which is laid over it */
	RAW_SERVICE,
	RAW_NETWORK,
	RAW_VOLUME,
	RAW_GATEWAY,
	RAW_HOST, /* of the gateway */
	RAW_ROUTE,
	RAW_FIREWALL,
	RAW_OWNER_COUNT,
};

struct row {
	const char *key;
	enum row_kind kind;
	unsigned flags;
	size_t offset; /* of the member */
	const struct row *sub;
	size_t size;	       /* of the struct that .sub describes */
	const char *short_for; /* the member a scalar in place of a map stands for */
	const char *oneof;     /* rows with the same name exclude each other */
	const char *with;      /* the alternatives it goes with: "http|tcp" */
	unsigned placements;   /* FOR_*; 0: all */
	/* "tcp|udp": the words of a ROW_CHOICE (an empty first: not said) or ROW_WORD; the
	 * keys of a ROW_MAP; of a ROW_COUNT the one word that stands for -1. */
	const char *choices;
	int64_t min, max;   /* ROW_COUNT */
	enum row_kind item; /* ROW_WORDS: of each, where it is more than text */
	enum raw_owner owner;  /* ROW_RAW */
	const char *def;       /* the default, as it would be written */
	const char *example; /* as it would be written, where the kind tells too little */
	const char *help;
	/* The rows of a map's value where they depend on its key. */
	const struct row *(*sub_of)(struct text key, size_t *size);
};

extern const struct row stack_rows[];	    /* a stack.yaml */
extern const struct row environment_rows[]; /* one of its environments */
extern const struct row model_rows[];	    /* an environment, merged: struct stack */
extern const struct row service_rows[];
extern const struct row port_rows[];
extern const struct row publish_rows[];
extern const struct row gateway_rows[];
extern const struct row route_rows[];
extern const struct row firewall_rows[];
extern const struct row lint_rows[];

/* The row with this key, tables behind ROW_ALSO included; NULL where there is
 * none. *base, where not NULL, gets what to add to the row's offset. */
const struct row *
schema_row(const struct row *rows, struct text key, size_t *base);

/* Calls `visit` for each row in order, ROW_ALSO resolved. */
void
schema_each(const struct row *rows, size_t base,
	    void (*visit)(const struct row *, size_t base, void *context),
	    void *context);

/* The keys of a table, for suggestions; *len gets their number. */
struct text *
schema_keys(struct arena *, const struct row *rows, size_t *len);

/* Whether `word` is one of the words of "a|b|c". */
bool
schema_has_word(const char *words, struct text word);

/* What this language calls a field of compose or Kubernetes, or NULL. */
const char *
schema_foreign(struct text key);

/* What a field takes, for "expected X": "a duration such as 30s". */
const char *
schema_expects(const struct row *);

/* Whether values of this kind are written as one scalar. */
bool
row_is_scalar(const struct row *);

#endif
