local MiB = 1048576

-- How many of a service may run on one host at once; `max` is one per processor.
local function count(service, host)
  local process = service.process
  if process then
    if process.instances == "max" then return (host.cpus or 1000) // 1000 end
    return tonumber(process.instances) or 1
  end
  return service.autoscale and service.autoscale.max or service.replicas or 1
end

-- What one may take, and who says so.
local function limit(service)
  local process, resources = service.process, service.resources
  if process and process.max_memory then return process.max_memory, process, "max_memory" end
  if resources and resources.memory then return resources.memory, resources, "memory" end
end

-- How many bytes of the host all instances of a service there may take.
local function share(service, host)
  local bytes = limit(service)
  local here = 0
  for _, instance in ipairs(service.instances) do
    if instance.host == host.name then here = here + 1 end
  end
  return here > 0 and bytes and bytes * here * count(service, host) or 0
end

-- All that may be taken on the host, and who takes the most of it.
local function taken(stack, host)
  local sum, most, most_bytes = 0, nil, 0
  for _, service in pairs(stack.services) do
    local bytes = share(service, host)
    sum = sum + bytes
    if bytes > most_bytes then most, most_bytes = service, bytes end
  end
  return sum, most, most_bytes
end

return {
  severity = "error", relaxed = "warning",
  summary = "the services of a host may take more memory than it has",
  message = "the services on host {host} may take {sum} MiB, and it has {memory} MiB",
  why = "when all of them do, the kernel ends one, which may be another than the one that grew",
  fix = "lower the limits or the number of instances, or move a service to another host",

  check = function(stack, report)
    for _, host in pairs(stack.hosts) do
      local sum, most, most_bytes = taken(stack, host)
      if host.memory and sum > host.memory then
        local _, owner, field = limit(most)
        report(host, "memory",
          { host = host.name, sum = (sum + MiB - 1) // MiB, memory = host.memory // MiB,
            most = most.name, part = most_bytes // MiB },
          { note = { owner, field, "{most} takes the most, {part} MiB" } })
      end
    end
  end,

  bad = { [[
services:
  api:
    placement: process
    process: { script: main.js, cwd: /srv/api, instances: max, mode: cluster, max_memory: 1GiB }
    hosts: [app1, app2]
environments:
  production:
    targets: [pm2]
    hosts:
      app1: { address: 10.0.0.1, cpus: 2, memory: 4GiB }
      app2: { address: 10.0.0.2, cpus: 8, memory: 4GiB }
      #                                           ^^^^ error
]], [[
services:
  web: { image: "example/web:1", replicas: 3, resources: { memory: 512MiB } }
  job: { image: "example/job:1", resources: { memory: 600MiB } }
environments:
  production:
    hosts: { server: { address: 10.0.0.1, memory: 2GiB } }
    #                                             ^^^^ error
]], [[
secrets: { cache: { env: CACHE_PASSWORD } }
services:
  cache:
    image: redis:7.4
    hosts: [a, b]
    ports: { redis: { publish: { port: 6379, on: private } } }
    settings: { requirepass: "${secrets.cache}" }
    topology: { primaries: 3, replicas: 1 }
    resources: { memory: 512MiB }
environments:
  production:
    hosts: { a: { address: 10.0.0.1, memory: 1GiB }, b: { address: 10.0.0.2, memory: 2GiB } }
    #                                        ^^^^ error
]] },
  good = { [[
services:
  web: { image: "example/web:1", replicas: 3, resources: { memory: 512MiB } }
  job: { image: "example/job:1" }
environments:
  production:
    hosts: { server: { address: 10.0.0.1, memory: 2GiB } }
]], [[
services:
  one: { image: "example/one:1", hosts: [a], resources: { memory: 1GiB } }
  two: { image: "example/two:1", hosts: [b], resources: { memory: 1GiB } }
environments:
  production:
    hosts: { a: { address: 10.0.0.1, memory: 1GiB }, b: { address: 10.0.0.2, memory: 1GiB } }
]] },
}
