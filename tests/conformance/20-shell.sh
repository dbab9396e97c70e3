#!/bin/bash
# ShellCheck has nothing to say of any script that is written.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
check shell
shellcheck=$debian/usr/bin/shellcheck
need "$shellcheck"

scripts=0
while IFS= read -r file; do
	scripts=$((scripts + 1))
	name=$(bundle_name "$file")
	holds "$name" env LD_LIBRARY_PATH="$(echo "$debian"/usr/lib/*-linux-gnu)" \
		"$shellcheck" "$file"
	[ -x "$file" ] || not_ok "$name cannot be executed"
done < <(find "${dists[@]}" -name '*.sh' | sort)
[ $scripts -gt 0 ] || not_ok "no script under ${dists[*]}"
finish
