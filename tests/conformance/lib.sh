# shellcheck shell=bash
# What every check begins with: words to report by, a folder to work in, and
# tools that are there or named.
#
# A check prints lines "ok CHECK: what held" and "not ok CHECK: what did not";
# `run` counts them. `check NAME` comes first and `finish` last.

conformance=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$conformance/../.." && pwd)
dist=${STACKC_DIST:-$project/examples/e-maintenance/dist}
# The bundles of every example, for checks that need to know nothing of a stack.
dists=("${STACKC_DIST-}")
[ -n "${STACKC_DIST-}" ] || dists=("$project"/examples/*/dist)
# shellcheck source=tests/conformance/versions.sh
. "$conformance/versions.sh"

broken=0

# check NAME: names the check, makes $work, and sees that both go at the end.
check() {
	check=$1
	work=$(mktemp -d "${TMPDIR:-/tmp}/stackc-$check.XXXXXX")
	trap at_end EXIT
	trap 'exit 1' HUP INT TERM
}

at_end_commands=()

at_end() {
	local i
	for ((i = ${#at_end_commands[@]} - 1; i >= 0; i--)); do
		${at_end_commands[i]} || true
	done
	rm -rf "$work"
}

# afterwards COMMAND: run when the check ends, the last one first
afterwards() {
	at_end_commands+=("$1")
}

ok() {
	echo "ok $check: $1"
}

# not_ok WHAT [FILE]: FILE is what a tool said
not_ok() {
	broken=1
	if [ -n "${2-}" ] && [ -s "$2" ]; then
		tail -n 25 "$2" | sed 's/^/    /'
	fi
	echo "not ok $check: $1"
}

# holds WHAT COMMAND...: ok or not_ok by the status of the command, and that status
holds() {
	local what=$1
	shift
	if "$@" >"$work/holds.log" 2>&1; then
		ok "$what"
	else
		not_ok "$what" "$work/holds.log"
		return 1
	fi
}

# same WHAT EXPECTED FOUND
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1: expected '$2', found '$3'"
	fi
}

finish() {
	exit "$broken"
}

# bundle_name FOLDER: "EXAMPLE/ENVIRONMENT", with the host after it where there are
# several; below STACKC_DIST without the example
bundle_name() {
	local name=${1#"$project/examples/"}
	name=${name#"${STACKC_DIST-}/"}
	echo "${name/\/dist\///}"
}

# need FILE|COMMAND...: all of them, else the check fails and names the missing
need() {
	local name missing=''
	for name; do
		command -v "$name" >/dev/null || [ -e "$name" ] || missing+=" $name"
	done
	[ -n "$missing" ] || return 0
	not_ok "missing:$missing (tests/conformance/install brings the tools)"
	finish
}

need_root() {
	[ "$(id -u)" = 0 ] || {
		not_ok "needs root, for namespaces of its own"
		finish
	}
}

# until_true SECONDS COMMAND...
until_true() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || return 1
		sleep 0.1
	done
}
