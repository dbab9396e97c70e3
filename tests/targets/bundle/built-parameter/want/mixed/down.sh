#!/bin/sh
# Stops shop-mixed, the last part started first. Data stays.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

usage() {
	cat <<'END'
usage: ./down.sh [--help]

Stops shop-mixed. Data stays.

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

do_remove_all_but_data_and_secrets() {
	kubectl -n shop-mixed delete deployment,statefulset,job,horizontalpodautoscaler,poddisruptionbudget,service,configmap,networkpolicy -l app.kubernetes.io/part-of=shop --ignore-not-found
}

do_stop_the_containers() {
	docker compose --env-file .env -f compose/compose.yaml down --remove-orphans
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

step 'remove all but data and secrets' do_remove_all_but_data_and_secrets
step 'stop the containers' do_stop_the_containers
say 'shop-mixed is down'
