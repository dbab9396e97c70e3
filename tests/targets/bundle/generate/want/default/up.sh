#!/bin/sh
# Starts generate-default: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD SESSION_KEY API_KEY

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--no-root] [--help]

Starts generate-default, or brings it up to date.

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
	need_tool docker
	[ "$root" = no ] || [ "$(id -u)" -eq 0 ] || need_tool sudo
	need_env_file
	check_secret DB_PASSWORD 16 url-safe optional
	check_secret SESSION_KEY 0 any optional
	check_secret API_KEY 0 any required
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

# LENGTH: as many letters and digits, by chance, with some of each kind
random_text() {
	while :; do
		random=$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom 2>/dev/null |
			dd bs=1 count="$1" 2>/dev/null)
		[ "${#random}" -eq "$1" ] || return
		case $random in
		*[[:upper:]]*) ;;
		*) continue ;;
		esac
		case $random in
		*[[:lower:]]*[[:digit:]]* | *[[:digit:]]*[[:lower:]]*)
			printf '%s' "$random"
			return
			;;
		esac
	done
}

# NAME VALUE: copies lines, with the one that sets NAME as it is to be
set_line() {
	is_set=no
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		"$1="*)
			[ "$is_set" = no ] || continue
			is_set=yes
			line="$1='$2'"
			;;
		esac
		printf '%s\n' "$line" || return
	done
	[ "$is_set" = yes ] || printf "%s='%s'\n" "$1" "$2"
}

# NAME LENGTH: puts a secret that has no value into .env. The file is replaced as
# a whole: who is interrupted has changed nothing. No other program gets to see it.
make_secret() {
	find_env "$1"
	[ -z "$found" ] || return 0
	[ ! -L .env ] || fail ".env is a link: set $1 in it by hand"
	made=$(random_text "$2") || fail "/dev/urandom gives nothing for $1"
	trap 'rm -f .env.new; interrupted' INT TERM
	rm -f .env.new
	if ! { cp -p .env .env.new && chmod 600 .env.new &&
		set_line "$1" "$made" <.env >.env.new && mv -f .env.new .env; }; then
		rm -f .env.new
		fail '.env cannot be written'
	fi
	trap interrupted INT TERM
	say "made secret $1 in .env"
}

# PATH LENGTH: makes a file with a secret where there is none, by root where the
# user may not
make_secret_file() {
	[ ! -e "$1" ] || return 0
	# shellcheck disable=SC2016 # the inner shell expands it
	write='[ ! -e "$1" ] || exit 0
		trap "exit 1" INT TERM
		trap "rm -f \"\$1.new\"" EXIT
		umask 077
		(umask 022 && mkdir -p "$(dirname "$1")") && cat >"$1.new" &&
			[ "$(wc -c <"$1.new")" -eq "$2" ] && mv "$1.new" "$1"'
	if random_text "$2" | sh -c "$write" sh "$1" "$2" 2>/dev/null; then
		:
	elif [ "$root" = no ]; then
		fail "$1 cannot be written without root"
	else
		random_text "$2" | as_root sh -c "$write" sh "$1" "$2" ||
			fail "$1 cannot be written"
	fi
	say "made $1"
}

make_secrets() {
	doing='the making of secrets'
	make_secret DB_PASSWORD 24
	make_secret SESSION_KEY 64
	make_secret_file '/etc/generate/it'\''s key' 32
}

do_look_for_docker_compose() {
	docker compose version
}

do_start_the_containers() {
	docker compose --env-file .env -f compose/compose.yaml up -d --remove-orphans
}

do_wait_until_the_containers_are_healthy() {
	docker compose --env-file .env -f compose/compose.yaml up -d --no-recreate --wait --wait-timeout 165
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
[ "$check_only" = no ] || exit 0
make_secrets
step 'start the containers' do_start_the_containers
step 'wait until the containers are healthy' do_wait_until_the_containers_are_healthy
say 'generate-default is up'
