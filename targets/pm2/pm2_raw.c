/* What `raw.pm2` may add to, and the keys that are written there anyway. */
#include "pm2.h"

static const struct raw_key app_keys[] = {
	{ "name", NULL },
	{ "namespace", NULL },
	{ "script", "process.script" },
	{ "cwd", "process.cwd" },
	{ "args", "process.args" },
	{ "interpreter", "process.interpreter" },
	{ "node_args", "process.node_args" },
	{ "exec_mode", "process.mode" },
	{ "instances", "process.instances" },
	{ "max_memory_restart", "process.max_memory" },
	{ "wait_ready", "process.ready" },
	{ "listen_timeout", "health.start" },
	{ "kill_timeout", "stop.grace" },
	{ "autorestart", "restart" },
	{ "stop_exit_codes", "restart" },
	{ "exp_backoff_restart_delay", "restart" },
	{ "merge_logs", "targets.pm2.logs" },
	{ "out_file", "targets.pm2.logs" },
	{ "error_file", "targets.pm2.logs" },
	{ "log_file", "targets.pm2.combined" },
	{ "log_date_format", "targets.pm2.logs" },
	{ "env", "env" },
	{ 0 },
};

static const struct raw_key file_keys[] = {
	{ "apps", "services.NAME.raw.pm2" },
	{ 0 },
};

const struct raw_section pm2_raw[] = {
	{ RAW_SERVICE, NULL, RAW_MAP, "the app, in `apps`", app_keys },
	{ RAW_STACK, NULL, RAW_MAP, "what ecosystem.config.cjs exports", file_keys },
	{ 0 },
};
