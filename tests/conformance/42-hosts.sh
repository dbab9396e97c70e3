#!/bin/bash
# A stack on several hosts, one host after the other: the bundle of each is put into
# a view that has its address, and a machine beside it has the addresses of all
# others, of a neighbour that is no part of the stack, and of the world. Before the
# firewall goes on everything is open; then each address finds what it needs and
# nothing else. Where a host runs processes or the gateway, up.sh is run whole, and
# the gateway is asked: the least busy server answers, dead and broken ones are
# passed over, websockets go through.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check hosts
need_root
need "$pm2" "$debian" "$images" node curl nsenter openssl python3 unshare

bundle=${STACKC_DIST:-$project/examples/lulab/dist}/production
ports='22 80 443 3000 5432 6379 7000 7001 17000 17001 9100'
neighbour=10.0.1.99
world=198.51.100.7
declare -A address=(
	[lb]=10.0.1.5 [app1]=10.0.1.10 [app2]=10.0.1.11 [app3]=10.0.1.12
	[db1]=10.0.1.20 [db2]=10.0.1.21
	[cache1]=10.0.1.30 [cache2]=10.0.1.31 [cache3]=10.0.1.32
)
apps='app1 app2 app3'
caches='cache1 cache2 cache3'

# Who finds what, beside SSH, which everybody inside does: "FROM PORT".
wanted() {
	local from
	case $1 in
	lb) for from in $(others lb) neighbour world; do
		echo "$from 80"
		echo "$from 443"
	done ;;
	app*) echo "lb 3000" ;;
	db1) for from in $apps db2; do echo "$from 5432"; done ;;
	db2) for from in $apps; do echo "$from 5432"; done ;;
	cache*)
		for from in $apps; do
			printf '%s\n' "$from 7000" "$from 7001"
		done
		for from in ${caches/$1/}; do
			printf "$from %s\n" 7000 7001 17000 17001
		done
		;;
	esac
}

main() {
	local host folders
	folders=$(find "$bundle" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | xargs)
	same "a folder for each host" "$(printf '%s\n' "${!address[@]}" | sort | xargs)" "$folders"
	for host in $folders; do
		check=hosts:$host
		try "$host"
		view_stop
	done
	finish
}

others() {
	printf '%s\n' "${!address[@]}" | grep -vx "$1" | sort
}

address_of() {
	case $1 in
	neighbour) echo $neighbour ;;
	world) echo $world ;;
	*) echo "${address[$1]}" ;;
	esac
}

try() {
	local host=$1
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		return
	}
	machines "$host"
	inside mkdir /opt/operator
	inside cp -r "$bundle/$host" /opt/bundle
	secrets "$bundle/$host" "$work/env"
	inside sh -c 'umask 077 && cat >/opt/bundle/.env' <"$work/env"
	case $host in
	app*) processes "$host" ;;
	lb) gateway_host ;;
	*)
		listen "$ports"
		all_open "$host"
		holds "ufw.sh" inside sh /opt/bundle/ufw/ufw.sh
		;;
	esac
	finds "$host"
	[ "$host" != lb ] || balances
}

machines() {
	local other
	inside ip address add "${address[$1]}/16" dev outside
	inside ip route add "$world" dev outside
	for other in $(others "$1"); do
		beside ip address add "${address[$other]}/16" dev outside
	done
	beside ip address add "$neighbour/16" dev outside
	beside ip address add "$world/32" dev outside
}

# listen PORTS: one server behind all of them
listen() {
	local port addresses=()
	for port in $1; do
		addresses+=(":$port")
	done
	inside "$images/standin" serve host "${addresses[@]}" >>"$work/listen.log" 2>&1 &
	until_true 30 inside "$images/standin" dial "127.0.0.1${addresses[-1]}" ||
		not_ok "nothing listens" "$work/listen.log"
}

# found HOST: "FROM PORT" by names, sorted
found() {
	local host=$1 from sources=() name
	for from in $(others "$host") neighbour world; do
		sources+=("$(address_of "$from")")
	done
	# shellcheck disable=SC2086 # a list of ports
	beside python3 "$conformance/upstream.py" dial "${address[$host]}" $ports \
		from "${sources[@]}" >"$work/dialled"
	for from in $(others "$host") neighbour world; do
		name=$(address_of "$from")
		sed -n "s/^${name//./\\.} /$from /p" "$work/dialled"
	done | sort
}

# The trial can fail.
all_open() {
	local count
	count=$(found "$1" | wc -l)
	same "without a firewall all is open" \
		$((($(others "$1" | wc -l) + 2) * $(wc -w <<<"$ports"))) "$count"
}

finds() {
	local host=$1 from
	same "who finds what" "$({
		wanted "$host"
		for from in $(others "$host") neighbour; do
			echo "$from 22"
		done
	} | sort)" "$(found "$host")"
}

# in_bundle COMMAND...: as somebody would who has just logged in
in_bundle() {
	inside env -i HOME=/opt/operator PATH="$pm2/node_modules/.bin:/usr/bin:/bin" \
		sh -c 'cd /opt/bundle && exec "$@"' sh "$@"
}

# What this host waits for on others, and what others run, answers.
elsewhere() {
	local address
	while read -r address; do
		beside python3 "$conformance/upstream.py" store "$address" &
	done < <(sed -nE 's/.* tcp_open (10\.[0-9.]+) ([0-9]+)$/\1:\2/p' "$bundle/$1/up.sh")
	sed -nE 's/^\ttcp_open ([^ ]+) .*/127.0.0.1 \1/p' "$bundle/$1/up.sh" |
		inside tee -a /etc/hosts >/dev/null
	inside "$images/standin" serve others 127.0.0.1:587 127.0.0.1:443 &
	until_true 30 inside "$images/standin" dial 127.0.0.1:443
} >>"$work/elsewhere.log" 2>&1

