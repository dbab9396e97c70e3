#!/bin/bash
# Topologies by real servers: a PostgreSQL primary and its replica, and a Redis
# cluster of six, each member run with the command, environment and files that the
# bundle gives its container, in a mount namespace of its own.
set -euo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/members.sh
. "$conformance/members.sh"
check topology
need_root
stackc=${STACKC:-$project/zig-out/bin/stackc}
need "$stackc" "$docker_compose" "$stores" python3 setpriv
# The servers are laid over the system in the place of the other tools.
debian=$stores
export DB_PASSWORD=a1-secret COPY_PASSWORD="b2' \"se\$cret" CACHE_PASSWORD=c3-secret

main() {
	"$stackc" build -o "$work/dist" "$conformance/topology"
	"$docker_compose" -f "$work/dist/default/compose/compose.yaml" config --format json \
		>"$work/config.json"
	config=$work/config.json
	view_start
	inside sh -c 'for i; do echo "127.0.0.1 $i"; done >>/etc/hosts' hosts \
		db-1 db-2 cache-{1..6}
	members_prepare
	check=topology:postgres
	replicates
	check=topology:redis
	clusters
	finish
}

start_db() {
	local entrypoint=env
	# The image's own entrypoint runs what it does not know as it is.
	[ "$1" != db-1 ] || entrypoint=docker-entrypoint.sh
	run_member "$1" /var/lib/postgresql/data "$entrypoint"
}

ask() { # NAME PORT SQL
	inside env PGPASSWORD="$DB_PASSWORD" /usr/lib/postgresql/15/bin/psql -XqtA \
		-h "$1" -p "$2" -U shop -d shop -c "$3"
}

says() { # NAME PORT SQL ANSWER
	[ "$(ask "$1" "$2" "$3" 2>/dev/null)" = "$4" ]
}

replicates() {
	start_db db-1
	until_true 60 says db-1 5432 'select 1' 1 ||
		not_ok 'the primary starts' "$work/db-1.log"
	ask db-1 5432 'create table goods (id int); insert into goods values (1)'
	start_db db-2
	until_true 60 says db-2 5433 'select 1' 1 ||
		not_ok 'the replica starts' "$work/db-2.log"
	holds 'a row written before is on the replica' \
		until_true 10 says db-2 5433 'select count(*) from goods' 1
	ask db-1 5432 'insert into goods values (2)'
	holds 'a row written now arrives' \
		until_true 10 says db-2 5433 'select count(*) from goods' 2
	same 'the primary takes writes, the replica follows' 'f t' \
		"$(ask db-1 5432 'select pg_is_in_recovery()') $(ask db-2 5433 'select pg_is_in_recovery()')"
	if ask db-2 5433 'insert into goods values (9)' >"$work/holds.log" 2>&1; then
		not_ok 'the replica refuses writes'
	else
		ok 'the replica refuses writes'
	fi
	same 'settings are those of the spec' '50 16MB 64MB' \
		"$(for name in max_connections shared_buffers wal_keep_size; do
			ask db-2 5433 "show $name"
		done | paste -sd' ')"
	stop_member db-2
	touch "$work/db-2/data/pgdata/copied"
	ask db-1 5432 'insert into goods values (3)'
	start_db db-2
	holds 'started again, the replica catches up' \
		until_true 30 says db-2 5433 'select count(*) from goods' 3
	holds 'the data was copied once' test -e "$work/db-2/data/pgdata/copied"
	stop_member db-1
	ask db-2 5433 'select pg_promote()' >/dev/null
	stop_member db-2
	start_db db-2
	holds 'a replica that was promoted stays the primary' \
		until_true 30 says db-2 5433 'select pg_is_in_recovery()' f
	stop_member db-2
}

redis() { # PORT WORD...
	inside env REDISCLI_AUTH="$CACHE_PASSWORD" redis-cli -p "$@" 2>/dev/null | tr -d '\r'
}

answers() { # PORT
	[ "$(redis "$1" ping)" = PONG ]
}

join() {
	run_member cache-cluster /var/empty
	wait "$(cat "$work/cache-cluster.pid")"
}

clusters() {
	local i
	for i in {1..6}; do
		run_member "cache-$i" /data
	done
	for i in {1..6}; do
		until_true 20 answers $((6378 + i)) ||
			not_ok "node $i starts" "$work/cache-$i.log"
	done
	holds 'six nodes are joined' join
	same 'the state is ok' cluster_state:ok "$(redis 6379 cluster info | grep cluster_state)"
	holds 'three hold the data, three follow' shares_the_work
	redis 6379 -c set goods 1 >/dev/null
	same 'what one takes another finds' 1 "$(redis 6382 -c get goods)"
	same 'nodes are told by name' 6 \
		"$(redis 6379 cluster nodes | grep -cE ',cache-[1-6] ')"
	holds 'joined again, nothing changes' join
	same 'without the password nothing is told' 1 \
		"$(inside redis-cli -p 6379 get goods 2>&1 | grep -c NOAUTH)"
	for i in {1..6}; do
		stop_member "cache-$i"
	done
}

shares_the_work() {
	local nodes
	until_true 20 eval '[ "$(redis 6379 cluster nodes | grep -c slave)" = 3 ]'
	nodes=$(redis 6379 cluster nodes)
	echo "$nodes"
	[ "$(grep -c master <<<"$nodes")" = 3 ]
}

main
