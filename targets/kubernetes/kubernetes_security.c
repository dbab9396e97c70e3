/*
 * Who a container runs as. The Pod Security Standard `restricted` is the aim: it
 * wants runAsNonRoot, no privilege escalation, every capability dropped (only
 * NET_BIND_SERVICE may come back) and the runtime's seccomp profile. Images of the
 * catalogue that start as root to give up root themselves are started as the user
 * they would have changed to.
 *
 * What the spec asks for beyond that is written as asked, and the namespace gets
 * the level which then still holds.
 */
#include "kubernetes.h"

/* Capabilities that `baseline` lets a container add. */
static const char *const baseline_capabilities[] = {
	"AUDIT_WRITE", "CHOWN",	 "DAC_OVERRIDE",     "FOWNER",	"FSETID",
	"KILL",	       "MKNOD",	 "NET_BIND_SERVICE", "SETFCAP", "SETGID",
	"SETPCAP",     "SETUID", "SYS_CHROOT",
};

/* What the kubelet lets every pod set: pkg/kubelet/sysctl/safe_sysctls.go of
 * Kubernetes 1.32. */
static const char *const safe_sysctls[] = {
	"kernel.shm_rmid_forced",	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies",	"net.ipv4.tcp_wmem",
};

bool
kubernetes_security_safe_sysctl(struct text name)
{
	for (size_t i = 0; i < sizeof safe_sysctls / sizeof *safe_sysctls; i++)
		if (text_is(name, safe_sysctls[i]))
			return true;
	return false;
}

static bool
parse_id(struct text t, int64_t *id)
{
	*id = 0;
	for (size_t i = 0; i < t.len; i++) {
		if (t.ptr[i] < '0' || t.ptr[i] > '9' || *id > INT32_MAX / 10)
			return false;
		*id = *id * 10 + (t.ptr[i] - '0');
	}
	return t.len > 0;
}

struct kubernetes_identity
kubernetes_security_identity(const struct service *s)
{
	struct kubernetes_identity who = { .numeric = true, .uid = -1, .gid = -1 };
	if (!s->user.len) {
		who.uid = s->knows->uid ? s->knows->uid : -1;
		who.gid = s->knows->gid ? s->knows->gid : who.uid;
		return who;
	}
	size_t colon = text_find_byte(s->user, ':');
	struct text user = text_slice(s->user, 0, colon);
	if (text_is(user, "root"))
		user = T("0");
	who.numeric = parse_id(user, &who.uid);
	if (colon < s->user.len)
		who.numeric &=
			parse_id(text_slice(s->user, colon + 1, s->user.len), &who.gid);
	who.root = who.numeric && !who.uid;
	return who;
}

