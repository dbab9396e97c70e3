#!/bin/bash
# What the entry point of the official image does on the first start: a database
# from POSTGRES_USER, POSTGRES_PASSWORD (or _FILE) and POSTGRES_DB, made by a
# server that listens on no network. Without a password it refuses.
set -euo pipefail

main() {
	[ "${1#-}" = "$1" ] || set -- postgres "$@"
	[ "$1" = postgres ] || exec "$@"
	from_file POSTGRES_PASSWORD
	from_file POSTGRES_USER
	from_file POSTGRES_DB
	: "${POSTGRES_USER:=postgres}"
	: "${POSTGRES_DB:=$POSTGRES_USER}"
	mkdir -p "$PGDATA" /run/postgresql
	if [ "$(id -u)" = 0 ]; then
		chmod 700 "$PGDATA"
		find "$PGDATA" /run/postgresql ! -user postgres -exec chown postgres {} +
		export POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB
		exec gosu postgres "$0" "$@"
	fi
	[ -s "$PGDATA/PG_VERSION" ] || first_start
	unset POSTGRES_PASSWORD
	exec "$@"
}

# from_file NAME: NAME from the file that NAME_FILE names
from_file() {
	local file=${1}_FILE
	if [ -z "${!file-}" ]; then
		return
	fi
	if [ -n "${!1-}" ]; then
		echo "error: both $1 and $file are set (but are exclusive)" >&2
		exit 1
	fi
	export "$1=$(cat "${!file}")"
	unset "$file"
}

first_start() {
	if [ -z "${POSTGRES_PASSWORD-}" ]; then
		echo 'Error: Database is uninitialized and superuser password is not' \
			'specified.' >&2
		exit 1
	fi
	initdb --username="$POSTGRES_USER" --pwfile=<(echo "$POSTGRES_PASSWORD") \
		--auth-host=scram-sha-256 --no-sync
	echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
	pg_ctl -w -o '-c listen_addresses=' start
	if [ "$POSTGRES_DB" != postgres ]; then
		createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
	fi
	pg_ctl -w -m fast stop
}

main "$@"
