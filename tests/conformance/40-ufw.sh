#!/bin/bash
# ufw takes every line of every firewall script; a second run changes nothing;
# and another machine then finds SSH and what is meant for it, by IPv4 and IPv6,
# and neither the services nor the stores. Each script has a view of its own.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
check ufw
need_root
need "$debian" "$images" python3

closed='3000 3001 3002 3003 5432 6379 9999'

main() {
	mapfile -t files < <(find "$dist" -path '*/ufw/*' -name '*.sh' | sort)
	[ ${#files[@]} -gt 0 ] || not_ok "no firewall script under $dist"
	for file in "${files[@]}"; do
		check=ufw:${file#"$dist"/}
		try "$file"
		view_stop
	done
	finish
}

try() {
	local file=$1 address
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		return
	}
	listen
	holds "--help" inside sh "$file" --help
	inside ufw status >"$work/before"
	holds "--dry-run" inside sh "$file" --dry-run
	cp "$work/holds.log" "$work/dry-run"
	same "--dry-run changes nothing" "$(cat "$work/before")" "$(inside ufw status)"
	order
	holds "ufw takes every line" inside sh "$file"
	! grep -iE '^(error|warn|bad)' "$work/holds.log" ||
		not_ok "ufw complains" "$work/holds.log"
	state >"$work/once"
	same "it is on" "Status: active" "$(head -n 1 "$work/once")"
	holds "a second run" inside sh "$file"
	state >"$work/twice"
	holds "a second run changes nothing" diff "$work/once" "$work/twice"
	for address in 192.0.2.1 fd00::1; do
		# shellcheck disable=SC2046,SC2086,SC2116 # lists of ports
		same "open at $address" "$(echo 22 $(public "$file"))" \
			"$(beside "$images/standin" scan "$address" 22 80 3030 $closed | xargs)"
	done
	holds "refused as another user" not as_nobody "$file"
}

as_nobody() {
	inside setpriv --reuid 65534 --clear-groups sh -s <"$1"
}

not() {
	! "$@"
}

# A server behind every port that matters.
listen() {
	local port addresses=()
	for port in 22 80 3030 $closed; do
		addresses+=(":$port")
	done
	inside "$images/standin" serve host "${addresses[@]}" >"$work/listen.log" 2>&1 &
	until_true 5 beside "$images/standin" dial 192.0.2.1:9999 &&
		until_true 5 beside "$images/standin" dial '[fd00::1]:9999' ||
		not_ok "the trial is none" "$work/listen.log"
}

# What is meant for all. Here a server of the machine stands behind the port of a
# container; containers themselves are looked at where an engine runs.
public() {
	case $1 in
	*/vm/*) echo 80 ;;
	*/production/*) echo 3030 ;;
	esac
}

# SSH is allowed before anything else, and the firewall goes on last.
order() {
	local commands
	commands=$(grep -oE 'ufw .*' "$work/dry-run" | grep -vE '^ufw (status|show|delete)')
	grep -qE '(port )?22|OpenSSH|ssh' <<<"$(grep -E '^ufw (--force )?(allow|limit|deny|route)' \
		<<<"$commands" | head -n 1)" && ok "SSH comes first" ||
		not_ok "SSH does not come first: $(head -n 1 <<<"$commands")"
	case $(tail -n 1 <<<"$commands") in
	*enable* | *reload*) ok "the firewall goes on last" ;;
	*) not_ok "the last command is: $(tail -n 1 <<<"$commands")" ;;
	esac
}

state() {
	inside ufw status verbose
	inside sh -c 'cat /etc/ufw/*.rules; iptables-save; ip6tables-save' |
		sed -E '/^#/d; s/\[[0-9]+:[0-9]+\]//'
}

main
