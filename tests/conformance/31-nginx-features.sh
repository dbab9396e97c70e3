#!/bin/bash
# Every option a route can have, asked of a running nginx: the file that
# tests/targets/nginx/features compiles to, in a view of the machine, before two
# services that say what they saw.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
check nginx-features
need_root
file=${NGINX_CONF:-$project/tests/targets/nginx/features/want/production/nginx/nginx.conf}
need "$debian" "$file" curl nsenter openssl python3 unshare
host=em.example.com

main() {
	view_start || {
		not_ok "no view of the machine" "$work/view.log"
		finish
	}
	files
	background api 8101
	background chat 8102
	inside cp "$file" /etc/nginx/nginx.conf
	holds "nginx -t" inside nginx -t
	grep -q '\[warn\]' "$work/holds.log" && not_ok "nginx -t warns" "$work/holds.log"
	inside nginx >"$work/nginx.log" 2>&1 || not_ok "nginx does not start" "$work/nginx.log"
	until_true 5 inside curl -sf --noproxy '*' http://127.0.0.1:8101/ ||
		not_ok "no service to ask"
	own_answers
	paths
	stripped
	options
	redirects
	static_files
	allowed
	websockets
	rates
	names
	tls
	inside nginx -s quit 2>/dev/null
	finish
}

files() {
	inside sh -c 'mkdir -p /opt/www/files/sub /opt/www/spa/css /opt/www/site
		echo listing >/opt/www/files/index.html
		echo one >/opt/www/files/one.txt
		echo spa >/opt/www/spa/index.html
		echo css >/opt/www/spa/css/a.css
		echo page >/opt/www/site/page.html
		echo root >/opt/www/index.html
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
			-keyout /opt/www/key.pem -out /opt/www/cert.pem -days 2 \
			-subj /CN=secure.example.com 2>/dev/null'
}

background() {
	inside python3 "$conformance/upstream.py" "$@" >>"$work/upstream.log" 2>&1 &
}

