-- Two listeners share a port where one of them listens on every address, or both on
-- the same one.
local function overlap(a, b)
  return a.on == b.on or a.on == "public" or b.on == "public"
end

-- Every listener on a host, as { host, protocol, number, on, owner, field, who }.
local function listeners(stack)
  local list = {}
  local function add(hosts, listener)
    if #hosts == 0 then hosts = { "" } end
    for _, host in ipairs(hosts) do
      local copy = { host = host }
      for key, value in pairs(listener) do copy[key] = value end
      table.insert(list, copy)
    end
  end
  for _, service in pairs(stack.services) do
    for _, port in pairs(service.ports) do
      if service.placement == "process" and not port.is_alias then
        add(service.hosts, { protocol = port.protocol, number = port.port, on = "public",
                             owner = port, field = "port", who = service.name })
      end
      for _, publish in ipairs(port.publish) do
        add(service.hosts, { protocol = port.protocol, number = publish.port, on = publish.on,
                             owner = publish, field = "port", who = service.name })
      end
    end
  end
  local gateway = stack.gateway
  if gateway and gateway.run == "host" and gateway.listen then
    for _, field in ipairs({ "http", "https" }) do
      if gateway.listen[field] then
        add({ gateway.host }, { protocol = "tcp", number = gateway.listen[field], on = "public",
                                owner = gateway.listen, field = field, who = "gateway" })
      end
    end
  end
  return list
end

return {
  severity = "error",
  summary = "two listeners take the same port of a host",
  message = "host port {port} is already taken by {other}",
  why = "two listeners on one port: the second one does not start",
  fix = "use another port, for example {free}",

  check = function(stack, report)
    local taken = {}
    for _, listener in ipairs(listeners(stack)) do
      local key = listener.host .. "/" .. listener.protocol .. "/" .. listener.number
      local others = taken[key] or {}
      taken[key] = others
      for _, other in ipairs(others) do
        if overlap(listener, other) then
          report(listener.owner, listener.field,
            { port = listener.number, other = other.who, free = listener.number + 1 },
            { note = { other.owner, other.field, "{other} takes it here" } })
          break
        end
      end
      table.insert(others, listener)
    end
  end,

  bad = { [[
services:
  web:
    image: example/web:1
    ports: { http: { port: 80, publish: 3001 } }
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: 3001 } }
    #                                     ^^^^ error
]], [[
services:
  web:
    image: example/web:1
    ports:
      http: { port: 80, publish: { port: 3001, on: public } }
      more: { port: 81, publish: { port: 3001, on: loopback } }
      #                                  ^^^^ error
]] },
  good = { [[
services:
  web:
    image: example/web:1
    ports: { http: { port: 80, publish: 3001 } }
  api:
    image: example/api:1
    ports: { http: { port: 80, publish: 3002 } }
]], [[
services:
  dns:
    image: example/dns:1
    ports:
      dns: { port: 53, protocol: udp, publish: 5353 }
      dns-tcp: { port: 53, protocol: tcp, publish: 5353 }
]] },
}
