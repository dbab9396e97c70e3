return {
  severity = "error", relaxed = "off",
  summary = "a data store lets everybody in",
  message = "{service} asks nobody for a password",
  why = [[every program on its networks can read and delete all of it, also one that was broken
into]],
  fix = "give it a password, as a secret",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local is_ours = service.placement == "container"
      local first = service.command[1]
      local is_own_command = first and not first.is_derived
      local method = service.env.POSTGRES_HOST_AUTH_METHOD
      if is_ours and service.kind == "redis" and not service.settings.requirepass
          and not service.settings.aclfile and not is_own_command then
        report(service, "settings", { service = service.name },
          { fix = "set `settings.requirepass` to a secret" })
      elseif is_ours and service.kind == "postgres" and method and method.text == "trust" then
        report(method, "value", { service = service.name },
          { fix = "set POSTGRES_PASSWORD to a secret instead" })
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
]] },
  good = { [[
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
