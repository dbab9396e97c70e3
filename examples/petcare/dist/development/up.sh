#!/bin/sh
# Starts petcare-development: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD REDIS_PASSWORD JWT_SECRET JWT_REFRESH_SECRET WECHAT_APP_SECRET SMTP_PASS AWS_SECRET_ACCESS_KEY SENTRY_DSN MQTT_BROKER_URL VERSION WECHAT_APP_ID GOOGLE_CLIENT_ID SMTP_HOST SMTP_PORT SMTP_USER AWS_S3_BUCKET AWS_ACCESS_KEY_ID

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--help]

Starts petcare-development, or brings it up to date.

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

# TITLE FUNCTION
step() {
	doing=$1
	say "$1"
	"$2" || fail "failed: $1"
}

preflight() {
	doing='the checks'
	say "$doing"
	need_tool docker
	# Nothing has to be in it, but commands name it.
	[ -e .env ] || : >.env
	need_env_file
	check_secret DB_PASSWORD 16 any optional
	check_secret REDIS_PASSWORD 16 url-safe optional
	check_secret JWT_SECRET 32 any optional
	check_secret JWT_REFRESH_SECRET 32 any optional
	check_secret WECHAT_APP_SECRET 0 any optional
	check_secret SMTP_PASS 0 any optional
	check_secret AWS_SECRET_ACCESS_KEY 0 any optional
	check_secret SENTRY_DSN 0 any optional
	check_secret MQTT_BROKER_URL 0 any optional
	check_parameter VERSION '^v[0-9]+\.[0-9]+\.[0-9]+$' optional
	check_parameter WECHAT_APP_ID '' optional
	check_parameter GOOGLE_CLIENT_ID '' optional
	check_parameter SMTP_HOST '' optional
	check_parameter SMTP_PORT '' optional
	check_parameter SMTP_USER '' optional
	check_parameter AWS_S3_BUCKET '' optional
	check_parameter AWS_ACCESS_KEY_ID '' optional
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_look_for_docker_compose() {
	docker compose version
}

do_start_the_containers() {
	docker compose --env-file .env -f compose/compose.yaml up -d --remove-orphans
}

do_wait_until_the_containers_are_healthy() {
	docker compose --env-file .env -f compose/compose.yaml up -d --no-recreate --wait --wait-timeout 845
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
step 'look for Docker Compose' do_look_for_docker_compose
[ "$check_only" = no ] || exit 0
step 'start the containers' do_start_the_containers
step 'wait until the containers are healthy' do_wait_until_the_containers_are_healthy
say 'petcare-development is up'
