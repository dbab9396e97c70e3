return {
  severity = "error", relaxed = "off",
  summary = "a password is left to be the one that everybody knows",
  message = "{service} leaves {name} to the image, which has a password that everybody knows",
  why = [[it stands in the image's documentation: whoever reaches the service, be it from another
container that was broken into, is its administrator]],
  fix = "declare it under `secrets`; with `generate`, up.sh makes it",

  check = function(stack, report)
    local function is_set(service, name)
      return service.settings[name] or service.env[name]
        or service.env[name .. "_FILE"] or service.env[name .. "__FILE"]
    end
    for _, service in pairs(stack.services) do
      for _, name in ipairs(service.placement == "container" and service.knows.passwords or {}) do
        local is_variable = re.test(name, "^[A-Z0-9_]+$")
        if not is_set(service, name) then
          local where = is_variable and "env" or "settings"
          report(service, where, { service = service.name, name = name },
            { fix = "set `" .. where .. "." .. name .. "` to a secret; "
              .. "with `generate`, up.sh makes it" })
        end
      end
    end
  end,

  bad = { [[
services:
  series: { image: "tdengine/tdengine:3.3.6.13", env: { TZ: UTC } }
  #                                              ^^^ error
]], [[
services:
  media: { image: "zlmediakit/zlmediakit:master", settings: { rtmp.keepAliveSecond: 30 } }
  #                                               ^^^^^^^^ error
]] },
  good = { [[
secrets: { series: { env: TAOS_ROOT_PASSWORD, generate: {} } }
services:
  series:
    image: tdengine/tdengine:3.3.6.13
    env: { TAOS_ROOT_PASSWORD: "${secrets.series}" }
]], [[
services:
  series: { image: "tdengine/tdengine:3.3.6.13" }
environments:
  local: { development: true }
]] },
}
