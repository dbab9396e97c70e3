# shellcheck shell=bash
# The routing table of E-Maintenance, and requests along it.
# shellcheck source=tests/conformance/ask.sh
. "$conformance/ask.sh"

routes=(
	'/api/auth/ user-service'
	'/api/users/ user-service'
	'/api/work-orders/ work-order-service'
	'/api/assignment-rules/ work-order-service'
	'/api/notifications/ work-order-service'
	'/api/assets/ asset-service'
	'/ web'
)

# routes_hold COMMAND...: see ask.sh
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
	forwarded http "$@"
}

# The gateway answers by itself: no stand-in has seen the request.
own_health() {
	ask GET /health "$@"
	same "/health is the gateway's own" "200 " "$status $(field name)"
}
