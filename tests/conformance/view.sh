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
	local folder ready
	folder=$(mktemp -d "$work/view.XXXXXX")
	mkfifo "$folder/ready"
	unshare --mount --net --pid --fork --kill-child \
		"$conformance/view-init" "$debian" "$folder" 2>"$work/view.log" &
	view_parent=$!
	unshare --net --pid --fork --kill-child sleep infinity 2>/dev/null &
	view_beside_parent=$!
	afterwards view_stop
	# Opened for both, or a view that fails would never be heard of.
	exec {ready}<>"$folder/ready"
	read -r -t 20 -u "$ready" || return 1
	exec {ready}<&-
	view=$(pgrep -P "$view_parent")
	until_true 5 pgrep -P "$view_beside_parent"
	view_beside=$(pgrep -P "$view_beside_parent")
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

# The first process of a view dies with its parent, all others with it. unshare
# blocks other signals while it waits.
view_stop() {
	kill -KILL "$view_parent" "$view_beside_parent" 2>/dev/null
	wait "$view_parent" "$view_beside_parent" 2>/dev/null
}

inside() {
	nsenter --target "$view" --mount --net --pid -- "$@"
}

beside() {
	nsenter --target "$view_beside" --net --pid -- "$@"
}
