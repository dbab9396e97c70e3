#!/bin/bash
# What the spec says is what the consumer reads: ten thousand values, made of the
# characters that one syntax or another has for itself, go through every target and
# are read back by the program that the file is for. Values that a target cannot
# carry are refused where they stand, and only those. See values.py.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
check values
need_root
stackc=${STACKC:-$project/zig-out/bin/stackc}
need "$stackc" "$docker_compose" "$kubectl" "$pm2" "$debian" python3 node dash bash
count=10000

main() {
	python3 "$conformance/values.py" make "$work" $count || exit
	for spec in containers open cluster processes programs operator routes; do
		compiles "$spec"
	done
	by_compose
	by_kubernetes
	by_node
	for shell in dash bash; do
		by_shell "$shell"
	done
	if view_start; then
		by_nginx
		by_pm2
	else
		not_ok "no view of the machine" "$work/view.log"
	fi
	finish
}

# compiles SPEC: refused is what should be; the rest of it is built.
compiles() {
	local set
	mapfile -d '' -t set < <(sed -z 's/^/--set=/' "$work/$1/set")
	"$stackc" lint --format json "${set[@]}" "$work/$1" >"$work/report.json"
	judge "$1: " refused "$work/$1" "$work/report.json"
	holds "$1: built" "$stackc" build -o "$work/$1/dist" "${set[@]}" "$work/$1"
}

# judge PREFIX ARGUMENT...: of values.py, whose last line says what held; run by $at
judge() {
	local prefix=$1
	shift
	if ${at-} python3 "$conformance/values.py" "$@" >"$work/judge.log" 2>&1; then
		ok "$prefix$(tail -n 1 "$work/judge.log")"
	else
		not_ok "$prefix$1" "$work/judge.log"
	fi
}

by_compose() {
	check=values:compose
	config containers /dev/null
	judge "" compose "$work/containers" "$work/config.json"
	config open "$work/open/.env"
	judge "" compose "$work/open" "$work/config.json"
	judge "" compose_mixed "$work/open" "$work/config.json"
}

# config SPEC ENVIRONMENT
config() {
	DOCKER_HOST=unix:///nonexistent.sock "$docker_compose" --env-file "$2" \
		-f "$work/$1/dist/compose/compose/compose.yaml" config --format json \
		>"$work/config.json" 2>"$work/config.log" ||
		not_ok "config of $1" "$work/config.log"
}

# Objects as kubectl has read them, without a server.
by_kubernetes() {
	check=values:kubernetes
	objects containers
	judge "" kubernetes "$work/containers" "$work/objects.json"
	objects cluster
	judge "" kubernetes_mixed "$work/cluster" "$work/objects.json"
}

# objects SPEC
objects() {
	for file in "$work/$1"/dist/kubernetes/kubernetes/services/*.yaml; do
		echo ---
		cat "$file"
	done >"$work/objects.yaml"
	"$kubectl" label --local -f "$work/objects.yaml" -o json read=yes \
		>"$work/objects.json" 2>"$work/kubectl.log" ||
		not_ok "kubectl reads the files of $1" "$work/kubectl.log"
}

by_node() {
	check=values:node
	apps processes /dev/null
	judge "" pm2 "$work/processes" "$work/apps.json"
	apps operator "$work/operator/.env"
	judge "" pm2_mixed "$work/operator" "$work/apps.json"
	env -i node=1 "$(command -v node)" --env-file="$work/open/.env" -e '
		for (const name in process.env)
			process.stdout.write(`${name}=${process.env[name]}\0`)' \
		>"$work/environment" 2>"$work/node.log" || not_ok "--env-file" "$work/node.log"
	judge "" environment "$work/open" "$work/environment"
}

# apps SPEC ENVIRONMENT
apps() {
	env -i "$(command -v node)" --env-file="$2" \
		-e 'console.log(JSON.stringify(require(process.argv[1])))' \
		"$work/$1/dist/host/pm2/ecosystem.config.cjs" >"$work/apps.json" \
		2>"$work/node.log" || not_ok "the file of $1 is read" "$work/node.log"
}

# up.sh as this shell runs it, with stand-ins for what it calls.
by_shell() {
	check=values:$1
	mkdir -p "$work/bin"
	ln -sf "$(command -v "$1")" "$work/bin/sh"
	program record "printf '%s\\0' \"\$@\" END >>'$work/calls'"
	program pm2 "[ \"\$1\" != startOrReload ] || exec env -0 >'$work/environment'"
	program node ':'
	mkdir -p "$work/.pm2"
	rm -f "$work/calls" "$work/environment"
	holds "up.sh runs health commands" up processes
	judge "" arguments "$work/processes" "$work/calls"
	private "$work/open/.env" operator
	holds "up.sh takes .env" up operator
	judge "" environment "$work/open" "$work/environment"
	env -i "$work/bin/sh" -c 'set -a; . "$0"; exec /usr/bin/env -0' \
		"$work/open/.env" >"$work/environment" 2>"$work/source.log" ||
		not_ok "a shell reads .env" "$work/source.log"
	judge "" environment "$work/open" "$work/environment"
	private "$work/operator/lines" operator
	up operator --check >"$work/said" 2>&1 &&
		not_ok "up.sh takes what programs read differently"
	judge "" lines "$work/operator" "$work/said"
	program kubectl "case \$* in
		*' create secret '*) exec '$kubectl' \"\$@\" ;;
		*' -f -') cat >'$work/secret.yaml' ;;
		esac"
	private "$work/cluster/.env" cluster
	rm -f "$work/secret.yaml"
	holds "up.sh fills a Secret" up cluster
	"$kubectl" label --local -f "$work/secret.yaml" -o json read=yes >"$work/secret.json" \
		2>"$work/kubectl.log" || not_ok "kubectl reads the Secret" "$work/kubectl.log"
	judge "" secrets "$work/cluster" "$work/secret.json"
}

# program NAME LINE: a script in place of a program
program() {
	printf '#!/bin/dash\n%s\n' "$2" >"$work/bin/$1"
	chmod +x "$work/bin/$1"
}

# private FILE SPEC: becomes its .env
private() {
	install -m 0600 "$1" "$(dirname "$work/$2"/dist/*/up.sh)/.env"
}

up() {
	local spec=$1
	shift
	env -i PATH="$work/bin:/usr/bin:/bin" HOME="$work" "$work/bin/sh" \
		"$work/$spec"/dist/*/up.sh "$@"
}

by_nginx() {
	check=values:nginx
	inside cp "$work/routes/dist/host/nginx/nginx.conf" /etc/nginx/nginx.conf
	holds "nginx -t" inside nginx -t
	holds "nginx" inside nginx
	at=inside judge "" nginx "$work/routes" 127.0.0.1:8080
}

by_pm2() {
	check=values:pm2
	local file=$work/programs/dist/host/pm2/ecosystem.config.cjs
	mkdir "$work/records"
	holds "pm2 start" in_pm2 start "$file"
	until_true 20 recorded "$(grep -c '^      "name": ' "$file")"
	judge "" programs "$work/programs" "$work/records"
	holds "pm2 kill" in_pm2 kill
}

in_pm2() {
	inside env -i PATH="$PATH" HOME="$work" PM2_HOME="$work/pm2" \
		RECORDS="$work/records" "$pm2/node_modules/.bin/pm2" "$@"
}

# recorded COUNT: so many programs have said all they have to say
recorded() {
	[ "$(grep -l '}}$' "$work"/records/*.json | wc -l)" -ge "$1" ]
}

main
