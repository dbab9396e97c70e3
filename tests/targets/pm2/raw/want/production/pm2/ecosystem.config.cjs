// The processes of raw-production, for PM2.
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
      "namespace": "raw-production",
      "script": "main.js",
      "cwd": "/srv/api",
      "exec_mode": "fork",
      "instances": 1,
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/raw-production/api.out.log",
      "error_file": "/var/log/raw-production/api.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "MODE": "fast",
        "DATABASE_URL": "postgres://u:" + need("DB_PASSWORD") + "@h/d",
        "TOKEN": readSecret("/etc/raw/token"),
        "PORT": "3000",
        "DOLLAR": "$HOME \"x\""
      },
      "cron_restart": "0 3 * * *",
      "max_restarts": 7,
      "min_uptime": 5000,
      "vizion": false,
      "instance_var": "INSTANCE",
      "restart_delay": 1.5e+3,
      "post_update": [
        "echo \"7\"",
        "echo 1"
      ],
      "ignore_watch": null
    }
  ],
  "deploy": {
    "production": {
      "user": "deploy",
      "host": [
        "10.0.0.1"
      ],
      "ref": "origin/main",
      "repo": "git@example.com:raw.git",
      "path": "/srv/raw"
    }
  }
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["DB_PASSWORD"]) delete process.env[name];
