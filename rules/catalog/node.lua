-- https://github.com/nodejs/docker-node/blob/main/README.md
return {
  images = { "node" },
  summary = "Node.js, a program of one's own",

  service = {},

  knows = {
    tools = { "node" },
    uid = 1000, gid = 1000, -- the user `node` of the official images
  },

  templates = { url = "http://${address}" },

  derive = function(service)
    local options = service.env.NODE_OPTIONS
    if options or not service.memory or service.placement ~= "container" then return {} end
    -- Left alone, the heap grows past the limit of the container, which is then
    -- killed. A quarter is for buffers, code and stacks.
    local heap = service.memory * 3 // 4 // 1048576
    if heap < 1 then return {} end
    return { env = { NODE_OPTIONS = "--max-old-space-size=" .. heap } }
  end,
}
