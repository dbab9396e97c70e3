-- https://github.com/31z4/zookeeper-docker/blob/master/README.md
-- https://docs.confluent.io/platform/7.5/installation/docker/config-reference.html

local function is_confluent(version)
  return version.image == "confluentinc/cp-zookeeper"
end

return {
  images = { "zookeeper", "confluentinc/cp-zookeeper" },
  summary = "ZooKeeper, which keeps what a cluster of servers agrees on",

  service = function(version)
    return {
      ports = { zookeeper = { port = 2181 } },
      env = is_confluent(version)
        and { ZOOKEEPER_CLIENT_PORT = "${service.ports.zookeeper}" } or nil,
      health = {
        -- It accepts connections before it serves, and then answers without a
        -- mode. `srvr` is the one command that is allowed unless others are named.
        exec = {
          "bash", "-c",
          "exec 3<>/dev/tcp/127.0.0.1/${service.ports.zookeeper} && echo srvr >&3"
            .. " && grep -q ^Mode: <&3",
        },
        interval = "10s", timeout = "5s", retries = 5, start = "30s",
      },
      stop = { grace = "30s" },
    }
  end,

  knows = function(version)
    -- Snapshots and the log of transactions: one is worth nothing without the
    -- other.
    if is_confluent(version) then
      return {
        datastore = true,
        peers = true,
        data = { "/var/lib/zookeeper/data", "/var/lib/zookeeper/log" },
        capabilities = {}, -- it starts as its own user
        uid = 1000, gid = 1000,
      }
    end
    return {
      datastore = true,
      peers = true,
      data = { "/data", "/datalog" },
      writable = { "/conf", "/logs", "/tmp" },
      capabilities = { "CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID" },
      uid = 1000, gid = 1000,
    }
  end,

  derive = function(service)
    local port = service.ports.zookeeper
    if service.env.ZOOKEEPER_CLIENT_PORT or port == 2181 then return {} end
    return { env = { ZOO_SERVERS = "server.1=localhost:2888:3888;" .. port } }
  end,
}
