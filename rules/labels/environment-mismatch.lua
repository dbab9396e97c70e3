return {
  severity = "warning",
  scope = "stack",
  summary = "a label names another environment than the one it is in",
  message = "label {label} says {value} in environment {environment}",
  why = [[the value was written for one environment and holds in all: what is counted, charged or
cleaned up by it is mixed up]],
  fix = "write ${{environment.name}}",

  check = function(stacks, report)
    local names = {}
    for _, stack in ipairs(stacks) do names[stack.environment] = true end
    for _, stack in ipairs(stacks) do
      for _, service in pairs(stack.services) do
        for name, label in pairs(service.labels) do
          if re.test(name, "(^|[./_-])env(ironment)?$") and names[label.text]
              and label.text ~= stack.environment then
            report(label, "value", { label = name, value = label.text,
                                     environment = stack.environment })
          end
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    labels: { app.environment: production }
    #                          ^^^^^^^^^^ warning
environments: { staging: {}, production: {} }
]], [[
services:
  api: { image: "example/api:1" }
environments:
  staging: {}
  test:
    services: { api: { labels: { env: staging } } }
    #                                 ^^^^^^^ warning
]] },
  good = { [[
services:
  api:
    image: example/api:1
    labels: { app.environment: "${environment.name}" }
environments: { staging: {}, production: {} }
]], [[
services:
  api:
    image: example/api:1
    labels: { app.stage: production, app.environment: shop }
environments: { staging: {}, production: {} }
]] },
}
