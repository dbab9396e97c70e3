# shellcheck shell=bash
# A private view of this machine to run servers in: its own network, process
# ids and mounts, with Debian's tools laid over the system and every write to
# /etc, /usr, /var, /run and /opt kept aside. Nothing outside changes, and
# nothing in it outlives it: when its first process ends, all end.
#
#	view_start		makes it; fails if it cannot
#	inside COMMAND...	runs a command in it
#	beside COMMAND...	runs one on another machine of its network: the
#				view is 192.0.2.1 and fd00::1, that one .2 and ::2
#
# Needs root, and that lib.sh and check came first.

view_start() {
	local folder=$work/view
	mkdir "$folder"
	mkfifo "$folder/ready"
	unshare --mount --net --pid --fork --kill-child \
		"$conformance/view-init" "$debian" "$folder" 2>"$work/view.log" &
	view_parent=$!
	afterwards view_stop
	read -r <"$folder/ready" || return 1
	view=$(pgrep -P "$view_parent")
	unshare --net sleep infinity &
	view_beside=$!
	until_true 5 different_network || return 1
	nsenter --net="/proc/$view/ns/net" ip link add outside type veth \
		peer name outside netns "$view_beside"
	nsenter --net="/proc/$view/ns/net" sh -c '
		ip address add 192.0.2.1/24 dev outside
		ip address add fd00::1/64 dev outside nodad
		ip link set outside up'
	beside sh -c '
		ip address add 192.0.2.2/24 dev outside
		ip address add fd00::2/64 dev outside nodad
		ip link set lo up
		ip link set outside up'
}

different_network() {
	[ "$(readlink "/proc/$view_beside/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

view_stop() {
	kill "$view_beside" "$view_parent" 2>/dev/null
	# The view's first process is killed with its parent; its mounts go with it.
	kill -KILL "$view" 2>/dev/null
	wait "$view_parent" "$view_beside" 2>/dev/null
}

inside() {
	nsenter --target "$view" --mount --net --pid -- "$@"
}

beside() {
	nsenter --net="/proc/$view_beside/ns/net" -- "$@"
}
