/*
 * Deploying the file. A broken one is found out before anything starts: nginx
 * reads it where it lies first, and goes on with the old one until the reload.
 */
#include "nginx.h"
#include "handover.h"

static void
add_step(struct steps *s, enum step_kind kind, int rank, struct text title,
	 struct text command)
{
	struct step step = { .kind = kind, .title = title, .command = command };
	step.rank = rank;
	step.as_root = true;
	array_push(s->arena, &s->all, step);
}

/* The file as up.sh sees it. */
static struct text
file_path(struct arena *a, const struct deployment *d)
{
	struct text folder = d->folder, part;
	for (struct text rest = d->folder; text_cut(&rest, '/', &part);)
		folder = part;
	return text_format(a, "%.*s/%s", TA(folder), d->target->gateway_file);
}

static void
add_host_steps(const struct deployment *d, struct steps *s)
{
	struct text file = file_path(s->arena, d);
	struct text installed = text_of(d->target->gateway_service_path);
	add_step(s, STEP_PREPARE, HANDOVER_CHECK, T("test the nginx configuration"),
		 text_format(s->arena, "nginx -t -q -c \"$PWD/%.*s\"", TA(file)));
	add_step(s, STEP_START, HANDOVER_LAST, T("install the nginx configuration"),
		 text_format(s->arena, "install -m 0644 %.*s %.*s", TA(file),
			     TA(installed)));
	add_step(s, STEP_START, HANDOVER_LAST + 1, T("load the nginx configuration"),
		 T("systemctl reload-or-restart nginx"));
	add_step(s, STEP_STOP, HANDOVER_LAST, T("stop nginx"), T("systemctl stop nginx"));
	array_push(s->arena, &s->needs_tools, T("nginx"));
	array_push(s->arena, &s->needs_tools, T("systemctl"));
}

static void
add_host_readme(struct buffer *b, const struct deployment *d)
{
	buffer_format(
		b,
		"`%s` is the whole configuration of nginx on the host: it takes the\n"
		"place of `%s`, and what stands in `sites-enabled` and `conf.d` is not\n"
		"read. Keep what was there before the first time:\n\n"
		"    sudo cp -n %s %s.before\n\n"
		"Logs are in `/var/log/nginx/`; each line of `access.log` ends with the\n"
		"service that was asked and how long it took.\n",
		d->target->gateway_file, d->target->gateway_service_path,
		d->target->gateway_service_path, d->target->gateway_service_path);
}

static void
add_container_readme(struct buffer *b, const struct deployment *d)
{
	buffer_format(
		b,
		"Service `%.*s` reads `%s` as `%s`. Its log is the container's; each "
		"line\n"
		"of it ends with the service that was asked and how long it took.\n",
		TA(d->stack->gateway->service->object.name), d->target->gateway_file,
		d->target->gateway_service_path);
}

static void
add_tls_readme(struct buffer *b, const struct nginx_plan *p)
{
	if (!p->tls)
		return;
	buffer_add(b, T("\nnginx does not start without these files:\n\n"));
	for (size_t i = 0; i < p->gateway->hosts.len; i++) {
		const struct gateway_host *h = &p->gateway->hosts.items[i];
		const struct tls *t = h->tls;
		if (t)
			buffer_format(b, "- `%.*s`, `%.*s` for %.*s\n",
				      TA(t->certificate), TA(t->key), TA(h->name));
	}
	buffer_add(b, T("\nAfter a renewal it has to be told: `nginx -s reload`.\n"));
}

void
nginx_steps(const struct deployment *d, struct steps *s)
{
	if (!d->carries_gateway)
		return;
	if (d->stack->gateway->on_host) {
		add_host_steps(d, s);
		add_host_readme(&s->readme, d);
	} else {
		add_container_readme(&s->readme, d);
	}
	add_tls_readme(&s->readme, nginx_plan_new(s->arena, d));
}
