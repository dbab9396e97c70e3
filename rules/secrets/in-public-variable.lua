local public = "^(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|PUBLIC|EXPO_PUBLIC|GATSBY|VUE_APP)_"

return {
  severity = "error",
  summary = "a secret in a variable that a build tool puts into the browser's code",
  message = "{name} is sent to every browser, and holds a secret",
  why = [[build tools copy variables with this prefix into the JavaScript that visitors load:
there is no secret in it any more]],
  fix = "use it on the server only, under a name without the prefix",

  check = function(stack, report)
    local function look(variables)
      for name, variable in pairs(variables or {}) do
        local is_secret = variable.secrets[1] or variable.looks_secret
        if is_secret and re.test(name, public) then
          report(variable, "value", { name = name })
        end
      end
    end
    for _, service in pairs(stack.services) do
      look(service.env)
      look(service.build and service.build.args)
    end
  end,

  bad = { [[
secrets: { maps: { env: MAPS_KEY } }
services:
  web:
    image: example/web:1
    env: { NEXT_PUBLIC_MAPS: "${secrets.maps}" }
    #                        ^^^^^^^^^^^^^^^^^ error
]], [[
services:
  web:
    image: example/web:1
    env: { VITE_API_KEY: abcdefgh12345678 }
    #                    ^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
secrets: { maps: { env: MAPS_KEY } }
services:
  web:
    image: example/web:1
    env: { MAPS: "${secrets.maps}", NEXT_PUBLIC_API: "https://api.example.com" }
]], [[
services:
  web: { image: "example/web:1", env: { PUBLIC: "yes" } }
]] },
}
