#!/bin/bash
# The README's two commands on a fresh Debian 12 that holds only git,
# ca-certificates and python3-pip, one after the other, with nothing typed.
#
# `run` leaves it out, for it takes some minutes and the network: call it by
# itself. Needs root and debootstrap. What this machine needs to reach its
# package mirrors (mirror, certificates, pip's settings) is carried in.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/conformance/lib.sh
. "$here/lib.sh"
check fresh-root
need_root
need debootstrap git unshare

packages=git,ca-certificates,python3-pip
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' |
	head -n 1)
fresh=$work/root
[ -n "$mirror" ] || {
	not_ok "this machine's apt has no mirror of Debian 12"
	finish
}
debootstrap --variant=minbase --include="$packages" bookworm "$fresh" "$mirror" \
	>"$work/debootstrap.log" 2>&1 || {
	not_ok "debootstrap makes a root" "$work/debootstrap.log"
	finish
}
ok "a root with no more than $packages"

git clone -q --no-hardlinks "$project" "$fresh/root/stackc"
for file in /etc/resolv.conf /etc/pip.conf /etc/ssl/certs/ca-certificates.crt \
	"$HOME/.config/pip/pip.conf"; do
	if [ -f "$file" ]; then
		mkdir -p "$fresh$(dirname "$file")"
		cp -L "$file" "$fresh$file"
	fi
done
cp -r /etc/apt/apt.conf.d/. "$fresh/etc/apt/apt.conf.d/"
rm -f "$fresh"/etc/apt/apt.conf.d/{50appstream,20packagekit}

environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin)
while IFS= read -r variable; do
	environment+=("$variable")
done < <(env | grep -iE '^(PIP_|https?_proxy=|no_proxy=)' || true)

# inside COMMAND...: in the fresh root, in namespaces that end with it
inside() {
	unshare --mount --pid --fork --kill-child bash -c '
		mount --make-rprivate /
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		root=$1
		shift
		exec chroot "$root" env -i -C /root/stackc "$@"
	' inside "$fresh" "${environment[@]}" "$@" </dev/null
}

for word in zig pkg-config node; do
	if inside sh -c "command -v $word" >/dev/null; then
		not_ok "the fresh root has $word already"
	fi
done

works() {
	local what=$1 started=$SECONDS
	shift
	if inside "$@" >"$work/log" 2>&1; then
		ok "$what, in $((SECONDS - started)) s"
	else
		not_ok "$what: $*" "$work/log"
	fi
}

works "the main job" ./zigw build run -- build examples/e-maintenance
works "the tests" ./zigw build test
finish
