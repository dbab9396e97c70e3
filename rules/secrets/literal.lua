return {
  severity = "error", relaxed = "warning",
  summary = "a secret is written into the spec",
  message = "{name} looks like a secret and is written out here",
  why = [[the spec is kept in version control, and every file made from it is copied around:
whoever can read one of them has the secret]],
  fix = "declare it under `secrets` and write ${{secrets.NAME}}",

  check = function(stack, report)
    local function look(values)
      for name, value in pairs(values or {}) do
        -- X_FILE names a file that holds the secret; a path is no secret.
        local is_file = re.test(name, "(?i)_file$")
        if value.looks_secret and not is_file and value.text ~= "" then
          report(value, "value", { name = name })
        end
      end
    end
    for _, service in pairs(stack.services) do
      look(service.env)
      look(service.settings)
      look(service.labels)
      look(service.annotations)
      look(service.build and service.build.args)
    end
  end,

  bad = { [[
services:
  db:
    image: postgres:16.4
    env: { POSTGRES_PASSWORD: hunter2-hunter2 }
    #                         ^^^^^^^^^^^^^^^ error
]], [[
services:
  cache:
    image: redis:7.4
    settings: { requirepass: "not a secret any more" }
    #                        ^^^^^^^^^^^^^^^^^^^^^^^ warning
environments:
  local: { development: true }
]] },
  good = { [[
secrets: { db: { env: DB_PASSWORD } }
services:
  db:
    image: postgres:16.4
    env: { POSTGRES_PASSWORD: "${secrets.db}" }
]], [[
services:
  api:
    image: example/api:1
    env: { API_TOKEN_FILE: /run/secrets/token, TOKEN_COUNT: "10" }
]] },
}
