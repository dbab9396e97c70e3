# shellcheck shell=bash
# secrets BUNDLE FILE: fills in what BUNDLE's .env.example asks for: every
# "NAME=" gets a value long enough and made of letters and digits; a version one
# that looks like it. What has a value keeps it.
secrets() {
	[ -f "$1/.env.example" ] || {
		not_ok "no .env.example"
		: >"$2"
		return
	}
	sed -nE 's/^#?\s*([A-Z][A-Z0-9_]*)=(.*)$/\1 \2/p' "$1/.env.example" |
		while read -r name value; do
			case $name in
			*VERSION) echo "$name=${value:-v1.2.3}" ;;
			*) echo "$name=${value:-standin${name//_/}0123456789abcdefghijkl}" ;;
			esac
		done >"$2"
}
