-- https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-kibana-with-docker

return {
  images = { "docker.elastic.co/kibana/kibana", "elastic/kibana", "kibana" },
  summary = "Kibana, which shows what is in Elasticsearch",
  settings = "variables: `server.publicBaseUrl` is SERVER_PUBLICBASEURL",

  service = {
    ports = { http = { port = 5601, app = "http" } },
    health = {
      -- The first page sends people on, with or without security, and answers with
      -- 503 until Elasticsearch is there.
      http = "/", port = "http",
      interval = "15s", timeout = "10s", retries = 8, start = "2m",
    },
  },

  knows = {
    ui = { "http" },
    writable = { "/tmp", "/usr/share/kibana/data" },
    capabilities = {},
    tools = { "curl" },
    uid = 1000, gid = 1000,
  },

  templates = { url = "http://${address}" },

  -- `elasticsearch.hosts` is ELASTICSEARCH_HOSTS. Its heap goes by the memory of the
  -- container.
  derive = function(service)
    local env = {}
    if service.ports.http ~= 5601 then env.SERVER_PORT = "${service.ports.http}" end
    for name, setting in pairs(service.settings) do
      env[table.concat(re.all(name, "[A-Za-z0-9]+"), "_"):upper()] = setting.reference
    end
    return { env = env }
  end,
}
