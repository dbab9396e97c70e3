// The processes of e-maintenance-vm, for PM2.
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
      "name": "user-service",
      "namespace": "e-maintenance-vm",
      "script": "dist/main.js",
      "cwd": "/opt/emaintenance/user-service",
      "node_args": ["--max-old-space-size=384"],
      "exec_mode": "cluster",
      "instances": 2,
      "max_memory_restart": "512M",
      "wait_ready": false,
      "listen_timeout": 40000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/e-maintenance-vm/user-service.out.log",
      "error_file": "/var/log/e-maintenance-vm/user-service.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "PORT": "3001",
        "LOG_LEVEL": "info",
        "CORS_ORIGIN": "http://em.example.com",
        "DATABASE_URL": "postgresql://emaintenance:" + need("POSTGRES_PASSWORD") + "@db.internal.example.com:5432/emaintenance",
        "REDIS_URL": "redis://:" + need("REDIS_PASSWORD") + "@cache.internal.example.com:6379/0",
        "JWT_SECRET": need("JWT_SECRET")
      }
    },
    {
      "name": "asset-service",
      "namespace": "e-maintenance-vm",
      "script": "dist/main.js",
      "cwd": "/opt/emaintenance/asset-service",
      "node_args": ["--max-old-space-size=384"],
      "exec_mode": "cluster",
      "instances": 2,
      "max_memory_restart": "512M",
      "wait_ready": false,
      "listen_timeout": 40000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/e-maintenance-vm/asset-service.out.log",
      "error_file": "/var/log/e-maintenance-vm/asset-service.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "PORT": "3003",
        "LOG_LEVEL": "info",
        "CORS_ORIGIN": "http://em.example.com",
        "DATABASE_URL": "postgresql://emaintenance:" + need("POSTGRES_PASSWORD") + "@db.internal.example.com:5432/emaintenance",
        "REDIS_URL": "redis://:" + need("REDIS_PASSWORD") + "@cache.internal.example.com:6379/0",
        "JWT_SECRET": need("JWT_SECRET")
      }
    },
    {
      "name": "work-order-service",
      "namespace": "e-maintenance-vm",
      "script": "dist/main.js",
      "cwd": "/opt/emaintenance/work-order-service",
      "node_args": ["--max-old-space-size=384"],
      "exec_mode": "cluster",
      "instances": 2,
      "max_memory_restart": "512M",
      "wait_ready": false,
      "listen_timeout": 40000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/e-maintenance-vm/work-order-service.out.log",
      "error_file": "/var/log/e-maintenance-vm/work-order-service.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "PORT": "3002",
        "LOG_LEVEL": "info",
        "CORS_ORIGIN": "http://em.example.com",
        "DATABASE_URL": "postgresql://emaintenance:" + need("POSTGRES_PASSWORD") + "@db.internal.example.com:5432/emaintenance",
        "REDIS_URL": "redis://:" + need("REDIS_PASSWORD") + "@cache.internal.example.com:6379/0",
        "JWT_SECRET": need("JWT_SECRET")
      }
    },
    {
      "name": "web",
      "namespace": "e-maintenance-vm",
      "script": "node_modules/next/dist/bin/next",
      "cwd": "/opt/emaintenance/web",
      "args": ["start"],
      "node_args": ["--max-old-space-size=384"],
      "exec_mode": "fork",
      "instances": 1,
      "max_memory_restart": "512M",
      "wait_ready": false,
      "listen_timeout": 40000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/var/log/e-maintenance-vm/web.out.log",
      "error_file": "/var/log/e-maintenance-vm/web.error.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "PORT": "3000"
      }
    }
  ]
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET"]) delete process.env[name];
