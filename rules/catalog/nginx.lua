-- https://github.com/docker-library/docs/blob/master/nginx/README.md
return {
  images = { "nginx" },
  summary = "nginx, a web server and reverse proxy",

  service = {
    ports = { http = { port = 80, app = "http" } },
  },

  knows = {
    web_server = true,
    writable = { "/run", "/tmp", "/var/cache/nginx" },
    capabilities = { "CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID" },
    tools = { "curl" },
    uid = 101, gid = 101,
    config_path = "/etc/nginx/nginx.conf",
  },

  templates = { url = "http://${address}" },
}
