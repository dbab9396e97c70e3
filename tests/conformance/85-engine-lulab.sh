#!/bin/bash
# lulab on a developer's machine: the source mounted over the image, with the folder
# of dependencies kept; mail caught; nothing to fill in.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"

# The worker listens nowhere; its stand-in has to.
ports=(postgres:5432 redis:6379 api:3000 worker:3000 smtp:8025)
also=(smtp:1025)
order=(
	'postgres api' 'redis api' 'smtp api' 'postgres worker' 'redis worker' 'smtp worker'
)
loopback=('api 3000 3000' 'postgres 5432 5432' 'redis 6379 6379' 'smtp 8025 8025')
reach=(
	'api: postgres redis smtp worker'
	'postgres: api redis worker'
	'redis: api postgres worker'
	'smtp: api worker'
	'worker: api postgres redis smtp'
)
rights=(
	'api 1000:1000 false' 'worker 1000:1000 false' 'smtp 1000:1000 false'
	'postgres - false' 'redis - false'
)
limits=no

more() {
	inside sh -c 'echo changed >/backend/change'
	same "a change of the sources reaches the containers" 'changed changed' \
		"$(for service in api worker; do
			docker exec "$(fact $service 2)" cat /app/change
		done | paste -sd' ')"
	same "the image's dependencies are not hidden" no \
		"$(inside sh -c 'ls -A /backend/node_modules 2>/dev/null | grep -q . && echo yes || echo no')"
}

engine lulab development
