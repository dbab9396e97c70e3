#!/bin/bash
# engine.sh ENVIRONMENT: a bundle's compose project in a real Docker engine. The
# engine runs in a view of its own, with stand-ins for the images, so nothing is
# pulled and nothing gets out. What is looked at: everything comes up healthy and
# in order, the gateway routes, nothing else can be reached from another machine,
# an internal network has no way out, and `down` leaves nothing.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/routes.sh
. "$conformance/routes.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
environment=$1
check "engine-$environment"
need_root
need "$docker_compose" "$debian" "$images" curl python3 nsenter

bundle=$dist/$environment
file=$bundle/compose/compose.yaml
socket=$work/docker.sock
export DOCKER_HOST=unix://$socket

# What must be healthy before what: the start order of the stack.
order=(
	'postgres user-service' 'redis user-service'
	'user-service work-order-service' 'user-service asset-service'
	'work-order-service web' 'asset-service web' 'web nginx'
)

main() {
	[ -f "$file" ] || {
		not_ok "no ${file#"$dist"/}"
		finish
	}
	# A copy, with the operator's file of secrets beside it.
	cp -r "$bundle" "$work/bundle"
	secrets "$bundle" "$work/bundle/.env"
	compose config --format json >"$work/config.json" 2>"$work/config.log" || {
		not_ok "config" "$work/config.log"
		finish
	}
	find_published
	start_engine
	stand_in
	folders
	docker events --filter event=health_status --format \
		'{{.TimeNano}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Action}}' \
		>"$work/events" 2>/dev/null &
	if compose up -d --wait --wait-timeout 240 --no-build >"$work/up.log" 2>&1; then
		ok "up --wait, in $SECONDS s"
		facts
		started_in_order
		routing
		outside
		no_way_out
		as_asked
		firewall
		scripts
	else
		logs >>"$work/up.log" 2>&1
		not_ok "up --wait" "$work/up.log"
	fi
	leaves_nothing
	finish
}

compose() {
	"$docker_compose" --env-file "$work/bundle/.env" -f "$work/bundle/compose/compose.yaml" "$@"
}

docker() {
	"$debian/usr/bin/docker" "$@"
}

logs() {
	docker ps -a --format '{{.Names}} {{.Status}}'
	compose logs --no-color --tail 5
}

start_engine() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	echo '{}' >"$work/daemon.json"
	inside dockerd --config-file "$work/daemon.json" -H "$DOCKER_HOST" \
		--data-root "$work/data" --exec-root "$work/exec" \
		--pidfile "$work/docker.pid" --log-level warn >"$work/dockerd.log" 2>&1 &
	afterwards stop_engine
	until_true 60 docker version || {
		not_ok "the engine does not start" "$work/dockerd.log"
		finish
	}
}

# Containers die with the view; what the engine has mounted goes before its data.
stop_engine() {
	inside sh -c 'kill "$(cat "$1")"' sh "$work/docker.pid"
	until_true 20 test ! -e "$work/docker.pid"
}

# Gives every image of the project the root file system that stands in for it.
stand_in() {
	local image kind change changes
	for kind in $(images_of | cut -d ' ' -f 2 | sort -u); do
		changes=()
		while IFS= read -r change; do
			changes+=(--change "$change")
		done <"$images/$kind.changes"
		docker import "${changes[@]}" "$images/$kind.tar" "standin/$kind" >/dev/null ||
			not_ok "image $kind"
	done
	images_of | while read -r image kind; do
		docker tag "standin/$kind" "$image"
	done
}

# Lines "IMAGE KIND", by the last part of the image's name.
images_of() {
	python3 - "$work/config.json" <<-'END'
		import json, sys
		config = json.load(open(sys.argv[1]))
		for name, service in config["services"].items():
		    image = service.get("image", config["name"] + "-" + name)
		    kind = image.split("@")[0].split("/")[-1].split(":")[0]
		    print(image, kind if kind in ("postgres", "redis", "nginx") else "app")
	END
}

# The folders of the host that services are given, owned by whom they run as.
folders() {
	python3 - "$work/config.json" "$work/bundle" <<-'END' |
		import json, sys
		for service in json.load(open(sys.argv[1]))["services"].values():
		    for volume in service.get("volumes", []):
		        if volume["type"] == "bind" and not volume["source"].startswith(sys.argv[2]):
		            print(service.get("user", "0:0"), volume["source"])
	END
		while read -r owner folder; do
			inside install -d -o "${owner%:*}" -g "${owner#*:}" "$folder"
		done
}

