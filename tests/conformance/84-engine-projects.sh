#!/bin/bash
# Two projects that take turns: each waits for the other, one for a job of the other's,
# and what they share is there when it is needed and goes last.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"

spec=$project/tests/targets/bundle/projects
ports=(a:3000 b:3000 c:3000 d:3000)
once=(job)
runs_itself=(job)
order=('a b' 'b c' 'c d')
reach=('a: b c d' 'b: a c d' 'c: a b d' 'd: a b c')
limits=no

engine projects default
