// The processes of lulab-production, for PM2.
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
      "name": "api",
      "namespace": "lulab-production",
      "script": "dist/main.js",
      "cwd": "/opt/lulab-backend",
      "node_args": ["--max-old-space-size=768"],
      "exec_mode": "cluster",
      "instances": "max",
      "max_memory_restart": "1024M",
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/opt/lulab-backend/logs/api.out.log",
      "error_file": "/opt/lulab-backend/logs/api.error.log",
      "log_file": "/opt/lulab-backend/logs/api.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "LOG_LEVEL": "warn",
        "DATABASE_URL": "postgresql://lulab:" + need("DB_PASSWORD") + "@10.0.1.20:5432/lulab_prod",
        "REDIS_PASSWORD": need("REDIS_PASSWORD"),
        "JWT_SECRET": need("JWT_SECRET"),
        "JWT_EXPIRES_IN": "24h",
        "TENCENT_MEETING_APP_ID": "prod_app_id",
        "TENCENT_MEETING_SDK_ID": "prod_sdk_id",
        "TENCENT_MEETING_SECRET": need("TENCENT_MEETING_SECRET"),
        "SMTP_HOST": "smtp.production.com",
        "SMTP_PORT": "587",
        "SMTP_USER": "noreply@lulab.com",
        "SMTP_PASS": need("SMTP_PASS"),
        "SMTP_FROM": "noreply@lulab.com",
        "SMS_ACCESS_KEY": need("SMS_ACCESS_KEY"),
        "SMS_SECRET": need("SMS_SECRET"),
        "SMS_SIGN_NAME": "LuLab",
        "OPENAI_API_KEY": need("OPENAI_API_KEY"),
        "OPENAI_ORG_ID": "prod_org_id",
        "PORT": "3000",
        "REDIS_NODES": "10.0.1.30:7000,10.0.1.31:7000,10.0.1.32:7000,10.0.1.30:7001,10.0.1.31:7001,10.0.1.32:7001",
        "DATABASE_REPLICA_URL": "postgresql://lulab:" + need("DB_PASSWORD") + "@10.0.1.21:5432/lulab_prod"
      }
    },
    {
      "name": "worker",
      "namespace": "lulab-production",
      "script": "dist/worker.js",
      "cwd": "/opt/lulab-backend",
      "node_args": ["--max-old-space-size=768"],
      "exec_mode": "fork",
      "instances": 2,
      "max_memory_restart": "1024M",
      "wait_ready": false,
      "listen_timeout": 30000,
      "kill_timeout": 10000,
      "exp_backoff_restart_delay": 100,
      "merge_logs": true,
      "out_file": "/opt/lulab-backend/logs/worker.out.log",
      "error_file": "/opt/lulab-backend/logs/worker.error.log",
      "log_file": "/opt/lulab-backend/logs/worker.log",
      "log_date_format": "YYYY-MM-DDTHH:mm:ss.SSSZ",
      "env": {
        "NODE_ENV": "production",
        "LOG_LEVEL": "warn",
        "DATABASE_URL": "postgresql://lulab:" + need("DB_PASSWORD") + "@10.0.1.20:5432/lulab_prod",
        "REDIS_PASSWORD": need("REDIS_PASSWORD"),
        "JWT_SECRET": need("JWT_SECRET"),
        "JWT_EXPIRES_IN": "24h",
        "TENCENT_MEETING_APP_ID": "prod_app_id",
        "TENCENT_MEETING_SDK_ID": "prod_sdk_id",
        "TENCENT_MEETING_SECRET": need("TENCENT_MEETING_SECRET"),
        "SMTP_HOST": "smtp.production.com",
        "SMTP_PORT": "587",
        "SMTP_USER": "noreply@lulab.com",
        "SMTP_PASS": need("SMTP_PASS"),
        "SMTP_FROM": "noreply@lulab.com",
        "SMS_ACCESS_KEY": need("SMS_ACCESS_KEY"),
        "SMS_SECRET": need("SMS_SECRET"),
        "SMS_SIGN_NAME": "LuLab",
        "OPENAI_API_KEY": need("OPENAI_API_KEY"),
        "OPENAI_ORG_ID": "prod_org_id",
        "REDIS_NODES": "10.0.1.30:7000,10.0.1.31:7000,10.0.1.32:7000,10.0.1.30:7001,10.0.1.31:7001,10.0.1.32:7001",
        "DATABASE_REPLICA_URL": "postgresql://lulab:" + need("DB_PASSWORD") + "@10.0.1.21:5432/lulab_prod"
      }
    }
  ]
};

// The environment of whoever reads this file is handed on to every program:
// each gets the secrets that its own env names, and no others.
for (const name of ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "TENCENT_MEETING_SECRET", "SMTP_PASS", "SMS_ACCESS_KEY", "SMS_SECRET", "OPENAI_API_KEY"]) delete process.env[name];
