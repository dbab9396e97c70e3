# shellcheck shell=bash disable=SC2034
# A bundle of containers in a real Docker engine. The engine runs in a view of its own,
# with stand-ins for the images, so nothing is pulled and nothing gets out. What is
# looked at: up.sh brings everything up healthy and in order, the gateway routes,
# services reach those they should and no others, nothing else can be reached from
# another machine, limits and rights are as asked, and down.sh leaves nothing.
#
# A check sources this file, says what is expected, and calls `engine EXAMPLE
# ENVIRONMENT`:
#
#	spec=FOLDER			what is built, where the bundle is none of an example
#	ports=(SERVICE:PORT...)		where each listens; none for what runs once
#	also=(SERVICE:PORT...)		and where beside, all by TCP
#	order=('FIRST NEXT'...)		who is healthy before who starts
#	once=(SERVICE...)		who runs to its end
#	has_curl=(SERVICE...)		whose image has curl, beside those of nginx
#	runs_itself=(SERVICE...)	whose command is run as it is
#	front=SERVICE			whose ports are the way in; may be left out
#	routes=('HOST PREFIX SERVICE'...)
#	own=('HOST PATH'...)		what the gateway answers by itself
#	behind=('HOST PATH SERVICE ARRIVES')	open to another machine, not to this one, and
#					what of the path arrives
#	websockets=('HOST PATH SERVICE'...)
#	public=('SERVICE PUBLISHED TARGET'...)	published to everybody, sorted
#	loopback=('SERVICE PUBLISHED TARGET'...) and to this machine alone, sorted
#	reach=('SERVICE: SERVICE...'...)	who opens a connection to whom, sorted
#	closed=(SERVICE...)		who has no way out
#	rights=('SERVICE USER READ_ONLY'...)	as the engine was asked; - for no user
#	limits=yes|no			whether memory is limited
#	sizes=('SERVICE BYTES RESERVED CPUS')	and by how much, CPUs in thousandths
#	copies=('SERVICE NUMBER')	of whom there are several
#	more()				looks at what only this stack has
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/ask.sh
. "$conformance/ask.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"

also=() order=() once=() has_curl=() runs_itself=() routes=() own=() behind=()
websockets=() public=() sizes=() copies=()
loopback=() reach=() closed=() rights=() limits=yes front='' spec=''