processes() {
	local host=$1 cpus
	elsewhere "$host"
	listen "22 80 5432 7000 9100"
	inside env node "$conformance/pm2.js" prepare /opt/bundle/pm2/ecosystem.config.cjs \
		>"$work/prepare.log" 2>&1 && not_ok "read without its secrets"
	mapfile -t environment < <(tr -d "'" <"$work/env")
	inside env "${environment[@]}" node "$conformance/pm2.js" prepare \
		/opt/bundle/pm2/ecosystem.config.cjs
	holds "up.sh" in_bundle ./up.sh || return
	cpus=$(nproc)
	same "instances of api, one per processor" "$cpus cluster_mode" "$(running api)"
	same "instances of worker" "2 fork_mode" "$(running worker)"
	same "its logs" "api.error.log api.log api.out.log worker.error.log worker.log worker.out.log" \
		"$(inside sh -c 'cd /opt/lulab-backend/logs && ls' | xargs)"
}

running() {
	in_bundle pm2 jlist | node -p '
		const all = JSON.parse(require("fs").readFileSync(0))
			.filter((one) => one.name === process.argv[1] && one.pm2_env.status === "online");
		`${all.length} ${[...new Set(all.map((one) => one.pm2_env.exec_mode))]}`' "$1"
}

gateway_host() {
	inside tee /usr/bin/systemctl >/dev/null <<-'END'
		#!/bin/sh
		nginx -s reload 2>/dev/null || exec nginx
	END
	inside sh -c 'chmod +x /usr/bin/systemctl; mkdir -p /etc/nginx/ssl
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
			-keyout /etc/nginx/ssl/privkey.pem -out /etc/nginx/ssl/fullchain.pem \
			-days 2 -subj /CN=api.example.com 2>/dev/null'
	listen "22 3000 5432 7000 9100"
	in_bundle ./up.sh >"$work/up.log" 2>&1 &
	up=$!
	until_true 60 grep -q 'wait for api on app1, app2, app3' "$work/up.log"
	sleep 2
	holds "up.sh waits for the API" kill -0 "$up"
	serve app2
	holds "one of three is enough for it" wait "$up" || not_ok "up.sh" "$work/up.log"
	serve app1
	serve app3
}

serve() {
	beside python3 "$conformance/upstream.py" "${2-$1}" "${address[$1]}:3000" \
		>>"$work/serve.log" 2>&1 &
	until_true 30 beside python3 -c \
		"import socket; socket.create_connection(('${address[$1]}', 3000))" ||
		not_ok "$1 does not listen" "$work/serve.log"
}

quit() {
	beside curl -s --noproxy '*' "http://${address[$1]}:3000/quit" >/dev/null 2>&1
}

# get PATH [CURL OPTION...]: "STATUS NAME" of what answers
get() {
	local path=$1 status
	shift
	status=$(beside curl -sk --noproxy '*' --max-time 20 -o "$work/answer" -w '%{http_code}' \
		--resolve api.example.com:443:10.0.1.5 "$@" "https://api.example.com$path")
	echo "$status $(sed -nE 's/.*"name": "([a-z0-9]+)".*/\1/p' "$work/answer" 2>/dev/null)"
	rm -f "$work/answer"
}

# times N PATH: what answers, each once
times() {
	local i
	for ((i = 0; i < $1; i++)); do
		get "$2"
	done | sort -u | xargs
}

balances() {
	same "http is sent to https" "308 https://api.example.com/x" "$(beside curl -s \
		--noproxy '*' -o /dev/null -w '%{http_code} %{redirect_url}' \
		-H 'Host: api.example.com' http://10.0.1.5/x)"
	same "another host is not answered" 000 "$(beside curl -sk --noproxy '*' \
		-o /dev/null -w '%{http_code}' --resolve other.example.org:443:10.0.1.5 \
		https://other.example.org/)"
	same "all three answer" "200 app1 200 app2 200 app3" "$(times 9 /)"
	least_busy
	same "/metrics is not for the world" "404 " "$(get /metrics)"
	same "/health is the gateway's own" "200 " "$(get /health)"
	same "a websocket" "101 hello" "$(beside python3 "$conformance/upstream.py" echo \
		tls:10.0.1.5:443 /socket.io/ api.example.com)"
	same "a websocket elsewhere" "101 hello" "$(beside python3 "$conformance/upstream.py" \
		echo tls:10.0.1.5:443 /ws api.example.com)"
	same "a plain request has no Connection: upgrade" "" "$(beside curl -sk --noproxy '*' \
		--resolve api.example.com:443:10.0.1.5 https://api.example.com/ |
		grep -io '"connection": "upgrade"')"
	quit app3
	serve app3 garbage
	same "a broken answer is passed over" "200 app1 200 app2" "$(times 9 /)"
	quit app1
	same "a dead server is passed over" "200 app2" "$(times 9 /)"
}

# While two have a request that lasts, the third gets all others.
least_busy() {
	local one held=()
	get /hold >"$work/held1" &
	sleep 0.5
	get2 >"$work/held2" &
	sleep 0.5
	one=$(times 5 /)
	wait "$!"
	until_true 5 test -s "$work/held1"
	held=("$(cat "$work/held1")" "$(cat "$work/held2")")
	same "the least busy server answers" "200 app1 200 app2 200 app3" \
		"$(printf '%s\n' "${held[@]}" "$one" | sort | xargs)"
}

# get uses one file for its answer.
get2() {
	local work=$work/second
	mkdir -p "$work"
	get /hold
}

main
