# shellcheck shell=bash disable=SC2034
# What holds in each of E-Maintenance's environments of containers; see engine.sh.
# shellcheck source=tests/conformance/routes.sh
. "$conformance/routes.sh"

ports=(
	postgres:5432 redis:6379 user-service:3001 work-order-service:3002
	asset-service:3003 web:3000 nginx:80
)
order=(
	'postgres user-service' 'redis user-service' 'user-service work-order-service'
	'user-service asset-service' 'work-order-service web' 'asset-service web' 'web nginx'
)
front=nginx
own=('em.example.com /health')
mapfile -t routes < <(printf 'em.example.com %s\n' "${routes[@]}")
programs='asset-service user-service web work-order-service'
reach=(
	'postgres: asset-service redis user-service work-order-service'
	'redis: asset-service postgres user-service work-order-service'
	'user-service: asset-service nginx postgres redis web work-order-service'
	'work-order-service: asset-service nginx postgres redis user-service web'
	'asset-service: nginx postgres redis user-service web work-order-service'
	'web: asset-service nginx user-service work-order-service'
	"nginx: $programs"
)
