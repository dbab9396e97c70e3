#!/bin/sh
# Starts hosts-production: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

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
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	# Nothing has to be in it, but commands name it.
	[ -e .env ] || : >.env
	need_env_file
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_admin() {
	[ -e /srv/admin/admin.js ] || command -v admin.js >/dev/null
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

do_wait_for_api_on_app1() {
	wait_for 120 'api answers at 10.0.0.11:3001' 'host app1' http_ok http://10.0.0.11:3001/health
}

do_wait_for_api_on_app3() {
	wait_for 120 'api answers at 10.0.0.13:3001' 'host app3' http_ok http://10.0.0.13:3001/health
}

do_start_or_reload_admin() {
	with_env pm2 startOrReload pm2/ecosystem.config.cjs --only admin >/dev/null
}

do_wait_until_admin_stays_up() {
	wait_for 60 'admin stays up' 'pm2 logs --nostream admin' with_env node pm2/apps.cjs steady admin
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
step 'look for admin: /srv/admin/admin.js' do_look_for_admin
[ "$check_only" = no ] || exit 0
root_step 'set the firewall' do_set_the_firewall
step 'start PM2, and keep its files to this user' do_start_pm2_and_keep_its_files_to_this_user
step 'make the folder of the logs' do_make_the_folder_of_the_logs
step 'end processes that are gone or have moved' do_end_processes_that_are_gone_or_have_moved
step 'wait for api on app1' do_wait_for_api_on_app1
step 'wait for api on app3' do_wait_for_api_on_app3
step 'start or reload admin' do_start_or_reload_admin
step 'wait until admin stays up' do_wait_until_admin_stays_up
step 'save the list of processes' do_save_the_list_of_processes
say 'hosts-production is up'
