/*
 * How the folder is applied. Everything is in one kustomization, but what others
 * wait for goes first: the services are parted into waves by their needs, each
 * wave is applied by a label selector and waited for, and at the end the whole
 * folder is applied, routes included. Every wait has a limit. Nothing inside the
 * cluster depends on that order later: a pod that is moved meets its needs by
 * being restarted until they answer.
 */
#include "kubernetes.h"

#include "shout.h"

enum {
	/* Seconds for scheduling, pulling the image and binding volumes. */
	wait_base = 180,
	names_max = 3, /* in a step's title */
	/* of what is prepared; what starts has the rank of its service */
	rank_context = 0,
	rank_namespace = 10,
	rank_login = 15,
	rank_secrets = 20,
	rank_policies = 30,
};

static const char apply[] = "kubectl apply --server-side --field-manager=stackc";

struct plan {
	struct kubernetes k;
	struct steps *steps;
	struct text folder;
};

static void
add_step(struct plan *p, enum step_kind kind, size_t rank, struct text title,
	 struct text command)
{
	struct step s = { .kind = kind, .rank = (int)rank, .title = title };
	s.command = command;
	array_push(p->steps->arena, &p->steps->all, s);
}

static void
add_wait(struct plan *p, const struct service *s, size_t rank)
{
	struct arena *a = p->k.arena;
	int64_t pods = kubernetes_workload_fewest(s);
	long long limit = wait_base + kubernetes_probe_budget(s) * (pods > 0 ? pods : 1);
	bool job = kubernetes_workload_kind(s) == KIND_JOB;
	const char *verb = job ? "wait --for=condition=complete" : "rollout status";
	struct text name = kubernetes_workload_name(&p->k, s);
	add_step(p, STEP_WAIT, rank, text_format(a, "wait for %.*s", TA(s->object.name)),
		 text_format(a, "kubectl -n %.*s %s %.*s --timeout=%llds",
			     TA(p->k.namespace), verb, TA(name), limit));
}

static struct text
wave_title(struct arena *a, const struct service *const *services, size_t len)
{
	struct buffer b = { .arena = a };
	size_t named = len > names_max ? names_max : len;
	buffer_add(&b, T("apply "));
	for (size_t i = 0; i < named; i++)
		buffer_format(&b, "%s%.*s", i ? ", " : "", TA(services[i]->object.name));
	if (named < len)
		buffer_format(&b, " and %zu more", len - named);
	return buffer_text(&b);
}

/* The services of a wave as a label selector, whether they are waited for or not:
 * what is waited for may mount a claim of one that is not. The rank is that of the
 * first: what it needs comes before it in start order, so ranks rise. */
static void
add_wave(struct plan *p, const struct service *const *services, size_t len)
{
	struct buffer names = { .arena = p->k.arena };
	for (size_t i = 0; i < len; i++) {
		buffer_add(&names, i ? T(", ") : T(""));
		buffer_add(&names, services[i]->object.name);
		if (kubernetes_index_service(&p->k, services[i])->awaited)
			add_wait(p, services[i], services[0]->order);
	}
	add_step(p, STEP_START, services[0]->order, wave_title(p->k.arena, services, len),
		 text_format(p->k.arena,
			     "%s -k %.*s -l 'app.kubernetes.io/name in (%.*s)'", apply,
			     TA(p->folder), TA(buffer_text(&names))));
}

/* Nobody waits for the last wave: it comes with the whole folder. */
static void
add_waves(struct plan *p)
{
	const struct deployment *d = p->k.deployment;
	size_t waves = p->k.index->waves;
	struct wave {
		ARRAY(const struct service *) services;
	} *all = arena_array(p->k.arena, struct wave, waves);
	for (size_t i = 0; i < d->services.len; i++) {
		const struct service *s = d->services.items[i];
		struct wave *wave = &all[kubernetes_index_service(&p->k, s)->wave];
		array_push(p->k.arena, &wave->services, s);
	}
	for (size_t i = 0; i + 1 < waves; i++)
		add_wave(p, all[i].services.items, all[i].services.len);
}

static struct text
apply_namespace(struct plan *p)
{
	return text_format(p->k.arena, "%s -f %.*s/00-namespace.yaml", apply,
			   TA(p->folder));
}

static void
look_for_logins(struct plan *p)
{
	struct arena *a = p->k.arena;
	for (size_t i = 0; i < p->k.stack->registries.len; i++) {
		const struct registry *r = &p->k.stack->registries.items[i];
		if (!kubernetes_registry_used(&p->k, r))
			continue;
		add_step(p, STEP_PREPARE, rank_login,
			 text_format(a, "look for secret %.*s: README.md tells how to make it",
				     TA(r->pull_secret)),
			 text_format(a, "kubectl -n %.*s get secret %.*s",
				     TA(p->k.namespace), TA(r->pull_secret)));
	}
}

static void
add_preparation(struct plan *p, struct text env_secrets, struct text file_secrets)
{
	struct arena *a = p->k.arena;
	add_step(p, STEP_PREPARE, rank_context, T("ask kubectl for its cluster"),
		 T("kubectl config current-context"));
	add_step(p, STEP_PREPARE, rank_namespace, T("make the namespace"),
		 apply_namespace(p));
	look_for_logins(p);
	if (env_secrets.len)
		add_step(p, STEP_PREPARE, rank_secrets,
			 T("put the secrets into the cluster"),
			 text_format(a, "with_env sh -c %.*s",
				     TA(sh_quote(a, env_secrets))));
	if (file_secrets.len)
		add_step(p, STEP_PREPARE, rank_secrets + 1,
			 T("put the secret files into the cluster"), file_secrets);
	add_step(
		p, STEP_PREPARE, rank_policies, T("apply the network policies"),
		text_format(a, "%s -f %.*s/network-policies.yaml", apply, TA(p->folder)));
}

