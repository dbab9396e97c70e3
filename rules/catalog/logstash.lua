-- https://www.elastic.co/docs/reference/logstash/docker-config
-- https://www.elastic.co/docs/reference/logstash/jvm-settings

return {
  images = { "docker.elastic.co/logstash/logstash", "elastic/logstash", "logstash" },
  summary = "Logstash, which takes in logs and passes them on",
  settings = "variables: `pipeline.workers` is PIPELINE_WORKERS",

  -- Where it takes them in is said by the pipeline: those ports are the spec's.
  service = {
    ports = { api = { port = 9600, app = "http" } },
    health = {
      http = "/", port = "api",
      interval = "15s", timeout = "10s", retries = 8, start = "2m",
    },
    stop = { grace = "1m" }, -- what it holds is passed on first
  },

  knows = {
    ui = { "api" },
    data = { "/usr/share/logstash/data" },
    capabilities = {},
    tools = { "curl" },
    uid = 1000, gid = 1000,
  },

  -- `pipeline.workers` is PIPELINE_WORKERS.
  derive = function(service)
    local env = {}
    local before = re.test(service.version or "", "^v?[0-7]\\.")
    if service.ports.api ~= 9600 then
      env[before and "HTTP_PORT" or "API_HTTP_PORT"] = "${service.ports.api}"
    end
    for name, setting in pairs(service.settings) do
      env[table.concat(re.all(name, "[A-Za-z0-9]+"), "_"):upper()] = setting.reference
    end
    -- Left alone, the heap is 1 GiB whatever the container may use. As much again is
    -- for buffers, code and stacks.
    if service.memory and not service.env.LS_JAVA_OPTS then
      local heap = service.memory // 2 // 1048576
      env.LS_JAVA_OPTS = "-Xms" .. heap .. "m -Xmx" .. heap .. "m"
    end
    return { env = env }
  end,
}
