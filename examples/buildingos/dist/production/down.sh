#!/bin/sh
# Stops buildingos-production, the last part started first. Data stays.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

usage() {
	cat <<'END'
usage: ./down.sh [--help]

Stops buildingos-production. Data stays.

  --help     this text
END
}

say() {
	printf '==> %s\n' "$*"
}

fail() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

interrupted() {
	fail "interrupted during: $doing; run it again to go on"
}

# TITLE FUNCTION
step() {
	doing=$1
	say "$1"
	"$2" || fail "failed: $1"
}

do_stop_project_buildingos_production_app() {
	docker compose --env-file .env -f compose/projects/buildingos-production-app/compose.yaml down --remove-orphans
}

do_stop_project_buildingos_production_infra() {
	docker compose --env-file .env -f compose/projects/buildingos-production-infra/compose.yaml down --remove-orphans
}

doing='the start'
for option; do
	case $option in
	--help)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
done
trap interrupted INT TERM

step 'stop project buildingos-production-app' do_stop_project_buildingos_production_app
step 'stop project buildingos-production-infra' do_stop_project_buildingos_production_infra
say 'buildingos-production is down'
