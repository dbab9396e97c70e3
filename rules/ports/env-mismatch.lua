local names = "^(PORT|(APP|HTTP|SERVER|LISTEN)_PORT)$"

local function declares(service, number)
  for _, port in pairs(service.ports) do
    if port.port <= number and number <= port.last then return true end
  end
end

return {
  severity = "error",
  summary = "a service is told to listen on a port that it does not declare",
  message = "{name} is {value}, but {service} declares no such port",
  why = [[the program listens where the variable says; the gateway, health checks and other
services go to the declared port, where nothing answers]],
  fix = "write ${{service.ports.NAME}}",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local some
      for _, port in pairs(service.ports) do some = some or port end
      for name, variable in pairs(some and service.env or {}) do
        local value = re.test(name, names) and tonumber(variable.text or "")
        if value and not declares(service, value) then
          report(variable, "value", { name = name, value = value, service = service.name },
            { note = { some, "port", "a port it declares" } })
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    env: { PORT: "3000" }
    #            ^^^^^^ error
    ports: { http: 3001 }
]], [[
services:
  api:
    image: example/api:1
    env:
      HTTP_PORT: 8080
      #          ^^^^ error
    ports: { http: 80, metrics: 9090 }
]] },
  good = { [[
services:
  api:
    image: example/api:1
    env: { PORT: "${service.ports.http}", HTTP_PORT: 9090 }
    ports: { http: 3001, metrics: 9090 }
]], [[
services:
  api:
    image: example/api:1
    env: { PORT: "3000", REDIS_PORT: "6379" }
]], [[
services:
  rtp:
    image: example/rtp:1
    env: { PORT: "30001" }
    ports: { rtp: 30000-30100 }
]] },
}
