#!/bin/sh
# Stops shop-default, the last part started first. Data stays.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

usage() {
	cat <<'END'
usage: ./down.sh [--help]

Stops shop-default. Data stays.

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

do_stop_d_of_project_shop_default_left() {
	docker compose --env-file .env -f compose/projects/shop-default-left/compose.yaml stop d
}

do_stop_job_of_project_shop_default_right() {
	docker compose --env-file .env -f compose/projects/shop-default-right/compose.yaml stop job
}

do_stop_c_of_project_shop_default_left() {
	docker compose --env-file .env -f compose/projects/shop-default-left/compose.yaml stop c
}

do_stop_project_shop_default_right() {
	docker compose --env-file .env -f compose/projects/shop-default-right/compose.yaml down --remove-orphans
}

do_stop_project_shop_default_left() {
	docker compose --env-file .env -f compose/projects/shop-default-left/compose.yaml down --remove-orphans
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

step 'stop d of project shop-default-left' do_stop_d_of_project_shop_default_left
step 'stop job of project shop-default-right' do_stop_job_of_project_shop_default_right
step 'stop c of project shop-default-left' do_stop_c_of_project_shop_default_left
step 'stop project shop-default-right' do_stop_project_shop_default_right
step 'stop project shop-default-left' do_stop_project_shop_default_left
say 'shop-default is down'
