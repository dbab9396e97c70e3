return {
  severity = "error", relaxed = "warning",
  summary = "a data store is published to the world",
  message = "data store {service} is published on port {port} of every address",
  why = [[a database that the world can connect to is found by scanners within hours, and its
password is then all that protects it; a host's firewall does not see published ports]],
  fix = [[publish it on loopback, or on `private` for other hosts; services on its network reach
it without]],

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      for _, port in pairs(service.knows.datastore and service.ports or {}) do
        for _, publish in ipairs(port.publish) do
          if publish.is_public and #publish.from == 0 then
            report(publish, "on", { service = service.name, port = publish.port })
          end
        end
      end
    end
  end,

  bad = { [[
services:
  db:
    image: postgres:16.4
    ports: { postgres: { port: 5432, publish: { port: 5432, on: public } } }
    #                                                           ^^^^^^ error
]], [[
services:
  cache:
    image: redis:7.4
    ports:
      redis:
        port: 6379
        publish: [{ port: 6379 }, { port: 6380, on: 0.0.0.0 }]
        #                                           ^^^^^^^ warning
environments:
  local: { development: true }
]] },
  good = { [[
services:
  db:
    image: postgres:16.4
    ports: { postgres: { port: 5432, publish: 5433 } }
]], [[
services:
  web:
    image: example/web:1
    ports: { http: { port: 80, publish: { port: 80, on: public } } }
]] },
}
