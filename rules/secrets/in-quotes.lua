return {
  severity = "warning",
  summary = "a secret stands between quotes in a file and may hold one",
  message = "secret {secret} stands between quotes in redis.conf and may hold one",
  why = [[the file is made without knowing the secret: a quote or a backslash in it ends the text, and
the server does not start]],
  fix = "set `url_safe: true` for it; up.sh then checks it",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local is_ours = service.placement == "container" and service.kind == "redis"
      for _, setting in pairs(is_ours and service.settings or {}) do
        local name = setting.secrets[1]
        local secret = name and stack.secrets[name]
        if secret and not secret.url_safe then
          report(setting, "value", { secret = name })
        end
      end
    end
  end,

  bad = { [[
secrets: { cache: { env: CACHE_PASSWORD, min_length: 16 } }
services:
  cache:
    image: redis:7.4
    settings: { requirepass: "${secrets.cache}" }
    #                        ^^^^^^^^^^^^^^^^^^ warning
]], [[
secrets: { cache: { env: CACHE_PASSWORD, url_safe: true }, users: { env: CACHE_USERS } }
services:
  cache:
    image: docker.io/library/redis:7.4
    settings:
      requirepass: ${secrets.cache}
      user: default on ${secrets.users}
      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning
]] },
  good = { [[
secrets: { cache: { env: CACHE_PASSWORD, url_safe: true } }
services:
  cache: { image: "redis:7.4", settings: { requirepass: "${secrets.cache}" } }
]], [[
secrets: { cache: { env: CACHE_PASSWORD } }
services:
  cache: { placement: external, kind: redis, address: cache.example.com, settings: { requirepass: "${secrets.cache}" } }
]] },
}
