#!/bin/sh
# The firewall of containers-production on server: what is not listed here is refused.
# Made by `stackc build`; edits are lost.
#
# It can be run at any time: it adds what is new, removes what an earlier bundle
# of this stack had, and leaves all other rules alone.
set -eu

PATH=$PATH:/usr/sbin:/sbin
LC_ALL=C
export PATH LC_ALL

# Begins the comment of every rule made here.
mark='stackc containers-production:'
ssh_port=22
dry=no changed=no wanted='' newline='
'

usage() {
	cat <<'END'
usage: sudo sh ufw.sh [--dry-run] [--help]

Sets the firewall of this host and switches it on.

  --dry-run  show the commands, change nothing
  --help     this text
END
}

fail() {
	printf 'ufw.sh: %s\n' "$*" >&2
	exit 1
}

run() {
	printf '+ %s\n' "$*"
	[ "$dry" = yes ] || "$@"
}

is_root() {
	[ "$(id -u)" -eq 0 ]
}

check() {
	command -v ufw >/dev/null || fail 'ufw is not installed'
	is_root || fail 'only root can set the firewall: sudo sh ufw.sh'
	grep -q '^IPV6=yes' /etc/default/ufw ||
		fail '/etc/default/ufw: set IPV6=yes, or IPv6 stays open to everybody'
	check_ssh
}

# Refuses rules that would let nobody in again.
check_ssh() {
	ports=$(sshd -T 2>/dev/null | sed -n 's/^port //p') || ports=''
	case "${newline}${ports:-$ssh_port}$newline" in
	*"$newline$ssh_port$newline"*) ;;
	*) fail "sshd does not listen on port $ssh_port, which alone would stay open" ;;
	esac
	mine=${SSH_CONNECTION:-$ssh_port}
	[ "${mine##* }" = "$ssh_port" ] ||
		fail "you are here through port ${mine##* }, and only $ssh_port would stay open"
}

# WHY RULE...: a rule that is there already is left as it is.
rule() {
	wanted="$wanted$newline$mark $1$newline"
	why=$1
	shift
	run ufw "$@" comment "$mark $why"
}

# First, so that nothing below can lock you out.
allow_ssh() {
	rule '22/tcp, ssh' \
		allow 22/tcp
}

set_rules() {
	run ufw default deny incoming
	run ufw default allow outgoing
	rule '53/udp, dns dns' \
		allow 53/udp
	rule '53/tcp, dns dns-tcp' \
		allow 53/tcp
	rule '30000:30100/udp, media rtp' \
		allow 30000:30100/udp
	rule '9000:9001/tcp from 10.0.0.0/8, media signal' \
		allow proto tcp from 10.0.0.0/8 to any port 9000:9001
	rule '9090/tcp from 10.0.0.0/8, metrics http' \
		allow proto tcp from 10.0.0.0/8 to any port 9090
	rule '9090/tcp from fd00::/8, metrics http' \
		allow proto tcp from fd00::/8 to any port 9090
	rule '9090/tcp from 10.0.0.3, metrics http' \
		allow proto tcp from 10.0.0.3 to any port 9090
	rule '9090/tcp from 198.51.100.7, metrics http' \
		allow proto tcp from 198.51.100.7 to any port 9090
	rule '80/tcp, web http' \
		allow 80/tcp
}

# The comment holds port and source, so what was not asked for above is stale.
remove_stale() {
	added=$(ufw show added)
	while IFS= read -r line; do
		case $line in
		"ufw "*" comment '$mark "*"'") ;;
		*) continue ;;
		esac
		comment=${line##*" comment '"}
		comment=${comment%"'"}
		case $wanted in
		*"$newline$comment$newline"*) continue ;;
		esac
		line=${line#ufw }
		set -f
		# shellcheck disable=SC2086 # the words of the rule
		set -- ${line%" comment '"*}
		set +f
		if [ "$1" = route ]; then
			shift
			run ufw route delete "$@" </dev/null
		else
			run ufw delete "$@" </dev/null
		fi
	done <<END
$added
END
}

# Docker turns a connection to a published port to its container before ufw's own
# rules see it; `ufw deny` cannot close such a port. The chain DOCKER-USER is where
# Docker lets others decide. --ctorigdstport is the port as published.

# FAMILY both|4|6 PROTOCOL PORT WHY [SOURCE]
container_port() {
	[ "$2" = both ] || [ "$2" = "$1" ] || return 0
	printf '%s -p %s -m conntrack --ctstate DNAT --ctorigdstport %s %s\n' \
		"-A DOCKER-USER${6:+ -s $6}" "$3" "$4" \
		"-m comment --comment \"$mark $5\" -j RETURN"
}

# FAMILY: the published container ports that others may reach.
container_ports() {
	container_port "$1" both udp 53 '53/udp, dns dns'
	container_port "$1" both tcp 53 '53/tcp, dns dns-tcp'
	container_port "$1" both udp 30000:30100 '30000:30100/udp, media rtp'
	container_port "$1" 4 tcp 9000:9001 '9000:9001/tcp from 10.0.0.0/8, media signal' 10.0.0.0/8
	container_port "$1" 4 tcp 9090 '9090/tcp from 10.0.0.0/8, metrics http' 10.0.0.0/8
	container_port "$1" 6 tcp 9090 '9090/tcp from fd00::/8, metrics http' fd00::/8
	container_port "$1" 4 tcp 9090 '9090/tcp from 10.0.0.3, metrics http' 10.0.0.3
	container_port "$1" 4 tcp 9090 '9090/tcp from 198.51.100.7, metrics http' 198.51.100.7
	container_port "$1" both tcp 80 '80/tcp, web http'
}

# FAMILY
own_lines() {
	printf '# %s\n' "$mark"
	container_ports "$1"
}

begin='# BEGIN stackc: published container ports'
end='# END stackc'

# FILE: the lines of other stacks of this host.
other_lines() {
	sed -n "/^$begin\$/,/^$end\$/{/stackc [a-z0-9-]*:/{/$mark/!p;};}" "$1"
}

# FILE FAMILY: one block for all stacks, because ufw empties the chain where a
# block names it. What was published and is not listed is refused.
block() {
	lines=$(other_lines "$1" && own_lines "$2")
	[ -n "$lines" ] || return 0
	cat <<END

$begin
*filter
:DOCKER-USER - [0:0]
-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
$lines
-A DOCKER-USER -m conntrack --ctstate DNAT -j DROP
COMMIT
$end
END
}

# FILE FAMILY
install_block() {
	old=$(cat "$1")
	new=$(sed "/^$begin\$/,/^$end\$/d" "$1")
	new=$(printf '%s\n' "$new" && block "$1" "$2")
	[ "$new" != "$old" ] || return 0
	printf '+ %s\n' "set the published container ports in $1"
	changed=yes
	[ "$dry" = no ] || return 0
	printf '%s\n' "$new" >"$1.stackc"
	chmod 640 "$1.stackc"
	mv "$1.stackc" "$1"
}

activate() {
	if ! ufw status | grep -q '^Status: active'; then
		run ufw --force enable
	elif [ "$changed" = yes ]; then
		run ufw reload
	fi
}

for option; do
	case $option in
	--dry-run) dry=yes ;;
	--help)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
done

if [ "$dry" = no ] || is_root; then
	check
fi
allow_ssh
set_rules
if ! is_root; then
	echo 'Only root can see what is there: rules to remove are not shown.'
	exit 0
fi
remove_stale
install_block /etc/ufw/after.rules 4
install_block /etc/ufw/after6.rules 6
activate
