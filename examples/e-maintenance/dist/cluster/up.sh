#!/bin/sh
# Starts e-maintenance-cluster: checks first, then every part in order, waiting until it
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
usage: ./up.sh [--check] [--help]

Starts e-maintenance-cluster, or brings it up to date.

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
	check_secret POSTGRES_PASSWORD 16 url-safe required
	check_secret REDIS_PASSWORD 16 url-safe required
	check_secret JWT_SECRET 32 any required
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
	with_env sh -c 'printf "%s\n" "POSTGRES_PASSWORD=$POSTGRES_PASSWORD" "REDIS_PASSWORD=$REDIS_PASSWORD" "JWT_SECRET=$JWT_SECRET" | kubectl -n e-maintenance-cluster create secret generic e-maintenance-secrets --from-env-file=/dev/stdin --dry-run=client -o yaml | kubectl apply --server-side --field-manager=stackc -f -'
}

do_apply_the_network_policies() {
	kubectl apply --server-side --field-manager=stackc -f kubernetes/network-policies.yaml
}

do_apply_postgres_redis() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes -l 'app.kubernetes.io/name in (postgres, redis)'
}

do_wait_for_postgres() {
	kubectl -n e-maintenance-cluster rollout status statefulset/postgres --timeout=260s
}

do_wait_for_redis() {
	kubectl -n e-maintenance-cluster rollout status statefulset/redis --timeout=240s
}

do_apply_user_service() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes -l 'app.kubernetes.io/name in (user-service)'
}

do_wait_for_user_service() {
	kubectl -n e-maintenance-cluster rollout status deployment/user-service --timeout=440s
}

do_apply_asset_service_work_order_service() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes -l 'app.kubernetes.io/name in (asset-service, work-order-service)'
}

do_wait_for_asset_service() {
	kubectl -n e-maintenance-cluster rollout status deployment/asset-service --timeout=310s
}

do_wait_for_work_order_service() {
	kubectl -n e-maintenance-cluster rollout status deployment/work-order-service --timeout=310s
}

do_apply_everything() {
	kubectl apply --server-side --field-manager=stackc -k kubernetes
}

do_wait_for_web() {
	kubectl -n e-maintenance-cluster rollout status deployment/web --timeout=440s
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
step 'apply postgres, redis' do_apply_postgres_redis
step 'wait for postgres' do_wait_for_postgres
step 'wait for redis' do_wait_for_redis
step 'apply user-service' do_apply_user_service
step 'wait for user-service' do_wait_for_user_service
step 'apply asset-service, work-order-service' do_apply_asset_service_work_order_service
step 'wait for asset-service' do_wait_for_asset_service
step 'wait for work-order-service' do_wait_for_work_order_service
step 'apply everything' do_apply_everything
step 'wait for web' do_wait_for_web
say 'e-maintenance-cluster is up'
