local placeholder = [[(?i)^(change[-_ ]?me|your[-_ ].+|<[^<>]+>|x{3,}|todo|fixme|replace[-_ ].+)$]]

return {
  severity = "warning",
  summary = "a placeholder stands as a value",
  message = "{name} still holds the placeholder {value}",
  why = "the text of a template was copied, and the value never filled in",
  fix = "write the value, or ${{secrets.NAME}} or ${{parameters.NAME}}",

  check = function(stack, report)
    local function look(values)
      for name, value in pairs(values) do
        -- Under the name of a secret it is the business of secrets/literal.
        if value.text and not value.looks_secret and re.test(value.text, placeholder) then
          report(value, "value", { name = name, value = value.text })
        end
      end
    end
    for _, service in pairs(stack.services) do
      look(service.env)
      look(service.settings)
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    env: { SMTP_USER: your-email@example.com }
    #                 ^^^^^^^^^^^^^^^^^^^^^^ warning
]], [[
services:
  api:
    image: example/api:1
    env: { SENTRY_DSN: "<dsn>", MODE: live }
    #                  ^^^^^^^ warning
]] },
  good = { [[
services:
  api:
    image: example/api:1
    env: { SMTP_USER: shop@example.com, GREETING: "take your turn" }
]], [[
services:
  api:
    image: example/api:1
    env: { MODE: "x", RANGE: "<1 and >2>" }
]] },
}
