// The processes of refs-production, for PM2.
// Made by `stackc build`; edits are lost.
// Secrets come from the environment: use ../up.sh, or first
//   set -a; . ../.env; set +a

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see ../.env.example`);
  return value;
}

module.exports = {
  "apps": [
    {
      "name": "worker",
      "namespace": "refs-production",
      "script": "main.js",
      "cwd": "/srv/worker",
      "exec_mode": "fork",
      "instances": 1,
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/refs-production/worker.out.log",
      "error_file": "/var/log/refs-production/worker.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "VARS": "admin@refs.example.com 5$ ${vars.domain} $${x} refs",
        "NAMES": "refs production worker app ",
        "PARAMETER": "<1.0.0>",
        "SECRET": "<" + need("TOKEN") + ">",
        "OWN_PORT": "3002",
        "HOST": "127.0.0.1",
        "DB_PORT": "5433",
        "ADDRESS": "127.0.0.1:5433",
        "ADDRESS_OF_PORT": "127.0.0.1:5433",
        "URL": "postgresql://refs:" + need("DB_PASSWORD") + "@127.0.0.1:5433/refs",
        "HTTP_URL": "http://[2001:db8::5]:9200",
        "EXTERNAL": "[2001:db8::5]:9200 2001:db8::5",
        "MACHINE": "10.0.0.1 203.0.113.1",
        "GATEWAY": "https://refs.example.com:8443 https://admin.refs.example.com:8443",
        "DOLLARS": "$ $$ $refs.example.com $$" + need("TOKEN") + "$"
      }
    }
  ]
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["TOKEN", "DB_PASSWORD"]) delete process.env[name];
