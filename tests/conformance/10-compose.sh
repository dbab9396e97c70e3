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

mapfile -t bundles < <(find "${dists[@]}" -type d -name compose -prune | sort |
	xargs -r dirname)
[ ${#bundles[@]} -gt 0 ] || not_ok "no compose file under ${dists[*]}"
for bundle in "${bundles[@]}"; do
	check=compose:$(bundle_name "$bundle")
	files=0
	secrets "$bundle" "$work/env"
	: >"$work/without.log"
	while IFS= read -r file; do
		files=$((files + 1))
		said=$(quiet "$file" "$work/env")
		status=$?
		same "config -q of ${file#"$bundle"/}" "0 " "$status $said"
		quiet "$file" /dev/null >>"$work/without.log"
	done < <(find "$bundle/compose" -name compose.yaml | sort)
	[ $files -gt 0 ] || not_ok "no compose file"
	# Without its secrets nothing starts, and the message names the first.
	[ -s "$work/env" ] || continue
	grep -q 'required variable' "$work/without.log" &&
		ok "refused without its secrets" ||
		not_ok "accepted without its secrets" "$work/without.log"
done

# What no example asks for: what the target's own cases compile to.
# A number is what any field takes.
check=compose:cases
while IFS= read -r file; do
	grep -oE '\$\{[A-Za-z0-9_]+:\?' "$file" | sort -u |
		sed -E 's/..([A-Za-z0-9_]+).*/\1=1/' >"$work/case.env"
	said=$(quiet "$file" "$work/case.env")
	status=$?
	same "config -q of ${file#"$project"/tests/targets/compose/}" "0 " "$status $said"
done < <(find "$project"/tests/targets/compose/*/want -name compose.yaml | sort)
finish
