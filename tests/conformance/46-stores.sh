#!/bin/bash
# The stores of a stack on several hosts, as real servers: PostgreSQL with a replica
# and a Redis cluster of six, each member run as its container would be, in the
# network of its host. Clients are on another host, where the programs are. The
# settings are those of the spec; a row arrives; a host of the cluster may fail.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/members.sh
. "$conformance/members.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check stores
need_root
need "$docker_compose" "$stores" python3 setpriv
# The servers are laid over the system in the place of the other tools.
debian=$stores

bundle=${STACKC_DIST:-$project/examples/lulab/dist}/production
hosts='app1:10.0.1.10 db1:10.0.1.20 db2:10.0.1.21 cache1:10.0.1.30 cache2:10.0.1.31 cache3:10.0.1.32'

main() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	networks || {
		not_ok "no networks" "$work/networks.log"
		finish
	}
	members_prepare
	inside install -d -m 0777 /var/lib/postgresql/archive
	inside sh -c 'echo 10.0.1.30 redis-1 redis-4 >>/etc/hosts'
	check=stores:postgres
	database
	check=stores:redis
	cluster
	finish
}

# A network for each host, all on one bridge.
networks() {
	# shellcheck disable=SC2086 # a list
	inside sh -eu -c '
		ip link add hosts type bridge
		ip link set hosts up
		for one; do
			name=${one%%:*}
			ip netns add "$name"
			ip link add "$name" type veth peer name eth0 netns "$name"
			ip link set "$name" master hosts up
			ip -n "$name" link set lo up
			ip -n "$name" address add "${one#*:}/16" dev eth0
			ip -n "$name" link set eth0 up
		done' hosts $hosts >"$work/networks.log" 2>&1
}

