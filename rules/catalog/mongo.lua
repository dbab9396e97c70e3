-- https://github.com/docker-library/docs/blob/master/mongo/README.md

return {
  images = { "mongo" },
  summary = "MongoDB, a document database",
  settings = "arguments of the server, `--NAME VALUE`",

  service = function(version)
    local shell = version.major >= 5 and "mongosh" or "mongo"
    return {
      ports = { mongo = { port = 27017 } },
      health = {
        -- On first start a server for initialization listens on 127.0.0.1 only:
        -- asking the container's own address waits for the real one. A ping needs
        -- no user.
        shell = shell .. ' --quiet --host "$(hostname)" --port ${service.ports.mongo}'
          .. ' --eval "db.adminCommand({ ping: 1 }).ok" | grep -qx 1',
        interval = "10s", timeout = "10s", retries = 5, start = "40s",
      },
      stop = { grace = "1m" },
    }
  end,

  knows = {
    datastore = true,
    data = { "/data/db" },
    writable = { "/data/configdb", "/tmp" },
    capabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID" },
    uid = 999, gid = 999,
    file_env = { "MONGO_INITDB_ROOT_PASSWORD", "MONGO_INITDB_ROOT_USERNAME" },
  },

  templates = {
    url = function(service)
      local env = service.env
      local database = env.MONGO_INITDB_DATABASE and "${env.MONGO_INITDB_DATABASE}" or ""
      if not env.MONGO_INITDB_ROOT_USERNAME then
        return "mongodb://${address}/" .. database
      end
      -- The first user is made in the database `admin`, whichever is used.
      return "mongodb://${env.MONGO_INITDB_ROOT_USERNAME}:${env.MONGO_INITDB_ROOT_PASSWORD}"
        .. "@${address}/" .. database .. "?authSource=admin"
    end,
  },

  derive = function(service)
    local command = {}
    local function set(name, value)
      table.insert(command, "--" .. name)
      table.insert(command, value)
    end
    if service.ports.mongo ~= 27017 then set("port", "${service.ports.mongo}") end
    for name, setting in pairs(service.settings) do
      if setting.text == "true" then
        table.insert(command, "--" .. name)
      elseif setting.text ~= "false" then
        set(name, setting.reference)
      end
    end
    if #command > 0 then table.insert(command, 1, "mongod") end
    return { plain_command = command }
  end,
}
