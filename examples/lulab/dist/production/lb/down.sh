#!/bin/sh
# Stops lulab-production, the last part started first. Data stays.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

usage() {
	cat <<'END'
usage: ./down.sh [--no-root] [--help]

Stops lulab-production. Data stays.

  --no-root  leave out the steps that need root
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

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# TITLE FUNCTION
step() {
	doing=$1
	say "$1"
	"$2" || fail "failed: $1"
}

# TITLE FUNCTION
root_step() {
	if [ "$root" = yes ]; then
		step "$@"
	else
		say "left out, needs root: $1"
	fi
}

do_stop_nginx() {
	as_root systemctl stop nginx
}

root=yes doing='the start'
for option; do
	case $option in
	--no-root) root=no ;;
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

root_step 'stop nginx' do_stop_nginx
say 'lulab-production is down'
