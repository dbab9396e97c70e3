package main

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// application is the program of a container: it listens on $PORT, as the stack
// tells it to, and has no port of its own; an image may give it several.
func application(args []string) int {
	for i, arg := range args {
		if (arg == "-e" || arg == "--eval") && i+1 < len(args) {
			return script(args[i+1])
		}
	}
	port := os.Getenv("PORT")
	if port == "" {
		return fail("standin: PORT is not set")
	}
	name, _ := os.Hostname()
	var addresses []string
	for _, one := range strings.Split(port, ",") {
		addresses = append(addresses, ":"+one)
	}
	return serve(name, addresses)
}

var scriptURL = regexp.MustCompile("https?://[^'\"`\\s)]+")

// script plays a health check that is written in JavaScript.
func script(text string) int {
	url := scriptURL.FindString(text)
	if url == "" {
		return fail("standin: no URL in this script: %s", text)
	}
	return fetch("GET", url, 5*time.Second, io.Discard)
}

// serve answers every request with what it saw of it, in JSON, and says who it
// is; so a test sees where a proxy sent a request, and as what.
func serve(name string, addresses []string) int {
	failed := make(chan error)
	for _, address := range addresses {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return fail("standin: %v", err)
		}
		go func() { failed <- http.Serve(l, answer(name)) }()
	}
	fmt.Println("standin:", name, "listens on", strings.Join(addresses, " "))
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT)
	select {
	case err := <-failed:
		return fail("standin: %v", err)
	case <-stop:
		return 0
	}
}

func answer(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
			websocket(name, w, r)
			return
		}
		body, _ := io.Copy(io.Discard, r.Body)
		headers := map[string]string{"Host": r.Host}
		for key, values := range r.Header {
			headers[key] = strings.Join(values, ", ")
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{
			"name": name, "method": r.Method, "path": r.URL.Path,
			"query": r.URL.RawQuery, "protocol": r.Proto, "body": body,
			"headers": headers, "uid": os.Getuid(),
		})
	})
}

// websocket answers the first message, which is short, with itself and who it is.
// RFC 6455, sections 4.2.2 and 5.2.
func websocket(name string, w http.ResponseWriter, r *http.Request) {
	hash := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") +
		"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	c, stream, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprintf(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"+
		"Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		base64.StdEncoding.EncodeToString(hash[:]))
	stream.Flush()
	head := make([]byte, 6) // client messages are masked
	if _, err := io.ReadFull(stream, head); err != nil {
		return
	}
	text := make([]byte, head[1]&0x7f)
	io.ReadFull(stream, text)
	for i := range text {
		text[i] ^= head[2+i%4]
	}
	text = fmt.Appendf(text, " from %s", name)
	stream.Write(append([]byte{0x81, byte(len(text))}, text...))
	stream.Flush()
}
