// The processes of shop-production, for PM2.
// Made by `stackc build`; edits are lost.

module.exports = {
  "apps": [
    {
      "name": "above",
      "namespace": "shop-production",
      "script": "dist/main.js",
      "cwd": "/opt/above",
      "exec_mode": "fork",
      "instances": 1,
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/shop-production/above.out.log",
      "error_file": "/var/log/shop-production/above.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "BROKERS": "127.0.0.1:9092"
      }
    }
  ]
};
