# shellcheck shell=bash
# The routing table of E-Maintenance, and requests along it through a running
# gateway to stand-ins that say who they are.

routes=(
	'/api/auth/ user-service'
	'/api/users/ user-service'
	'/api/work-orders/ work-order-service'
	'/api/assignment-rules/ work-order-service'
	'/api/notifications/ work-order-service'
	'/api/assets/ asset-service'
	'/ web'
)

# gateway_hold COMMAND...: what goes before curl, so that it runs in the right
# network; URL and host of the gateway are in $gateway and $gateway_host.
routes_hold() {
	local row prefix service method path
	for row in "${routes[@]}"; do
		read -r prefix service <<<"$row"
		for method in GET POST; do
			for path in "$prefix" "${prefix}some/thing?a=1&b=%2F"; do
				route "$method" "$path" "$service" "$@"
			done
			[ "$prefix" = / ] || route "$method" "${prefix%/}" "$service" "$@"
		done
		# A prefix ends where a segment does.
		[ "$prefix" = / ] || route GET "${prefix%/}-other" web "$@"
	done
	own_health "$@"
	forwarded "$@"
}

# ask METHOD PATH COMMAND...: sets $status and $answer
ask() {
	local method=$1 path=$2 body=()
	shift 2
	[ "$method" = GET ] || body=(--data word=1)
	status=$("$@" curl -sS --noproxy '*' --max-time 10 -X "$method" "${body[@]}" \
		-H "Host: $gateway_host" -o "$work/answer" -w '%{http_code}' \
		"$gateway$path" 2>"$work/curl.log") || status="curl $(cat "$work/curl.log")"
	answer=$(cat "$work/answer" 2>/dev/null)
	rm -f "$work/answer"
}

# field NAME: of the last answer, a text
field() {
	sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' <<<"$answer"
}

route() {
	local method=$1 path=$2 service=$3 found
	shift 3
	ask "$method" "$path" "$@"
	found="$status $(field method) $(service_of "$(field name)") $(field path)"
	same "$method $path reaches $service" \
		"200 $method $service ${path%%\?*}" "$found"
}

# The gateway answers by itself: no stand-in has seen the request.
own_health() {
	ask GET /health "$@"
	same "/health is the gateway's own" "200 " "$status $(field name)"
}

forwarded() {
	ask GET /api/assets/1 "$@"
	same "the service sees the host asked for" "$gateway_host" "$(field Host)"
	same "the service sees the scheme" http "$(field X-Forwarded-Proto)"
	[ -n "$(field X-Forwarded-For)" ] && ok "the service sees who asked" ||
		not_ok "no X-Forwarded-For"
}
