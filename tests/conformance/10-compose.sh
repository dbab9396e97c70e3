#!/bin/bash
# Docker Compose reads every compose file without a word: not even a warning,
# for a variable that is not set is only that.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check compose
need "$docker_compose"

# quiet FILE ENVIRONMENT: status 0 and nothing printed
quiet() {
	DOCKER_HOST=unix:///nonexistent.sock "$docker_compose" --env-file "$2" -f "$1" \
		config -q 2>&1 || return 1
}

for environment in development production; do
	bundle=$dist/$environment
	check=compose:$environment
	files=0
	secrets "$bundle" "$work/$environment.env"
	while IFS= read -r file; do
		files=$((files + 1))
		said=$(quiet "$file" "$work/$environment.env")
		status=$?
		same "config -q of ${file#"$bundle"/}" "0 " "$status $said"
	done < <(find "$bundle/compose" -name '*.yaml' 2>/dev/null | sort)
	[ $files -gt 0 ] || not_ok "no compose file"
	# Without its secrets nothing starts, and the message names the first.
	[ -s "$work/$environment.env" ] || continue
	quiet "$bundle/compose/compose.yaml" /dev/null >"$work/without.log"
	grep -q 'required variable' "$work/without.log" &&
		ok "refused without its secrets" ||
		not_ok "accepted without its secrets" "$work/without.log"
done
finish
