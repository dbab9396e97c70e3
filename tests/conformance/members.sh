# shellcheck shell=bash
# Members of a topology as processes of this machine: each is run with the command,
# environment and files that its container gets, in a mount namespace of its own in a
# view. Needs lib.sh and view.sh, and:
#
#	config		what `docker compose config --format json` says of the project
#	member_at	words before the program, such as those that enter a network

member_at=()

members_prepare() {
	inside install -m 755 "$conformance/topology/entrypoint" \
		/usr/local/bin/docker-entrypoint.sh
}

# run_member NAME FOLDER [ENTRYPOINT]: in the background; its folder of data outlives
# it
run_member() {
	local name=$1 data=$2 own=$work/$1
	if [ ! -d "$own" ]; then
		python3 "$conformance/topology/member" "$config" "$name" "$own"
		mkdir "$own/data"
		chown -R 65534:65534 "$own"
		chmod 711 "$work" "$own"
	fi
	inside "${member_at[@]}" unshare --mount bash -c '
		set -eu
		own=$1 data=$2
		mkdir -p "$data"
		mount --bind "$own/data" "$data"
		for path in $(cd "$own/files" && find . -type f -printf "%P\n"); do
			mkdir -p "$(dirname "/$path")"
			touch "/$path"
			mount --bind "$own/files/$path" "/$path"
		done
		mapfile -d "" -t variables <"$own/env"
		mapfile -d "" -t words <"$own/command"
		mount -t tmpfs -o mode=1777 tmpfs /tmp # where sockets of servers are
		cd "$data"
		exec setpriv --reuid 65534 --regid 65534 --clear-groups env -i \
			PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 \
			PGDATA=/var/lib/postgresql/data "${variables[@]}" "$3" "${words[@]}"
	' member "$own" "$data" "${3-env}" >>"$own.log" 2>&1 &
	echo $! >"$own.pid"
}

# server_pid NAME: of the server behind nsenter and unshare
server_pid() {
	local pid next
	pid=$(cat "$work/$1.pid")
	while next=$(pgrep -o -P "$pid"); do
		case $(cat "/proc/$pid/comm") in postgres | redis-server) break ;; esac
		pid=$next
	done
	echo "$pid"
}

stop_member() {
	kill -INT "$(server_pid "$1")"
	wait "$(cat "$work/$1.pid")" || true
}
