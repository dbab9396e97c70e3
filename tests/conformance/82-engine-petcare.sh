#!/bin/bash
# petcare in production: three projects, one of which makes what the others use; three
# names with TLS; a job that two services wait for.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"

ports=(
	postgres:5432 redis:6379 backend:3000 mobile-backend:3003 frontend:80
	customer-portal:3000 nginx:80 prometheus:9090 grafana:3000 elasticsearch:9200
	kibana:5601 logstash:9600
)
once=(log-users)
has_curl=(frontend elasticsearch log-users kibana logstash)
runs_itself=(log-users)
order=(
	'postgres backend' 'redis backend' 'postgres mobile-backend' 'redis mobile-backend'
	'backend frontend' 'backend customer-portal' 'frontend nginx'
	'customer-portal nginx' 'mobile-backend nginx' 'nginx elasticsearch'
	'nginx prometheus' 'elasticsearch kibana' 'elasticsearch logstash'
	'prometheus grafana'
)
front=nginx
own=('app.petcare.com /health')
routes=(
	'app.petcare.com /api/ backend'
	'app.petcare.com / frontend'
	'customer.petcare.com /api/ backend'
	'customer.petcare.com / customer-portal'
	'mobile-api.petcare.com / mobile-backend'
)
websockets=('mobile-api.petcare.com /devices mobile-backend')
public=('nginx 443 443' 'nginx 80 80')
loopback=(
	'elasticsearch 9200 9200' 'grafana 3004 3000' 'kibana 5601 5601' 'prometheus 9090 9090'
)
reach=(
	'postgres: backend mobile-backend redis'
	'redis: backend mobile-backend postgres'
	'backend: customer-portal frontend grafana mobile-backend nginx postgres prometheus redis'
	'mobile-backend: backend customer-portal frontend grafana nginx postgres prometheus redis'
	'frontend: backend customer-portal mobile-backend nginx'
	'customer-portal: backend frontend mobile-backend nginx'
	'nginx: backend customer-portal frontend mobile-backend'
	'prometheus: backend grafana mobile-backend'
	'grafana: backend mobile-backend prometheus'
	'elasticsearch: kibana logstash'
	'kibana: elasticsearch logstash'
	'logstash: elasticsearch kibana'
)
closed=(postgres redis)
rights=(
	'backend 1000:1000 true' 'mobile-backend 1000:1000 true' 'customer-portal 1000:1000 true'
	'frontend - false' 'nginx - false' 'postgres - false' 'redis - false'
	'prometheus - false' 'grafana - false' 'elasticsearch - false' 'kibana - false'
	'logstash - false'
)

engine petcare production
