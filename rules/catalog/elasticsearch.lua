-- https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-configure
-- https://www.elastic.co/docs/reference/elasticsearch/jvm-settings

-- The image takes the password from ELASTIC_PASSWORD_FILE, too, but only where nobody
-- else may read that file, which a mounted secret is not: it is given as it is.

local function has(version, major, minor)
  return version.major > major or version.major == major and version.minor >= minor
end

-- The name of a setting as a variable; nil where it cannot be one.
local function variable(name)
  if not re.test(name, "^[a-z]+([._][a-z]+)*$") then return nil end
  local words = {}
  for _, word in ipairs(re.all(name, "[a-z]+|[._]")) do
    table.insert(words, word == "." and "_" or word == "_" and "__" or word:upper())
  end
  return "ES_SETTING_" .. table.concat(words)
end

local function version_of(text)
  local major, minor = re.match(text, "^v?(\\d+)\\.(\\d+)")
  return { major = tonumber(major or 8), minor = tonumber(minor or 0) }
end

return {
  images = {
    "docker.elastic.co/elasticsearch/elasticsearch", "elastic/elasticsearch",
    "elasticsearch",
  },
  summary = "Elasticsearch, which stores and searches documents",
  settings = "variables or arguments, `-ENAME=VALUE`",

  service = {
    ports = { http = { port = 9200, app = "http" } },
    health = {
      -- Yellow is as good as one node gets. The password goes in by a pipe, so that it
      -- does not stand in the list of processes; without security it is ignored.
      shell = [[printf 'user = "elastic:%s"' "$ELASTIC_PASSWORD" | curl -fsS -K - -o /dev/null ]]
        .. [["http://127.0.0.1:${service.ports.http}/_cluster/health?wait_for_status=yellow&timeout=3s"]],
      interval = "10s", timeout = "5s", retries = 6, start = "1m",
    },
    stop = { grace = "2m" },
  },

  knows = function(version)
    return {
      datastore = true,
      data = { "/usr/share/elasticsearch/data" },
      writable = { "/tmp", "/usr/share/elasticsearch/logs" },
      -- Before 8 it starts as root and changes to its user.
      capabilities = version.major >= 8 and {} or { "SETGID", "SETUID", "SYS_CHROOT" },
      tools = { "curl" },
      uid = 1000, gid = 0,
    }
  end,

  templates = { url = "http://${address}" },

  derive = function(service)
    local version, env, command = version_of(service.version or ""), {}, {}
    local function set(name, value)
      local key = version.major >= 8 and variable(name)
      if key then env[key] = value else table.insert(command, "-E" .. name .. "=" .. value) end
    end
    if service.ports.http ~= 9200 and not service.settings["http.port"] then
      set("http.port", "${service.ports.http}")
    end
    for name, setting in pairs(service.settings) do set(name, setting.reference) end
    if #command > 0 then table.insert(command, 1, "bin/elasticsearch") end
    -- From 7.11 on the heap is half of what the container may use; before, it was
    -- 1 GiB whatever that was.
    if service.memory and not has(version, 7, 11) and not service.env.ES_JAVA_OPTS then
      local heap = service.memory // 2 // 1048576
      env.ES_JAVA_OPTS = "-Xms" .. heap .. "m -Xmx" .. heap .. "m"
    end
    return { env = env, plain_command = command }
  end,
}
