#!/bin/sh
# Starts e-maintenance-vm: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset POSTGRES_PASSWORD REDIS_PASSWORD JWT_SECRET

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--no-root] [--help]

Starts e-maintenance-vm, or brings it up to date.

  --check    make the checks, start nothing
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

# Every check is made, so that one run shows all that is wrong.
wrong() {
	printf '    %s\n' "$*" >&2
	problems=$((problems + 1))
}

need_tool() {
	command -v "$1" >/dev/null 2>&1 || wrong "$1 is not installed"
}

# Calls $1 NAME VALUE for each line of .env. Only NAME='value' and plain words
# mean the same to every program that reads it; the rest is refused. Names of
# its own begin with _, for $1 may set NAME.
read_env() {
	_number=0
	while IFS= read -r _line || [ -n "$_line" ]; do
		_number=$((_number + 1))
		case $_line in
		'' | '#'*) continue ;;
		esac
		_name=${_line%%=*}
		_value=${_line#*=}
		_portable=yes
		case $_name in
		"$_line" | '' | [0-9]* | *[!A-Za-z0-9_]*) _portable=no ;;
		esac
		case $_value in
		"'"*"'")
			_value=${_value#?}
			_value=${_value%?}
			case $_value in *"'"* | *\\ | *[[:cntrl:]]*) _portable=no ;; esac
			;;
		'"'*'"')
			_value=${_value#?}
			_value=${_value%?}
			case $_value in *[\"\$\`\\[:cntrl:]]*) _portable=no ;; esac
			;;
		*[!A-Za-z0-9._:/@%+,=-]*) _portable=no ;;
		esac
		if [ "$_portable" = yes ]; then
			"$1" "$_name" "$_value"
		else
			wrong ".env:$_number: write NAME='value', without a quote, a tab or the" \
				'like inside, and without a backslash at its end'
		fi
	done <.env
}

ignore() {
	:
}

need_env_file() {
	[ -f .env ] ||
		fail '.env is missing: cp .env.example .env && chmod 600 .env, then fill it in'
	[ -r .env ] || fail '.env cannot be read'
	[ -z "$(find .env -perm -o+r)" ] ||
		printf '    %s\n' '.env can be read by everybody: chmod 600 .env' >&2
	read_env ignore
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

pick() {
	[ "$1" != "$wanted" ] || found=$2
}

# Sets found to the value of $1 in .env, or to nothing.
find_env() {
	wanted=$1 found=''
	read_env pick
}

# NAME LEAST_LENGTH any|url-safe required|optional
check_secret() {
	find_env "$1"
	if [ -z "$found" ]; then
		[ "$4" = optional ] || wrong ".env: $1 is not set"
		return
	fi
	[ "${#found}" -ge "$2" ] || wrong ".env: $1 has fewer than $2 characters"
	case $3:$found in
	url-safe:*[!A-Za-z0-9._~-]*)
		wrong ".env: $1 stands in a URL: only letters, digits and . _ ~ -"
		;;
	esac
}

# NAME PATTERN required|optional
check_parameter() {
	find_env "$1"
	if [ -z "$found" ]; then
		[ "$3" = optional ] || wrong ".env: $1 is not set"
	elif [ -n "$2" ]; then
		printf '%s\n' "$found" | grep -Eq -e "$2" ||
			wrong ".env: $1 does not match $2"
	fi
}

export_pair() {
	export "$1=$2"
}

# Runs a command with everything in .env in its environment.
with_env() (
	read_env export_pair
	exec "$@"
)

# URL
http_ok() {
	if command -v curl >/dev/null 2>&1; then
		curl -fsS --max-time 5 -o /dev/null "$1" 2>/dev/null
	else
		wget -q -T 5 -t 1 -O /dev/null "$1" 2>/dev/null
	fi
}

# HOST PORT
tcp_open() {
	if command -v nc >/dev/null 2>&1; then
		nc -z -w 5 "$1" "$2" >/dev/null 2>&1
	else
		timeout 5 bash -c "exec 3<>'/dev/tcp/$1/$2'" 2>/dev/null
	fi
}

