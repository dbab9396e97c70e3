#!/bin/bash
# Every example is built and every broken spec is linted under valgrind, by a
# program whose allocations are each a malloc() of their own, so that no overrun
# hides in an arena. Valgrind does not know the newest processors' instructions,
# hence the baseline.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
check valgrind
need valgrind

(cd "$project" && ./zigw build -Darena=malloc -Dcpu=baseline --prefix "$work/zig-out") \
	>"$work/build.log" 2>&1 || {
	not_ok "the program is not built" "$work/build.log"
	finish
}
export work project

# one COMMAND SPEC: exit status 0 and 1 are stackc's own, and no more is wanted
one() {
	local command=$1 spec=$2 log status options=()
	log=$(mktemp -p "$work")
	[ "$command" = lint ] || options=(-o "$log.dist")
	valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
		"$work/zig-out/bin/stackc" "$command" "${options[@]}" "$project/$spec" \
		>/dev/null 2>"$log"
	status=$?
	if [ "$status" -le 1 ] && ! grep -q '^==' "$log"; then
		echo "ok valgrind: $command $spec"
	else
		sed 's/^/    /' "$log"
		echo "not ok valgrind: $command $spec (exit status $status)"
	fi
}
export -f one

cd "$project" || exit 1
{
	find examples -name stack.yaml -printf 'build %p\n'
	find tests/spec -mindepth 2 -maxdepth 2 -name '*.yaml' -printf 'lint %p\n'
	find tests/spec -mindepth 3 -maxdepth 3 -name stack.yaml -printf 'lint %p\n'
} | sort >"$work/runs"
[ -s "$work/runs" ] || not_ok "there are no specs"
xargs -a "$work/runs" -L 1 -P 2 bash -c 'one "$@"' one | tee "$work/said"
grep -q '^not ok ' "$work/said" && broken=1
finish
