local url = [[\b[a-z][a-z0-9+.-]*://(?:[^/@\s]*@)?+([A-Za-z0-9_-]+)(?=[:/?#]|$)]]

-- Every name that something answers to inside the stack.
local function names(stack)
  local known = { localhost = true }
  for _, service in pairs(stack.services) do
    for _, instance in ipairs(service.instances) do known[instance.name] = true end
    if service.address then known[service.address] = true end
    for _, attachment in pairs(service.networks or {}) do
      for _, alias in ipairs(attachment.aliases or {}) do known[alias] = true end
    end
  end
  for name, host in pairs(stack.hosts) do
    known[name] = true
    known[host.address] = true
  end
  return known
end

return {
  severity = "error",
  summary = "a URL whose host nothing in the stack is called",
  message = "{name} leads to {host}, and nothing in the stack is called so",
  why = [[a name without a dot is looked up among the services only; where it is none of them,
connecting fails]],
  fix = "name a service, or declare it with `placement: external` and its address",

  check = function(stack, report)
    local known = names(stack)
    for _, service in pairs(stack.services) do
      for name, variable in pairs(service.env) do
        for _, host in ipairs(re.all(variable.source, url)) do
          if not known[host] then
            report(variable, "value", { name = name, host = host })
            break
          end
        end
      end
    end
  end,

  bad = { [[
services:
  api:
    image: example/api:1
    env: { DATABASE_URL: "postgresql://app@db-master:5432/app" }
    #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]], [[
services:
  cache: { image: "redis:7.4" }
  api:
    image: example/api:1
    env:
      URLS: redis://cache:6379,redis://cache2:6379
      #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error
]] },
  good = { [[
secrets: { copy: { env: COPY_PASSWORD, url_safe: true } }
services:
  db:
    image: postgres:16.4
    topology: { replicas: 1, user: copy, password: "${secrets.copy}" }
  api:
    image: example/api:1
    env: { WRITE: "${services.db.url}", READ: "${services.db.replica.url}" }
]], [[
services:
  api:
    image: example/api:1
    env:
      API: https://api.example.com/v1
      MAIL: smtp://192.0.2.1
      STORE: redis://user:word@store.example.com:6379
]], [[
services:
  cache: { image: "redis:7.4", networks: { default: { aliases: [store] } } }
  api:
    image: example/api:1
    env: { A: "redis://cache:6379/0", B: "redis://store:6379" }
]] },
}
