#!/bin/bash
# up.sh and down.sh of a bundle of processes, run whole on a machine of its own:
# with PM2, nginx and ufw as they are, stand-ins for the programs, and a few lines
# for systemctl. What is wrong is named before anything starts; what runs then is
# what the bundle says, each program with its own secrets only; running it again
# follows a change; nothing is left after down.sh.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/routes.sh
. "$conformance/routes.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check up
need_root
need "$pm2" "$debian" "$images" node curl

bundle=/opt/bundle

main() {
	mapfile -t files < <(find "$dist" -path '*/pm2/ecosystem.config.cjs' | sort)
	[ ${#files[@]} -gt 0 ] || not_ok "no bundle of processes under $dist"
	for file in "${files[@]}"; do
		folder=$(realpath "$(dirname "$file")/..")
		check=up:$(realpath --relative-to="$dist" "$folder")
		try
		view_stop
	done
	finish
}

try() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		return
	}
	inside mkdir /opt/operator
	inside cp -r "$folder" "$bundle"
	systemctl_stand_in
	in_bundle pm2 kill >/dev/null
	refuses "a missing .env" '.env is missing'
	secrets "$folder" "$work/env"
	dot_env cat "$work/env"
	refuses "external services that do not answer" 'does not answer'
	stores
	checks_secrets
	dot_env cat "$work/env"
	refuses "programs that are not there" 'failed: look for'
	mapfile -t environment < <(tr -d "'" <"$work/env")
	inside env "${environment[@]}" node "$conformance/pm2.js" prepare \
		"$bundle/pm2/ecosystem.config.cjs"
	comes_up || return
	follows_changes
	goes_down
}

# in_bundle COMMAND...: as somebody would who has just logged in
in_bundle() {
	inside env -i HOME=/opt/operator PATH="$pm2/node_modules/.bin:/usr/bin:/bin" \
		sh -c 'cd "$0" && exec "$@"' "$bundle" "$@"
}

systemctl_stand_in() {
	inside tee /usr/bin/systemctl >/dev/null <<-'END'
		#!/bin/sh
		case $1 in
		stop) nginx -s stop 2>/dev/null || : ;;
		*) nginx -s reload 2>/dev/null || exec nginx ;;
		esac
	END
	inside chmod +x /usr/bin/systemctl
}

# The names of external services lead here.
stores() {
	sed -nE 's/^\ttcp_open ([^ ]+) .*/127.0.0.1 \1/p' "$folder/up.sh" |
		inside tee -a /etc/hosts >/dev/null
	mapfile -t ports < <(sed -nE 's/^\ttcp_open [^ ]+ ([0-9]+).*/:\1/p' "$folder/up.sh")
	inside "$images/standin" serve store "${ports[@]}" >"$work/store.log" 2>&1 &
	for port in "${ports[@]}"; do
		until_true 5 inside "$images/standin" dial "127.0.0.1$port"
	done
}

# dot_env COMMAND...: what it prints becomes .env
dot_env() {
	"$@" | inside sh -c 'umask 077 && cat >"$0/.env"' "$bundle"
}

# refuses WHAT TEXT: up.sh --check fails and says TEXT
refuses() {
	if in_bundle ./up.sh --check >"$work/refused" 2>&1; then
		not_ok "it takes $1" "$work/refused"
	elif grep -qF "$2" "$work/refused"; then
		ok "it refuses $1: $(grep -m 1 -F "$2" "$work/refused" | sed 's/^ *//')"
	else
		not_ok "it does not say '$2' of $1" "$work/refused"
	fi
}

checks_secrets() {
	dot_env sed "s/^JWT_SECRET=.*/JWT_SECRET='short'/" "$work/env"
	refuses "a short secret" 'JWT_SECRET has fewer than'
	dot_env sed "s/^POSTGRES_PASSWORD=.*/POSTGRES_PASSWORD='0123456789abcdef@:'/" "$work/env"
	refuses "a secret that is not for URLs" 'POSTGRES_PASSWORD stands in a URL'
	dot_env sed "s/^JWT_SECRET=.*/JWT_SECRET=0123456789abcdef0123456789abc\$def/" "$work/env"
	refuses "a value that programs read differently" ".env:"
	dot_env sed '/^JWT_SECRET=/d' "$work/env"
	refuses "a secret that is not set" 'JWT_SECRET is not set'
}

comes_up() {
	holds "up.sh" in_bundle ./up.sh || return
	same "the firewall is on" "Status: active" "$(inside ufw status | head -n 1)"
	same "instances of user-service" 2 "$(count user-service)"
	gateway=http://192.0.2.1
	gateway_host=$(sed -nE 's/^\s*server_name\s+([a-z0-9.-]+).*/\1/p' \
		"$folder/nginx/nginx.conf" | head -n 1)
	routes_hold beside
	same "open to another machine" 80 "$(beside "$images/standin" scan 192.0.2.1 \
		22 80 443 3000 3001 3002 3003 5432 6379 9615 | xargs)"
	holds "a program's own secrets reach it" sees 3001 JWT_SECRET
	for name in JWT_SECRET POSTGRES_PASSWORD; do
		holds "another's $name does not" not sees 3000 "$name"
	done
	holds "the list of processes is closed to others" \
		inside sh -c '[ -s /opt/operator/.pm2/dump.pm2 ] && [ -z "$(find /opt/operator/.pm2 -maxdepth 0 -perm /077)" ]'
}

follows_changes() {
	holds "up.sh again" in_bundle ./up.sh
	same "instances are as many" 2 "$(count user-service)"
	inside sed -i '0,/"instances": 2/s//"instances": 3/' "$bundle/pm2/ecosystem.config.cjs"
	inside cp -r /opt/emaintenance/web /opt/emaintenance/web-2
	inside sed -i 's,/opt/emaintenance/web",/opt/emaintenance/web-2",' \
		"$bundle/pm2/ecosystem.config.cjs"
	holds "up.sh after a change" in_bundle ./up.sh
	same "one more instance" 3 "$(count user-service)"
	same "another folder" /opt/emaintenance/web-2 "$(in_bundle pm2 jlist |
		node -p 'JSON.parse(require("fs").readFileSync(0)).find((one) => one.name === "web").pm2_env.pm_cwd')"
	in_bundle pm2 start /bin/sleep --name web-of-somebody -- 1000 >/dev/null
}

goes_down() {
	holds "down.sh" in_bundle ./down.sh
	same "what is left" web-of-somebody "$(in_bundle pm2 jlist |
		node -p 'JSON.parse(require("fs").readFileSync(0)).map((one) => one.name).join(" ")')"
	same "the gateway is gone" 000 "$(status http://127.0.0.1/health)"
	holds "down.sh again" in_bundle ./down.sh
	in_bundle pm2 kill >/dev/null
}

count() {
	in_bundle pm2 jlist | node -p \
		"JSON.parse(require('fs').readFileSync(0)).filter((one) => one.name === '$1' && one.pm2_env.status === 'online').length"
}

status() {
	inside curl -s -o /dev/null -w '%{http_code}' -H "Host: $gateway_host" "$1"
}

# sees PORT NAME: the program there has the variable in its environment
sees() {
	inside curl -sS "http://127.0.0.1:$1/env" |
		node -e 'const { env } = JSON.parse(require("fs").readFileSync(0)); process.exit(process.argv[1] in env ? 0 : 1)' "$2"
}

service_of() {
	echo "$1"
}

not() {
	! "$@"
}

main
