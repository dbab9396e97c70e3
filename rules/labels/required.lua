return {
  severity = "warning",
  summary = "a service lacks a label that the stack asks of all",
  message = "{service} has no label {label}",
  why = [[dashboards, log queries and clean-up scripts select by these labels: what lacks one is
not seen]],
  fix = "add it to the service, or to `labels` for all services",
  options = { keys = { default = {}, help = "the labels every service must have" } },

  check = function(stack, report, options)
    for _, service in pairs(stack.services) do
      local is_ours = service.placement ~= "external"
      for _, key in ipairs(is_ours and options.keys or {}) do
        if not service.labels[key] then
          report(service, nil, { service = service.name, label = key })
        end
      end
    end
  end,

  bad = { [[
lint: { rules: { labels/required: { keys: [app.team] } } }
services:
  api: { image: "example/api:1" }
# ^^^ warning
]], [[
lint: { rules: { labels/required: { keys: [app.team, app.service], severity: error } } }
labels: { app.service: "${service.name}" }
services:
  web: { image: "example/web:1", labels: { app.team: shop } }
  api: { image: "example/api:1" }
# ^^^ error
]] },
  good = { [[
lint: { rules: { labels/required: { keys: [app.team] } } }
labels: { app.team: shop }
services:
  api: { image: "example/api:1" }
]], [[
services:
  api: { image: "example/api:1" }
]] },
}
