-- https://prometheus.io/docs/prometheus/latest/installation/
-- https://prometheus.io/docs/prometheus/latest/command-line/prometheus/

-- Prometheus's KB, MB and GB are powers of 1024.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMGT])iB$")
  if not number then return nil end
  return number .. unit .. "B"
end

return {
  images = { "prom/prometheus", "quay.io/prometheus/prometheus" },
  summary = "Prometheus, which collects metrics",
  settings = "flags, `--NAME=VALUE`",

  service = function(version)
    -- The distroless images hold nothing but the two programs.
    local bare = re.test(version.flavour, "distroless")
    return {
      ports = { http = { port = 9090, app = "http" } },
      health = {
        http = not bare and "/-/ready" or nil, port = not bare and "http" or nil,
        exec = bare and { "promtool", "check", "ready",
          "--url=http://127.0.0.1:${service.ports.http}" } or nil,
        -- It answers when it has read its log of recent samples.
        interval = "15s", timeout = "5s", retries = 5, start = "1m",
      },
      stop = { grace = "1m" },
    }
  end,

  knows = function(version)
    local bare = re.test(version.flavour, "distroless")
    return {
      datastore = true,
      ui = { "http" }, -- no password: it shows everything it has collected
      data = { "/prometheus" },
      capabilities = {},
      tools = bare and { "promtool" } or { "wget", "promtool" },
      uid = 65534, gid = 65534,
    }
  end,

  templates = { url = "http://${address}" },

  -- Settings are the names of flags, without the dashes; `true` and nothing more is
  -- a flag without a value.
  derive = function(service)
    local flags = {
      ["config.file"] = "/etc/prometheus/prometheus.yml",
      ["storage.tsdb.path"] = "/prometheus",
    }
    if service.ports.http ~= 9090 then
      flags["web.listen-address"] = ":${service.ports.http}"
    end
    local any = service.ports.http ~= 9090
    for name, setting in pairs(service.settings) do
      local is_flag = setting.text == "true"
      flags[name] = is_flag and "true" or setting.text and quantity(setting.text)
        or setting.reference
      any = true
    end
    if not any then return {} end
    local command = {}
    for name, value in pairs(flags) do
      table.insert(command, "--" .. name .. (value == "true" and "" or "=" .. value))
    end
    return { plain_command = command }
  end,
}
