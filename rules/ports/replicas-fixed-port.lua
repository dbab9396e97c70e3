return {
  severity = "error",
  summary = "several replicas want one port of a host",
  message = "{count} replicas of {service} cannot share host port {port}",
  why = "a port of a host has one listener: the second replica does not start",
  fix = "remove `publish` and route through the gateway, or run one replica",

  check = function(stack, report)
    -- There the platform spreads replicas, and nothing listens on hosts.
    if stack.targets.kubernetes then return end
    for _, service in pairs(stack.services) do
      local scale = service.autoscale
      local count = scale and scale.max or service.replicas or 1
      for _, port in pairs(count > 1 and service.ports or {}) do
        for _, publish in ipairs(port.publish) do
          report(publish, "port",
            { count = count, service = service.name, port = publish.port },
            { note = { scale or service, scale and "max" or "replicas",
                       "{count} are asked for here" } })
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    replicas: 3
    ports: { http: { port: 3000, publish: 3000 } }
    #                                     ^^^^ error
]], [[
services:
  api:
    image: example/api:1
    ports:
      http: { port: 3000, publish: { port: 80, on: public } }
      #                                    ^^ error
environments:
  staging: {}
  production:
    services: { api: { replicas: 2 } }
]] },
  good = { [[
services:
  api:
    image: example/api:1
    replicas: 3
    ports: { http: 3000 }
]], [[
services:
  api:
    image: example/api:1
    replicas: 1
    ports: { http: { port: 3000, publish: 3000 } }
]] },
}
