return {
  severity = "error",
  summary = "a secret is declared as a parameter",
  message = "parameter {name} looks like a secret",
  why = [[a parameter's value is written into files of the bundle and shown in messages; a
default of it is the password of everybody who does not set one]],
  fix = "declare it under `secrets` and write ${{secrets.NAME}}",

  check = function(stack, report)
    for name, parameter in pairs(stack.parameters) do
      local is_secret = re.test(name, "(?i)(password|passwd|secret|token|api_?key|private_key)")
      if is_secret and not re.test(name, "(?i)(_file|_path|_name|_ttl|_length)$") then
        report(parameter, "default", { name = name })
      end
    end
  end,

  bad = { [[
parameters:
  DB_PASSWORD: { default: petpass123 }
  #                       ^^^^^^^^^^ error
services:
  api: { image: "example/api:1" }
]], [[
parameters: { API_TOKEN: {}, VERSION: {} }
#             ^^^^^^^^^ error
services:
  api: { image: "example/api:1" }
]] },
  good = { [[
parameters: { VERSION: { default: v1.0.0 }, TOKEN_TTL: { default: 1h } }
services:
  api: { image: "example/api:1" }
]], [[
secrets: { token: { env: API_TOKEN } }
services:
  api: { image: "example/api:1", env: { API_TOKEN: "${secrets.token}" } }
]] },
}
