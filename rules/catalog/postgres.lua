-- https://github.com/docker-library/docs/blob/master/postgres/README.md

-- PostgreSQL's kB, MB and GB are powers of 1024.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  if not number then return text end
  return number .. ({ K = "kB", M = "MB", G = "GB" })[unit]
end

return {
  images = { "postgres" },
  summary = "PostgreSQL, a relational database",

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
    local env = {}
    -- Read by the server and by pg_isready alike.
    if service.ports.postgres ~= 5432 then env.PGPORT = "${service.ports.postgres}" end
    return { env = env, plain_command = command }
  end,
}
