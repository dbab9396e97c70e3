return {
  severity = "warning", relaxed = "off",
  summary = "a data store on a network of the gateway",
  message = "data store {service} is on network {network} with the gateway's {gateway}",
  why = [[the gateway is what the world talks to: whoever takes it over should not stand beside
the data]],
  fix = "give the data store a network of its own, shared with the services that use it",

  check = function(stack, report)
    local gateway = stack.gateway and stack.services[stack.gateway.run or ""]
    if not gateway then return end
    for _, service in pairs(stack.services) do
      for name, attachment in pairs(service.knows.datastore and service.networks or {}) do
        if (gateway.networks or {})[name] then
          report(attachment, nil,
            { service = service.name, network = name, gateway = gateway.name })
        end
      end
    end
  end,

  bad = { [[
networks: { app: {} }
services:
  db: { image: "postgres:16.4", networks: [app] }
  #                                        ^^^ warning
  web: { image: "example/web:1", ports: { http: 80 }, networks: [app] }
  proxy: { image: "nginx:1.26", networks: [app] }
gateway:
  run: proxy
  listen: { http: 80 }
  hosts: { example.com: { routes: { /: "web:http" } } }
]], [[
networks: { app: {}, data: {} }
services:
  db:
    image: postgres:16.4
    networks:
      data:
      app: { aliases: [store] }
    # ^^^ warning
  web: { image: "example/web:1", ports: { http: 80 }, networks: [app, data] }
  proxy: { image: "nginx:1.26", networks: [app] }
gateway:
  run: proxy
  listen: { http: 80 }
  hosts: { example.com: { routes: { /: "web:http" } } }
]] },
  good = { [[
networks: { app: {}, data: {} }
services:
  db: { image: "postgres:16.4", networks: [data] }
  web: { image: "example/web:1", ports: { http: 80 }, networks: [app, data] }
  proxy: { image: "nginx:1.26", networks: [app] }
gateway:
  run: proxy
  listen: { http: 80 }
  hosts: { example.com: { routes: { /: "web:http" } } }
]], [[
services:
  db: { image: "postgres:16.4" }
  web: { image: "example/web:1" }
]] },
}
