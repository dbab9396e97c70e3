-- https://docs.emqx.com/en/emqx/latest/deploy/install-docker.html
-- https://github.com/emqx/emqx/blob/master/deploy/docker/docker-entrypoint.sh

local function is_4(text)
  return re.test(text or "", "^v?4\\b")
end

-- listeners.tcp.default.bind is EMQX_LISTENERS__TCP__DEFAULT__BIND.
local function variable(name)
  return "EMQX_" .. table.concat(re.all(name, "[A-Za-z0-9_]+"), "__"):upper()
end

return {
  images = { "emqx/emqx", "emqx", "emqx/emqx-enterprise", "emqx/emqx-ee" },
  summary = "EMQX, a message broker for MQTT",
  settings = "variables: `mqtt.max_packet_size` is EMQX_MQTT__MAX_PACKET_SIZE",

  service = function(version)
    local tool = version.major >= 5 and "emqx ctl" or "emqx_ctl"
    return {
      -- The listeners with TLS (8883, 8084) come with a certificate that everybody
      -- has the key of; who has one of their own declares those ports.
      ports = {
        mqtt = { port = 1883 },
        ws = { port = 8083, app = "http" },
        dashboard = { port = 18083, app = "http" },
      },
      -- Data is kept below the node's name, which else is made from the address that
      -- the container happens to have. One node needs no other name.
      env = { EMQX_NODE_NAME = "emqx@127.0.0.1" },
      health = {
        shell = "/opt/emqx/bin/" .. tool .. " status",
        interval = "15s", timeout = "10s", retries = 5, start = "1m",
      },
      stop = { grace = "1m" },
    }
  end,

  knows = function(version)
    return {
      ui = { "dashboard" },
      data = { "/opt/emqx/data" },
      writable = { "/opt/emqx/log", "/tmp" },
      capabilities = {}, -- it starts as its own user
      uid = 1000, gid = 1000,
      url_port = "mqtt",
      -- `public`, and a cookie by which nodes, and whoever knows it, run programs on
      -- each other.
      passwords = {
        version.major >= 5 and "EMQX_DASHBOARD__DEFAULT_PASSWORD"
          or "EMQX_DASHBOARD__DEFAULT_USER__PASSWORD",
        "EMQX_NODE__COOKIE",
      },
    }
  end,

  templates = { url = "mqtt://${address}" },

  derive = function(service)
    local old, env = is_4(service.version), {}
    local function listen(port, default, name_4, name)
      if service.ports[port] ~= default then
        env[old and name_4 or name] = "${service.ports." .. port .. "}"
      end
    end
    listen("mqtt", 1883, "EMQX_LISTENER__TCP__EXTERNAL", "EMQX_LISTENERS__TCP__DEFAULT__BIND")
    listen("ws", 8083, "EMQX_LISTENER__WS__EXTERNAL", "EMQX_LISTENERS__WS__DEFAULT__BIND")
    listen("dashboard", 18083, "EMQX_DASHBOARD__LISTENER__HTTP",
      "EMQX_DASHBOARD__LISTENERS__HTTP__BIND")
    for name, setting in pairs(service.settings) do env[variable(name)] = setting.reference end
    return { env = env }
  end,
}
