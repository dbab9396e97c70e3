#!/bin/sh
# Starts oksai-production: checks first, then every part in order, waiting until it
# is healthy. Running it again brings everything up to date.
# Made by `stackc build`; edits are lost.
set -eu

CDPATH='' cd -- "$(dirname -- "$0")"
PATH=$PATH:/usr/sbin:/sbin

# .env alone counts, not what the shell happens to hold. First of all, for the
# script has variables of its own.
unset DB_PASSWORD CLICKHOUSE_PASSWORD REDIS_PASSWORD

usage() {
	cat <<'END'
usage: ./up.sh [--check] [--help]

Starts oksai-production, or brings it up to date.

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

# TITLE FUNCTION
step() {
	doing=$1
	say "$1"
	"$2" || fail "failed: $1"
}

preflight() {
	doing='the checks'
	say "$doing"
	need_tool kubectl
	need_env_file
	check_secret DB_PASSWORD 16 url-safe required
	check_secret CLICKHOUSE_PASSWORD 16 url-safe required
	check_secret REDIS_PASSWORD 16 url-safe required
	[ "$problems" -eq 0 ] || fail 'nothing was started'
}

do_ask_kubectl_for_its_cluster() {
	kubectl config current-context
}

do_make_the_namespace() {
	kubectl apply --server-side --field-manager=stackc -f kubernetes/00-namespace.yaml
}

do_put_the_secrets_into_the_cluster() {
	# shellcheck disable=SC2016 # the inner shell expands it
	with_env sh -c 'printf "%s\n" "CLICKHOUSE_PASSWORD=$CLICKHOUSE_PASSWORD" "DB_PASSWORD=$DB_PASSWORD" "REDIS_PASSWORD=$REDIS_PASSWORD" | kubectl -n oksai-production create secret generic oksai-secrets --from-env-file=/dev/stdin --dry-run=client -o yaml | kubectl apply --server-side --field-manager=stackc -f -'
}

do_apply_the_network_policies() {
	kubectl apply --server-side --field-manager=stackc -f kubernetes/network-policies.yaml
}

do_apply_clickhouse_kafka_kafka_2_and_3_more() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes -l 'app.kubernetes.io/name in (clickhouse, kafka, kafka-2, kafka-3, postgres, redis)'
}

do_wait_for_clickhouse() {
	kubectl -n oksai-production rollout status statefulset/clickhouse --timeout=260s
}

do_wait_for_kafka() {
	kubectl -n oksai-production rollout status statefulset/kafka --timeout=390s
}

do_wait_for_kafka_2() {
	kubectl -n oksai-production rollout status statefulset/kafka-2 --timeout=390s
}

do_wait_for_kafka_3() {
	kubectl -n oksai-production rollout status statefulset/kafka-3 --timeout=390s
}

do_wait_for_postgres() {
	kubectl -n oksai-production rollout status statefulset/postgres --timeout=260s
}

do_wait_for_redis() {
	kubectl -n oksai-production rollout status statefulset/redis --timeout=240s
}

do_apply_everything() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes
}

do_wait_for_demo_api() {
	kubectl -n oksai-production rollout status deployment/demo-api --timeout=315s
}

do_wait_for_platform_admin() {
	kubectl -n oksai-production rollout status deployment/platform-admin --timeout=315s
}

do_wait_for_platform_api() {
	kubectl -n oksai-production rollout status deployment/platform-api --timeout=315s
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
[ "$check_only" = no ] || exit 0
step 'ask kubectl for its cluster' do_ask_kubectl_for_its_cluster
step 'make the namespace' do_make_the_namespace
step 'put the secrets into the cluster' do_put_the_secrets_into_the_cluster
step 'apply the network policies' do_apply_the_network_policies
step 'apply clickhouse, kafka, kafka-2 and 3 more' do_apply_clickhouse_kafka_kafka_2_and_3_more
step 'wait for clickhouse' do_wait_for_clickhouse
step 'wait for kafka' do_wait_for_kafka
step 'wait for kafka-2' do_wait_for_kafka_2
step 'wait for kafka-3' do_wait_for_kafka_3
step 'wait for postgres' do_wait_for_postgres
step 'wait for redis' do_wait_for_redis
step 'apply everything' do_apply_everything
step 'wait for demo-api' do_wait_for_demo_api
step 'wait for platform-admin' do_wait_for_platform_admin
step 'wait for platform-api' do_wait_for_platform_api
say 'oksai-production is up'
