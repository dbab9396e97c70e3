return {
  severity = "error",
  summary = "the alternatives of a template stand as the value of a label",
  message = "label {label} still holds the alternatives {value}",
  why = "the text of a template was copied, and none of its alternatives chosen",
  fix = "write the one that is meant",

  check = function(stack, report)
    for _, service in pairs(stack.services) do
      for name, label in pairs(service.labels) do
        if label.text and re.test(label.text, "^[\\w.-]+( ?\\| ?[\\w.-]+)+$") then
          report(label, "value", { label = name, value = label.text })
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    labels: { app.type: application|infrastructure }
    #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]], [[
services:
  api:
    image: example/api:1
    labels: { app.tier: "web | api | worker", app.team: shop }
    #                   ^^^^^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
services:
  api:
    image: example/api:1
    labels: { app.type: application }
]], [[
services:
  api:
    image: example/api:1
    labels: { rule: "PathPrefix(`/a`) || PathPrefix(`/b`)" }
]] },
}
