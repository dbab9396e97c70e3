return {
  severity = "error", relaxed = "warning",
  summary = "an interface for administrators is published to the world",
  message = "{kind} of service {service} is published on port {port} of every address",
  why = [[such an interface shows or changes everything, often without a password, or with one
that everybody knows; published, it also passes by the gateway's TLS]],
  fix = [[publish it on loopback and reach it through SSH (ssh -L), or put a route with `allow`
before it]],

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      local numbers = {}
      for _, name in ipairs(service.knows.ui or {}) do
        local port = service.ports[name]
        if port then numbers[port.port] = true end
      end
      for _, port in pairs(service.ports) do
        for _, publish in ipairs(numbers[port.port] and not port.is_alias and port.publish or {}) do
          if publish.is_public and #publish.from == 0 then
            report(publish, "on",
              { service = service.name, kind = service.kind, port = publish.port })
          end
        end
      end
    end
  end,

  bad = { [[
services:
  grafana:
    image: grafana/grafana:11.4.0
    ports: { http: { port: 3000, publish: { port: 3004, on: public } } }
    #                                                       ^^^^^^ error
]], [[
services:
  metrics:
    image: prom/prometheus:v3.0.1
    ports: { web: { port: 9090, publish: { port: 9090, on: 0.0.0.0 } } }
    #                                                      ^^^^^^^ error
]] },
  good = { [[
services:
  grafana:
    image: grafana/grafana:11.4.0
    ports: { http: { port: 3000, publish: 3004 } }
]], [[
services:
  kibana:
    image: docker.elastic.co/kibana/kibana:8.17.0
    ports: { http: { port: 5601, publish: { port: 5601, on: public, from: [198.51.100.7] } } }
firewall: { ssh: 22 }
environments:
  production: { targets: [compose, ufw], hosts: { one: 192.0.2.10 } }
]] },
}
