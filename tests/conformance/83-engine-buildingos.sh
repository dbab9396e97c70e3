#!/bin/bash
# buildingos in production: two projects, the stores on a network without a way out,
# three copies of each program, ports for devices on the private address alone.
set -uo pipefail
# shellcheck source=tests/conformance/engine.sh
. "$(dirname "$0")/engine.sh"

ports=(
	postgres:5432 redis:6379 tdengine:6041 emqx:1883 zlmediakit:80 grafana:3000
	buildingos-backend:3000 buildingos-web:3000 nginx:80
)
also=(emqx:18083 zlmediakit:554 zlmediakit:10000)
has_curl=(tdengine zlmediakit)
order=(
	'postgres grafana' 'tdengine grafana' 'postgres buildingos-backend'
	'redis buildingos-backend' 'tdengine buildingos-backend' 'emqx buildingos-backend'
	'grafana buildingos-backend' 'zlmediakit buildingos-backend'
	'buildingos-backend buildingos-web' 'buildingos-web nginx'
)
front=nginx
own=('buildingos.example.com /health')
routes=(
	'buildingos.example.com /api/ buildingos-backend'
	'buildingos.example.com /live/ zlmediakit'
	'buildingos.example.com / buildingos-web'
)
behind=('buildingos.example.com /grafana/d/1 grafana /d/1')
websockets=('buildingos.example.com /live/camera zlmediakit')
public=(
	'emqx 1883 1883' 'nginx 443 443' 'nginx 80 80' 'zlmediakit 10000 10000'
	'zlmediakit 554 554'
)
loopback=('emqx 18083 18083')
reach=(
	'postgres: buildingos-backend emqx grafana redis tdengine'
	'redis: buildingos-backend emqx grafana postgres tdengine'
	'tdengine: buildingos-backend emqx grafana postgres redis'
	'emqx: buildingos-backend grafana postgres redis tdengine zlmediakit'
	'zlmediakit: buildingos-backend buildingos-web emqx grafana nginx'
	'grafana: buildingos-backend buildingos-web emqx nginx postgres redis tdengine zlmediakit'
	'buildingos-backend: buildingos-web emqx grafana nginx postgres redis tdengine zlmediakit'
	'buildingos-web: buildingos-backend grafana nginx zlmediakit'
	'nginx: buildingos-backend buildingos-web grafana zlmediakit'
)
closed=(postgres redis tdengine)
rights=(
	'buildingos-backend 1000:1000 true' 'buildingos-web 1000:1000 true' 'nginx - false'
	'postgres - false' 'redis - false' 'tdengine - false' 'emqx - false'
	'zlmediakit - false' 'grafana - false'
)
sizes=(
	'buildingos-backend 1073741824 536870912 1000' 'buildingos-web 1073741824 536870912 1000'
	'postgres 2147483648 0 2000' 'redis 2147483648 0 2000' 'tdengine 2147483648 0 2000'
	'emqx 2147483648 0 2000' 'zlmediakit 2147483648 0 2000' 'grafana 2147483648 0 2000'
	'nginx 268435456 0 1000'
)
copies=('buildingos-backend 3' 'buildingos-web 3' 'postgres 1' 'nginx 1')

engine buildingos production
