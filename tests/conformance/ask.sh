# shellcheck shell=bash
# Requests through a running gateway to stand-ins that say who they are. URL and host of
# the gateway are in $gateway and $gateway_host, more for curl in $gateway_curl; who
# includes this says by service_of whose a stand-in's name is. COMMAND is what goes
# before curl, so that it runs in the right network.
gateway_curl=()

# ask METHOD PATH COMMAND...: sets $status and $answer
ask() {
	local method=$1 path=$2 body=()
	shift 2
	[ "$method" = GET ] || body=(--data word=1)
	status=$("$@" curl -sS --noproxy '*' --max-time 10 -X "$method" "${body[@]}" \
		"${gateway_curl[@]}" -H "Host: $gateway_host" -o "$work/answer" -w '%{http_code}' \
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

# forwarded SCHEME COMMAND...: what the service behind / is told
forwarded() {
	local scheme=$1
	shift
	ask GET /some/thing "$@"
	same "the service sees the host asked for" "$gateway_host" "$(field Host)"
	same "the service sees the scheme" "$scheme" "$(field X-Forwarded-Proto)"
	[ -n "$(field X-Forwarded-For)" ] && ok "the service sees who asked" ||
		not_ok "no X-Forwarded-For"
}
