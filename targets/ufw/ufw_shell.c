/* The fixed parts of ufw.sh, to be read as the shell they are. */
#include "ufw_shell.h"

const char ufw_shell_basics[] =
	"dry=no changed=no wanted='' newline='\n'\n"
	"\n"
	"usage() {\n"
	"	cat <<'END'\n"
	"usage: sudo sh ufw.sh [--dry-run] [--help]\n"
	"\n"
	"Sets the firewall of this host and switches it on.\n"
	"\n"
	"  --dry-run  show the commands, change nothing\n"
	"  --help     this text\n"
	"END\n"
	"}\n"
	"\n"
	"fail() {\n"
	"	printf 'ufw.sh: %s\\n' \"$*\" >&2\n"
	"	exit 1\n"
	"}\n"
	"\n"
	"run() {\n"
	"	printf '+ %s\\n' \"$*\"\n"
	"	[ \"$dry\" = yes ] || \"$@\"\n"
	"}\n"
	"\n"
	"is_root() {\n"
	"	[ \"$(id -u)\" -eq 0 ]\n"
	"}\n"
	"\n"
	"check() {\n"
	"	command -v ufw >/dev/null || fail 'ufw is not installed'\n"
	"	is_root || fail 'only root can set the firewall: sudo sh ufw.sh'\n"
	"	grep -q '^IPV6=yes' /etc/default/ufw ||\n"
	"		fail '/etc/default/ufw: set IPV6=yes, or IPv6 stays open to everybody'\n"
	"	check_ssh\n"
	"}\n"
	"\n"
	"# Refuses rules that would let nobody in again.\n"
	"check_ssh() {\n"
	"	ports=$(sshd -T 2>/dev/null | sed -n 's/^port //p') || ports=''\n"
	"	case \"${newline}${ports:-$ssh_port}$newline\" in\n"
	"	*\"$newline$ssh_port$newline\"*) ;;\n"
	"	*) fail \"sshd does not listen on port $ssh_port, which alone would stay open\" ;;\n"
	"	esac\n"
	"	mine=${SSH_CONNECTION:-$ssh_port}\n"
	"	[ \"${mine##* }\" = \"$ssh_port\" ] ||\n"
	"		fail \"you are here through port ${mine##* }, and only $ssh_port would stay open\"\n"
	"}\n"
	"\n"
	"# WHY RULE...: a rule that is there already is left as it is.\n"
	"rule() {\n"
	"	wanted=\"$wanted$newline$mark $1$newline\"\n"
	"	why=$1\n"
	"	shift\n"
	"	run ufw \"$@\" comment \"$mark $why\"\n"
	"}\n";

const char ufw_shell_remove[] =
	"\n"
	"# The comment holds port and source, so what was not asked for above is stale.\n"
	"remove_stale() {\n"
	"	added=$(ufw show added)\n"
	"	while IFS= read -r line; do\n"
	"		case $line in\n"
	"		\"ufw \"*\" comment '$mark \"*\"'\") ;;\n"
	"		*) continue ;;\n"
	"		esac\n"
	"		comment=${line##*\" comment '\"}\n"
	"		comment=${comment%\"'\"}\n"
	"		case $wanted in\n"
	"		*\"$newline$comment$newline\"*) continue ;;\n"
	"		esac\n"
	"		line=${line#ufw }\n"
	"		set -f\n"
	"		# shellcheck disable=SC2086 # the words of the rule\n"
	"		set -- ${line%\" comment '\"*}\n"
	"		set +f\n"
	"		if [ \"$1\" = route ]; then\n"
	"			shift\n"
	"			run ufw route delete \"$@\" </dev/null\n"
	"		else\n"
	"			run ufw delete \"$@\" </dev/null\n"
	"		fi\n"
	"	done <<END\n"
	"$added\n"
	"END\n"
	"}\n";

const char ufw_shell_docker[] =
	"\n"
	"# Docker turns a connection to a published port to its container before ufw's own\n"
	"# rules see it; `ufw deny` cannot close such a port. The chain DOCKER-USER is where\n"
	"# Docker lets others decide. --ctorigdstport is the port as published.\n"
	"\n"
	"# FAMILY both|4|6 PROTOCOL PORT WHY [SOURCE]\n"
	"container_port() {\n"
	"	[ \"$2\" = both ] || [ \"$2\" = \"$1\" ] || return 0\n"
	"	printf '%s -p %s -m conntrack --ctstate DNAT --ctorigdstport %s %s\\n' \\\n"
	"		\"-A DOCKER-USER${6:+ -s $6}\" \"$3\" \"$4\" \\\n"
	"		\"-m comment --comment \\\"$mark $5\\\" -j RETURN\"\n"
	"}\n";