# Lines "SERVICE ID NAME STARTED FIRST-HEALTHY" of the running containers.
facts() {
	local id
	for id in $(docker ps -q --no-trunc); do
		docker inspect "$id"
	done | python3 -c '
import json, sys
decoder, text, at = json.JSONDecoder(), sys.stdin.read(), 0
while at < len(text.rstrip()):
    (c,), at = decoder.raw_decode(text, at)
    at += 1
    log = (c["State"].get("Health") or {}).get("Log") or []
    healthy = [e["End"] for e in log if e["ExitCode"] == 0]
    print(c["Config"]["Labels"]["com.docker.compose.service"], c["Id"],
          c["Config"]["Hostname"], c["State"]["StartedAt"], min(healthy, default="-"))
' >"$work/facts"
	same "every service runs" "$(compose config --services | sort | xargs)" \
		"$(cut -d ' ' -f 1 "$work/facts" | sort -u | xargs)"
}

fact() {
	awk -v service="$1" -v n="$2" '$1 == service { print $n; exit }' "$work/facts"
}

service_of() {
	awk -v host="$1" '$3 == host { print $1; exit }' "$work/facts"
}

started_in_order() {
	local pair first next healthy started
	for pair in "${order[@]}"; do
		read -r first next <<<"$pair"
		[ -n "$(fact "$first" 1)" ] && [ -n "$(fact "$next" 1)" ] || continue
		healthy=$(first_healthy "$first")
		started=$(seconds "$(fact "$next" 4)")
		if [ -z "$healthy" ]; then
			not_ok "$first was never seen healthy"
		elif [ "$healthy" -le "$started" ]; then
			ok "$next started $(((started - healthy) / 1000000)) ms after $first was healthy"
		else
			not_ok "$next started before $first was healthy"
		fi
	done
}

# When the service's check first held: by its health log, which keeps the last
# five entries, or by what the engine told then.
first_healthy() {
	{
		seconds "$(fact "$1" 5)"
		awk -v service="$1" '$2 == service && $NF == "healthy" { print $1 }' "$work/events"
	} | sort -n | head -n 1
}

# Nanoseconds of a time as Docker prints it.
seconds() {
	[ "$1" = - ] || date -d "$1" +%s%N 2>/dev/null
}

# Lines "SERVICE PORT TARGET" of what is published, to all or to this machine.
published() {
	cat "$work/published.$1"
}

find_published() {
	python3 - "$work/config.json" "$work/published" <<-'END'
		import json, sys
		lists = {"public": [], "loopback": []}
		for name, service in json.load(open(sys.argv[1]))["services"].items():
		    for port in service.get("ports", []):
		        own = port.get("host_ip", "").startswith(("127.", "::1"))
		        if "published" in port:
		            lists["loopback" if own else "public"].append(
		                f"{name} {port['published']} {port['target']}")
		for kind, lines in lists.items():
		    with open(f"{sys.argv[2]}.{kind}", "w") as file:
		        file.write("".join(line + "\n" for line in sorted(set(lines))))
	END
}

routing() {
	local service port target
	read -r service port target < <({ published public; published loopback; } | grep '^nginx ')
	[ -n "${port-}" ] || {
		not_ok "the gateway is not published"
		return
	}
	gateway=http://127.0.0.1:$port
	gateway_host=$(hosts | head -n 1)
	[ -n "$gateway_host" ] || not_ok "no server_name in the gateway's file"
	routes_hold inside
	if grep -q '^nginx ' "$work/published.public"; then
		gateway=http://192.0.2.1:$port
		route GET /api/users/ user-service beside
	fi
}

# The names the gateway answers to, as it reads them.
hosts() {
	docker exec "$(fact nginx 2)" sh -c 'cat /etc/nginx/nginx.conf /etc/nginx/conf.d/* 2>/dev/null' |
		sed -nE 's/^\s*server_name\s+([a-z0-9.-]+).*/\1/p'
}

