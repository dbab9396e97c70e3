-- https://github.com/ClickHouse/ClickHouse/blob/master/docker/server/README.md

-- Sizes are numbers of bytes.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  if not number then return nil end
  local shift = ({ K = 10, M = 20, G = 30 })[unit]
  return tostring(tonumber(number) << shift)
end

return {
  images = { "clickhouse/clickhouse-server", "clickhouse" },
  summary = "ClickHouse, a column store for analysis",
  settings = "arguments of the server, `--NAME=VALUE`",

  service = {
    ports = { http = { port = 8123, app = "http" }, native = { port = 9000 } },
    -- With a user of another name, or a password, `default` is removed.
    env = { CLICKHOUSE_USER = "default" },
    health = {
      -- On first start a server for initialization listens on 127.0.0.1 only:
      -- asking the container's own address waits for the real one.
      shell = 'wget -q --spider "http://$(hostname):${service.ports.http}/ping"',
      interval = "10s", timeout = "5s", retries = 5, start = "30s",
    },
    stop = { grace = "1m" },
    ulimits = { nofile = { soft = 262144, hard = 262144 } },
  },

  knows = {
    datastore = true,
    data = { "/var/lib/clickhouse" },
    writable = { "/etc/clickhouse-server/users.d", "/tmp", "/var/log/clickhouse-server" },
    capabilities = { "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID" },
    tools = { "wget" },
    uid = 101, gid = 101,
    url_port = "http",
  },

  templates = {
    url = function(service)
      local user = ""
      if service.env.CLICKHOUSE_PASSWORD then
        user = "${env.CLICKHOUSE_USER}:${env.CLICKHOUSE_PASSWORD}@"
      elseif service.env.CLICKHOUSE_USER.text ~= "default" then
        user = "${env.CLICKHOUSE_USER}@"
      end
      local database = service.env.CLICKHOUSE_DB and "/${env.CLICKHOUSE_DB}" or ""
      return "http://" .. user .. "${address}" .. database
    end,
  },

  derive = function(service)
    local command = {}
    local function set(name, value) table.insert(command, "--" .. name .. "=" .. value) end
    if service.ports.http ~= 8123 then set("http_port", "${service.ports.http}") end
    if service.ports.native ~= 9000 then set("tcp_port", "${service.ports.native}") end
    for name, setting in pairs(service.settings) do
      set(name, setting.text and quantity(setting.text) or setting.reference)
    end
    if #command > 0 then table.insert(command, 1, "--") end
    return { plain_command = command }
  end,
}