engine() {
	check "engine-$1-$2"
	need_root
	need "$docker_compose" "$debian" "$images" curl openssl python3 nsenter
	[ -z "$spec" ] || build
	bundle=${STACKC_DIST:-$project/examples/$1/dist}/$2
	socket=$work/docker.sock
	export DOCKER_HOST=unix://$socket
	mapfile -t files < <(cd "$bundle" 2>/dev/null && find compose -name compose.yaml | sort)
	[ ${#files[@]} -gt 0 ] || {
		not_ok "no compose file in $bundle"
		finish
	}
	# A copy, with the operator's file of secrets beside it.
	cp -r "$bundle" "$work/bundle"
	secrets "$bundle" "$work/bundle/.env"
	read_files
	start_engine
	permitted_limits
	stand_in
	folders
	docker events --filter event=health_status --format \
		'{{.TimeNano}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Action}}' \
		>"$work/events" 2>/dev/null &
	local started=$SECONDS
	if in_bundle ./up.sh "${no_root[@]}" >"$work/up.log" 2>&1; then
		ok "up.sh, in $((SECONDS - started)) s"
		looks
	else
		logs >>"$work/up.log" 2>&1
		not_ok "up.sh" "$work/up.log"
	fi
	leaves_nothing
	finish
}

build() {
	local stackc=${STACKC:-$project/zig-out/bin/stackc}
	need "$stackc"
	STACKC_DIST=$work/dist
	"$stackc" build -o "$STACKC_DIST" "$spec" >"$work/build.log" 2>&1 ||
		not_ok "build of $spec" "$work/build.log"
}

looks() {
	facts
	started_in_order
	[ -z "$front" ] || routing
	outside
	reaching
	ways_out
	as_asked
	! declare -F more >/dev/null || more
	firewall
	again
}

# compose FILE WORD...: FILE is of the bundle
compose() {
	local file=$1
	shift
	"$docker_compose" --env-file "$work/bundle/.env" -f "$work/bundle/$file" "$@"
}

docker() {
	"$debian/usr/bin/docker" "$@"
}

in_bundle() {
	inside env -i -C "$work/bundle" HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		DOCKER_HOST="$DOCKER_HOST" DOCKER_CONFIG="$work/docker" "$@"
}

logs() {
	local file
	docker ps -a --format '{{.Names}} {{.Status}}'
	for file in "${files[@]}"; do
		compose "$file" logs --no-color --tail 5
	done
}

# What Compose makes of all files, as one; a network is as who makes it says.
read_files() {
	local file
	for file in "${files[@]}"; do
		compose "$file" config --format json 2>>"$work/config.log" || {
			not_ok "config of $file" "$work/config.log"
			finish
		}
	done | python3 -c '
import json, sys
decoder, text, at = json.JSONDecoder(), sys.stdin.read(), 0
all = {"services": {}, "networks": {}}
while text[at:].strip():
    at += len(text[at:]) - len(text[at:].lstrip())
    one, at = decoder.raw_decode(text, at)
    for service in one["services"].values():
        service.setdefault("project", one["name"])
    all["services"].update(one["services"])
    for name, network in one.get("networks", {}).items():
        if not (network or {}).get("external"):
            all["networks"][name] = network
json.dump(all, sys.stdout)' >"$work/config.json"
	published public
	published loopback
	no_root=()
	! grep -q -- '--no-root)' "$work/bundle/up.sh" || no_root=(--no-root)
}

# Writes lines "SERVICE PUBLISHED TARGET" of what is published to all, or to this
# machine alone.
published() {
	python3 - "$work/config.json" "$1" <<-'END' >"$work/published.$1"
		import json, sys
		lines = set()
		for name, service in json.load(open(sys.argv[1]))["services"].items():
		    for port in service.get("ports", []):
		        own = port.get("host_ip", "").startswith(("127.", "::1"))
		        if "published" in port and own == (sys.argv[2] == "loopback"):
		            lines.add(f"{name} {port['published']} {port['target']}\n")
		sys.stdout.writelines(sorted(lines))
	END
}

start_engine() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	mkdir -p "$work/docker/cli-plugins"
	ln -sf "$docker_compose" "$work/docker/cli-plugins/docker-compose"
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

# A machine may refuse to raise the number of open files, as one without the right to
# use more than its share does: then the copy asks for what it has.
permitted_limits() {
	local most=$((1 << 20)) file
	inside sh -c "ulimit -n $most" 2>/dev/null || most=$(inside sh -c 'ulimit -Hn')
	for file in "${files[@]}"; do
		awk -v most="$most" '/^ +(soft|hard): [0-9]+$/ && $2 > most {
			sub(/[0-9]+$/, most) } 1' "$bundle/$file" >"$work/bundle/$file"
	done
}

# Containers die with the view; what the engine has mounted goes before its data.
stop_engine() {
	inside sh -c 'kill "$(cat "$1")"' sh "$work/docker.pid"
	until_true 20 test ! -e "$work/docker.pid"
}

is_in() {
	local word=$1 other
	shift
	for other; do
		[ "$word" != "$other" ] || return 0
	done
	return 1
}

# Gives every image the root file system that stands in for it. The server among
# them listens on $PORT; where the stack sets no such variable it is a part of the
# image, as the real one's port is.
stand_in() {
	local service image kind port change changes
	while read -r service image kind port; do
		! is_in "$service" "${has_curl[@]}" || kind=curl
		changes=()
		while IFS= read -r change; do
			is_in "$service" "${runs_itself[@]}" && [[ $change = ENTRYPOINT* ]] && continue
			changes+=(--change "$change")
		done <"$images/$kind.changes"
		[ -z "$port" ] || changes+=(--change "ENV PORT=$port")
		docker import "${changes[@]}" "$images/$kind.tar" "$image" >/dev/null ||
			not_ok "image $image"
	done < <(images_of)
}