# ask PATH [CURL OPTION...]: sets $status, $head and $body
ask() {
	local path=$1
	shift
	status=$(inside curl -sS --noproxy '*' --max-time 10 --path-as-is \
		-H "Host: $host" -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" \
		"http://127.0.0.1:8090$path" 2>"$work/curl.log") || true
	head=$(tr -d '\r' <"$work/head" 2>/dev/null)
	body=$({ tr -d "\0" <"$work/body" | tr "\n" " "; } 2>/dev/null)
	rm -f "$work/head" "$work/body"
}

# header NAME: of the last answer; each value in a line of its own
header() {
	sed -n "s/^$1: //Ip" <<<"$head"
}

# field NAME: what the service saw
field() {
	sed -nE 's/.*"'"$1"'": "?([^",}]*).*/\1/p' <<<"$body"
}

# reaches WHAT PATH EXPECTED [CURL OPTION...]: "METHOD PATH" as the service saw it
reaches() {
	local path=$1 expected=$2
	shift 2
	ask "$path" "$@"
	same "$path $* arrives as $expected" "200 $expected" \
		"$status $(field method) $(field path)"
}

answers() {
	ask "$1"
	same "$1 answers $2" "$2" "$status $body"
}

# sent PATH EXPECTED: "STATUS LOCATION"
sent() {
	ask "$1"
	same "$1 is sent to $2" "$2" "$status $(header location)"
}

own_answers() {
	answers /ok '200 5$ "q" \ {a}; #x'
	same "text is text/plain" text/plain "$(header content-type)"
	ask /ok -I
	same "HEAD answers too" 200 "$status"
	ask /ok/below
	same "an exact path takes no other" 404 "$status"
	answers /umlaut "200 grüß dich"
	same "its charset is named" "text/plain; charset=utf-8" "$(header content-type)"
	ask /gone/x
	same "a status alone" 410 "$status"
	ask /unknown
	same "what no route takes is not found" 404 "$status"
	same "no version in headers" nginx "$(header server)"
}

paths() {
	local path
	for path in /users/ /users /users/1?a=b%2Fc /bare /bare/ /bare/x; do
		reaches "$path" "GET $path"
		reaches "$path" "POST $path" --data word=1
	done
	ask /usersx
	same "a prefix ends where a segment does" 404 "$status"
	reaches '/a%20b;%7B%7D/x' 'GET /a%20b;%7B%7D/x'
	reaches /users/%E4%BD%A0 'GET /users/%E4%BD%A0'
	ask /users/1 -H 'X-Forwarded-Proto: gopher' -H 'Connection: close'
	same "the service sees the host" em.example.com "$(field host)"
	same "the service sees the scheme" http "$(field x-forwarded-proto)"
	same "the service sees who asked" "127.0.0.1 127.0.0.1" \
		"$(field x-real-ip) $(field x-forwarded-for)"
	same "no Connection header" "" "$(field connection)"
	host=em.example.com:3030 ask /users/1
	same "the port the client used is kept" "em.example.com:3030 em.example.com:3030" \
		"$(field host) $(field x-forwarded-host)"
}

stripped() {
	reaches /strip 'GET /'
	reaches /strip/ 'GET /'
	reaches '/strip/a%20b/c?d=e%20f' 'GET /a%20b/c?d=e%20f'
	reaches /strip/x 'POST /x' --data word=1
	reaches '/strip?q=1' 'GET /?q=1'
	reaches '/st.r+ip/x' 'GET /x'
	reaches /one 'GET /'
	reaches '/pay$/x' 'GET /x'
}

options() {
	head -c 1500000 /dev/zero >"$work/large"
	ask /big/ --data-binary @"$work/large"
	same "a body below the limit" "200 1500000" "$status $(field body)"
	ask /users/ --data-binary @"$work/large"
	same "a body above the usual limit" 413 "$status"
	head -c 3000000 /dev/zero >"$work/large"
	ask /big --data-binary @"$work/large"
	same "a body above the limit" 413 "$status"
	same "headers on errors too" DENY "$(header x-frame-options)"
	ask /big/x
	same "its headers stand alone" 'DENY 5$' "$(header x-frame-options) $(header x-price)"
	ask /users/x
	same "other routes have the service's own" SAMEORIGIN "$(header x-frame-options)"
	ask /gz/ -H 'Accept-Encoding: gzip'
	same "compressed where asked for" gzip "$(header content-encoding)"
	ask /users/ -H 'Accept-Encoding: gzip'
	same "not compressed elsewhere" "" "$(header content-encoding)"
	ask /busy/fail
	same "after all attempts the answer is the service's" 502 "$status"
}

redirects() {
	sent '/old/a%2Fb?x=1&y' '308 /new/a%2Fb?x=1&y'
	sent /old '308 /new/'
	sent '/old?x=1' '308 /new/?x=1'
	sent //old//other.example '308 /new/'
	sent /old//other.example '308 /new/other.example'
	sent /out/a?b '302 https://x.example/a?b'
	sent /out '302 https://x.example'
	sent /out%2F@other.example '302 https://x.example'
	sent /plain/a?b '301 /new/?a=b'
	sent '/exact-old?x=1' '302 /new?x=1'
}

static_files() {
	answers /files/one.txt '200 one '
	same "kept by clients for a week" max-age=604800 "$(header cache-control)"
	answers /files/ '200 listing '
	sent '/files?x=1' '301 /files/?x=1'
	ask /files/none
	same "no file" 404 "$status"
	ask /files/sub/
	same "no listing" 403 "$status"
	ask /files../key.pem
	same "no way out of the folder" 404 "$status"
	answers /spa/ '200 spa '
	answers /spa/css/a.css '200 css '
	answers /spa/deep/link '200 spa '
	same "its headers" b "$(header x-a)"
	answers /site/page.html '200 page '
	answers /site/none '200 root '
}

allowed() {
	local path
	for path in /private/ /private /secret /secret/x; do
		ask "$path"
		same "$path is not for everybody" 403 "$status"
	done
	answers /open '200 shown'
	reaches /local/x 'GET /local/x'
}

websockets() {
	same "a websocket" "101 hello" "$(inside python3 "$conformance/upstream.py" \
		echo 127.0.0.1:8090 /socket/x $host 2>&1)"
	same "elsewhere it is a plain request" 200 "$(inside python3 \
		"$conformance/upstream.py" echo 127.0.0.1:8090 /users/x $host 2>&1)"
	reaches /socket 'GET /socket'
}

# statuses PATH...: of one request after the other
statuses() {
	local path all=
	for path; do
		ask "$path"
		all="$all $status"
	done
	echo "${all# }"
}

# By the minute, so that no delay of the trial brings one more.
rates() {
	same "one a minute, and none beyond" "200 429" "$(statuses /one-by-one/ /one-by-one)"
	same "a burst is let through at once" "200 200 200 429" \
		"$(statuses /slow/ /slow/ /slow/x /slow)"
	same "other routes do not count" "200 200" "$(statuses /often/ /often/)"
	local host=limited.example.com
	ask /a/
	same "a default for all routes of the host" "200 max-age=3600" \
		"$status $(header cache-control)"
	same "routes of one host share its rate" "200 200 429" "$(statuses / /b/one.txt /)"
	same "what nginx answers itself is not counted" "200 200" "$(statuses /c /c)"
}

names() {
	host=www.em.example.com reaches /users 'GET /users'
	host=elsewhere.example ask /users
	same "an unknown name gets no answer" 000 "$status"
	host=out.example.com ask /
	same "the scheme outside is the one that was stated" https \
		"$(field x-forwarded-proto)"
}

# secure NAME [CURL OPTION...]
secure() {
	local name=$1
	shift
	inside curl -sSk --noproxy '*' --max-time 10 --resolve "$name:8443:127.0.0.1" \
		-D "$work/head" -o "$work/body" -w '%{http_code} %{http_version}' \
		"https://$name:8443/x" "$@" 2>"$work/curl.log"
}

tls() {
	host=secure.example.com sent '/x?y=1' '308 https://secure.example.com:8443/x?y=1'
	same "https" "200 2" "$(secure secure.example.com)"
	head=$(tr -d '\r' <"$work/head") body=$(cat "$work/body")
	same "HSTS" max-age=15552000 "$(header strict-transport-security)"
	same "the service sees https" "https secure.example.com:8443" \
		"$(field x-forwarded-proto) $(field host)"
	secure elsewhere.example >/dev/null
	same "no handshake for an unknown name" 35 $?
	same "nor an answer to one inside" "421 2" \
		"$(secure secure.example.com -H 'Host: elsewhere.example')"
	host=both.example.com reaches /x 'GET /x'
	same "with https beside http" "200 2" "$(secure both.example.com)"
	secure secure.example.com --tls-max 1.1 >/dev/null
	same "no TLS 1.1" 35 $?
}

main
