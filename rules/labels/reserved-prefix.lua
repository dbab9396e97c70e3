local reserved = [[^(com\.docker\.|io\.docker\.|org\.dockerproject\.)]]
    .. [[|^([a-z0-9.-]+\.)?(kubernetes|k8s)\.io/]]

return {
  severity = "error",
  summary = "a label with a prefix that a platform keeps for itself",
  message = "label {label} has a prefix that the platform keeps for itself",
  why = [[engines and clusters find their own objects by these labels; one written by hand makes
them lose or remove what is not theirs]],
  fix = "choose a prefix of your own, such as com.example.",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      for name, label in pairs(service.labels) do
        if re.test(name, reserved) then report(label, nil, { label = name }) end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    labels: { io.docker.team: other }
    #         ^^^^^^^^^^^^^^ error
]], [[
services:
  api:
    image: example/api:1
    labels:
      app.team: shop
      topology.kubernetes.io/zone: a
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
services:
  api:
    image: example/api:1
    labels: { app.team: shop, com.example.tier: api }
]], [[
services:
  api:
    image: example/api:1
    labels: { docs: "https://kubernetes.io/docs" }
]] },
}
