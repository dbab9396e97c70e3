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

local function line(name, list)
  local text = name
  for _, word in ipairs(list) do
    local is_plain = re.test(word, "^[\\w.:/+-]+$")
    text = text .. " " .. (is_plain and word or '"' .. word .. '"')
  end
  return text .. "\n"
end

return {
  images = { "redis" },
  summary = "Redis, a key-value store in memory",

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
    local text, arguments = "", { "redis-server" }
    local function set(name, list)
      text = text .. line(name, list)
      table.insert(arguments, "--" .. name)
      for _, word in ipairs(list) do table.insert(arguments, word) end
    end
    if service.ports.redis ~= 6379 and not service.settings.port then
      set("port", { "${service.ports.redis}" })
    end
    for name, setting in pairs(service.settings) do set(name, words(setting)) end
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
