#!/bin/bash
# oksai on a developer's machine: a broker that tells containers and programs on the
# machine to come back by different addresses, and sources that are mounted.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"

ports=(
	postgres:5432 clickhouse:8123 zookeeper:2181 kafka:9092 redis:6379
	platform-api:3000 platform-admin:3001 demo-api:3002
)
order=(
	'zookeeper kafka' 'postgres platform-api' 'clickhouse platform-api' 'kafka platform-api'
	'redis platform-api' 'kafka platform-admin' 'kafka demo-api'
)
loopback=(
	'clickhouse 8123 8123' 'clickhouse 9000 9000' 'demo-api 3002 3002' 'kafka 9092 19092'
	'platform-admin 3001 3001' 'platform-api 3000 3000' 'postgres 5432 5432'
	'redis 6379 6379'
)
reach=(
	"clickhouse: demo-api kafka platform-admin platform-api postgres redis zookeeper"
	"demo-api: clickhouse kafka platform-admin platform-api postgres redis zookeeper"
	"kafka: clickhouse demo-api platform-admin platform-api postgres redis zookeeper"
	"platform-admin: clickhouse demo-api kafka platform-api postgres redis zookeeper"
	"platform-api: clickhouse demo-api kafka platform-admin postgres redis zookeeper"
	"postgres: clickhouse demo-api kafka platform-admin platform-api redis zookeeper"
	"redis: clickhouse demo-api kafka platform-admin platform-api postgres zookeeper"
	"zookeeper: clickhouse demo-api kafka platform-admin platform-api postgres redis"
)
rights=(
	'platform-api 1000:1000 false' 'platform-admin 1000:1000 false'
	'demo-api 1000:1000 false' 'clickhouse - false' 'kafka appuser false'
	'zookeeper appuser false'
)
limits=no

more() {
	local service
	for service in platform-api platform-admin demo-api; do
		# shellcheck disable=SC2016 # the shell in the container expands it
		same "$service asks the broker, and is told to come back to" kafka:9092 \
			"$(docker exec "$(fact $service 2)" sh -c '/usr/lib/standin bootstrap "$KAFKA_BROKERS"')"
	done
	same "a program on the machine is told" 127.0.0.1:9092 \
		"$(inside "$images/standin" bootstrap 127.0.0.1:9092)"
	same "open files of ClickHouse" \
		"$(sed -n 's/^ *soft: //p' "$work/bundle/compose/compose.yaml")" \
		"$(docker exec "$(fact clickhouse 2)" sh -c 'ulimit -n')"
	inside sh -c 'echo changed >/apps/change'
	same "a change of the sources reaches the container" changed \
		"$(docker exec "$(fact platform-api 2)" cat /app/apps/change)"
}

engine oksai development