/* The API has names without CAP_ and in upper case, and ALL. */
static struct text
capability(struct arena *a, struct text name)
{
	struct buffer b = { .arena = a };
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		buffer_byte(&b, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
	struct text t = buffer_text(&b);
	return text_starts(t, T("CAP_")) ? text_slice(t, 4, t.len) : t;
}

static bool
is_baseline_capability(struct text name)
{
	size_t len = sizeof baseline_capabilities / sizeof *baseline_capabilities;
	for (size_t i = 0; i < len; i++)
		if (text_is(name, baseline_capabilities[i]))
			return true;
	return false;
}

enum kubernetes_level
kubernetes_security_level(struct arena scratch, const struct service *s)
{
	enum kubernetes_level level = LEVEL_RESTRICTED;
	if (s->privileged || s->network == NETWORK_HOST)
		return LEVEL_PRIVILEGED;
	for (size_t i = 0; i < s->sysctls.len; i++)
		if (!kubernetes_security_safe_sysctl(s->sysctls.items[i].object.name))
			return LEVEL_PRIVILEGED;
	if (kubernetes_security_identity(s).root || !s->no_new_privileges)
		level = LEVEL_BASELINE;
	size_t added = s->capabilities ? s->capabilities->add.len : 0;
	for (size_t i = 0; i < added; i++) {
		struct text name =
			capability(&scratch, s->capabilities->add.items[i].text);
		if (!is_baseline_capability(name))
			return LEVEL_PRIVILEGED;
		if (!text_is(name, "NET_BIND_SERVICE"))
			level = LEVEL_BASELINE;
	}
	return level;
}

const char *
kubernetes_security_level_name(enum kubernetes_level level)
{
	static const char *const names[] = {
		[LEVEL_RESTRICTED] = "restricted",
		[LEVEL_BASELINE] = "baseline",
		[LEVEL_PRIVILEGED] = "privileged",
	};
	return names[level];
}

/* The group that volumes are made writable for. */
static int64_t
volume_group(const struct service *s, struct kubernetes_identity who)
{
	for (size_t i = 0; i < s->mounts.len; i++) {
		const struct volume *v = s->mounts.items[i].volume_bound;
		int64_t gid;
		if (!v || !v->owner.len)
			continue;
		size_t colon = text_find_byte(v->owner, ':');
		size_t from = colon < v->owner.len ? colon + 1 : 0;
		if (parse_id(text_slice(v->owner, from, v->owner.len), &gid))
			return gid;
	}
	return who.gid >= 0 ? who.gid : who.uid;
}

/* Volumes have to be writable, and files with a mode of their own readable. */
static bool
wants_group(const struct service *s)
{
	for (size_t i = 0; i < s->mounts.len; i++)
		if (s->mounts.items[i].volume_bound || s->mounts.items[i].mode.len)
			return true;
	return false;
}

static void
put_sysctls(struct kubernetes *k, const struct service *s)
{
	if (!s->sysctls.len)
		return;
	yaml_set_list(k->out, "sysctls");
	for (size_t i = 0; i < s->sysctls.len; i++) {
		const struct pair *p = &s->sysctls.items[i];
		if (!kubernetes_security_safe_sysctl(p->object.name))
			yaml_comment(k->out, T("only where the kubelet allows it"));
		yaml_open_map(k->out);
		yaml_set_text(k->out, "name", p->object.name);
		yaml_set_text(k->out, "value",
			      kubernetes_value_plain(k->arena, &p->value));
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

void
kubernetes_security_pod(struct kubernetes *k, const struct service *s)
{
	struct kubernetes_identity who = kubernetes_security_identity(s);
	yaml_set_map(k->out, "securityContext");
	if (!who.root)
		yaml_set_bool(k->out, "runAsNonRoot", true);
	if (who.uid >= 0)
		yaml_set_int(k->out, "runAsUser", who.uid);
	if (who.gid >= 0)
		yaml_set_int(k->out, "runAsGroup", who.gid);
	int64_t group = volume_group(s, who);
	if (wants_group(s) && group > 0) {
		yaml_set_int(k->out, "fsGroup", group);
		yaml_comment(k->out,
			     T("else each start would open the modes of all files"));
		yaml_set_string(k->out, "fsGroupChangePolicy", "OnRootMismatch");
	}
	put_sysctls(k, s);
	yaml_set_map(k->out, "seccompProfile");
	yaml_set_string(k->out, "type", "RuntimeDefault");
	yaml_close(k->out);
	yaml_close(k->out);
}

static void
put_root_capabilities(struct kubernetes *k, const struct service *s)
{
	const struct knowledge *knows = s->knows;
	if (!knows->capabilities_known)
		return;
	yaml_set_map(k->out, "capabilities");
	yaml_set_row(k->out, "drop");
	yaml_string(k->out, "ALL");
	yaml_close(k->out);
	if (knows->capabilities.len) {
		yaml_set_row(k->out, "add");
		for (size_t i = 0; i < knows->capabilities.len; i++)
			yaml_text(k->out,
				  capability(k->arena, knows->capabilities.items[i]));
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

static void
put_capabilities(struct kubernetes *k, const struct service *s, bool root)
{
	const struct capabilities *c = s->capabilities;
	if (root && !c) {
		put_root_capabilities(k, s);
		return;
	}
	yaml_set_map(k->out, "capabilities");
	if (!root || c->drop.len) {
		yaml_set_row(k->out, "drop");
		if (!root)
			yaml_string(k->out, "ALL");
		for (size_t i = 0; root && i < c->drop.len; i++)
			yaml_text(k->out, capability(k->arena, c->drop.items[i].text));
		yaml_close(k->out);
	}
	if (c && c->add.len) {
		yaml_set_row(k->out, "add");
		for (size_t i = 0; i < c->add.len; i++)
			yaml_text(k->out, capability(k->arena, c->add.items[i].text));
		yaml_close(k->out);
	}
	yaml_close(k->out);
}

void
kubernetes_security_container(struct kubernetes *k, const struct service *s)
{
	yaml_set_map(k->out, "securityContext");
	if (s->privileged) {
		yaml_comment(k->out, T("it may do on its node what root may"));
		yaml_set_bool(k->out, "privileged", true);
	} else {
		yaml_set_bool(k->out, "allowPrivilegeEscalation", !s->no_new_privileges);
		put_capabilities(k, s, kubernetes_security_identity(s).root);
	}
	if (s->read_only)
		yaml_set_bool(k->out, "readOnlyRootFilesystem", true);
	yaml_close(k->out);
}
