return {
  severity = "warning",
  scope = "stack",
  summary = "a network that no service is on, in any environment",
  message = "no service is on network {network}",
  why = [[a network declared and not used often means that a separation was meant and is not
there]],
  fix = "put services on it, or remove it",

  check = function(stacks, report)
    local used = { default = true }
    for _, stack in ipairs(stacks) do
      for _, service in pairs(stack.services) do
        for name in pairs(service.networks or {}) do used[name] = true end
      end
    end
    for _, stack in ipairs(stacks) do
      for name, network in pairs(stack.networks) do
        if not used[name] then report(network, nil, { network = name }) end
      end
    end
  end,

  bad = { [[
networks: { app: {}, data: {} }
#                    ^^^^ warning
services:
  api: { image: "example/api:1", networks: [app] }
]], [[
networks:
  monitoring:
# ^^^^^^^^^^ warning
services:
  api: { image: "example/api:1" }
]] },
  good = { [[
networks: { app: {}, data: {} }
services:
  api: { image: "example/api:1", networks: [app] }
environments:
  test: {}
  live: { services: { api: { networks: { data: } } } }
]], [[
services:
  api: { image: "example/api:1" }
]] },
}
