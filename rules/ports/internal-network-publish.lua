return {
  severity = "error",
  summary = "a published port of a service that is on internal networks only",
  message = "port {port} is published, but {service} is on internal networks only",
  why = [[an internal network has no way in: the engine sets up the port, and nothing answers
there]],
  fix = "add a network that is not internal, or remove `publish`",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local internal, is_open
      for name in pairs(service.networks or {}) do
        local network = stack.networks[name]
        if network and network.internal then internal = network else is_open = true end
      end
      for _, port in pairs(internal and not is_open and service.ports or {}) do
        for _, publish in ipairs(port.publish) do
          report(publish, "port", { port = publish.port, service = service.name },
            { note = { internal, "internal", "internal by this" } })
        end
      end
    end
  end,

  bad = { [[
networks: { data: { internal: true } }
services:
  db:
    image: postgres:16.4
    networks: [data]
    ports: { postgres: { port: 5432, publish: 5433 } }
    #                                         ^^^^ error
]], [[
networks: { data: { internal: true }, more: { internal: true } }
services:
  app:
    image: example/app:1
    networks: [data, more]
    ports: { http: { port: 80, publish: { port: 8080, on: public } } }
    #                                           ^^^^ error
]] },
  good = { [[
networks: { data: { internal: true }, edge: {} }
services:
  app:
    image: example/app:1
    networks: [data, edge]
    ports: { http: { port: 80, publish: 8080 } }
]], [[
networks: { data: { internal: true } }
services:
  db:
    image: postgres:16.4
    networks: [data]
]] },
}
