local function has_own_command(service)
  local first = service.command[1]
  return first and not first.is_derived
end

local function mounts_below(service, folder)
  for path in pairs(service.mounts) do
    if re.test(path, "^" .. folder) then return true end
  end
end

-- By kind, where it lets everybody in, or nil.
local open = {
  redis = function(service)
    local settings = service.settings
    if settings.requirepass or settings.aclfile or has_own_command(service) then return end
    return { owner = service, field = "settings",
      fix = "set `settings.requirepass` to a secret" }
  end,
  postgres = function(service)
    local method = service.env.POSTGRES_HOST_AUTH_METHOD
    return method and method.text == "trust" and { owner = method, field = "value",
      fix = "set POSTGRES_PASSWORD to a secret instead" }
  end,
  mysql = function(service)
    local allow = service.env.MYSQL_ALLOW_EMPTY_PASSWORD
    return allow and not service.env.MYSQL_ROOT_PASSWORD and { owner = allow,
      field = "value", fix = "set MYSQL_ROOT_PASSWORD to a secret instead" }
  end,
  mongo = function(service)
    local settings = service.settings
    if service.env.MONGO_INITDB_ROOT_USERNAME or settings.auth or settings.keyFile
        or has_own_command(service) then
      return
    end
    return { owner = service, field = "image",
      fix = "set MONGO_INITDB_ROOT_USERNAME, and MONGO_INITDB_ROOT_PASSWORD to a secret" }
  end,
  clickhouse = function(service)
    if service.env.CLICKHOUSE_PASSWORD
        or mounts_below(service, "/etc/clickhouse-server/users") then
      return
    end
    return { owner = service, field = "image", fix = "set CLICKHOUSE_PASSWORD to a secret" }
  end,
  -- Anonymous until it has an authenticator. One that is made in the dashboard is kept
  -- in its data, where nothing sees it from here.
  emqx = function(service)
    for name in pairs(service.env) do
      if re.test(name, "^EMQX_(AUTH(ENTICATION)?__|ALLOW_ANONYMOUS$)") then return end
    end
    if mounts_below(service, "/opt/emqx/etc") or has_own_command(service) then return end
    return { owner = service, field = "image",
      fix = "set EMQX_AUTHENTICATION__1__MECHANISM and EMQX_AUTHENTICATION__1__BACKEND" }
  end,
}

return {
  severity = "error", relaxed = "off",
  summary = "a data store or broker lets everybody in",
  message = "{service} asks nobody for a password",
  why = [[every program on its networks can read and delete all of it, also one that was broken
into]],
  fix = "give it a password, as a secret",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local is_ours = service.placement == "container"
      local finding = is_ours and open[service.kind] and open[service.kind](service)
      if finding then
        report(finding.owner, finding.field, { service = service.name }, { fix = finding.fix })
      end
    end
  end,

  bad = { [[
services:
  cache: { image: "redis:7.4", settings: { maxmemory: 64MiB } }
  #                            ^^^^^^^^ error
]], [[
services:
  db:
    image: postgres:16.4
    env: { POSTGRES_HOST_AUTH_METHOD: trust }
    #                                 ^^^^^ error
]], [[
services:
  db:
    image: mysql:8.4
    env: { MYSQL_ALLOW_EMPTY_PASSWORD: "yes" }
    #                                  ^^^^^ error
  documents:
    image: mongo:7.0
    #      ^^^^^^^^^ error
  events:
    image: clickhouse/clickhouse-server:23.8
    #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
  messages:
    image: emqx/emqx:5.8.6
    #      ^^^^^^^^^^^^^^^ error
]] },
  good = { [[
secrets: { database: { env: DATABASE_PASSWORD, url_safe: true } }
services:
  db: { image: "mysql:8.4", env: { MYSQL_ROOT_PASSWORD: "${secrets.database}" } }
  documents:
    image: mongo:7.0
    env: { MONGO_INITDB_ROOT_USERNAME: root, MONGO_INITDB_ROOT_PASSWORD: "${secrets.database}" }
  events:
    image: clickhouse/clickhouse-server:23.8
    env: { CLICKHOUSE_PASSWORD: "${secrets.database}" }
  messages:
    image: emqx/emqx:5.8.6
    settings: { authentication.1.mechanism: password_based, authentication.1.backend: built_in_database }
]], [[
secrets: { cache: { env: CACHE_PASSWORD, url_safe: true } }
services:
  cache: { image: "redis:7.4", settings: { requirepass: "${secrets.cache}" } }
]], [[
services:
  cache: { image: "redis:7.4" }
environments:
  local: { development: true }
]] },
}
