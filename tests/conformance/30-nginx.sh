#!/bin/bash
# nginx accepts every nginx file, and behind each one as it runs the routing
# table of the stack holds. Each file stands at /etc/nginx/nginx.conf of a view
# where the services' names lead to stand-ins, by /etc/hosts and by a name
# server at Docker's address; loopback has them too, for processes on the host.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/routes.sh
. "$conformance/routes.sh"
check nginx
need_root
need "$debian" "$images" curl nsenter

main() {
	mapfile -t files < <(find "$dist" -path '*/nginx/*' -name '*.conf' | sort)
	[ ${#files[@]} -gt 0 ] || not_ok "no nginx file under $dist"
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	stand_ins
	for file in "${files[@]}"; do
		check=nginx:$(realpath --relative-to="$dist" "$file")
		try "$file"
	done
	finish
}

stand_ins() {
	cat >"$work/hosts" <<-'END'
		127.0.0.1 localhost
		127.0.1.1 user-service
		127.0.1.2 work-order-service
		127.0.1.3 asset-service
		127.0.1.4 web
	END
	inside cp "$work/hosts" /etc/hosts
	# The images of nginx have this user; Debian's nginx calls it www-data.
	inside sh -c 'echo nginx:x:101:101::/:/bin/false >>/etc/passwd
		echo nginx:x:101: >>/etc/group'
	background dns 127.0.0.11:53 "$work/hosts"
	background serve user-service 127.0.1.1:3001 127.0.0.1:3001
	background serve work-order-service 127.0.1.2:3002 127.0.0.1:3002
	background serve asset-service 127.0.1.3:3003 127.0.0.1:3003
	background serve web 127.0.1.4:3000 127.0.0.1:3000
}

background() {
	inside "$images/standin" "$@" >>"$work/standin.log" 2>&1 &
}

service_of() {
	echo "$1"
}

try() {
	local file=$1 port
	inside cp "$file" /etc/nginx/nginx.conf
	holds "nginx -t" inside nginx -t
	grep -q '\[warn\]' "$work/holds.log" && not_ok "nginx -t warns" "$work/holds.log"
	gateway_host=$(sed -nE 's/^\s*server_name\s+([a-z0-9.-]+).*/\1/p' "$file" | head -n 1)
	[ -n "$gateway_host" ] || not_ok "no server_name"
	port=$(sed -nE 's/^\s*listen\s+([0-9.]+:)?([0-9]+).*/\2/p' "$file" | head -n 1)
	gateway=http://127.0.0.1:${port:-80}
	if ! inside nginx >"$work/nginx.log" 2>&1; then
		not_ok "nginx does not start" "$work/nginx.log"
		return
	fi
	until_true 5 answers ||
		not_ok "nothing answers at $gateway"
	routes_hold inside
	unknown_host
	inside nginx -s quit 2>/dev/null
	until_true 5 not answers
}

answers() {
	inside curl -s --noproxy '*' -o /dev/null -H "Host: $gateway_host" "$gateway"
}

not() {
	! "$@"
}

# The catch-all server keeps requests for other names from the services.
unknown_host() {
	[ -n "$gateway_host" ] || return 0
	local gateway_host=elsewhere.example.org
	ask GET /api/assets/1 inside
	same "another host reaches no service" "" "$(field name)"
}

main
