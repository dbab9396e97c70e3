#!/bin/bash
# Published container ports behind a firewall script. What Docker does to packets
# is done by hand in a view: addresses are turned to a container behind a bridge,
# and FORWARD asks DOCKER-USER first. Seen by IPv4 and IPv6, from allowed and other
# sources; after a reload; with two stacks on the host; and when a port goes away.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
check ufw-containers
need_root
need "$debian" python3

script=$project/tests/targets/ufw/containers/want/production/server/ufw/ufw.sh

main() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	machines >"$work/machines" 2>&1 || {
		not_ok "no container" "$work/machines"
		finish
	}
	reaches yes 192.0.2.1 9092 # the trial can fail
	holds "ufw.sh" inside sh "$script"
	one_stack
	holds "ufw reload" inside ufw reload
	one_stack
	chain >"$work/once"
	holds "a second run" inside sh "$script"
	chain >"$work/twice"
	holds "the chain is the same" diff "$work/once" "$work/twice"
	two_stacks
	finish
}

# A container at 172.30.0.2 and fd30::2, and Docker's rules for it.
machines() {
	inside sh -eu <<-'END'
		ip netns add box
		ip link add box0 type veth peer name eth0 netns box
		ip address add 172.30.0.1/24 dev box0
		ip address add fd30::1/64 dev box0 nodad
		ip link set box0 up
		ip -n box link set lo up
		ip -n box address add 172.30.0.2/24 dev eth0
		ip -n box address add fd30::2/64 dev eth0 nodad
		ip -n box link set eth0 up
		ip -n box route add default via 172.30.0.1
		ip -n box -6 route add default via fd30::1
		echo 1 >/proc/sys/net/ipv4/ip_forward
		echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
		ip route add 10.0.0.0/8 dev outside
		for one in iptables:172.30.0.2 'ip6tables:[fd30::2]'; do
			tables=${one%%:*} to=${one#*:}
			for port in 80 5433 9000 9001 9002 9090 9092; do
				$tables -t nat -A PREROUTING -i outside -p tcp --dport $port \
					-j DNAT --to-destination "$to:3000"
			done
			$tables -N DOCKER-USER
			$tables -I FORWARD 1 -j DOCKER-USER
			$tables -I FORWARD 2 -o box0 -j ACCEPT
			$tables -I FORWARD 3 -i box0 -j ACCEPT
		done
	END
	beside ip route add 172.30.0.0/24 via 192.0.2.1
	beside ip -6 route add fd30::/64 via fd00::1
	beside ip address add 10.0.0.9/8 dev outside
	inside ip netns exec box python3 -m http.server --bind :: 3000 >"$work/box.log" 2>&1 &
	beside python3 -m http.server --bind :: 8000 >"$work/beside.log" 2>&1 &
	until_true 10 dial beside 192.0.2.1 80 && until_true 10 dial beside fd00::1 80
}

one_stack() {
	reaches yes 192.0.2.1 80
	reaches yes fd00::1 80
	reaches yes 192.0.2.1 9090 10.0.0.9
	reaches no 192.0.2.1 9090
	reaches yes fd00::1 9090
	for port in 9000 9001; do # a range
		reaches yes 192.0.2.1 "$port" 10.0.0.9
		reaches no 192.0.2.1 "$port"
	done
	reaches no 192.0.2.1 9002 10.0.0.9
	for port in 9092 5433; do
		reaches no 192.0.2.1 "$port"
		reaches no fd00::1 "$port"
	done
	for address in 192.0.2.2 fd00::2; do
		holds "the container reaches $address" dial box "$address" 8000
	done
}

# Another stack on this host opens 9092; then the first one closes 80.
two_stacks() {
	sed "s/^mark=.*/mark='stackc another-one:'/
		s/^\(	container_port \"\$1\" both tcp\) 80 .*/\1 9092 '9092\/tcp, another'/" \
		"$script" >"$work/another.sh"
	holds "ufw.sh of another stack" inside sh "$work/another.sh"
	reaches yes 192.0.2.1 80
	reaches yes fd00::1 80
	reaches yes 192.0.2.1 9092
	sed '/container_port "$1" both tcp 80/d; /rule .80.tcp/,+1d' "$script" >"$work/less.sh"
	holds "ufw.sh without a port it had" inside sh "$work/less.sh"
	reaches no 192.0.2.1 80
	reaches no fd00::1 80
	reaches yes 192.0.2.1 9092
	same "a rule the other stack made stays" 1 "$(inside ufw show added | grep -c 'stackc another-one:')"
	same "its own is gone" 0 "$(inside ufw show added | grep -c 'stackc containers-production: 80/tcp')"
}

chain() {
	inside sh -c 'iptables-save; ip6tables-save; cat /etc/ufw/*.rules' |
		sed -E '/^#/d; s/\[[0-9]+:[0-9]+\]//'
}

# dial beside|box ADDRESS PORT [SOURCE]
dial() {
	local where=(beside)
	[ "$1" = beside ] || where=(inside ip netns exec box)
	"${where[@]}" python3 -c '
import socket, sys
source = (sys.argv[3], 0) if len(sys.argv) > 3 else None
socket.create_connection((sys.argv[1], int(sys.argv[2])), 1.5, source)' "${@:2}" 2>/dev/null
}

# reaches yes|no ADDRESS PORT [SOURCE]
reaches() {
	local found=no
	! dial beside "${@:2}" || found=yes
	same "$2 port $3 ${4:+from $4 }open" "$1" "$found"
}

main
