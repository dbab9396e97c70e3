/* What stackc has to know of ufw, what is checked, and how it is run. */
#include "ufw.h"

struct text
ufw_mark(struct arena *a, const struct deployment *d)
{
	return text_format(a, "stackc %.*s:", TA(deployment_name(a, d)));
}

/* It would undo what firewall.ssh says of sources and limits. */
static void
check_ssh(const struct deployment *d, struct diags *diags)
{
	const struct firewall *f = d->stack->firewall;
	for (size_t i = 0; f && f->ssh && i < f->rules.len; i++) {
		const struct firewall_rule *r = &f->rules.items[i];
		if (r->protocol != PROTOCOL_TCP || r->port > ufw_ssh_port(d) ||
		    r->last < ufw_ssh_port(d))
			continue;
		struct diag *diag = diag_error(
			diags, "ufw/ssh-twice", object_place(&r->object, "allow"),
			"rule '%.*s' opens the port of SSH", TA(r->object.name));
		diag_note(diags, diag, object_at(&f->ssh->object), "it is governed here");
		diag_fix(diags, diag, "write who may connect into firewall.ssh.from");
	}
}

static void
check(struct arena *a, const struct deployment *d, struct diags *diags)
{
	struct ufw_rules rules;
	check_ssh(d, diags);
	ufw_rules_derive(a, diags, d, &rules);
	ufw_raw_check(&rules, diags);
}

static void
steps(const struct deployment *d, struct steps *steps)
{
	array_push(steps->arena, &steps->needs_tools, T("ufw"));
	/* Before anything listens. */
	array_push(steps->arena, &steps->all,
		   (struct step){ .kind = STEP_PREPARE,
				  .rank = -1,
				  .title = T("set the firewall"),
				  .command = T("sh ufw/ufw.sh"),
				  .as_root = true });
	buffer_add(
		&steps->readme,
		T("The firewall is set by a script that can be run at any time; keep a\n"
		  "second SSH session open when you run it for the first time:\n\n"
		  "    sh ufw/ufw.sh --dry-run     # shows what it would do\n"
		  "    sudo sh ufw/ufw.sh\n\n"
		  "To look at it: `sudo ufw status verbose`"));
	if (ufw_has_docker(d))
		buffer_add(&steps->readme,
			   T(", and for published container ports, which\n"
			     "ufw cannot see, `sudo iptables -nvL DOCKER-USER` and the "
			     "same with\n"
			     "`ip6tables`"));
	buffer_add(&steps->readme, T(".\n\nA rule that two stacks of one host need "
				     "carries the name of the one\n"
				     "that ran its script last: when one of them closes "
				     "a port, run the script\n"
				     "of the other again.\n"));
}

const struct target target_ufw = {
	.name = "ufw",
	.brief = "the firewall of a host",
	.docs_url = "https://help.ubuntu.com/community/UFW",
	.is_firewall = true,
	.raw = ufw_raw,
	.check = check,
	.emit = ufw_emit,
	.steps = steps,
};
