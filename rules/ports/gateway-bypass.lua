return {
  severity = "warning", relaxed = "info",
  summary = "a service behind the gateway is published past it",
  message = "{service} is behind the gateway, and published past it on port {port}",
  why = [[whoever comes by the published port meets none of the gateway's TLS, limits, headers
and access rules]],
  fix = "remove `publish`, or publish on loopback",

  check = function(stack, report)
    local seen = {}
    for _, host in pairs(stack.gateway and stack.gateway.hosts or {}) do
      for _, route in pairs(host.routes) do
        for _, publish in ipairs(route.port and route.port.publish or {}) do
          if not publish.is_loopback and not seen[publish] then
            seen[publish] = true
            report(publish, "on", { service = route.service.name, port = publish.port },
              { note = { route, "to", "the gateway's route to it" } })
          end
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: { port: 3000, on: public } } }
    #                                                       ^^^^^^ warning
  proxy:
    image: nginx:1.26
    ports: { http: { port: 80, publish: { port: 80, on: public } } }
gateway:
  run: proxy
  listen: { http: 80 }
  hosts:
    example.com: { routes: { /: "api:http" } }
]], [[
services:
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: { port: 3000, on: 192.0.2.1 } } }
    #                                                       ^^^^^^^^^ info
  proxy:
    image: nginx:1.26
gateway:
  run: proxy
  listen: { http: 80 }
  hosts:
    example.com: { routes: { /: "api:http", /v2/: "api:http" } }
environments:
  local: { development: true }
]] },
  good = { [[
services:
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: 3000 } }
  proxy:
    image: nginx:1.26
    ports: { http: { port: 80, publish: { port: 80, on: public } } }
gateway:
  run: proxy
  listen: { http: 80 }
  hosts:
    example.com: { routes: { /: "api:http" } }
]], [[
services:
  api:
    image: example/api:1
    ports: { http: { port: 3000, publish: { port: 3000, on: public } } }
]] },
}