# on HOST: the members run after it are there
on() {
	local line value
	config=$work/$1.json
	member_at=(ip netns exec "$1")
	[ ! -e "$config" ] || return 0
	secrets "$bundle/$1" "$work/$1.env"
	while IFS= read -r line; do
		value=${line#*=\'}
		export "${line%%=*}=${value%\'}"
	done <"$work/$1.env"
	"$docker_compose" --env-file "$work/$1.env" -f "$bundle/$1/compose/compose.yaml" \
		config --format json >"$config"
}

# client COMMAND...: where the programs are
client() {
	inside ip netns exec app1 "$@"
}

# sql USER HOST SQL
sql() {
	local password=$DB_PASSWORD
	[ "$1" = lulab ] || password=$POSTGRES_PASSWORD
	client env PGPASSWORD="$password" /usr/lib/postgresql/15/bin/psql -XqtA \
		-h "$2" -U "$1" -d lulab_prod -c "$3" 2>&1
}

says() { # USER HOST SQL ANSWER
	[ "$(sql "$1" "$2" "$3")" = "$4" ]
}

refuses() { # WHAT USER HOST SQL
	sql "$2" "$3" "$4" >"$work/refused"
	grep -q '^ERROR' "$work/refused" && ok "$1: $(head -n 1 "$work/refused")" ||
		not_ok "it does not refuse: $1" "$work/refused"
}

database() {
	on db1
	run_member postgres-1 /var/lib/postgresql/data docker-entrypoint.sh
	until_true 90 says postgres 10.0.1.20 'select 1' 1 ||
		not_ok "the primary does not start" "$work/postgres-1.log"
	settings 10.0.1.20
	on db2
	run_member postgres-2 /var/lib/postgresql/data
	until_true 90 says postgres 10.0.1.21 'select 1' 1 ||
		not_ok "the replica does not start" "$work/postgres-2.log"
	settings 10.0.1.21
	sql postgres 10.0.1.20 'create table meetings (id int); insert into meetings values (7)'
	holds "a row arrives, and the programs may read it" \
		until_true 20 says lulab 10.0.1.21 'select id from meetings' 7
	sql lulab 10.0.1.20 'insert into meetings values (8)'
	holds "the programs may write" \
		until_true 20 says lulab 10.0.1.21 'select count(*) from meetings' 2
	refuses "the replica takes no writes" lulab 10.0.1.21 'insert into meetings values (9)'
	refuses "the programs make no tables" lulab 10.0.1.20 'create table mine (id int)'
	refuses "nor roles" lulab 10.0.1.20 'create role mine'
	same "the replica is known to the primary" "replicator 10.0.1.21/32 streaming" \
		"$(sql postgres 10.0.1.20 \
			"select usename || ' ' || client_addr || ' ' || state from pg_stat_replication")"
	sql postgres 10.0.1.20 'select pg_switch_wal()' >/dev/null
	holds "what was written is archived" until_true 20 inside sh -c \
		'ls /var/lib/postgresql/archive | grep -qx "[0-9A-F]*"'
	stop_member postgres-2
	stop_member postgres-1
}

# What the postgresql.conf of the handbook sets, by today's names.
settings() {
	local name value
	while read -r name value; do
		same "$name at $1" "$value" "$(sql postgres "$1" "show $name")"
	done <<-'END'
		listen_addresses *
		port 5432
		max_connections 200
		shared_buffers 256MB
		effective_cache_size 1GB
		work_mem 4MB
		maintenance_work_mem 64MB
		wal_level replica
		max_wal_senders 3
		wal_keep_size 1GB
		archive_mode on
		checkpoint_completion_target 0.9
		wal_buffers 16MB
	END
}

redis() { # HOST PORT WORD...
	client env REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h "$1" -p "${@:2}" 2>&1 | tr -d '\r'
}

answers() {
	[ "$(redis "$1" "$2" ping)" = PONG ]
}

# ended PID: well
ended() {
	! kill -0 "$1" 2>/dev/null && wait "$1"
}

cluster() {
	local i host
	for i in {1..6}; do
		on "cache$(((i - 1) % 3 + 1))"
		run_member "redis-$i" /data
	done
	for i in {1..6}; do
		host=10.0.1.$((30 + (i - 1) % 3))
		until_true 30 answers $host $((7000 + (i - 1) / 3)) ||
			not_ok "redis-$i does not start" "$work/redis-$i.log"
	done
	on cache1
	run_member redis-cluster /var/empty
	holds "the nodes are joined" until_true 60 ended "$(cat "$work/redis-cluster.pid")" ||
		return
	same "it works" cluster_state:ok "$(redis 10.0.1.30 7000 cluster info | grep cluster_state)"
	until_true 20 eval '[ "$(redis 10.0.1.31 7000 cluster nodes | grep -c slave)" = 3 ]'
	redis 10.0.1.31 7000 cluster nodes >"$work/nodes"
	same "every node tells the address of its host" \
		"10.0.1.30:7000 10.0.1.30:7001 10.0.1.31:7000 10.0.1.31:7001 10.0.1.32:7000 10.0.1.32:7001" \
		"$(grep -oE '10\.0\.1\.3[0-9]:[0-9]+' "$work/nodes" | sort | xargs)"
	same "a primary on each host" "10.0.1.30 10.0.1.31 10.0.1.32" \
		"$(grep master "$work/nodes" | grep -oE '10\.0\.1\.3[0-9]' | sort | xargs)"
	same "none beside its own replica" "" "$(beside_its_replica "$work/nodes")"
	same "a client is sent on" "OK OK OK" "$(for key in a1 b2 c3; do
		redis 10.0.1.30 7000 -c set $key "$key"
	done | xargs)"
	same "and finds all from elsewhere" "a1 b2 c3" "$(for key in a1 b2 c3; do
		redis 10.0.1.32 7001 -c get $key
	done | xargs)"
	same "nobody without the password" 1 "$(client redis-cli -h 10.0.1.30 -p 7000 ping 2>&1 |
		grep -c NOAUTH)"
	inside ip -n cache1 link set eth0 down
	holds "a host fails, and the cluster goes on" until_true 60 recovers
	inside ip -n cache1 link set eth0 up
}

beside_its_replica() {
	awk '$3 ~ /master/ { at[$1] = $2 }
		{ split($2, a, ":"); host[$1] = a[1]; of[$1] = $4 }
		END { for (id in of) if (of[id] != "-" && host[id] == host[of[id]]) print id }' "$1"
}

recovers() {
	[ "$(for key in a1 b2 c3; do
		redis 10.0.1.31 7000 -c get $key
	done | xargs)" = "a1 b2 c3" ]
}

main
