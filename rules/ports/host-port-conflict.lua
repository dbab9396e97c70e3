-- Two listeners share a port where one of them listens on every address, or both on
-- the same one.
local function overlap(a, b)
  if a.last < b.number or b.last < a.number then return false end
  return a.on == b.on or a.on == "public" or b.on == "public"
end

-- Every listener on a host, as { host, protocol, number, on, owner, field, who }.
local function listeners(stack)
  local list = {}
  local function add(host, listener)
    listener.host = host or ""
    table.insert(list, listener)
  end
  local function add_ports(service)
    for _, port in pairs(service.ports) do
      local on_host = service.placement == "process" or service.network == "host"
      if on_host and not port.is_alias then
        add(service.host, { protocol = port.protocol, number = port.port, last = port.last,
                            on = "public", owner = port, field = "port", who = service.name })
      end
      for _, publish in ipairs(port.publish) do
        add(service.host, { protocol = port.protocol, number = publish.port,
                            last = publish.last, on = publish.on, owner = publish,
                            field = "port", who = service.name })
      end
    end
  end
  for _, service in pairs(stack.services) do
    for _, instance in ipairs(service.instances) do add_ports(instance) end
  end
  local gateway = stack.gateway
  if gateway and gateway.run == "host" and gateway.listen then
    for _, field in ipairs({ "http", "https" }) do
      if gateway.listen[field] then
        local number = gateway.listen[field]
        add(gateway.host, { protocol = "tcp", number = number, last = number, on = "public",
                              owner = gateway.listen, field = field, who = "gateway" })
      end
    end
  end
  return list
end

-- What is taken is kept by number, ranges apart: a range is compared with all others.
local function conflict(taken, listener)
  local single = listener.number == listener.last
  for _, others in ipairs({ single and taken.at[listener.number] or {},
                            single and taken.ranges or taken.all }) do
    for _, other in ipairs(others) do
      if overlap(listener, other) then return other end
    end
  end
end

local function take(taken, listener)
  local single = listener.number == listener.last
  if single then taken.at[listener.number] = taken.at[listener.number] or {} end
  table.insert(single and taken.at[listener.number] or taken.ranges, listener)
  table.insert(taken.all, listener)
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
      local key = listener.host .. "/" .. listener.protocol
      taken[key] = taken[key] or { at = {}, ranges = {}, all = {} }
      local other = conflict(taken[key], listener)
      if other then
        report(listener.owner, listener.field,
          { port = math.max(listener.number, other.number), other = other.who,
            free = math.max(listener.last, other.last) + 1 },
          { note = { other.owner, other.field, "{other} takes it here" } })
      end
      take(taken[key], listener)
    end
  end,

  bad = { [[
services:
  web:
    image: example/web:1
    ports: { http: { port: 80, publish: 80 } }
gateway:
  run: host
  listen: { http: 80 }
  #               ^^ error
  hosts: { shop.example.com: { routes: { /: "web:http" } } }
environments:
  production:
    targets: [compose, nginx]
    hosts: { server: 192.0.2.1 }
]], [[
secrets: { copy: { env: COPY_PASSWORD, url_safe: true } }
services:
  db:
    image: postgres:16.4
    ports: { postgres: { publish: 5432 } }
    topology: { replicas: 1, user: copy, password: "${secrets.copy}" }
  web:
    image: example/web:1
    ports: { http: { port: 80, publish: 5433 } }
    #                                   ^^^^ error
]], [[
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
]], [[
services:
  rtp:
    image: example/rtp:1
    ports:
      rtp: { port: 30000-30100, publish: 30000-30100 }
      one: { port: 30050, publish: 30100 }
      #                            ^^^^^ error
]], [[
services:
  web: { image: "example/web:1", network: host, ports: { http: 3001 } }
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: 3001 } }
    #                                     ^^^^ error
]] },
  good = { [[
secrets: { copy: { env: COPY_PASSWORD, url_safe: true } }
services:
  db:
    image: postgres:16.4
    ports: { postgres: { publish: 5432 } }
    topology: { replicas: 1, user: copy, password: "${secrets.copy}" }
]], [[
services:
  web: { image: "example/web:1", network: host, ports: { http: 3001 } }
  api:
    image: example/api:1
    ports: { http: { port: 3001, publish: 3002 } }
]], [[
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