# Lines "SERVICE IMAGE KIND [PORT]", the kind by the last part of the image's name.
images_of() {
	python3 - "$work/config.json" "${ports[@]}" "${also[@]}" <<-'END'
		import json, sys
		config = json.load(open(sys.argv[1]))
		ports = {}
		for word in sys.argv[2:]:
		    name, port = word.split(":")
		    ports[name] = ports[name] + "," + port if name in ports else port
		stores = ("postgres", "redis", "nginx", "cp-kafka", "cp-zookeeper")
		for name, service in config["services"].items():
		    image = service.get("image", service["project"] + "-" + name)
		    kind = image.split("@")[0].split("/")[-1].split(":")[0]
		    kind = kind if kind in stores else "app"
		    own = "PORT" not in (service.get("environment") or {}) and kind == "app"
		    print(name, image, kind, ports.get(name, "") if own else "")
	END
}

# The folders of the host that services are given, owned by whom they run as, and
# certificates where the gateway looks for them.
folders() {
	local owner folder file key
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
	file=$work/bundle/nginx/nginx.conf
	[ -f "$file" ] || return 0
	while read -r folder; do
		key=$(grep -A 1 -F "ssl_certificate $folder;" "$file" |
			sed -nE 's/^\s*ssl_certificate_key (.*);/\1/p' | head -n 1)
		inside openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-days 2 -subj /CN=standin -out "$folder" -keyout "$key" 2>/dev/null ||
			not_ok "no certificate $folder"
	done < <(sed -nE 's/^\s*ssl_certificate (.*);/\1/p' "$file" | sort -u)
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
	same "every service runs" "$(printf '%s\n' "${ports[@]%:*}" | sort | xargs)" \
		"$(cut -d ' ' -f 1 "$work/facts" | sort -u | xargs)"
	for id in "${once[@]}"; do
		same "$id has ended well" "exited 0" "$(docker inspect -f \
			'{{.State.Status}} {{.State.ExitCode}}' "$(docker ps -aq --filter \
				"label=com.docker.compose.service=$id" | head -n 1)")"
	done
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
		healthy=$(first_healthy "$first")
		started=$(seconds "$(fact "$next" 4)")
		if [ -z "$healthy" ] || [ -z "$started" ]; then
			not_ok "$first was never seen healthy, or $next does not run"
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
	[ "$1" != - ] && [ -n "$1" ] && date -d "$1" +%s%N 2>/dev/null
}

# to_gateway ADDRESS HOST: sets what `ask` goes by: https where there is any
to_gateway() {
	local target=80 scheme=http port
	! awk -v s="$front" '$1 == s { print $3 }' "$work"/published.* | grep -qx 443 ||
		target=443 scheme=https
	port=$(awk -v s="$front" -v t=$target '$1 == s && $3 == t { print $2 }' \
		"$work"/published.*)
	gateway_host=$2
	gateway_curl=()
	gateway=$scheme://$1:$port
	[ $scheme = http ] || {
		gateway=$scheme://$2
		gateway_curl=(--insecure --connect-to "::$1:$port")
	}
}

routing() {
	local row host prefix service method path rest
	for row in "${routes[@]}"; do
		read -r host prefix service <<<"$row"
		to_gateway 127.0.0.1 "$host"
		rest=$(rest_of "$host")
		for method in GET POST; do
			for path in "$prefix" "${prefix}some/thing?a=1&b=%2F" "${prefix%/}"; do
				[ -z "$path" ] || route $method "$path" "$service" inside
			done
		done
		# A prefix ends where a segment does.
		[ "$prefix" = / ] || route GET "${prefix%/}-other" "$rest" inside
	done
	forwarded "${gateway%%:*}" inside
	for row in "${own[@]}"; do
		read -r host path <<<"$row"
		to_gateway 127.0.0.1 "$host"
		ask GET "$path" inside
		same "$host$path is the gateway's own" "200 " "$status $(field name)"
	done
	websocket
	going_behind
	! grep -q "^$front " "$work/published.public" || from_outside
}

# The service of the host's route /.
rest_of() {
	printf '%s\n' "${routes[@]}" | awk -v host="$1" '$1 == host && $2 == "/" { print $3 }'
}

# What is for a network alone.
going_behind() {
	local row host path service arrives
	for row in "${behind[@]}"; do
		read -r host path service arrives <<<"$row"
		to_gateway 192.0.2.1 "$host"
		ask GET "$path" beside
		same "$path reaches $service as $arrives from another machine" \
			"200 $service $arrives" "$status $(service_of "$(field name)") $(field path)"
		to_gateway 127.0.0.1 "$host"
		ask GET "$path" inside
		same "$path is closed to this one" 403 "$status"
	done
}

