#!/bin/bash
# E-Maintenance on a developer's machine: the database is within reach.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"
# shellcheck source=tests/conformance/e-maintenance.sh
. "$conformance/e-maintenance.sh"

public=('nginx 3030 80')
loopback=('postgres 5433 5432')
limits=no

engine e-maintenance development
