/*
 * What runs a service: a Deployment; a StatefulSet where it holds data; a Job
 * where it runs to its end. A Job cannot be changed, so its name ends in a digest
 * of its pod template: another template is another Job.
 */
#include "kubernetes.h"

#include "sha256.h"

enum {
	job_digits = 8,
	default_load = 80, /* per cent, as the API has it where no metric is given */
};

enum kubernetes_kind
kubernetes_workload_kind(const struct service *s)
{
	if (s->once)
		return KIND_JOB;
	bool stateful = s->knows->datastore || kubernetes_volume_holds_data(s);
	return stateful ? KIND_STATEFULSET : KIND_DEPLOYMENT;
}

int64_t
kubernetes_workload_most(const struct service *s)
{
	return s->autoscale ? s->autoscale->max : s->replicas;
}

int64_t
kubernetes_workload_fewest(const struct service *s)
{
	return s->autoscale ? s->autoscale->min : s->replicas;
}

/* The template is written on its own to take its digest. */
static struct text
job_name(struct kubernetes *k, const struct service *s)
{
	struct kubernetes alone = *k;
	struct kubernetes_mounts mounts = kubernetes_volume_mounts(k, s);
	alone.out = yaml_new(k->arena);
	yaml_open_map(alone.out);
	kubernetes_pod_template(&alone, s, &mounts);
	yaml_close(alone.out);
	struct text sum = sha256_text(k->arena, yaml_finish(alone.out));
	return text_format(k->arena, "%.*s-%.*s", TA(s->object.name), job_digits,
			   sum.ptr);
}

struct text
kubernetes_workload_name(struct kubernetes *k, const struct service *s)
{
	static const char *const kinds[] = {
		[KIND_DEPLOYMENT] = "deployment",
		[KIND_STATEFULSET] = "statefulset",
		[KIND_JOB] = "job",
	};
	enum kubernetes_kind kind = kubernetes_workload_kind(s);
	struct text name = kind == KIND_JOB ? job_name(k, s) : s->object.name;
	return text_format(k->arena, "%s/%.*s", kinds[kind], TA(name));
}

static void
put_replicas(struct kubernetes *k, const struct service *s)
{
	/* The autoscaler owns the number; each apply would put it back. */
	if (!s->autoscale)
		yaml_set_int(k->out, "replicas", s->replicas);
}

static void
put_deployment(struct kubernetes *k, const struct service *s,
	       const struct kubernetes_mounts *mounts)
{
	kubernetes_meta_workload(k, "apps/v1", "Deployment", s->object.name, s);
	yaml_set_map(k->out, "spec");
	put_replicas(k, s);
	if (kubernetes_volume_exclusive(k, s)) {
		yaml_comment(k->out, T("its volume can be mounted by one pod at a time"));
		yaml_set_map(k->out, "strategy");
		yaml_set_string(k->out, "type", "Recreate");
		yaml_close(k->out);
	}
	kubernetes_meta_selector(k, "selector", s);
	kubernetes_pod_template(k, s, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_stateful_set(struct kubernetes *k, const struct service *s,
		 const struct kubernetes_mounts *mounts)
{
	kubernetes_meta_workload(k, "apps/v1", "StatefulSet", s->object.name, s);
	yaml_set_map(k->out, "spec");
	yaml_set_text(k->out, "serviceName", s->object.name);
	put_replicas(k, s);
	kubernetes_meta_selector(k, "selector", s);
	kubernetes_pod_template(k, s, mounts);
	kubernetes_mount_templates(k, s, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_job(struct kubernetes *k, const struct service *s,
	const struct kubernetes_mounts *mounts)
{
	kubernetes_meta_workload(k, "batch/v1", "Job", job_name(k, s), s);
	yaml_set_map(k->out, "spec");
	kubernetes_pod_template(k, s, mounts);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_metric(struct kubernetes *k, const char *resource, int64_t load)
{
	if (!load)
		return;
	yaml_open_map(k->out);
	yaml_set_string(k->out, "type", "Resource");
	yaml_set_map(k->out, "resource");
	yaml_set_string(k->out, "name", resource);
	yaml_set_map(k->out, "target");
	yaml_set_string(k->out, "type", "Utilization");
	yaml_set_int(k->out, "averageUtilization", load);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_autoscaler(struct kubernetes *k, const struct service *s)
{
	const struct autoscale *scale = s->autoscale;
	bool stateful = kubernetes_workload_kind(s) == KIND_STATEFULSET;
	int64_t cpu = scale->cpu || scale->memory ? scale->cpu : default_load;
	kubernetes_raw_object(k, RAW_SERVICE, s->raw, "autoscaler");
	kubernetes_meta_object(k, "autoscaling/v2", "HorizontalPodAutoscaler",
			       s->object.name, s);
	yaml_set_map(k->out, "spec");
	yaml_set_map(k->out, "scaleTargetRef");
	yaml_set_string(k->out, "apiVersion", "apps/v1");
	yaml_set_string(k->out, "kind", stateful ? "StatefulSet" : "Deployment");
	yaml_set_text(k->out, "name", s->object.name);
	yaml_close(k->out);
	yaml_set_int(k->out, "minReplicas", scale->min);
	yaml_set_int(k->out, "maxReplicas", scale->max);
	yaml_comment(k->out, T("per cent of what is requested"));
	yaml_set_list(k->out, "metrics");
	put_metric(k, "cpu", cpu);
	put_metric(k, "memory", scale->memory);
	yaml_close(k->out);
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_disruption_budget(struct kubernetes *k, const struct service *s)
{
	kubernetes_raw_object(k, RAW_SERVICE, s->raw, "disruption_budget");
	kubernetes_meta_object(k, "policy/v1", "PodDisruptionBudget", s->object.name, s);
	yaml_set_map(k->out, "spec");
	yaml_comment(k->out, T("a node can be drained, one pod after the other"));
	yaml_set_int(k->out, "maxUnavailable", 1);
	kubernetes_meta_selector(k, "selector", s);
	yaml_close(k->out);
	yaml_close(k->out);
}

void
kubernetes_workload_objects(struct kubernetes *k, const struct service *s)
{
	struct kubernetes_mounts mounts = kubernetes_volume_mounts(k, s);
	kubernetes_raw_object(k, RAW_SERVICE, s->raw, "workload");
	switch (kubernetes_workload_kind(s)) {
	case KIND_JOB: put_job(k, s, &mounts); return;
	case KIND_DEPLOYMENT: put_deployment(k, s, &mounts); break;
	case KIND_STATEFULSET: put_stateful_set(k, s, &mounts); break;
	}
	if (s->autoscale)
		put_autoscaler(k, s);
	if (kubernetes_workload_fewest(s) >= 2)
		put_disruption_budget(k, s);
}
