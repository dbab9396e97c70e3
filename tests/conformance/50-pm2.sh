#!/bin/bash
# PM2 starts every ecosystem file. Where the applications should be stand scripts
# that say what they see; so instances, modes and environments are looked at from
# inside. In a view of its own, where /opt is empty.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check pm2
need_root
need "$pm2" "$debian" node curl

main() {
	mapfile -t files < <(find "${dists[@]}" -name 'ecosystem.config.*' | sort)
	[ ${#files[@]} -gt 0 ] || not_ok "no ecosystem file under ${dists[*]}"
	for file in "${files[@]}"; do
		check=pm2:$(bundle_name "$file")
		secrets "$(dirname "$file")/.." "$work/env"
		mapfile -t environment < <(sed "s/='\(.*\)'$/=\1/" "$work/env")
		try "$file"
		view_stop
	done
	finish
}

try() {
	local file=$1
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		return
	}
	refuses_without_secrets "$file"
	with_secrets node "$conformance/pm2.js" prepare "$file" >"$work/prepare.log" 2>&1 || {
		not_ok "it cannot be read" "$work/prepare.log"
		return
	}
	holds "pm2 start" with_secrets "$pm2/node_modules/.bin/pm2" start "$file"
	# PM2 only warns of what it does not know, and also warns of nothing.
	grep -iE '\[(warn|error)\]' "$work/holds.log" |
		grep -vE 'not running, starting|waiting for app to be ready' >"$work/warnings" &&
		not_ok "PM2 warns" "$work/warnings"
	looks_right started "$file"
	holds "pm2 reload" with_secrets "$pm2/node_modules/.bin/pm2" reload "$file"
	looks_right reloaded "$file"
	holds "pm2 kill" with_secrets "$pm2/node_modules/.bin/pm2" kill
}

# with_secrets COMMAND...: in the view, with nothing of this shell's environment
with_secrets() {
	inside env -i HOME=/root PATH="$PATH" PM2_HOME="$work/pm2" "${environment[@]}" "$@"
}

refuses_without_secrets() {
	inside env -i HOME=/root PATH="$PATH" node -e 'require(process.argv[1])' "$1" \
		>"$work/without.log" 2>&1 &&
		not_ok "read without its secrets" ||
		ok "refused without its secrets: $(grep -m 1 -oE 'Error: .*' "$work/without.log")"
}

looks_right() {
	local line
	with_secrets "$pm2/node_modules/.bin/pm2" jlist >"$work/jlist" 2>"$work/jlist.log"
	with_secrets node "$conformance/pm2.js" judge "$2" "$work/jlist" "$1" >"$work/judge" 2>&1 ||
		not_ok "$1" "$work/judge"
	while IFS= read -r line; do
		case $line in
		ok\ *) ok "$1: ${line#ok }" ;;
		not\ *) not_ok "$1: ${line#not ok }" ;;
		esac
	done <"$work/judge"
}

main
