-- https://github.com/docker-library/docs/blob/master/postgres/README.md

-- PostgreSQL's kB, MB and GB are powers of 1024.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  if not number then return nil end
  return number .. ({ K = "kB", M = "MB", G = "GB" })[unit]
end

-- Runs once, when the primary's data is made.
local make_role = [[
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
\set role `printf %s "$REPLICATION_USER"`
\set password `printf %s "$REPLICATION_PASSWORD"`
CREATE ROLE :"role" LOGIN REPLICATION PASSWORD :'password';
SQL
printf 'host replication "%s" all scram-sha-256\n' "$REPLICATION_USER" \
  >>"$PGDATA/pg_hba.conf"
]]

-- A copy that was interrupted is begun anew: only a whole one gets its name.
local follow_primary = [[
#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  tries=0
  until rm -rf "$PGDATA.new" && mkdir -p "$PGDATA.new" && chmod 0700 "$PGDATA.new" &&
    pg_basebackup -h "$PRIMARY_HOST" -p "$PRIMARY_PORT" -U "$REPLICATION_USER" \
      -D "$PGDATA.new" -X stream -c fast; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    sleep 2
  done
  touch "$PGDATA.new/standby.signal"
  mv -T "$PGDATA.new" "$PGDATA"
fi
exec docker-entrypoint.sh "$@"
]]
local follow_path = "/usr/local/share/follow-primary.sh"

local function check_user(user)
  if not re.test(user, "^[A-Za-z0-9_.-]+$") then
    error("the user of a topology is made of A-Z, a-z, 0-9, '_', '.' and '-'")
  end
end

-- What a member of a topology is given beside its settings.
local function member(service, command)
  local topology = service.topology
  check_user(topology.user)
  local env = {
    REPLICATION_USER = topology.user, REPLICATION_PASSWORD = "${topology.password}",
  }
  if topology.role == "primary" then
    return env, { ["/docker-entrypoint-initdb.d/00-replication.sh"] = make_role }, command
  end
  -- The server takes the password from PGPASSWORD as every client does.
  env.PGPASSWORD = "${topology.password}"
  env.PRIMARY_HOST = "${primary.host.postgres}"
  env.PRIMARY_PORT = "${primary.port.postgres}"
  -- Below the folder of the volume, where the copy can be renamed.
  if not service.env.PGDATA and service.data == "/var/lib/postgresql/data" then
    env.PGDATA = service.data .. "/pgdata"
  end
  local follow = { "sh", follow_path, "postgres", "-c",
    "primary_conninfo=host=${primary.host.postgres} port=${primary.port.postgres} user="
      .. topology.user .. " application_name=${service.name}" }
  for _, word in ipairs(command) do
    if word ~= "postgres" then table.insert(follow, word) end
  end
  return env, { [follow_path] = follow_primary }, follow
end

-- https://www.postgresql.org/docs/release/
local gone = {
  [10] = { "min_parallel_relation_size: min_parallel_table_scan_size" },
  [13] = { "wal_keep_segments: wal_keep_size" },
  [14] = { "operator_precedence_warning", "vacuum_cleanup_index_scale_factor" },
  [15] = { "stats_temp_directory" },
  [16] = { "promote_trigger_file: pg_promote()", "vacuum_defer_cleanup_age" },
  [17] = { "db_user_namespace", "old_snapshot_threshold", "trace_recovery_messages" },
}

local function removed(major)
  local list = { "checkpoint_segments: max_wal_size" }
  for first, names in pairs(gone) do
    for _, name in ipairs(major >= first and names or {}) do table.insert(list, name) end
  end
  return list
end

return {
  images = { "postgres" },
  topology = { form = "primary" },
  summary = "PostgreSQL, a relational database",
  settings = "arguments of the server, `-c NAME=VALUE`",

  service = {
    ports = { postgres = { port = 5432 } },
    env = { POSTGRES_USER = "postgres", POSTGRES_DB = "postgres" },
    health = {
      -- On first start a server for initialization listens on the socket only:
      -- asking 127.0.0.1 waits for the real one.
      shell = 'pg_isready -q -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"',
      interval = "10s", timeout = "5s", retries = 5, start = "30s",
    },
    stop = { grace = "1m" },
  },

  knows = function(version)
    local uid = re.test(version.flavour, "alpine") and 70 or 999
    return {
      datastore = true,
      -- 18 moved the volume one level up; below it a mount there holds no data.
      data = { version.major >= 18 and "/var/lib/postgresql" or "/var/lib/postgresql/data" },
      writable = { "/tmp", "/var/run/postgresql" },
      capabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID" },
      uid = uid, gid = uid,
      removed = removed(version.major),
      file_env = {
        "POSTGRES_DB", "POSTGRES_INITDB_ARGS", "POSTGRES_PASSWORD", "POSTGRES_USER",
      },
    }
  end,

  templates = {
    url = function(service)
      local user = "${env.POSTGRES_USER}"
      if service.env.POSTGRES_PASSWORD then
        user = user .. ":${env.POSTGRES_PASSWORD}"
      end
      return "postgresql://" .. user .. "@${address}/${env.POSTGRES_DB}"
    end,
  },

  derive = function(service)
    local command = {}
    for name, setting in pairs(service.settings) do
      local value = setting.text and quantity(setting.text) or setting.reference
      table.insert(command, "-c")
      table.insert(command, name .. "=" .. value)
    end
    if #command > 0 then table.insert(command, 1, "postgres") end
    local env, files = {}, nil
    if service.topology then env, files, command = member(service, command) end
    -- Read by the server and by pg_isready alike.
    if service.ports.postgres ~= 5432 then env.PGPORT = "${service.ports.postgres}" end
    return { env = env, files = files, command = command, plain_command = command }
  end,
}
