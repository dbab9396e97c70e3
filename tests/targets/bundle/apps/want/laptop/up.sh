#!/bin/sh
# Starts apps-laptop: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD LOCAL_TOKEN

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--help]

Starts apps-laptop, or brings it up to date.

  --check    make the checks, start nothing
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

preflight() {
	doing='the checks'
	say "$doing"
	need_tool node
	need_tool pm2
	command -v curl >/dev/null 2>&1 || need_tool wget
	command -v nc >/dev/null 2>&1 || need_tool bash
	need_env_file
	check_secret DB_PASSWORD 16 url-safe required
	check_secret LOCAL_TOKEN 0 any optional
	[ -e /etc/apps/token ] || wrong 'secret token: /etc/apps/token is missing'
	tcp_open db.internal.example.com 5432 ||
		wrong 'database does not answer at db.internal.example.com:5432'
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_migrate() {
	[ -e /srv/api/migrate.js ] || command -v migrate.js >/dev/null
}

do_look_for_api() {
	[ -e /srv/api/dist/main.js ]
}

do_look_for_ticker() {
	[ -e /srv/ticker/tick.js ] || command -v tick.js >/dev/null
}

do_look_for_worker() {
	[ -e /srv/worker/worker.ts ] || command -v worker.ts >/dev/null
}

do_start_pm2_and_keep_its_files_to_this_user() {
	pm2 ping >/dev/null && chmod go= "${PM2_HOME:-$HOME/.pm2}"
}

do_make_the_folder_of_the_logs() {
	[ -w /tmp/apps ] || as_root install -d -m 0750 -o "$(id -un)" /tmp/apps
}

do_end_processes_that_are_gone_or_have_moved() {
	with_env node pm2/apps.cjs settle
}

do_run_migrate_to_its_end() {
	with_env node pm2/once.cjs migrate
}

do_start_or_reload_api() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only api >/dev/null
}

do_wait_until_api_is_healthy() {
	wait_for 140 'api is healthy' 'pm2 logs --nostream api' http_ok 'http://127.0.0.1:3000/health?full=1'
}

do_wait_until_every_instance_of_api_runs() {
	wait_for 140 'every instance of api runs' 'pm2 logs --nostream api' with_env node pm2/apps.cjs online api
}

do_start_or_reload_ticker() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only ticker >/dev/null
}

do_wait_until_ticker_stays_up() {
	wait_for 120 'ticker stays up' 'pm2 logs --nostream ticker' with_env node pm2/apps.cjs steady ticker
}

do_start_or_reload_worker() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only worker >/dev/null
}

do_wait_until_worker_is_healthy() {
	wait_for 120 'worker is healthy' 'pm2 logs --nostream worker' sh -c 'cd /srv/worker && test -e '\''/run/wor ker'\'''
}

do_wait_until_every_instance_of_worker_runs() {
	wait_for 120 'every instance of worker runs' 'pm2 logs --nostream worker' with_env node pm2/apps.cjs online worker
}

do_save_the_list_of_processes() {
	pm2 save >/dev/null
}

check_only=no problems=0
doing='the start'
for option; do
	case $option in
	--check) check_only=yes ;;
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
step 'look for migrate: /srv/api/migrate.js' do_look_for_migrate
step 'look for api: /srv/api/dist/main.js' do_look_for_api
step 'look for ticker: /srv/ticker/tick.js' do_look_for_ticker
step 'look for worker: /srv/worker/worker.ts' do_look_for_worker
[ "$check_only" = no ] || exit 0
step 'start PM2, and keep its files to this user' do_start_pm2_and_keep_its_files_to_this_user
step 'make the folder of the logs' do_make_the_folder_of_the_logs
step 'end processes that are gone or have moved' do_end_processes_that_are_gone_or_have_moved
step 'run migrate to its end' do_run_migrate_to_its_end
step 'start or reload api' do_start_or_reload_api
step 'wait until api is healthy' do_wait_until_api_is_healthy
step 'wait until every instance of api runs' do_wait_until_every_instance_of_api_runs
step 'start or reload ticker' do_start_or_reload_ticker
step 'wait until ticker stays up' do_wait_until_ticker_stays_up
step 'start or reload worker' do_start_or_reload_worker
step 'wait until worker is healthy' do_wait_until_worker_is_healthy
step 'wait until every instance of worker runs' do_wait_until_every_instance_of_worker_runs
step 'save the list of processes' do_save_the_list_of_processes
say 'apps-laptop is up'