static size_t
last_order(const struct deployment *d)
{
	return d->services.len ? d->services.items[d->services.len - 1]->order : 0;
}

static void
add_whole(struct plan *p)
{
	const struct deployment *d = p->k.deployment;
	add_step(p, STEP_START, last_order(d), T("apply everything"),
		 text_format(p->k.arena, "%s -k %.*s", apply, TA(p->folder)));
	for (size_t i = 0; i < d->services.len; i++)
		if (!kubernetes_index_service(&p->k, d->services.items[i])->awaited)
			add_wait(p, d->services.items[i], last_order(d));
}

/* Claims, Secrets and the namespace stay: they hold what cannot be made again. */
static void
add_stop(struct plan *p)
{
	const struct deployment *d = p->k.deployment;
	const struct kubernetes_gateway *g = p->k.options->gateway;
	const char *routes = !d->carries_gateway || !d->stack->gateway ? ""
			     : g && g->class.len   ? "httproute,gateway,"
			     : g && g->ingress.len ? "ingress,"
						   : "httproute,";
	add_step(p, STEP_STOP, last_order(d), T("remove all but data and secrets"),
		 text_format(
			 p->k.arena,
			 "kubectl -n %.*s delete %sdeployment,statefulset,job,"
			 "horizontalpodautoscaler,poddisruptionbudget,service,configmap,"
			 "networkpolicy -l app.kubernetes.io/part-of=%.*s "
			 "--ignore-not-found",
			 TA(p->k.namespace), routes, TA(d->stack->name)));
}

static void
write_secrets(struct plan *p, bool any)
{
	if (any)
		buffer_format(
			&p->steps->readme,
			"\nSecrets are not in these files: `up.sh` puts those of `.env` "
			"into "
			"Secret `%.*s-secrets`.\nPods read them when they start; after a "
			"change:\n`kubectl -n %.*s rollout restart "
			"deployment,statefulset`.\n",
			TA(p->k.stack->name), TA(p->k.namespace));
}

static void
write_logins(struct plan *p)
{
	for (size_t i = 0; i < p->k.stack->registries.len; i++) {
		const struct registry *r = &p->k.stack->registries.items[i];
		if (kubernetes_registry_used(&p->k, r))
			kubernetes_registry_readme(&p->k, r, apply_namespace(p),
						   &p->steps->readme);
	}
}

static void
write_gateway(struct plan *p)
{
	const struct deployment *d = p->k.deployment;
	const struct kubernetes_gateway *g = p->k.options->gateway;
	struct text namespace, name;
	if (!d->carries_gateway || !d->stack->gateway)
		return;
	if (kubernetes_ingress_wanted(&p->k)) {
		buffer_format(&p->steps->readme,
			      "\nThe way in are Ingresses of class `%.*s`, whose controller "
			      "has to be there.\nTheir address: "
			      "`kubectl -n %.*s get ingress`.\n",
			      TA(g->ingress), TA(p->k.namespace));
		return;
	}
	kubernetes_route_parent(&p->k, &namespace, &name);
	if (!namespace.len)
	namespace = p->k.namespace;
	buffer_format(
		&p->steps->readme,
		"\nThe way in is the Gateway `%.*s` in namespace `%.*s`;\n%s, and the "
		"cluster needs the CRDs of the Gateway API.\nIts address: "
		"`kubectl -n %.*s get gateway %.*s`.\n",
		TA(name), TA(namespace),
		g && g->class.len
			? "it is made here"
			: "it has to exist and to allow routes of this namespace",
		TA(namespace), TA(name));
}

static void
write_readme(struct plan *p, bool has_secrets)
{
	struct text ns = p->k.namespace;
	buffer_format(
		&p->steps->readme,
		"Everything is in namespace `%.*s` of the cluster that\n`kubectl config "
		"current-context` names.\n",
		TA(ns));
	write_secrets(p, has_secrets);
	write_logins(p);
	write_gateway(p);
	buffer_format(
		&p->steps->readme,
		"\n- What runs: `kubectl -n %.*s get pods`\n"
		"- What would change: `kubectl diff --server-side "
		"--field-manager=stackc -k %.*s`\n"
		"- One service back to what ran before: `kubectl -n %.*s rollout undo "
		"deployment/NAME`\n"
		"- `down.sh` leaves the namespace, its claims on storage and its "
		"secrets;\n"
		"  `kubectl delete namespace %.*s` deletes the data, too\n",
		TA(ns), TA(p->folder), TA(ns), TA(ns));
}

void
kubernetes_steps(const struct deployment *d, struct steps *steps)
{
	struct plan p = { .steps = steps, .folder = kubernetes_folder(d) };
	kubernetes_init(&p.k, steps->arena, d);
	struct text env_secrets = kubernetes_secret_from_env(&p.k);
	struct text file_secrets = kubernetes_secret_from_files(&p.k);
	array_push(steps->arena, &steps->needs_tools, T("kubectl"));
	add_preparation(&p, env_secrets, file_secrets);
	add_waves(&p);
	add_whole(&p);
	add_stop(&p);
	write_readme(&p, env_secrets.len > 0);
}
