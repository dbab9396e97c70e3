#!/bin/sh
# What the entry point of the official image does: options alone are the
# server's, and root becomes redis.
set -eu
case ${1-} in
-* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
	find . ! -user redis -exec chown redis {} +
	exec gosu redis "$0" "$@"
fi
exec "$@"
