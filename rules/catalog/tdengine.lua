-- https://docs.tdengine.com/get-started/deploy-in-docker/
-- https://github.com/taosdata/TDengine/blob/main/packaging/docker/bin/entrypoint.sh

return {
  images = { "tdengine/tdengine", "tdengine/tsdb" },
  summary = "TDengine, a database for time series",
  settings = "variables: `supportVnodes` is TAOS_SUPPORT_VNODES",

  service = {
    ports = {
      http = { port = 6041, app = "http" }, -- REST and WebSocket, by taosAdapter
      native = { port = 6030 },
    },
    -- What it tells its clients to come back by, and what it calls itself in its data:
    -- a container's own name changes whenever that is made anew.
    env = { TAOS_FQDN = "${service.name}" },
    health = {
      -- taosAdapter starts when the server is there and root has its password.
      http = "/-/ping", port = "http",
      interval = "10s", timeout = "5s", retries = 6, start = "1m",
    },
    stop = { grace = "1m" },
  },

  knows = {
    datastore = true,
    ui = { "explorer" }, -- 6060, where a service declares it
    data = { "/var/lib/taos" },
    writable = { "/corefile", "/tmp", "/var/log/taos" },
    -- It stays root, and folders of the host may be somebody else's.
    capabilities = { "DAC_OVERRIDE" },
    tools = { "curl" },
    url_port = "http",
    passwords = { "TAOS_ROOT_PASSWORD" }, -- `taosdata`; from 3.3.6.6 on
  },

  templates = {
    url = function(service)
      local password = service.env.TAOS_ROOT_PASSWORD and "${env.TAOS_ROOT_PASSWORD}" or "taosdata"
      return "http://root:" .. password .. "@${address}"
    end,
  },

  -- `maxShellConns` is TAOS_MAX_SHELL_CONNS.
  derive = function(service)
    local env = {}
    if service.ports.native ~= 6030 then env.TAOS_SERVER_PORT = "${service.ports.native}" end
    if service.ports.http ~= 6041 then env.TAOS_ADAPTER_PORT = "${service.ports.http}" end
    for name, setting in pairs(service.settings) do
      local words = re.all(name, "[A-Z]?[a-z0-9]+|[A-Z]+")
      env["TAOS_" .. table.concat(words, "_"):upper()] = setting.reference
    end
    return { env = env }
  end,
}
