# shellcheck shell=bash
# secrets BUNDLE FILE [left]: fills in what BUNDLE's .env.example asks for, as it says:
# NAME='value'. Every name gets a value that is long enough and made of letters
# and digits; a version or a registry gets one that looks like it. What is commented out has a
# default and is left to it; with `left`, what up.sh makes is left to that.
secrets() {
	: >"$2"
	[ -f "$1/.env.example" ] || {
		not_ok "no .env.example"
		return
	}
	sed -nE "s/^([A-Za-z_][A-Za-z0-9_]*)=.*/\1/p" "$1/.env.example" |
		while read -r name; do
			[ "${3-}" != left ] ||
				! grep -qs "^	make_secret $name " "$1/up.sh" || continue
			case $name in
			*REGISTRY) echo "$name='registry.example.com/standin'" ;;
			*VERSION | *TAG) echo "$name='v1.2.3'" ;;
			*) echo "$name='standin${name//_/}0123456789abcdefghijkl'" ;;
			esac
		done >"$2"
}
