#!/bin/bash
# The secrets that up.sh makes, in every bundle that has some: as long as the spec
# says, readable to the owner alone, printed nowhere, left alone by the next run; and
# nothing is written by a check, or by who is interrupted.
set -uo pipefail
# shellcheck source=tests/conformance/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/conformance/view.sh
. "$conformance/view.sh"
# shellcheck source=tests/conformance/secrets.sh
. "$conformance/secrets.sh"
check secrets
need_root
need "$debian"

bundle=/opt/bundle

main() {
	mapfile -t scripts < <(find "${dists[@]}" "$project/tests/targets/bundle" -name up.sh \
		-exec grep -l '^make_secrets$' {} + | sort)
	[ ${#scripts[@]} -gt 0 ] || not_ok "no bundle makes secrets"
	for script in "${scripts[@]}"; do
		folder=$(dirname "$script")
		check=secrets:$(realpath --relative-to="$project" "$folder")
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
	inside cp -r "$folder" "$bundle"
	stand_ins
	mapfile -t names < <(sed -nE 's/^\tmake_secret ([^ ]+) .*/\1/p' "$script")
	given
	writes_nothing
	makes
	keeps
	is_interrupted
	leaves_the_rest
	by_others
}

# Every tool that the bundle starts things with does nothing, and well.
stand_ins() {
	local tool
	inside mkdir -p /opt/tools
	sed -nE 's/^\tneed_tool ([a-z0-9]+)$/\1/p' "$script" | while read -r tool; do
		inside ln -s /bin/true "/opt/tools/$tool" </dev/null
	done
}

# up PATH-BEFORE SHELL ARGUMENT...: what it prints goes to $work/up, its process id to
# /opt/pid
up() {
	local before=$1
	shift
	# shellcheck disable=SC2016 # it is for the shell inside
	inside env -i HOME=/root PATH="$before/opt/tools:/usr/sbin:/usr/bin:/sbin:/bin" \
		sh -c 'echo $$ >/opt/pid && shell=$1 && shift && exec $shell "$0" "$@"' \
		"$bundle/up.sh" "$@" >"$work/up" 2>&1
}

# .env as the operator leaves it: what up.sh makes is empty, or not there at all.
given() {
	local name
	secrets "$folder" "$work/given" left
	{
		echo "# kept by the operator"
		cat "$work/given"
		[ ${#names[@]} = 0 ] || echo "${names[0]}=''"
	} >"$work/env"
	inside sh -c 'umask 022 && cat >"$0/.env"' "$bundle" <"$work/env"
}

env_now() {
	inside cat "$bundle/.env"
}

length() {
	sed -nE "s/^\tmake_secret $1 ([0-9]+)\$/\1/p" "$script"
}

writes_nothing() {
	holds "--check" up '' sh --check
	same ".env after --check" "$(cat "$work/env")" "$(env_now)"
	files | while read -r file _; do
		! inside test -e "$file" || not_ok "--check makes $file"
	done
}

# Lines "FILE LENGTH"
files() {
	sed -nE 's/^\tmake_secret_file (.*) ([0-9]+)$/\2 \1/p' "$script" |
		while read -r length path; do
			eval "echo $path $length"
		done
}

makes() {
	local name length value file
	holds "up.sh" up '' sh || cat "$work/up"
	same "who can read .env" 600 "$(inside stat -c %a "$bundle/.env")"
	for name in "${names[@]}"; do
		length=$(length "$name")
		value=$(env_now | sed -nE "s/^$name='([A-Za-z0-9]*)'\$/\1/p")
		same "characters of $name, set once" "$length" "${#value}"
		! grep -qF "$value" "$work/up" || not_ok "it prints $name"
	done
	same "what the operator wrote" "$(grep -v "=''$" "$work/env")" \
		"$(env_now | grep -vE "^($(IFS='|' && echo "${names[*]:-none}"))=")"
	files >"$work/files"
	while read -r line; do
		file=${line% *}
		value=$(inside cat "$file")
		same "characters of $file" "${line##* } ${line##* }" \
			"$(tr -dc A-Za-z0-9 <<<"$value" | wc -c) $(inside stat -c %s "$file")"
		same "who can read it" 600 "$(inside stat -c %a "$file")"
		! grep -qF "$value" "$work/up" || not_ok "it prints $file"
	done <"$work/files"
}

keeps() {
	env_now >"$work/before"
	inside md5sum "$bundle/.env" >"$work/sums"
	holds "up.sh again" up '' sh
	same "what the second run changes" "$(cat "$work/before")" "$(env_now)"
	[ ! -s "$work/files" ] || same "it says no more of secrets" 0 "$(grep -c made "$work/up")"
}

# Interrupted while the random numbers come, .env is as it was; while it is replaced,
# the first secret is in it, and whole.
is_interrupted() {
	local program
	[ ${#names[@]} -gt 0 ] || return 0
	inside mkdir -p /opt/slow
	for program in dd mv; do
		given
		inside rm -f /opt/slow/dd /opt/slow/mv
		# shellcheck disable=SC2016 # it is for the shell inside
		inside sh -c 'printf "#!/bin/sh\n: >/opt/reached\nsleep 1\nexec /bin/$1 \"\$@\"\n" "$1" >"/opt/slow/$1" && chmod +x "/opt/slow/$1" && rm -f /opt/reached' sh $program
		up /opt/slow: sh &
		until_true 10 inside test -e /opt/reached
		# shellcheck disable=SC2016
		inside sh -c 'kill -TERM "$(cat /opt/pid)"'
		wait $!
		env_now | sed -E "s/^(${names[0]}=')[A-Za-z0-9]{$(length "${names[0]}")}'\$/\1'/" >"$work/left"
		same "what who is interrupted at $program leaves" "$(cat "$work/env")" "$(cat "$work/left")"
		[ $program = mv ] || same "and has changed nothing" "$(cat "$work/env")" "$(env_now)"
		same "and beside it" "" "$(inside find "$bundle" -name '.env.*' ! -name .env.example)"
	done
}

# Another run makes other ones, and only those that are missing.
leaves_the_rest() {
	local name value
	[ ${#names[@]} -gt 0 ] || return 0
	given
	for name in "${names[@]:1}"; do
		echo "$name='kept0123456789abcdefghijklmnopqrstuvwxyz'"
	done | inside tee -a "$bundle/.env" >/dev/null
	holds "up.sh with one missing" up '' sh
	same "those that are there" $((${#names[@]} - 1)) "$(env_now | grep -c "='kept")"
	name=${names[0]}
	value=$(env_now | sed -nE "s/^$name='(.*)'\$/\1/p")
	! grep -qF "'$value'" "$work/before" || not_ok "two runs make the same $name"
}

# The same by another shell.
by_others() {
	given
	holds "up.sh by bash" up '' 'bash --posix'
	same "secrets by bash" ${#names[@]} "$(env_now |
		grep -cE "^($(IFS='|' && echo "${names[*]:-none}"))='[A-Za-z0-9]+'$")"
}

main
