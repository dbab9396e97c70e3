#!/bin/sh
# Starts lulab-production: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD REDIS_PASSWORD JWT_SECRET TENCENT_MEETING_SECRET SMTP_PASS SMS_ACCESS_KEY SMS_SECRET OPENAI_API_KEY

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--no-root] [--help]

Starts lulab-production, or brings it up to date.

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
	need_tool node
	need_tool pm2
	need_tool ufw
	command -v curl >/dev/null 2>&1 || need_tool wget
	command -v nc >/dev/null 2>&1 || need_tool bash
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	need_env_file
	check_secret DB_PASSWORD 16 url-safe required
	check_secret REDIS_PASSWORD 16 url-safe required
	check_secret JWT_SECRET 32 any required
	check_secret TENCENT_MEETING_SECRET 0 any required
	check_secret SMTP_PASS 0 any required
	check_secret SMS_ACCESS_KEY 0 any required
	check_secret SMS_SECRET 0 any required
	check_secret OPENAI_API_KEY 0 any required
	tcp_open smtp.production.com 587 ||
		wrong 'smtp does not answer at smtp.production.com:587'
	tcp_open api.meeting.qq.com 443 ||
		wrong 'tencent-meeting does not answer at api.meeting.qq.com:443'
	tcp_open dysmsapi.aliyuncs.com 443 ||
		wrong 'sms does not answer at dysmsapi.aliyuncs.com:443'
	tcp_open api.openai.com 443 ||
		wrong 'openai does not answer at api.openai.com:443'
	tcp_open open.feishu.cn 443 ||
		wrong 'feishu does not answer at open.feishu.cn:443'
	tcp_open oss-cn-hangzhou.aliyuncs.com 443 ||
		wrong 'storage does not answer at oss-cn-hangzhou.aliyuncs.com:443'
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_api() {
	[ -e /opt/lulab-backend/dist/main.js ]
}

do_look_for_worker() {
	[ -e /opt/lulab-backend/dist/worker.js ]
}

do_set_the_firewall() {
	as_root sh ufw/ufw.sh
}

do_start_pm2_and_keep_its_files_to_this_user() {
	pm2 ping >/dev/null && chmod go= "${PM2_HOME:-$HOME/.pm2}"
}

do_make_the_folder_of_the_logs() {
	[ -w /opt/lulab-backend/logs ] || as_root install -d -m 0750 -o "$(id -un)" /opt/lulab-backend/logs
}

do_end_processes_that_are_gone_or_have_moved() {
	with_env node pm2/apps.cjs settle
}

do_wait_for_postgres_1_on_db1() {
	wait_for 105 'postgres-1 answers at 10.0.1.20:5432' 'host db1' tcp_open 10.0.1.20 5432
}

do_wait_for_postgres_2_on_db2() {
	wait_for 105 'postgres-2 answers at 10.0.1.21:5432' 'host db2' tcp_open 10.0.1.21 5432
}

do_wait_for_redis_1_on_cache1() {
	wait_for 85 'redis-1 answers at 10.0.1.30:7000' 'host cache1' tcp_open 10.0.1.30 7000
}

do_wait_for_redis_2_on_cache2() {
	wait_for 85 'redis-2 answers at 10.0.1.31:7000' 'host cache2' tcp_open 10.0.1.31 7000
}

do_wait_for_redis_3_on_cache3() {
	wait_for 85 'redis-3 answers at 10.0.1.32:7000' 'host cache3' tcp_open 10.0.1.32 7000
}

do_wait_for_redis_4_on_cache1() {
	wait_for 85 'redis-4 answers at 10.0.1.30:7001' 'host cache1' tcp_open 10.0.1.30 7001
}

do_wait_for_redis_5_on_cache2() {
	wait_for 85 'redis-5 answers at 10.0.1.31:7001' 'host cache2' tcp_open 10.0.1.31 7001
}

do_wait_for_redis_6_on_cache3() {
	wait_for 85 'redis-6 answers at 10.0.1.32:7001' 'host cache3' tcp_open 10.0.1.32 7001
}

do_start_or_reload_api() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only api >/dev/null
}

do_wait_until_api_is_healthy() {
	wait_for 135 'api is healthy' 'pm2 logs --nostream api' http_ok http://127.0.0.1:3000/metrics
}

do_wait_until_every_instance_of_api_runs() {
	wait_for 135 'every instance of api runs' 'pm2 logs --nostream api' with_env node pm2/apps.cjs online api
}

do_start_or_reload_worker() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only worker >/dev/null
}

do_wait_until_worker_stays_up() {
	wait_for 135 'worker stays up' 'pm2 logs --nostream worker' with_env node pm2/apps.cjs steady worker
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
step 'look for api: /opt/lulab-backend/dist/main.js' do_look_for_api
step 'look for worker: /opt/lulab-backend/dist/worker.js' do_look_for_worker
[ "$check_only" = no ] || exit 0
root_step 'set the firewall' do_set_the_firewall
step 'start PM2, and keep its files to this user' do_start_pm2_and_keep_its_files_to_this_user
step 'make the folder of the logs' do_make_the_folder_of_the_logs
step 'end processes that are gone or have moved' do_end_processes_that_are_gone_or_have_moved
step 'wait for postgres-1 on db1' do_wait_for_postgres_1_on_db1
step 'wait for postgres-2 on db2' do_wait_for_postgres_2_on_db2
step 'wait for redis-1 on cache1' do_wait_for_redis_1_on_cache1
step 'wait for redis-2 on cache2' do_wait_for_redis_2_on_cache2
step 'wait for redis-3 on cache3' do_wait_for_redis_3_on_cache3
step 'wait for redis-4 on cache1' do_wait_for_redis_4_on_cache1
step 'wait for redis-5 on cache2' do_wait_for_redis_5_on_cache2
step 'wait for redis-6 on cache3' do_wait_for_redis_6_on_cache3
step 'start or reload api' do_start_or_reload_api
step 'wait until api is healthy' do_wait_until_api_is_healthy
step 'wait until every instance of api runs' do_wait_until_every_instance_of_api_runs
step 'start or reload worker' do_start_or_reload_worker
step 'wait until worker stays up' do_wait_until_worker_stays_up
step 'save the list of processes' do_save_the_list_of_processes
say 'lulab-production is up'
