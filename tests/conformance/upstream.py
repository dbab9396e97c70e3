"""A service for a proxy to stand before: upstream.py NAME [ADDRESS:]PORT

Answers every request with what it saw, in JSON; /fail with 502; /hold after three
seconds; /quit not at all, for it ends; an upgrade to a websocket with the frames it
gets. Called `garbage` it answers everything with a header that is none.

    upstream.py echo [tls:]HOST:PORT PATH HOST   is the other side: it opens a
        websocket there and prints what comes back
    upstream.py dial ADDRESS PORT... from SOURCE...   prints "SOURCE PORT" for every
        source address of this machine and port there that accepts it
"""
import base64
import hashlib
import http.server
import json
import os
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    name = ""

    def do_GET(self):
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self.echo()
            return
        if self.path == "/quit":
            os._exit(0)
        if self.path == "/hold":
            time.sleep(3)
        if self.name == "garbage":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nNot\0a: header\r\n\r\n")
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = {
            "name": self.name,
            "method": self.command,
            "path": self.path,
            "body": len(body),
            "padding": "x" * 2000,
        }
        seen.update({key.lower(): value for key, value in self.headers.items()})
        answer = json.dumps(seen).encode()
        self.send_response(502 if self.path.endswith("/fail") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_POST = do_HEAD = do_PUT = do_GET

    def echo(self):
        key = self.headers["Sec-WebSocket-Key"] + MAGIC
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", accept)
        self.end_headers()
        payload = read_frame(self.rfile)
        self.wfile.write(bytes([0x81, len(payload)]) + payload)
        self.close_connection = True

    def log_message(self, *_):
        pass


def read_frame(stream):
    head = stream.read(2)
    mask = stream.read(4) if head[1] & 0x80 else bytes(4)
    data = stream.read(head[1] & 0x7F)
    return bytes(b ^ mask[i % 4] for i, b in enumerate(data))


def connect(address, host):
    machine, port = address.removeprefix("tls:").rsplit(":", 1)
    s = socket.create_connection((machine, int(port)), 5)
    if not address.startswith("tls:"):
        return s
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(s, server_hostname=host)


def ask(address, path, host):
    with connect(address, host) as s:
        key = base64.b64encode(os.urandom(16)).decode()
        s.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        stream = s.makefile("rb")
        status = stream.readline().decode().split(" ")[1]
        while stream.readline().strip():
            pass
        if status == "101":
            s.sendall(bytes([0x81, 0x85, 0, 0, 0, 0]) + b"hello")
            status += " " + read_frame(stream).decode()
        print(status)


def accepts(machine, port, source):
    try:
        socket.create_connection((machine, int(port)), 1.5, (source, 0)).close()
        return True
    except OSError:
        return False


def dial(machine, *words):
    at = words.index("from")
    pairs = [(source, port) for source in words[at + 1:] for port in words[:at]]
    with ThreadPoolExecutor(len(pairs)) as pool:
        found = pool.map(lambda pair: accepts(machine, pair[1], pair[0]), pairs)
        for pair, is_open in zip(pairs, found):
            if is_open:
                print(*pair)


if sys.argv[1] == "echo":
    ask(*sys.argv[2:])
elif sys.argv[1] == "dial":
    dial(*sys.argv[2:])
else:
    Handler.name = sys.argv[1]
    machine, _, port = sys.argv[2].rpartition(":")
    at = (machine or "127.0.0.1", int(port))
    http.server.ThreadingHTTPServer(at, Handler).serve_forever()
