-- https://github.com/docker-library/docs/blob/master/mysql/README.md

-- MySQL's K, M and G are powers of 1024.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  return number and number .. unit
end

-- https://dev.mysql.com/doc/refman/8.0/en/added-deprecated-removed.html
-- https://dev.mysql.com/doc/refman/8.4/en/added-deprecated-removed.html
-- Nothing else needs the version, so one that is not known is no error.
local function removed(version)
  local list = {}
  local major, minor = re.match(version.text, "^v?(\\d+)(?:\\.(\\d+))?")
  major, minor = tonumber(major or 0), tonumber(minor or 0)
  local function add(names)
    for _, name in ipairs(names) do table.insert(list, name) end
  end
  if major >= 8 then
    add({ "innodb_file_format", "innodb_large_prefix", "query_cache_limit",
      "query_cache_size", "query_cache_type" })
  end
  if major > 8 or major == 8 and minor >= 4 then
    add({ "default_authentication_plugin: authentication_policy",
      "expire_logs_days: binlog_expire_logs_seconds" })
  end
  return list
end

return {
  images = { "mysql" },
  summary = "MySQL, a relational database",
  settings = "arguments of the server, `--NAME=VALUE`",

  service = {
    ports = { mysql = { port = 3306 } },
    health = {
      -- On first start a server for initialization listens on the socket only:
      -- asking 127.0.0.1 waits for the real one. It is up too when it refuses
      -- who asks, and that is what ping tells.
      shell = "mysqladmin ping --silent -h 127.0.0.1 -P ${service.ports.mysql}",
      interval = "10s", timeout = "5s", retries = 5, start = "1m",
    },
    stop = { grace = "1m" },
  },

  knows = function(version)
    return {
      datastore = true,
      data = { "/var/lib/mysql" },
      writable = { "/run/mysqld", "/tmp" },
      capabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID" },
      uid = 999, gid = 999,
      removed = removed(version),
      file_env = {
        "MYSQL_DATABASE", "MYSQL_PASSWORD", "MYSQL_ROOT_HOST", "MYSQL_ROOT_PASSWORD",
        "MYSQL_USER",
      },
    }
  end,

  templates = {
    url = function(service)
      local env, user = service.env, "root"
      if env.MYSQL_USER then
        user = "${env.MYSQL_USER}" .. (env.MYSQL_PASSWORD and ":${env.MYSQL_PASSWORD}" or "")
      elseif env.MYSQL_ROOT_PASSWORD then
        user = "root:${env.MYSQL_ROOT_PASSWORD}"
      end
      local database = env.MYSQL_DATABASE and "${env.MYSQL_DATABASE}" or ""
      return "mysql://" .. user .. "@${address}/" .. database
    end,
  },

  derive = function(service)
    local command = {}
    local function set(name, value) table.insert(command, "--" .. name .. "=" .. value) end
    local major = re.match(service.version, "^v?(\\d+)")
    -- Until 8.0 the server's own choice was latin1.
    local own = service.settings
    if major and tonumber(major) < 8
        and not (own["character-set-server"] or own.character_set_server) then
      set("character-set-server", "utf8mb4")
      if not (own["collation-server"] or own.collation_server) then
        set("collation-server", "utf8mb4_unicode_ci")
      end
    end
    if service.ports.mysql ~= 3306 then set("port", "${service.ports.mysql}") end
    for name, setting in pairs(own) do
      set(name, setting.text and quantity(setting.text) or setting.reference)
    end
    if #command > 0 then table.insert(command, 1, "mysqld") end
    return { plain_command = command }
  end,
}
