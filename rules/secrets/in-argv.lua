return {
  severity = "warning",
  summary = "a secret is an argument of a program",
  message = "secret {secret} is an argument of {service}",
  why = [[arguments are shown by ps to every user of the host, and by whatever lists containers
or processes]],
  fix = "hand it over in an environment variable, or in a file the program reads",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local function look(arguments)
        for _, argument in ipairs(arguments or {}) do
          local secret = argument.secrets[1]
          -- What the catalogue makes of settings is the best its kind allows.
          if secret and not argument.is_derived then
            report(argument, "value", { secret = secret, service = service.name })
          end
        end
      end
      look(service.command)
      look(service.entrypoint)
      look(service.process and service.process.args)
    end
  end,

  bad = { [[
secrets: { admin: { env: ADMIN_PASSWORD } }
services:
  api:
    image: example/api:1
    command: [serve, --password, "${secrets.admin}"]
    #                            ^^^^^^^^^^^^^^^^^^ warning
]], [[
secrets: { admin: { env: ADMIN_PASSWORD } }
services:
  api:
    image: example/api:1
    entrypoint:
      - serve
      - --password=${secrets.admin}
      # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning
]] },
  good = { [[
secrets: { cache: { env: CACHE_PASSWORD, url_safe: true } }
services:
  cache: { image: "redis:7.4", settings: { requirepass: "${secrets.cache}" } }
environments:
  cluster: { targets: [kubernetes] }
]], [[
secrets: { admin: { env: ADMIN_PASSWORD } }
services:
  api:
    image: example/api:1
    env: { ADMIN_PASSWORD: "${secrets.admin}" }
    command: [serve]
]], [[
services:
  api: { image: "example/api:1", command: [serve, --password, from-file] }
]] },
}
