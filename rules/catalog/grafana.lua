-- https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/
-- https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/

-- Variables that hold secrets, of all those that have a `__FILE` beside them: every
-- GF_SECTION_KEY has one.
local secrets = {
  "GF_AUTH_AZUREAD_CLIENT_SECRET", "GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET",
  "GF_AUTH_GITHUB_CLIENT_SECRET", "GF_AUTH_GITLAB_CLIENT_SECRET",
  "GF_AUTH_GOOGLE_CLIENT_SECRET", "GF_AUTH_OKTA_CLIENT_SECRET",
  "GF_DATABASE_PASSWORD", "GF_DATABASE_URL", "GF_SECURITY_ADMIN_PASSWORD",
  "GF_SECURITY_SECRET_KEY", "GF_SMTP_PASSWORD",
}

return {
  images = { "grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise" },
  summary = "Grafana, which draws metrics and logs",
  settings = "variables: `security.admin_user` is GF_SECURITY_ADMIN_USER",

  service = {
    ports = { http = { port = 3000, app = "http" } },
    health = {
      http = "/api/health", port = "http",
      interval = "15s", timeout = "5s", retries = 5, start = "30s",
    },
  },

  knows = function(version)
    return {
      ui = { "http" },
      passwords = { "GF_SECURITY_ADMIN_PASSWORD" }, -- `admin`
      data = { "/var/lib/grafana" },
      writable = { "/tmp" },
      capabilities = {},
      tools = re.test(version.flavour, "ubuntu") and { "curl" } or { "wget", "curl" },
      uid = 472, gid = 0,
      file_env = secrets, file_suffix = "__FILE",
    }
  end,

  templates = { url = "http://${address}" },

  -- `security.admin_password` is GF_SECURITY_ADMIN_PASSWORD.
  derive = function(service)
    local env = {}
    if service.ports.http ~= 3000 then env.GF_SERVER_HTTP_PORT = "${service.ports.http}" end
    for name, setting in pairs(service.settings) do
      local words = re.all(name, "[A-Za-z0-9]+")
      env["GF_" .. table.concat(words, "_"):upper()] = setting.reference
    end
    return { env = env }
  end,
}
