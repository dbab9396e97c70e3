#!/bin/bash
# E-Maintenance in production: a project for each service.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"
# shellcheck source=tests/conformance/e-maintenance.sh
. "$conformance/e-maintenance.sh"

public=('nginx 3030 80')
rights=(
	'user-service 1001:1001 true' 'work-order-service 1001:1001 true'
	'asset-service 1001:1001 true' 'web 1001:1001 true' 'postgres - false'
	'redis - false' 'nginx - false'
)
closed=(postgres redis)

engine e-maintenance production