websocket() {
	local row host path service said
	for row in "${websockets[@]}"; do
		read -r host path service <<<"$row"
		to_gateway 127.0.0.1 "$host"
		said=${gateway#*://}
		[ ${#gateway_curl[@]} = 0 ] || said=tls:127.0.0.1:443
		said=$(inside python3 "$conformance/upstream.py" echo "$said" "$path" "$host" 2>&1)
		same "a websocket to $host$path reaches $service" "101 hello from $service" \
			"${said% *} $(service_of "${said##* }")"
	done
}

# From another machine, and by http where there is https.
from_outside() {
	local host service
	read -r host _ <<<"${routes[0]}"
	service=$(rest_of "$host")
	to_gateway 192.0.2.1 "$host"
	route GET / "$service" beside
	[ ${#gateway_curl[@]} != 0 ] || return 0
	gateway=http://192.0.2.1
	gateway_curl=()
	ask GET /some/thing?a=1 beside
	same "http is sent on" 308 "$status"
}

# Another machine finds the ports that are meant for it, and no other; nor does a
# route of its own to the containers help it.
outside() {
	local id address port reached='' service target
	same "published to all" "$(printf '%s\n' "${public[@]}")" "$(cat "$work/published.public")"
	same "open to another machine" "$(cut -d ' ' -f 2 "$work/published.public" | sort -n | xargs)" \
		"$(beside "$images/standin" scan 192.0.2.1 | xargs)"
	beside ip route add 172.16.0.0/12 via 192.0.2.1 2>/dev/null
	beside ip route add 192.168.0.0/16 via 192.0.2.1 2>/dev/null
	while read -r service id _; do
		# An engine before 28 lets those who route to it reach what is published to
		# this machine alone.
		port=$(port_of "$service")
		! grep -q " $port\$" "$work"/published.* || continue
		for address in $(docker inspect -f \
			'{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$id"); do
			inside "$images/standin" dial "$address:$port" 2>/dev/null ||
				not_ok "$service does not listen on $port"
			! beside "$images/standin" dial "$address:$port" 2>/dev/null ||
				reached+=" $address:$port"
		done
	done <"$work/facts"
	same "containers that another machine reaches by their address" "" "$reached"
	same "published to this machine alone" "$(printf '%s\n' "${loopback[@]}")" \
		"$(cat "$work/published.loopback")"
	while read -r service port target; do
		! inside "$images/standin" dial "127.0.0.1:$port" || echo "$service $port $target"
	done <"$work/published.loopback" >"$work/open"
	same "open to this machine alone" "$(cat "$work/published.loopback")" "$(cat "$work/open")"
}

port_of() {
	printf '%s\n' "${ports[@]}" | sed -n "s/^$1://p"
}

# Every service dials every other by its name.
reaching() {
	local row service
	for row in "${reach[@]}"; do
		service=${row%%:*}
		same "$service reaches" "$(echo "${row#*:}" | xargs)" \
			"$(docker exec "$(fact "$service" 2)" sh -c '
				self=$1
				shift
				for one; do
					[ "${one%:*}" != "$self" ] || continue
					! /usr/lib/standin dial "$one" 2>/dev/null || echo "${one%:*}"
				done' sh "$service" "${ports[@]}" | sort | xargs)"
	done
	same "every service was asked" "$(printf '%s\n' "${ports[@]%:*}" | sort | xargs)" \
		"$(printf '%s\n' "${reach[@]%%:*}" | sort | xargs)"
}

# A server on the other machine, which those cannot reach who are on internal
# networks only; that others can shows that the trial is one.
ways_out() {
	local service id found=''
	beside "$images/standin" serve world 192.0.2.2:8080 >/dev/null 2>&1 &
	until_true 5 inside "$images/standin" dial 192.0.2.2:8080
	while read -r service id _; do
		docker exec "$id" /usr/lib/standin dial 192.0.2.2:8080 >/dev/null 2>&1 ||
			found+=" $service"
	done < <(sort "$work/facts")
	same "who has no way out" "$(printf '%s\n' "${closed[@]}" | sort | xargs)" "$(xargs <<<"$found")"
}

# Limits, rights and log rotation have reached the engine.
as_asked() {
	local row service id user read_only
	while read -r service id _; do
		same "$service has a memory limit: $limits" "$limits" "$(docker inspect -f \
			'{{if .HostConfig.Memory}}yes{{else}}no{{end}}' "$id")"
		same "$service cannot gain privileges, its log rotates" "true yes" \
			"$(docker inspect -f '{{range .HostConfig.SecurityOpt}}{{if eq . "no-new-privileges:true"}}true{{end}}{{end}} {{if index .HostConfig.LogConfig.Config "max-size"}}yes{{end}}' "$id")"
	done <"$work/facts"
	for row in "${sizes[@]}"; do
		read -r service row <<<"$row"
		same "$service may have: bytes, bytes reserved, thousandths of a processor" "$row" \
			"$(docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemoryReservation}} {{.HostConfig.NanoCpus}}' \
				"$(fact "$service" 2)" | sed 's/0\{6\}$//')"
	done
	for row in "${copies[@]}"; do
		read -r service row <<<"$row"
		same "how many of $service run" "$row" "$(grep -c "^$service " "$work/facts")"
	done
	for row in "${rights[@]}"; do
		read -r service user read_only <<<"$row"
		same "$service runs as $user, read-only: $read_only, all capabilities dropped" \
			"${user#-} $read_only [ALL]" "$(docker inspect -f \
				'{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}' \
				"$(fact "$service" 2)")"
	done
}

# With the bundle's firewall on, what is published to all is all that another machine
# finds, beside SSH: neither a server on the host nor a container published by hand.
firewall() {
	local script=$bundle/ufw/ufw.sh asked
	[ -f "$script" ] || return 0
	docker run -d --name by-hand -p 9999:3000 -e PORT=3000 "$(any_server)" >/dev/null
	inside "$images/standin" serve host 0.0.0.0:22 0.0.0.0:5432 >/dev/null 2>&1 &
	until_true 10 beside "$images/standin" dial 192.0.2.1:9999 &&
		until_true 10 beside "$images/standin" dial 192.0.2.1:5432 ||
		not_ok "the trial of the firewall is none"
	holds "ufw.sh, with the engine running" inside sh "$script"
	mapfile -t asked < <({
		printf '%s\n' 22 80 443 2375 5432 9999 "${ports[@]#*:}"
		cut -d ' ' -f 2 "$work"/published.*
	} | sort -nu)
	same "open to another machine behind the firewall" \
		"22 $(cut -d ' ' -f 2 "$work/published.public" | sort -n | xargs)" \
		"$(beside "$images/standin" scan 192.0.2.1 "${asked[@]}" | xargs)"
	[ -z "$front" ] || from_outside
	docker rm -f by-hand >/dev/null
}

# An image of the server, whichever.
any_server() {
	local service image kind rest found=''
	while read -r service image kind rest; do
		[ "$kind" != app ] || is_in "$service" "${runs_itself[@]}" || found=$image
	done < <(images_of)
	echo "$found"
}

# up.sh once more, and with the firewall: it takes over what runs as it is.
again() {
	local before
	before=$(docker ps -q | sort)
	holds "up.sh again" in_bundle ./up.sh
	same "it leaves alone what runs" "$before" "$(docker ps -q | sort)"
	holds "down.sh" in_bundle ./down.sh
	same "containers and networks after down.sh" "0 0" \
		"$(docker ps -aq | wc -l) $(docker network ls -q --filter type=custom | wc -l)"
}

# Of what several projects use, the maker is the last to go. Volumes without a name
# are not looked for: down.sh, which keeps data, has left those to nobody.
leaves_nothing() {
	local i pass
	for pass in 1 2; do
		for ((i = ${#files[@]} - 1; i >= 0; i--)); do
			compose "${files[i]}" down -v -t 5 >"$work/down.log" 2>&1 || [ $pass = 1 ] ||
				not_ok "down -v of ${files[i]}" "$work/down.log"
		done
	done
	same "left by down -v" "0 containers, 0 networks, 0 volumes" \
		"$(docker ps -aq | wc -l) containers, $(docker network ls -q --filter type=custom | wc -l) networks, $(docker volume ls -q | grep -Evc '^[0-9a-f]{64}$') volumes"
}
