#!/bin/bash
# What `raw` adds is taken by the programs themselves: nginx runs with its directives
# and does what they say, ufw takes its rules and loses them with the next bundle, PM2
# starts the app with its keys. The files are what tests/targets/*/raw compile to;
# Docker Compose and Kubernetes look at theirs in their own checks.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
check raw
need_root
cases=$project/tests/targets
need "$debian" "$pm2" "$cases" curl node python3

main() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	check=raw:nginx
	try_nginx "$cases/nginx/raw/want/production/nginx/nginx.conf"
	check=raw:pm2
	try_pm2 "$cases/pm2/raw/want/production/pm2/ecosystem.config.cjs"
	check=raw:ufw
	try_ufw "$cases/ufw/raw/want/production/ufw/ufw.sh"
	finish
}

# ask HOST PATH [CURL OPTION...]: the status and the headers, a line
ask() {
	local host=$1 path=$2
	shift 2
	inside curl -sS --noproxy '*' --max-time 5 -H "Host: $host" -D - -o "$work/body" "$@" \
		"http://127.0.0.1:8090$path" 2>&1 | tr -d '\r' | tr '\n' '|'
}

try_nginx() {
	local said
	inside python3 "$conformance/upstream.py" api 8101 >"$work/upstream.log" 2>&1 &
	inside cp "$1" /etc/nginx/nginx.conf
	holds "nginx -t" inside nginx -t
	grep -q '\[warn\]' "$work/holds.log" && not_ok "nginx -t warns" "$work/holds.log"
	inside nginx >"$work/nginx.log" 2>&1 || not_ok "nginx does not start" "$work/nginx.log"
	until_true 5 inside curl -sf --noproxy '*' http://127.0.0.1:8101/ ||
		not_ok "no service to ask"
	said=$(ask em.example.com /plain/ -H 'X-Kind: abc')
	[[ $said == *" 200 "*"|X-Kind: first {}|"* ]] && ok "a map, and a header from it" ||
		not_ok "a map, and a header from it: $said"
	said=$(ask em.example.com /plain/)
	[[ $said == *"|X-Kind: other;|"* ]] && ok "its default" || not_ok "its default: $said"
	said=$(ask em.example.com / -H 'X-Stop: 1')
	[[ $said == *" 410 "* ]] && ok "a condition of a host" ||
		not_ok "a condition of a host: $said"
	ask other.example.com / >/dev/null
	grep -q '"x-said": "by raw"' "$work/body" && ok "a request header of a route" ||
		not_ok "a request header of a route" "$work/body"
	# One curl for all, or they come too slowly.
	inside curl -s --noproxy '*' -H 'Host: em.example.com' -o /dev/null \
		-w '%{http_code}\n' 'http://127.0.0.1:8090/[1-20]' >"$work/limited"
	grep -q '^429$' "$work/limited" && ok "a limit that a parameter sets" ||
		not_ok "a limit that a parameter sets" "$work/limited"
	inside nginx -s quit 2>/dev/null
}

# in_pm2 COMMAND...: with the secrets, and nothing of this shell's environment
in_pm2() {
	inside env -i HOME=/root PATH="$PATH" PM2_HOME="$work/pm2" DB_PASSWORD=standin "$@"
}

try_pm2() {
	inside sh -c 'mkdir -p /srv/api /etc/raw /var/log/raw-production && echo token >/etc/raw/token
		echo "setInterval(() => {}, 1000)" >/srv/api/main.js' 2>"$work/prepare.log" ||
		not_ok "no application" "$work/prepare.log"
	holds "pm2 start" in_pm2 timeout 60 "$pm2/node_modules/.bin/pm2" start "$1"
	grep -iE '\[(warn|error)\]' "$work/holds.log" |
		grep -vE 'not running, starting|waiting for app to be ready' >"$work/warnings" &&
		not_ok "PM2 warns" "$work/warnings"
	in_pm2 "$pm2/node_modules/.bin/pm2" jlist >"$work/jlist" 2>/dev/null
	same "what PM2 took of it" \
		'0 3 * * *|7|5000|false|postgres://u:standin@h/d|token|3000|$HOME "x"' \
		"$(node -e '
			const text = require("fs").readFileSync(process.argv[1], "utf8");
			const app = JSON.parse(text.slice(text.indexOf("[{")))[0].pm2_env;
			console.log([app.cron_restart, app.max_restarts, app.min_uptime,
				app.vizion, app.env.DATABASE_URL, app.env.TOKEN, app.env.PORT,
				app.env.DOLLAR].join("|"));' "$work/jlist" 2>&1)"
	holds "pm2 kill" in_pm2 "$pm2/node_modules/.bin/pm2" kill
}

try_ufw() {
	holds "ufw takes every line" inside sh "$1"
	! grep -iE '^(error|warn|bad)' "$work/holds.log" ||
		not_ok "ufw complains" "$work/holds.log"
	inside ufw show added >"$work/added"
	same "the rules are there, with the mark" 5 \
		"$(grep -c "comment 'stackc raw-production: \(allow\|deny\|reject\|route\)" "$work/added")"
	same "one of each kind" "allow allow deny reject route" \
		"$(sed -nE "s/.*comment 'stackc raw-production: ([a-z]+) .*/\1/p" "$work/added" | sort | xargs)"
	holds "a second run" inside sh "$1"
	inside ufw show added >"$work/again"
	holds "changes nothing" diff "$work/added" "$work/again"
	# The next bundle has them no longer.
	sed -E "/rule '(allow|deny|reject|route) /,+1d" "$1" >"$work/next.sh"
	holds "the next bundle" inside sh "$work/next.sh"
	inside ufw show added >"$work/left"
	same "has none of them left" 0 \
		"$(grep -c "stackc raw-production: \(allow\|deny\|reject\|route\)" "$work/left")"
	same "and all others" 2 "$(grep -c "stackc raw-production: " "$work/left")"
}

main