#define INSTALL_BLOCK                                                               \
	"\n"                                                                        \
	"begin='# BEGIN stackc: published container ports'\n"                       \
	"end='# END stackc'\n"                                                      \
	"\n"                                                                        \
	"# FILE: the lines of other stacks of this host.\n"                         \
	"other_lines() {\n"                                                         \
	"	sed -n \"/^$begin\\$/,/^$end\\$/{/stackc [a-z0-9-]*:/{/$mark/!p;};}\" \"$1\"\n"    \
	"}\n"                                                                       \
	"\n"                                                                        \
	"# FILE FAMILY: one block for all stacks, because ufw empties the chain where a\n"  \
	"# block names it. What was published and is not listed is refused.\n"      \
	"block() {\n"                                                               \
	"	lines=$(other_lines \"$1\" && own_lines \"$2\")\n"                  \
	"	[ -n \"$lines\" ] || return 0\n"                                    \
	"	cat <<END\n"                                                        \
	"\n"                                                                        \
	"$begin\n"                                                                  \
	"*filter\n"                                                                 \
	":DOCKER-USER - [0:0]\n"                                                    \
	"-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n"     \
	"$lines\n"                                                                  \
	"-A DOCKER-USER -m conntrack --ctstate DNAT -j DROP\n"                      \
	"COMMIT\n"                                                                  \
	"$end\n"                                                                    \
	"END\n"                                                                     \
	"}\n"                                                                       \
	"\n"                                                                        \
	"# FILE FAMILY\n"                                                           \
	"install_block() {\n"                                                       \
	"	old=$(cat \"$1\")\n"                                                \
	"	new=$(sed \"/^$begin\\$/,/^$end\\$/d\" \"$1\")\n"                   \
	"	new=$(printf '%s\\n' \"$new\" && block \"$1\" \"$2\")\n"            \
	"	[ \"$new\" != \"$old\" ] || return 0\n"                             \
	"	printf '+ %s\\n' \"set the published container ports in $1\"\n"   \
	"	changed=yes\n"                                                      \
	"	[ \"$dry\" = no ] || return 0\n"                                    \
	"	printf '%s\\n' \"$new\" >\"$1.stackc\"\n"                           \
	"	chmod 640 \"$1.stackc\"\n"                                          \
	"	mv \"$1.stackc\" \"$1\"\n"                                          \
	"}\n"

const char ufw_shell_block[] = "\n"
			       "# FAMILY\n"
			       "own_lines() {\n"
			       "	printf '# %s\\n' \"$mark\"\n"
			       "	container_ports \"$1\"\n"
			       "}\n" INSTALL_BLOCK;

const char ufw_shell_no_block[] =
	"\n"
	"# No container runs here; an earlier bundle may have had some.\n"
	"own_lines() {\n"
	"	:\n"
	"}\n" INSTALL_BLOCK;

const char ufw_shell_main[] =
	"\n"
	"activate() {\n"
	"	if ! ufw status | grep -q '^Status: active'; then\n"
	"		run ufw --force enable\n"
	"	elif [ \"$changed\" = yes ]; then\n"
	"		run ufw reload\n"
	"	fi\n"
	"}\n"
	"\n"
	"for option; do\n"
	"	case $option in\n"
	"	--dry-run) dry=yes ;;\n"
	"	--help)\n"
	"		usage\n"
	"		exit 0\n"
	"		;;\n"
	"	*)\n"
	"		usage >&2\n"
	"		exit 2\n"
	"		;;\n"
	"	esac\n"
	"done\n"
	"\n"
	"if [ \"$dry\" = no ] || is_root; then\n"
	"	check\n"
	"fi\n"
	"allow_ssh\n"
	"set_rules\n"
	"if ! is_root; then\n"
	"	echo 'Only root can see what is there: rules to remove are not shown.'\n"
	"	exit 0\n"
	"fi\n"
	"remove_stale\n"
	"install_block /etc/ufw/after.rules 4\n"
	"install_block /etc/ufw/after6.rules 6\n"
	"activate\n";
