local url = [[\b[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?+([a-z0-9-]+)(?=[:/?#]|$)]]

return {
  severity = "error",
  summary = "a URL to a service that is on no common network",
  message = "{name} leads to {other}, but no network has both it and {service}",
  why = "a service's name is known, and its ports are open, only on networks both are on",
  fix = "put both on one network",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      for name, variable in pairs(service.placement == "container" and service.env or {}) do
        for _, host in ipairs(re.all(variable.source, url)) do
          local other = stack.services[host]
          if other and other ~= service and other.placement == "container"
              and not stack.shared_network(service, other) then
            report(variable, "value",
              { name = name, other = host, service = service.name },
              { note = { other, "networks", "{other} is on these" } })
            break
          end
        end
      end
    end
  end,

  bad = { [[
networks: { app: {}, data: {} }
services:
  cache: { image: "redis:7.4", networks: [data] }
  api:
    image: example/api:1
    networks: [app]
    env: { CACHE: "redis://cache:6379" }
    #             ^^^^^^^^^^^^^^^^^^^^ error
]], [[
networks: { data: {} }
services:
  cache: { image: "redis:7.4", networks: [data] }
  api:
    image: example/api:1
    env: { CACHE: "redis://cache/0?timeout=1" }
    #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
networks: { app: {}, data: {} }
services:
  cache: { image: "redis:7.4", networks: [data] }
  api:
    image: example/api:1
    networks: [app, data]
    env: { CACHE: "redis://cache:6379" }
]], [[
services:
  cache: { image: "redis:7.4" }
  api:
    image: example/api:1
    env: { CACHE: "redis://cache:6379", SITE: "https://cache.example.com" }
]] },
}