# SECONDS WHAT HINT COMMAND...
wait_for() {
	limit=$1 what=$2 hint=$3
	shift 3
	end=$(($(date +%s) + limit))
	until "$@"; do
		[ "$(date +%s)" -lt "$end" ] ||
			fail "not so within $limit s: $what; look at: $hint"
		sleep 1
	done
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

preflight() {
	doing='the checks'
	say "$doing"
	need_tool nginx
	need_tool node
	need_tool pm2
	need_tool systemctl
	need_tool ufw
	command -v curl >/dev/null 2>&1 || need_tool wget
	command -v nc >/dev/null 2>&1 || need_tool bash
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	need_env_file
	check_secret POSTGRES_PASSWORD 16 url-safe required
	check_secret REDIS_PASSWORD 16 url-safe required
	check_secret JWT_SECRET 32 any required
	tcp_open db.internal.example.com 5432 ||
		wrong 'postgres does not answer at db.internal.example.com:5432'
	tcp_open cache.internal.example.com 6379 ||
		wrong 'redis does not answer at cache.internal.example.com:6379'
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_user_service() {
	[ -e /opt/emaintenance/user-service/dist/main.js ]
}

do_look_for_asset_service() {
	[ -e /opt/emaintenance/asset-service/dist/main.js ]
}

do_look_for_work_order_service() {
	[ -e /opt/emaintenance/work-order-service/dist/main.js ]
}

do_look_for_web() {
	[ -e /opt/emaintenance/web/node_modules/next/dist/bin/next ]
}

do_test_the_nginx_configuration() {
	as_root nginx -t -q -c "$PWD/nginx/nginx.conf"
}

do_set_the_firewall() {
	as_root sh ufw/ufw.sh
}

do_start_pm2_and_keep_its_files_to_this_user() {
	pm2 ping >/dev/null && chmod go= "${PM2_HOME:-$HOME/.pm2}"
}

do_make_the_folder_of_the_logs() {
	[ -w /var/log/e-maintenance-vm ] || as_root install -d -m 0750 -o "$(id -un)" /var/log/e-maintenance-vm
}

do_end_processes_that_are_gone_or_have_moved() {
	with_env node pm2/apps.cjs settle
}

do_start_or_reload_user_service() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only user-service >/dev/null
}

do_wait_until_user_service_is_healthy() {
	wait_for 160 'user-service is healthy' 'pm2 logs --nostream user-service' http_ok http://127.0.0.1:3001/health
}

do_wait_until_every_instance_of_user_service_runs() {
	wait_for 160 'every instance of user-service runs' 'pm2 logs --nostream user-service' with_env node pm2/apps.cjs online user-service
}

do_start_or_reload_asset_service() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only asset-service >/dev/null
}

do_wait_until_asset_service_is_healthy() {
	wait_for 160 'asset-service is healthy' 'pm2 logs --nostream asset-service' http_ok http://127.0.0.1:3003/health
}

do_wait_until_every_instance_of_asset_service_runs() {
	wait_for 160 'every instance of asset-service runs' 'pm2 logs --nostream asset-service' with_env node pm2/apps.cjs online asset-service
}

do_start_or_reload_work_order_service() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only work-order-service >/dev/null
}

do_wait_until_work_order_service_is_healthy() {
	wait_for 160 'work-order-service is healthy' 'pm2 logs --nostream work-order-service' http_ok http://127.0.0.1:3002/health
}

do_wait_until_every_instance_of_work_order_service_runs() {
	wait_for 160 'every instance of work-order-service runs' 'pm2 logs --nostream work-order-service' with_env node pm2/apps.cjs online work-order-service
}

do_start_or_reload_web() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only web >/dev/null
}

do_wait_until_web_is_healthy() {
	wait_for 160 'web is healthy' 'pm2 logs --nostream web' http_ok http://127.0.0.1:3000/
}

do_wait_until_every_instance_of_web_runs() {
	wait_for 160 'every instance of web runs' 'pm2 logs --nostream web' with_env node pm2/apps.cjs online web
}

do_install_the_nginx_configuration() {
	as_root install -m 0644 nginx/nginx.conf /etc/nginx/nginx.conf
}

do_save_the_list_of_processes() {
	pm2 save >/dev/null
}

do_load_the_nginx_configuration() {
	as_root systemctl reload-or-restart nginx
}

check_only=no problems=0
root=yes doing='the start'
for option; do
	case $option in
	--check) check_only=yes ;;
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

preflight
step 'look for user-service: /opt/emaintenance/user-service/dist/main.js' do_look_for_user_service
step 'look for asset-service: /opt/emaintenance/asset-service/dist/main.js' do_look_for_asset_service
step 'look for work-order-service: /opt/emaintenance/work-order-service/dist/main.js' do_look_for_work_order_service
step 'look for web: /opt/emaintenance/web/node_modules/next/dist/bin/next' do_look_for_web
root_step 'test the nginx configuration' do_test_the_nginx_configuration
[ "$check_only" = no ] || exit 0
root_step 'set the firewall' do_set_the_firewall
step 'start PM2, and keep its files to this user' do_start_pm2_and_keep_its_files_to_this_user
step 'make the folder of the logs' do_make_the_folder_of_the_logs
step 'end processes that are gone or have moved' do_end_processes_that_are_gone_or_have_moved
step 'start or reload user-service' do_start_or_reload_user_service
step 'wait until user-service is healthy' do_wait_until_user_service_is_healthy
step 'wait until every instance of user-service runs' do_wait_until_every_instance_of_user_service_runs
step 'start or reload asset-service' do_start_or_reload_asset_service
step 'wait until asset-service is healthy' do_wait_until_asset_service_is_healthy
step 'wait until every instance of asset-service runs' do_wait_until_every_instance_of_asset_service_runs
step 'start or reload work-order-service' do_start_or_reload_work_order_service
step 'wait until work-order-service is healthy' do_wait_until_work_order_service_is_healthy
step 'wait until every instance of work-order-service runs' do_wait_until_every_instance_of_work_order_service_runs
step 'start or reload web' do_start_or_reload_web
step 'wait until web is healthy' do_wait_until_web_is_healthy
step 'wait until every instance of web runs' do_wait_until_every_instance_of_web_runs
root_step 'install the nginx configuration' do_install_the_nginx_configuration
step 'save the list of processes' do_save_the_list_of_processes
root_step 'load the nginx configuration' do_load_the_nginx_configuration
say 'e-maintenance-vm is up'
