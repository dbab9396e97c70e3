#!/bin/sh
# Starts lulab-production: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

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

# HOST PORT
tcp_open() {
	if command -v nc >/dev/null 2>&1; then
		nc -z -w 5 "$1" "$2" >/dev/null 2>&1
	else
		timeout 5 bash -c "exec 3<>'/dev/tcp/$1/$2'" 2>/dev/null
	fi
}

# HOST PORT...: one of them accepts connections
any_tcp_open() {
	while [ $# -gt 1 ]; do
		! tcp_open "$1" "$2" || return 0
		shift 2
	done
	return 1
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
	need_tool systemctl
	need_tool ufw
	command -v nc >/dev/null 2>&1 || need_tool bash
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	# Nothing has to be in it, but commands name it.
	[ -e .env ] || : >.env
	need_env_file
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_test_the_nginx_configuration() {
	as_root nginx -t -q -c "$PWD/nginx/nginx.conf"
}

do_set_the_firewall() {
	as_root sh ufw/ufw.sh
}

do_wait_for_api_on_app1_app2_app3() {
	wait_for 135 'api answers on app1, app2, app3' 'hosts app1, app2, app3' any_tcp_open 10.0.1.10 3000 10.0.1.11 3000 10.0.1.12 3000
}

do_install_the_nginx_configuration() {
	as_root install -m 0644 nginx/nginx.conf /etc/nginx/nginx.conf
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
root_step 'test the nginx configuration' do_test_the_nginx_configuration
[ "$check_only" = no ] || exit 0
root_step 'set the firewall' do_set_the_firewall
step 'wait for api on app1, app2, app3' do_wait_for_api_on_app1_app2_app3
root_step 'install the nginx configuration' do_install_the_nginx_configuration
root_step 'load the nginx configuration' do_load_the_nginx_configuration
say 'lulab-production is up'
