local url = [[\b[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?+(localhost|127\.0\.0\.1|\[::1\])(?::(\d+))?]]

local function listens(service, number)
  for _, port in pairs(service.ports) do
    if port.port <= number and number <= port.last then return true end
  end
end

return {
  severity = "error",
  summary = "a URL to localhost inside a container",
  message = "{name} leads to {host}, which is the container itself",
  why = [[each container has a loopback of its own: nothing but the service itself answers
there]],
  fix = "refer to the service: ${{services.NAME.url}}",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local inside = service.placement == "container" and service.network ~= "host"
      for name, variable in pairs(inside and service.env or {}) do
        for _, found in ipairs(re.all(variable.source, url)) do
          if not (found[2] and listens(service, tonumber(found[2]))) then
            report(variable, "value", { name = name, host = found[1] })
            break
          end
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    env:
      DATABASE_URL: postgresql://app@localhost:5432/app
      #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]], [[
services:
  api:
    image: example/api:1
    ports: { http: 3000 }
    env: { API: "http://localhost:3000", CACHE: "redis://127.0.0.1" }
    #                                           ^^^^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
services:
  api:
    image: example/api:1
    network: host
    env: { DATABASE_URL: "postgresql://app@localhost:5432/app" }
]], [[
services:
  api:
    image: example/api:1
    ports: { http: 3000 }
    env: { SELF: "http://localhost:3000/health" }
]], [[
services:
  db: { image: "postgres:16.4" }
  api:
    image: example/api:1
    env: { DATABASE: "${services.db.address}", NAME: localhost }
]] },
}
