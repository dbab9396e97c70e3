/*
 * Registries that want a login: the pods name the Secret, up.sh looks for it, and
 * README.md has the lines that make it. The password goes through a pipe, as no
 * argument of a command: others on the machine can see those.
 */
#include "kubernetes.h"

#include "image.h"
#include "shout.h"

void
kubernetes_registry_pod(struct kubernetes *k, const struct service *s)
{
	if (!s->registry || !s->registry->pull_secret.len)
		return;
	yaml_set_list(k->out, "imagePullSecrets");
	yaml_open_map(k->out);
	yaml_set_text(k->out, "name", s->registry->pull_secret);
	yaml_close(k->out);
	yaml_close(k->out);
}

bool
kubernetes_registry_used(const struct kubernetes *k, const struct registry *r)
{
	const struct deployment *d = k->deployment;
	for (size_t i = 0; i < d->services.len && r->pull_secret.len; i++)
		if (d->services.items[i]->registry == r)
			return true;
	return false;
}

/* What a login is kept under; Docker's own has a name of its own (credential
 * helpers, docs.docker.com). */
static struct text
login_key(struct kubernetes *k, const struct registry *r)
{
	struct text prefix = kubernetes_value_plain(k->arena, &r->prefix);
	struct text host = image_split(text_format(k->arena, "%.*s/x", TA(prefix))).registry;
	return host.len ? host : T("https://index.docker.io/v1/");
}

void
kubernetes_registry_readme(struct kubernetes *k, const struct registry *r,
			   struct text apply_namespace, struct buffer *readme)
{
	struct text json = text_format(k->arena, "{\"auths\":{\"%.*s\":{\"auth\":\"%%s\"}}}",
				       TA(login_key(k, r)));
	buffer_format(
		readme,
		"\nImages come from `%.*s`, which pods log in to with Secret `%.*s`. Make it "
		"before the\nfirst time:\n\n"
		"```sh\n"
		"%.*s\n"
		"printf 'name: '; read -r name\n"
		"printf 'password: '; stty -echo; read -r password; stty echo\n"
		"printf %.*s \"$(printf '%%s:%%s' \"$name\" \"$password\" | base64 | tr -d "
		"'\\n')\" |\n"
		"  kubectl -n %.*s create secret generic %.*s "
		"--type=kubernetes.io/dockerconfigjson \\\n"
		"    --from-file=.dockerconfigjson=/dev/stdin\n"
		"```\n",
		TA(kubernetes_value_plain(k->arena, &r->prefix)), TA(r->pull_secret),
		TA(apply_namespace), TA(sh_quote(k->arena, json)), TA(k->namespace),
		TA(r->pull_secret));
}
