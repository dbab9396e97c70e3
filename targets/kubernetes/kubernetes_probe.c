/*
 * Health. Readiness is the check of the spec; liveness is its `live`, else a TCP
 * connection: a check that asks the dependencies, too, would restart the healthy.
 *
 * The spec's `start` and `retries` say how long a start may take before it counts
 * as failed; a startup probe has that budget and asks often, so that a service is
 * ready as soon as it can be. Probes count whole seconds, from 1.
 *
 * An `http` check is asked by the kubelet; no tool in the image is needed.
 */
#include "kubernetes.h"

enum {
	startup_period = 5, /* seconds */
};

int64_t
kubernetes_probe_seconds(int64_t milliseconds)
{
	int64_t seconds = (milliseconds + 999) / 1000;
	return seconds > 0 ? seconds : 1;
}

static void
put_command(struct kubernetes *k, const struct pair *items, size_t len,
	    const struct value *shell)
{
	yaml_set_map(k->out, "exec");
	yaml_set_row(k->out, "command");
	for (size_t i = 0; i < len; i++)
		yaml_text(k->out, kubernetes_value_expanded(k, &items[i].value));
	if (!len) {
		yaml_string(k->out, "/bin/sh");
		yaml_string(k->out, "-c");
		yaml_text(k->out, kubernetes_value_expanded(k, shell));
	}
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_http(struct kubernetes *k, struct text path, const struct port *port)
{
	yaml_set_map(k->out, "httpGet");
	yaml_set_text(k->out, "path", path);
	yaml_set_text(k->out, "port", kubernetes_service_port(port)->object.name);
	yaml_close(k->out);
}

static void
put_tcp(struct kubernetes *k, const struct port *port)
{
	yaml_set_map(k->out, "tcpSocket");
	yaml_set_text(k->out, "port", kubernetes_service_port(port)->object.name);
	yaml_close(k->out);
}

static const struct port *
probe_port(const struct service *s)
{
	if (s->health->port_bound)
		return s->health->port_bound;
	for (size_t i = 0; i < s->ports.len; i++)
		if (s->ports.items[i].protocol == PROTOCOL_TCP)
			return &s->ports.items[i];
	return NULL;
}

static void
put_check(struct kubernetes *k, const struct service *s)
{
	const struct health *h = s->health;
	if (h->http.len)
		put_http(k, h->http, probe_port(s));
	else if (h->tcp)
		put_tcp(k, probe_port(s));
	else
		put_command(k, h->exec.items, h->exec.len, &h->shell);
}

static void
put_times(struct kubernetes *k, int64_t period, int64_t timeout, int64_t failures)
{
	yaml_set_int(k->out, "periodSeconds", period);
	yaml_set_int(k->out, "timeoutSeconds", timeout);
	yaml_set_int(k->out, "failureThreshold", failures);
}

int64_t
kubernetes_probe_budget(const struct service *s)
{
	const struct health *h = s->health;
	if (!h || h->none)
		return 0;
	return kubernetes_probe_seconds(h->start + h->interval * h->retries);
}

static void
put_startup(struct kubernetes *k, const struct service *s)
{
	const struct health *h = s->health;
	int64_t period = kubernetes_probe_seconds(h->interval);
	if (period > startup_period)
		period = startup_period;
	yaml_comment(k->out, text_format(k->arena, "%lld s to start, then it is replaced",
					 (long long)kubernetes_probe_budget(s)));
	yaml_set_map(k->out, "startupProbe");
	put_check(k, s);
	put_times(k, period, kubernetes_probe_seconds(h->timeout),
		  (kubernetes_probe_budget(s) + period - 1) / period);
	yaml_close(k->out);
}

static void
put_liveness(struct kubernetes *k, const struct service *s)
{
	const struct live none = { 0 }, *live = s->health->live ? s->health->live : &none;
	const struct health *h = s->health;
	bool command = live->exec.len || live->shell.at;
	if (!command && !probe_port(s))
		return;
	yaml_set_map(k->out, "livenessProbe");
	if (command)
		put_command(k, live->exec.items, live->exec.len, &live->shell);
	else if (live->http.len)
		put_http(k, live->http, probe_port(s));
	else
		put_tcp(k, probe_port(s));
	put_times(k,
		  kubernetes_probe_seconds(live->interval ? live->interval : h->interval),
		  kubernetes_probe_seconds(live->timeout ? live->timeout : h->timeout),
		  live->retries ? live->retries : h->retries);
	yaml_close(k->out);
}

void
kubernetes_probe_all(struct kubernetes *k, const struct service *s)
{
	const struct health *h = s->health;
	if (!h || h->none || kubernetes_workload_kind(s) == KIND_JOB)
		return;
	if (h->start)
		put_startup(k, s);
	yaml_set_map(k->out, "readinessProbe");
	put_check(k, s);
	put_times(k, kubernetes_probe_seconds(h->interval),
		  kubernetes_probe_seconds(h->timeout), h->retries);
	yaml_close(k->out);
	put_liveness(k, s);
}
