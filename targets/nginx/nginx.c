/*
 * nginx: the gateway's routes as one whole nginx.conf.
 *
 * It runs nothing. Where a service is the gateway, the target that runs containers
 * mounts the file there; on a host the steps put it into /etc/nginx, where Debian
 * has its own.
 */
#include "nginx.h"
#include "bundle.h"

static void
write_header(struct confout *c, const struct nginx_plan *p)
{
	const struct stack *s = p->deployment->stack;
	conf_comment(c, text_format(p->arena,
				    "The gateway of %.*s, environment %.*s: the whole "
				    "configuration of nginx.",
				    TA(s->name), TA(s->environment)));
	conf_comment(c, T("Made by `stackc build` from stack.yaml; edits are lost."));
	conf_space(c);
}

static void
nginx_emit(struct arena *a, struct arena scratch, const struct deployment *d,
	   struct bundle *bundle)
{
	if (!d->carries_gateway)
		return;
	const struct nginx_plan *p = nginx_plan_new(&scratch, d);
	struct confout *c = conf_new(&scratch);
	write_header(c, p);
	nginx_write_worker(c, p);
	nginx_write_http(c, p);
	bundle_add(bundle,
		   text_format(a, "%.*s/%s", TA(d->folder), d->target->gateway_file),
		   text_copy(a, conf_finish(c)), false);
}

#define AT(member) .offset = offsetof(struct nginx_options, member)

static const struct row option_rows[] = {
	{ "version", ROW_TEXT, AT(version),
	  .help = "the nginx that reads the file, such as 1.26; left out: one that 1.22 "
		  "and later read" },
	{ "resolver", ROW_TEXT, AT(resolver),
	  .help = "the name server for names whose address changes; in a container, the "
		  "engine's" },
	{ 0 },
};

const struct target target_nginx = {
	.name = "nginx",
	.brief = "the gateway as one nginx.conf",
	.docs_url = "https://nginx.org/en/docs/",
	.runs = RUNS_NOTHING,
	.discovery = FIND_BY_NOTHING,
	.gateway_file = "nginx.conf",
	.gateway_service_path = "/etc/nginx/nginx.conf",
	.options = option_rows,
	.options_size = sizeof(struct nginx_options),
	.raw = nginx_raw,
	.check = nginx_check,
	.emit = nginx_emit,
	.steps = nginx_steps,
};
