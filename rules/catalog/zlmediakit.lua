-- https://github.com/ZLMediaKit/ZLMediaKit/blob/master/dockerfile
-- https://github.com/ZLMediaKit/ZLMediaKit/blob/master/conf/config.ini

local config = "/opt/media/conf/config.ini"

return {
  images = { "zlmediakit/zlmediakit" },
  summary = "ZLMediaKit, a server of audio and video streams",
  settings = "its configuration file, `SECTION.KEY`",

  service = {
    -- A stream of devices that speak GB28181 comes in on `rtp`, by UDP or TCP. Those
    -- ports that are opened for one stream each have to be declared.
    ports = {
      http = { port = 80, app = "http" },
      rtmp = { port = 1935 },
      rtsp = { port = 554 },
      rtp = { port = 10000, protocol = "udp" },
      ["rtp-tcp"] = { port = 10000 },
      webrtc = { port = 8000, protocol = "udp" },
      srt = { port = 9000, protocol = "udp" },
    },
    health = {
      -- Whatever the answer is, the server gave it: `/` may be without a page, and
      -- its API wants the secret.
      shell = "curl -sS -o /dev/null http://127.0.0.1:${service.ports.http}/",
      interval = "10s", timeout = "5s", retries = 3, start = "10s",
    },
  },

  knows = {
    data = { "/opt/media/bin/www/record" },
    writable = { "/opt/media/bin/ffmpeg", "/opt/media/bin/log", "/tmp" },
    -- It stays root, and listens below 1024.
    capabilities = { "DAC_OVERRIDE", "NET_BIND_SERVICE" },
    tools = { "curl", "wget" },
    url_port = "http",
    config_path = config,
    -- Left alone, it is what everybody knows, or since 2023 one that only the log tells.
    passwords = { "api.secret" },
  },

  templates = { url = "http://${address}" },

  -- `api.secret` is `secret` in section [api]. What the file leaves out has a default.
  derive = function(service)
    local order, sections = {}, {}
    local function set(section, key, value)
      if not sections[section] then
        sections[section] = {}
        table.insert(order, section)
      end
      table.insert(sections[section], key .. "=" .. value .. "\n")
    end
    local function listen(port, default, section)
      if service.ports[port] ~= default then
        set(section, "port", "${service.ports." .. port .. "}")
      end
    end
    for name, setting in pairs(service.settings) do
      local section, key = re.match(name, "^([^.]+)\\.(.+)$")
      if section then set(section, key, setting.reference) end
    end
    listen("http", 80, "http")
    listen("rtmp", 1935, "rtmp")
    listen("rtsp", 554, "rtsp")
    listen("rtp", 10000, "rtp_proxy")
    listen("webrtc", 8000, "rtc")
    listen("srt", 9000, "srt")
    if #order == 0 then return {} end
    local text = ""
    for _, section in ipairs(order) do
      text = text .. "[" .. section .. "]\n" .. table.concat(sections[section])
    end
    return {
      files = { [config] = text },
      command = { "./MediaServer", "-s", "default.pem", "-c", "../conf/config.ini", "-l", "2" },
    }
  end,
}
