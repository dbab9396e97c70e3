# shellcheck shell=bash
# unpack FOLDER PACKAGE...: lays Debian packages out in a folder, as a system
# with a merged /usr has them. Their installation scripts do not run.
unpack() {
	local folder=$1 name
	shift
	mkdir -p "$folder/.debs"
	for name in bin sbin lib lib64; do
		mkdir -p "$folder/usr/$name"
		[ -L "$folder/$name" ] || ln -s "usr/$name" "$folder/$name"
	done
	(
		cd "$folder/.debs" || exit
		apt-get -q -o APT::Sandbox::User=root download "$@" || {
			apt-get -q update
			apt-get -q -o APT::Sandbox::User=root download "$@"
		}
		for name in *.deb; do
			dpkg-deb --fsys-tarfile "$name" | tar -C .. -x --keep-directory-symlink
		done
	)
	rm -rf "$folder/.debs"
}
