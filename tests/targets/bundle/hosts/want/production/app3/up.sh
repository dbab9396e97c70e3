#!/bin/sh
# Starts hosts-production: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--no-root] [--help]

Starts hosts-production, or brings it up to date.

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
	need_tool docker
	need_tool node
	need_tool pm2
	need_tool ufw
	command -v curl >/dev/null 2>&1 || need_tool wget
	command -v nc >/dev/null 2>&1 || need_tool bash
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	need_env_file
	check_secret DB_PASSWORD 0 url-safe required
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_docker_compose() {
	docker compose version
}

do_look_for_api() {
	[ -e /srv/api/main.js ] || command -v main.js >/dev/null
}

do_look_for_mailer() {
	[ -e /srv/api/mailer.js ] || command -v mailer.js >/dev/null
}

do_set_the_firewall() {
	as_root sh ufw/ufw.sh
}

do_start_pm2_and_keep_its_files_to_this_user() {
	pm2 ping >/dev/null && chmod go= "${PM2_HOME:-$HOME/.pm2}"
}

do_make_the_folder_of_the_logs() {
	[ -w /var/log/hosts-production ] || as_root install -d -m 0750 -o "$(id -un)" /var/log/hosts-production
}

do_end_processes_that_are_gone_or_have_moved() {
	with_env node pm2/apps.cjs settle
}

do_wait_for_postgres_on_db1() {
	wait_for 105 'postgres answers at 10.0.0.21:5433' 'host db1' tcp_open 10.0.0.21 5433
}

do_start_or_reload_api() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only api >/dev/null
}

do_wait_until_api_is_healthy() {
	wait_for 120 'api is healthy' 'pm2 logs --nostream api' http_ok http://127.0.0.1:3001/health
}

do_wait_until_every_instance_of_api_runs() {
	wait_for 120 'every instance of api runs' 'pm2 logs --nostream api' with_env node pm2/apps.cjs online api
}

do_start_the_containers() {
	docker compose --env-file .env -f compose/compose.yaml up -d --remove-orphans
}

do_wait_until_the_containers_are_healthy() {
	docker compose --env-file .env -f compose/compose.yaml up -d --no-recreate --wait --wait-timeout 120
}

do_start_or_reload_mailer() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only mailer >/dev/null
}

do_wait_until_mailer_stays_up() {
	wait_for 60 'mailer stays up' 'pm2 logs --nostream mailer' with_env node pm2/apps.cjs steady mailer
}

do_save_the_list_of_processes() {
	pm2 save >/dev/null
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
step 'look for Docker Compose' do_look_for_docker_compose
step 'look for api: /srv/api/main.js' do_look_for_api
step 'look for mailer: /srv/api/mailer.js' do_look_for_mailer
[ "$check_only" = no ] || exit 0
root_step 'set the firewall' do_set_the_firewall
step 'start PM2, and keep its files to this user' do_start_pm2_and_keep_its_files_to_this_user
step 'make the folder of the logs' do_make_the_folder_of_the_logs
step 'end processes that are gone or have moved' do_end_processes_that_are_gone_or_have_moved
step 'wait for postgres on db1' do_wait_for_postgres_on_db1
step 'start or reload api' do_start_or_reload_api
step 'wait until api is healthy' do_wait_until_api_is_healthy
step 'wait until every instance of api runs' do_wait_until_every_instance_of_api_runs
step 'start the containers' do_start_the_containers
step 'wait until the containers are healthy' do_wait_until_the_containers_are_healthy
step 'start or reload mailer' do_start_or_reload_mailer
step 'wait until mailer stays up' do_wait_until_mailer_stays_up
step 'save the list of processes' do_save_the_list_of_processes
say 'hosts-production is up'
