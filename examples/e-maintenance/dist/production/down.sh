#!/bin/sh
# Stops e-maintenance-production, the last part started first. Data stays.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

usage() {
	cat <<'END'
usage: ./down.sh [--help]

Stops e-maintenance-production. Data stays.

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

do_stop_project_e_maintenance_production_nginx() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-nginx/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_web() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-web/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_work_order_service() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-work-order-service/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_asset_service() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-asset-service/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_user_service() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-user-service/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_redis() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-redis/compose.yaml down --remove-orphans
}

do_stop_project_e_maintenance_production_postgres() {
	docker compose --env-file .env -f compose/projects/e-maintenance-production-postgres/compose.yaml down --remove-orphans
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

step 'stop project e-maintenance-production-nginx' do_stop_project_e_maintenance_production_nginx
step 'stop project e-maintenance-production-web' do_stop_project_e_maintenance_production_web
step 'stop project e-maintenance-production-work-order-service' do_stop_project_e_maintenance_production_work_order_service
step 'stop project e-maintenance-production-asset-service' do_stop_project_e_maintenance_production_asset_service
step 'stop project e-maintenance-production-user-service' do_stop_project_e_maintenance_production_user_service
step 'stop project e-maintenance-production-redis' do_stop_project_e_maintenance_production_redis
step 'stop project e-maintenance-production-postgres' do_stop_project_e_maintenance_production_postgres
say 'e-maintenance-production is down'
