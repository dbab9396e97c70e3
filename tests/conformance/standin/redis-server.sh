#!/bin/sh
# The official build has protected mode off; Debian's is told so, before all
# else, so that an option or a file that sets it wins.
file=
case ${1-} in
'' | -*) ;;
*)
	file=$1
	shift
	;;
esac
exec /usr/bin/redis-server ${file:+"$file"} --protected-mode no "$@"
