/*
 * The fixed parts of up.sh and down.sh, to be read as the shell they are.
 *
 * .env is never sourced: a line is taken apart, and what the other programs that
 * read the same file would understand in another way is refused.
 */
#include "handover_shell.h"

const char shell_basics[] =
	"say() {\n"
	"	printf '==> %s\\n' \"$*\"\n"
	"}\n"
	"\n"
	"fail() {\n"
	"	printf '%s: %s\\n' \"${0##*/}\" \"$*\" >&2\n"
	"	exit 1\n"
	"}\n"
	"\n"
	"interrupted() {\n"
	"	fail \"interrupted during: $doing; run it again to go on\"\n"
	"}\n";

const char shell_checks[] =
	"# Every check is made, so that one run shows all that is wrong.\n"
	"wrong() {\n"
	"	printf '    %s\\n' \"$*\" >&2\n"
	"	problems=$((problems + 1))\n"
	"}\n"
	"\n"
	"need_tool() {\n"
	"	command -v \"$1\" >/dev/null 2>&1 || wrong \"$1 is not installed\"\n"
	"}\n";

const char shell_environment_file[] =
	"# Calls $1 NAME VALUE for each line of .env. Only NAME='value' and plain words\n"
	"# mean the same to every program that reads it; the rest is refused. Names of\n"
	"# its own begin with _, for $1 may set NAME.\n"
	"read_env() {\n"
	"	_number=0\n"
	"	while IFS= read -r _line || [ -n \"$_line\" ]; do\n"
	"		_number=$((_number + 1))\n"
	"		case $_line in\n"
	"		'' | '#'*) continue ;;\n"
	"		esac\n"
	"		_name=${_line%%=*}\n"
	"		_value=${_line#*=}\n"
	"		_portable=yes\n"
	"		case $_name in\n"
	"		\"$_line\" | '' | [0-9]* | *[!A-Za-z0-9_]*) _portable=no ;;\n"
	"		esac\n"
	"		case $_value in\n"
	"		\"'\"*\"'\")\n"
	"			_value=${_value#?}\n"
	"			_value=${_value%?}\n"
	"			case $_value in *\"'\"* | *\\\\ | *[[:cntrl:]]*) _portable=no ;; esac\n"
	"			;;\n"
	"		'\"'*'\"')\n"
	"			_value=${_value#?}\n"
	"			_value=${_value%?}\n"
	"			case $_value in *[\\\"\\$\\`\\\\[:cntrl:]]*) _portable=no ;; esac\n"
	"			;;\n"
	"		*[!A-Za-z0-9._~:/@%+,=-]*) _portable=no ;;\n"
	"		esac\n"
	"		if [ \"$_portable\" = yes ]; then\n"
	"			\"$1\" \"$_name\" \"$_value\"\n"
	"		else\n"
	"			wrong \".env:$_number: write NAME='value', without a quote, a tab or the\" \\\n"
	"				'like inside, and without a backslash at its end'\n"
	"		fi\n"
	"	done <.env\n"
	"}\n"
	"\n"
	"ignore() {\n"
	"	:\n"
	"}\n"
	"\n"
	"need_env_file() {\n"
	"	[ -f .env ] ||\n"
	"		fail '.env is missing: cp .env.example .env && chmod 600 .env, then fill it in'\n"
	"	[ -r .env ] || fail '.env cannot be read'\n"
	"	[ -z \"$(find .env -perm -o+r)\" ] ||\n"
	"		printf '    %s\\n' '.env can be read by everybody: chmod 600 .env' >&2\n"
	"	read_env ignore\n"
	"	[ \"$problems\" -eq 0 ] || fail 'nothing was started'\n"
	"}\n";

