-- https://github.com/docker-library/docs/blob/master/redis/README.md

local config = "/usr/local/etc/redis/redis.conf"

-- Redis's kb, mb and gb are powers of 1024.
local function quantity(text)
  local number, unit = re.match(text, "^(\\d+)([KMG])iB$")
  if not number then return text end
  return number .. unit:lower() .. "b"
end

-- A setting may take several words (`save: 900 1`), each an argument of its own.
local function words(setting)
  if not setting.text then return { setting.reference } end
  if re.test(setting.text, "^[\\w.:/+-]+( [\\w.:/+-]+)*$") then
    local list = {}
    for _, word in ipairs(re.all(setting.text, "[^ ]+")) do
      table.insert(list, quantity(word))
    end
    return list
  end
  return { setting.reference }
end

-- What redis reads between double quotes (sdssplitargs in its source). A dollar may
-- open a reference here.
local function quoted(text)
  local out = ""
  for i = 1, #text do
    local byte = text:byte(i)
    local is_special = byte < 32 or byte == 127 or byte == 34 or byte == 36 or byte == 92
    out = out .. (is_special and string.format("\\x%02x", byte) or text:sub(i, i))
  end
  return out
end

-- The words, or the one word that a setting is.
local function line(name, list, setting)
  local text = name
  for _, word in ipairs(list) do
    local is_plain = re.test(word, "^[\\w.:/+-]+$")
    local inside = setting and setting.text and quoted(setting.text) or word
    text = text .. " " .. (is_plain and word or '"' .. inside .. '"')
  end
  return text .. "\n"
end

-- Joins the nodes, or, where they know each other but have got other addresses since,
-- introduces them again. Nodes are joined by address: a name is looked up first.
local form_path = "/usr/local/share/form-cluster.sh"
local form_cluster = [[
#!/bin/sh
set -eu
address_of() {
  case $1 in
  *[!0-9.]*) getent hosts "$1" | awk '{ print $1; exit }' ;;
  *) echo "$1" ;;
  esac
}
for node in $(echo "$NODES" | tr , ' '); do
  address=$(address_of "$${node%:*}")
  [ -n "$address" ] || { echo "$node is not known here" >&2; exit 1; }
  set -- "$@" "$address:$${node##*:}"
done
ask() { redis-cli -h "$${1%:*}" -p "$${1##*:}" cluster info | tr -d '\r'; }
if ask "$1" | grep -qx 'cluster_known_nodes:1'; then
  redis-cli --cluster create "$@" --cluster-replicas "$REPLICAS" --cluster-yes
fi
tries=0
until ask "$1" | grep -qx 'cluster_state:ok'; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { ask "$1" >&2; exit 1; }
  for node; do
    redis-cli -h "$${1%:*}" -p "$${1##*:}" cluster meet "$${node%:*}" "$${node##*:}"
  done
  sleep 1
done
]]

-- What a node of a cluster is set beside its settings.
local function set_node(service, set)
  local function default(name, value)
    if not service.settings[name] then set(name, { value }) end
  end
  set("cluster-enabled", { "yes" })
  default("cluster-config-file", "nodes.conf")
  default("cluster-node-timeout", "5000")
  default("appendonly", "yes")
  if service.topology.is_name then
    set("cluster-announce-hostname", { service.topology.address })
    set("cluster-preferred-endpoint-type", { "hostname" })
  else
    set("cluster-announce-ip", { service.topology.address })
    set("cluster-announce-port", { "${service.ports.redis}" })
    set("cluster-announce-bus-port", { "${service.ports.bus}" })
  end
  if service.settings.requirepass then set("masterauth", { "${settings.requirepass}" }) end
end

local function former(service)
  local env = { NODES = "${nodes.redis}", REPLICAS = service.topology.replicas .. "" }
  if service.settings.requirepass then env.REDISCLI_AUTH = "${settings.requirepass}" end
  return { env = env, files = { [form_path] = form_cluster }, command = { "sh", form_path } }
end

return {
  images = { "redis" },
  topology = {
    form = "cluster",
    -- Nodes talk to each other on the cluster bus.
    inner = { name = "bus", of = "redis", plus = 10000 },
  },
  summary = "Redis, a key-value store in memory",
  settings = "its configuration file, or arguments where that cannot be mounted",

  service = {
    ports = { redis = { port = 6379 } },
    health = {
      -- redis-cli takes the password from REDISCLI_AUTH, and exits with 0 also
      -- when the answer is an error such as LOADING.
      shell = "redis-cli -p ${service.ports.redis} ping | grep -qx PONG",
      interval = "10s", timeout = "5s", retries = 5, start = "10s",
    },
    stop = { grace = "30s" },
  },

  knows = function(version)
    return {
      datastore = true,
      data = { "/data" },
      writable = { "/tmp" },
      capabilities = { "CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID" },
      uid = 999,
      gid = re.test(version.flavour, "alpine") and 1000 or 999,
      config_path = config,
    }
  end,

  templates = {
    url = function(service)
      local password = service.settings.requirepass
      return "redis://" .. (password and ":${settings.requirepass}@" or "") .. "${address}/0"
    end,
  },

  derive = function(service)
    if service.topology and service.topology.role == "former" then return former(service) end
    local text, arguments = "", { "redis-server" }
    local function set(name, list, setting)
      text = text .. line(name, list, setting)
      table.insert(arguments, "--" .. name)
      for _, word in ipairs(list) do table.insert(arguments, word) end
    end
    if service.ports.redis ~= 6379 and not service.settings.port then
      set("port", { "${service.ports.redis}" })
    end
    if service.topology then set_node(service, set) end
    for name, setting in pairs(service.settings) do set(name, words(setting), setting) end
    if text == "" then return {} end
    local env = {}
    if service.settings.requirepass then env.REDISCLI_AUTH = "${settings.requirepass}" end
    return {
      env = env,
      files = { [config] = text },
      command = { "redis-server", config },
      plain_command = arguments,
    }
  end,
}
