-- https://github.com/apache/kafka/blob/trunk/docker/examples/README.md
-- https://docs.confluent.io/platform/7.5/installation/docker/config-reference.html
--
-- A client comes by one address and is told another, the one to come back by. That
-- is why there is a listener for each way in: `kafka` from the same network,
-- `loopback` from the host, `remote` from other hosts. The last two exist where
-- they are published. A service that sets KAFKA_ADVERTISED_LISTENERS says all of it
-- itself, and needs a health check of its own.
--
-- With KAFKA_ZOOKEEPER_CONNECT the brokers agree by ZooKeeper, without it among
-- themselves. Several brokers are several services: each with its KAFKA_NODE_ID,
-- with a port `controller`, and all with the same KAFKA_CONTROLLER_QUORUM_VOTERS.

-- For the health check alone, which must not depend on names: a pod that is not
-- ready has none.
local check = "127.0.0.1:9091"

local names = { kafka = "NETWORK", loopback = "LOOPBACK", remote = "REMOTE" }

-- Sizes are numbers of bytes.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  if not number then return nil end
  return tostring(tonumber(number) << ({ K = 10, M = 20, G = 30 })[unit])
end

-- num.partitions becomes KAFKA_NUM_PARTITIONS.
local function variable(name)
  local signs = { ["."] = "_", ["_"] = "__", ["-"] = "___" }
  local text = "KAFKA_"
  for i = 1, #name do
    local byte = name:sub(i, i)
    text = text .. (signs[byte] or byte:upper())
  end
  return text
end

local function add_listeners(env, service)
  local listeners, announced, protocols = {}, {}, {}
  local function add(name, address, tells)
    table.insert(listeners, name .. "://" .. address)
    if tells then table.insert(announced, name .. "://" .. tells) end
    table.insert(protocols, name .. ":PLAINTEXT")
  end
  for port, address in pairs(service.announces) do
    add(names[port], ":" .. service.ports[port], address)
  end
  add("CHECK", check, check)
  if not service.env.KAFKA_ZOOKEEPER_CONNECT then
    local controller = service.ports.controller
    add("CONTROLLER", controller and ":" .. controller or "127.0.0.1:9093")
  end
  env.KAFKA_LISTENERS = table.concat(listeners, ",")
  env.KAFKA_ADVERTISED_LISTENERS = table.concat(announced, ",")
  env.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP = table.concat(protocols, ",")
  env.KAFKA_INTER_BROKER_LISTENER_NAME = "NETWORK"
end

local function add_controller(env, service)
  local id = service.env.KAFKA_NODE_ID and "${env.KAFKA_NODE_ID}" or "1"
  env.KAFKA_NODE_ID = "1"
  env.KAFKA_PROCESS_ROLES = "broker,controller"
  env.KAFKA_CONTROLLER_LISTENER_NAMES = "CONTROLLER"
  env.KAFKA_CONTROLLER_QUORUM_VOTERS = id .. "@127.0.0.1:9093"
  -- Any 16 bytes in base64; what was formatted with one refuses another.
  env.CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg"
end

return {
  images = { "apache/kafka", "confluentinc/cp-kafka" },
  summary = "Kafka, a log of events",
  settings = "variables: `num.partitions` is KAFKA_NUM_PARTITIONS",

  service = function(version)
    local tool = version.image == "apache/kafka"
      and "/opt/kafka/bin/kafka-broker-api-versions.sh" or "kafka-broker-api-versions"
    return {
      ports = {
        kafka = { port = 9092 },
        loopback = { port = 19092 },
        remote = { port = 29092 },
      },
      env = {
        KAFKA_LOG_DIRS = "/var/lib/kafka/data",
        -- Left alone they are 3, 3 and 2: more than one broker can give.
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR = "1",
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR = "1",
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR = "1",
      },
      health = {
        -- The tool would take the server's heap for its own.
        shell = "KAFKA_HEAP_OPTS=-Xmx128m " .. tool .. " --bootstrap-server " .. check
          .. " >/dev/null",
        interval = "30s", timeout = "15s", retries = 5, start = "1m",
      },
      stop = { grace = "2m" },
    }
  end,

  knows = function(version)
    -- Kafka 4.0, which is 8.0 of Confluent's.
    local last = version.image == "apache/kafka" and 3 or 7
    local major = tonumber(re.match(version.text, "^v?(\\d+)") or 0)
    return {
      datastore = true,
      peers = true,
      data = { "/var/lib/kafka/data" },
      capabilities = {}, -- it starts as its own user
      uid = 1000, gid = 1000,
      listeners = { network = "kafka", loopback = "loopback", remote = "remote" },
      removed = major > last and { "KAFKA_ZOOKEEPER_CONNECT" } or {},
    }
  end,

  derive = function(service)
    local env = {}
    for name, setting in pairs(service.settings) do
      env[variable(name)] = setting.text and quantity(setting.text) or setting.reference
    end
    if not service.env.KAFKA_ADVERTISED_LISTENERS and not service.env.KAFKA_LISTENERS then
      add_listeners(env, service)
    end
    if service.env.KAFKA_ZOOKEEPER_CONNECT then
      env.KAFKA_BROKER_ID = "1"
    else
      add_controller(env, service)
    end
    if service.memory then
      -- The other half is for the cache of files, by which it is fast.
      local heap = service.memory // 2 // 1048576
      env.KAFKA_HEAP_OPTS = "-Xms" .. heap .. "m -Xmx" .. heap .. "m"
    end
    return { env = env }
  end,
}