const char shell_check_variable[] =
	"pick() {\n"
	"	[ \"$1\" != \"$wanted\" ] || found=$2\n"
	"}\n"
	"\n"
	"# Sets found to the value of $1 in .env, or to nothing.\n"
	"find_env() {\n"
	"	wanted=$1 found=''\n"
	"	read_env pick\n"
	"}\n"
	"\n"
	"# NAME LEAST_LENGTH any|url-safe required|optional\n"
	"check_secret() {\n"
	"	find_env \"$1\"\n"
	"	if [ -z \"$found\" ]; then\n"
	"		[ \"$4\" = optional ] || wrong \".env: $1 is not set\"\n"
	"		return\n"
	"	fi\n"
	"	[ \"${#found}\" -ge \"$2\" ] || wrong \".env: $1 has fewer than $2 characters\"\n"
	"	case $3:$found in\n"
	"	url-safe:*[!A-Za-z0-9._~-]*)\n"
	"		wrong \".env: $1 stands in a URL: only letters, digits and . _ ~ -\"\n"
	"		;;\n"
	"	esac\n"
	"}\n"
	"\n"
	"# NAME PATTERN required|optional\n"
	"check_parameter() {\n"
	"	find_env \"$1\"\n"
	"	if [ -z \"$found\" ]; then\n"
	"		[ \"$3\" = optional ] || wrong \".env: $1 is not set\"\n"
	"	elif [ -n \"$2\" ]; then\n"
	"		printf '%s\\n' \"$found\" | grep -Eq -e \"$2\" ||\n"
	"			wrong \".env: $1 does not match $2\"\n"
	"	fi\n"
	"}\n";

const char shell_with_env[] =
	"export_pair() {\n"
	"	export \"$1=$2\"\n"
	"}\n"
	"\n"
	"# Runs a command with everything in .env in its environment.\n"
	"with_env() (\n"
	"	read_env export_pair\n"
	"	exec \"$@\"\n"
	")\n";

const char shell_tcp_open[] =
	"# HOST PORT\n"
	"tcp_open() {\n"
	"	if command -v nc >/dev/null 2>&1; then\n"
	"		nc -z -w 5 \"$1\" \"$2\" >/dev/null 2>&1\n"
	"	else\n"
	"		timeout 5 bash -c \"exec 3<>'/dev/tcp/$1/$2'\" 2>/dev/null\n"
	"	fi\n"
	"}\n";

const char shell_http_ok[] =
	"# URL\n"
	"http_ok() {\n"
	"	if command -v curl >/dev/null 2>&1; then\n"
	"		curl -fsS --max-time 5 -o /dev/null \"$1\" 2>/dev/null\n"
	"	else\n"
	"		wget -q -T 5 -t 1 -O /dev/null \"$1\" 2>/dev/null\n"
	"	fi\n"
	"}\n";

const char shell_wait_for[] =
	"# SECONDS WHAT HINT COMMAND...\n"
	"wait_for() {\n"
	"	limit=$1 what=$2 hint=$3\n"
	"	shift 3\n"
	"	end=$(($(date +%s) + limit))\n"
	"	until \"$@\"; do\n"
	"		[ \"$(date +%s)\" -lt \"$end\" ] ||\n"
	"			fail \"not so within $limit s: $what; look at: $hint\"\n"
	"		sleep 1\n"
	"	done\n"
	"}\n";

const char shell_as_root[] =
	"as_root() {\n"
	"	if [ \"$(id -u)\" -eq 0 ]; then\n"
	"		\"$@\"\n"
	"	else\n"
	"		sudo \"$@\"\n"
	"	fi\n"
	"}\n";

const char shell_run_step[] =
	"# TITLE FUNCTION\n"
	"step() {\n"
	"	doing=$1\n"
	"	say \"$1\"\n"
	"	\"$2\" || fail \"failed: $1\"\n"
	"}\n";

const char shell_run_root_step[] =
	"# TITLE FUNCTION\n"
	"root_step() {\n"
	"	if [ \"$root\" = yes ]; then\n"
	"		step \"$@\"\n"
	"	else\n"
	"		say \"left out, needs root: $1\"\n"
	"	fi\n"
	"}\n";
