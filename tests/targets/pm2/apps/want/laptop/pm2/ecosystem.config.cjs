// The processes of apps-laptop, for PM2.
// Made by `stackc build`; edits are lost.
// Secrets come from the environment: use ../up.sh, or first
//   set -a; . ../.env; set +a

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see ../.env.example`);
  return value;
}

function readSecret(path) {
  return require("node:fs").readFileSync(path, "utf8").trimEnd();
}

module.exports = {
  "apps": [
    {
      "name": "api",
      "namespace": "apps-laptop",
      "script": "dist/main.js",
      "cwd": "/srv/api",
      "args": ["--region", "eu-\"west\""],
      "node_args": ["--enable-source-maps", "--max-old-space-size=384"],
      "exec_mode": "cluster",
      "instances": "max",
      "max_memory_restart": "512M",
      "wait_ready": true,
      "listen_timeout": 20000,
      "kill_timeout": 90000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/tmp/apps/api.out.log",
      "error_file": "/tmp/apps/api.error.log",
      "log_file": "/tmp/apps/api.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "PORT": "3000",
        "DATABASE_URL": "postgres://api:" + need("DB_PASSWORD") + "@db.internal.example.com:5432/api",
        "TOKEN": "a" + readSecret("/etc/apps/token") + "b",
        "LOCAL": (process.env["LOCAL_TOKEN"] || "not-a-secret"),
        "PLAIN": "back\\slash \"quotes\" 'single' $dollar eu-\"west\" grüß",
        "LINES": "one\ntwo",
        "EMPTY": ""
      }
    },
    {
      "name": "ticker",
      "namespace": "apps-laptop",
      "script": "tick.js",
      "cwd": "/srv/ticker",
      "node_args": ["--max-old-space-size=64"],
      "exec_mode": "fork",
      "instances": 3,
      "max_memory_restart": "128M",
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "autorestart": false,
      "merge_logs": true,
      "out_file": "/tmp/apps/ticker.out.log",
      "error_file": "/tmp/apps/ticker.error.log",
      "log_file": "/tmp/apps/ticker.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {}
    },
    {
      "name": "worker",
      "namespace": "apps-laptop",
      "script": "worker.ts",
      "cwd": "/srv/worker",
      "interpreter": "bun",
      "exec_mode": "fork",
      "instances": 1,
      "max_memory_restart": "97657K",
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "stop_exit_codes": [0],
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/tmp/apps/worker.out.log",
      "error_file": "/tmp/apps/worker.error.log",
      "log_file": "/tmp/apps/worker.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {}
    }
  ]
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["DB_PASSWORD", "LOCAL_TOKEN"]) delete process.env[name];