# Another machine finds the ports that are meant for it, and no other; nor does a
# route of its own to the containers help it.
outside() {
	local id address port reached='' ports='80 3000 3001 3002 3003 5432 6379'
	same "published to all" "nginx 3030 80" "$(published public)"
	same "open to another machine" "$(published public | cut -d ' ' -f 2 | sort -n | xargs)" \
		"$(beside "$images/standin" scan 192.0.2.1 | xargs)"
	beside ip route add 172.16.0.0/12 via 192.0.2.1 2>/dev/null
	beside ip route add 192.168.0.0/16 via 192.0.2.1 2>/dev/null
	while read -r _ id _; do
		for address in $(docker inspect -f \
			'{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$id"); do
			for port in $ports; do
				[ "$(inside_opens "$address" "$port")" = yes ] || continue
				# An engine before 28 lets those who route to it reach what
				# is published to this machine alone.
				grep -q " $port\$" "$work"/published.* && continue
				! beside "$images/standin" dial "$address:$port" 2>/dev/null ||
					reached+=" $address:$port"
			done
		done
	done <"$work/facts"
	same "containers that another machine reaches by their address" "" "$reached"
	published loopback | while read -r service port target; do
		! inside "$images/standin" dial "127.0.0.1:$port" ||
			echo "$service $port"
	done >"$work/loopback"
	[ "$environment" != development ] ||
		same "the database for developers" "postgres 5433" \
			"$(published loopback | awk '$1 == "postgres" { print $1, $2 }')"
	same "open to this machine alone" \
		"$(published loopback | cut -d ' ' -f 1,2 | sort | xargs)" \
		"$(sort "$work/loopback" | xargs)"
}

inside_opens() {
	inside "$images/standin" dial "$1:$2" 2>/dev/null && echo yes
}

# A server on the other machine: who is on internal networks only cannot reach
# it, who is on another network can, which shows that the trial is one.
no_way_out() {
	local service id reaches expected
	beside "$images/standin" serve world 192.0.2.2:8080 >/dev/null 2>&1 &
	until_true 5 inside "$images/standin" dial 192.0.2.2:8080
	while read -r service expected; do
		id=$(fact "$service" 2)
		reaches=no
		! docker exec "$id" /usr/lib/standin dial 192.0.2.2:8080 >/dev/null 2>&1 ||
			reaches=yes
		same "$service has a way out: $expected" "$expected" "$reaches"
	done < <(python3 - "$work/config.json" <<-'END'
		import json, sys
		config = json.load(open(sys.argv[1]))
		internal = {n for n, d in config["networks"].items() if (d or {}).get("internal")}
		for name, service in config["services"].items():
		    out = set(service.get("networks") or {}) - internal
		    print(name, "yes" if out else "no")
	END
	)
	[ "$environment" != production ] ||
		same "the database has a way out: no" no \
			"$(docker exec "$(fact postgres 2)" /usr/lib/standin dial 192.0.2.2:8080 \
				>/dev/null 2>&1 && echo yes || echo no)"
}

# Limits and log rotation have reached the engine.
as_asked() {
	local service id limit=no
	[ "$environment" != production ] || limit=yes
	while read -r service id _; do
		same "$service has a memory limit: $limit" "$limit" "$(docker inspect -f \
			'{{if .HostConfig.Memory}}yes{{else}}no{{end}}' "$id")"
		same "$service cannot gain privileges, its log rotates" "true yes" \
			"$(docker inspect -f '{{range .HostConfig.SecurityOpt}}{{if eq . "no-new-privileges:true"}}true{{end}}{{end}} {{if index .HostConfig.LogConfig.Config "max-size"}}yes{{end}}' "$id")"
	done <"$work/facts"
}

# With the bundle's firewall on, the gateway is all that another machine finds,
# beside SSH: neither a server on the host nor a container published by hand.
firewall() {
	local script=$bundle/ufw/ufw.sh
	[ -f "$script" ] || return 0
	docker run -d --name by-hand -p 9000:3000 -e PORT=3000 standin/app >/dev/null
	inside "$images/standin" serve host 0.0.0.0:22 0.0.0.0:5432 >/dev/null 2>&1 &
	until_true 10 beside "$images/standin" dial 192.0.2.1:9000 &&
		until_true 10 beside "$images/standin" dial 192.0.2.1:5432 ||
		not_ok "the trial of the firewall is none"
	holds "ufw.sh, with the engine running" inside sh "$script"
	same "open to another machine behind the firewall" \
		"22 $(published public | cut -d ' ' -f 2 | sort -n | xargs)" \
		"$(beside "$images/standin" scan 192.0.2.1 22 80 443 2375 3000 3001 3002 \
			3003 3030 5432 5433 6379 9000 | xargs)"
	gateway=http://192.0.2.1:$(published public | awk '$1 == "nginx" { print $2 }')
	route GET /api/assets/ asset-service beside
	docker rm -f by-hand >/dev/null
}

# The bundle's own scripts: up.sh takes the project over as it is.
scripts() {
	local before
	mkdir -p "$work/docker/cli-plugins"
	ln -sf "$docker_compose" "$work/docker/cli-plugins/docker-compose"
	before=$(docker ps -q | sort)
	holds "up.sh" in_bundle ./up.sh
	same "it leaves alone what runs" "$before" "$(docker ps -q | sort)"
	holds "down.sh" in_bundle ./down.sh
	same "containers after down.sh" "" "$(docker ps -aq)"
}

in_bundle() {
	inside env -i -C "$work/bundle" HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		DOCKER_HOST="$DOCKER_HOST" DOCKER_CONFIG="$work/docker" "$@"
}

leaves_nothing() {
	holds "down" compose down -v -t 5
	same "left by down" "0 containers, 0 networks, 0 volumes" \
		"$(docker ps -aq | wc -l) containers, $(docker network ls -q --filter type=custom | wc -l) networks, $(docker volume ls -q | wc -l) volumes"
}

main
