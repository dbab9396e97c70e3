package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// wget has the flags of busybox's: -q -S -c -T SECONDS -O FILE -Y on|off
// --spider --header. Others are refused, as busybox does.
func wget(args []string) int {
	method, timeout, file := "GET", 10*time.Second, ""
	var urls []string
	for i := 0; i < len(args); i++ {
		flag, value, has := strings.Cut(args[i], "=")
		if short := args[i]; len(short) > 2 && strings.Contains("TOY", short[1:2]) && short[0] == '-' {
			flag, value, has = short[:2], short[2:], true
		}
		valued := strings.Contains(" -T -O -Y --timeout --header ", " "+flag+" ")
		if valued && !has && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch flag {
		case "--spider":
			method = "HEAD"
		case "-T", "--timeout":
			seconds, _ := strconv.Atoi(value)
			timeout = time.Duration(seconds) * time.Second
		case "-O":
			file = value
		case "-qO-", "-qO":
			file = "-"
		case "-q", "-S", "-c", "-Y", "--quiet", "--header", "--no-verbose", "-nv":
		default:
			if strings.HasPrefix(flag, "-") {
				return fail("wget: unrecognized option: %s", args[i])
			}
			urls = append(urls, args[i])
		}
	}
	if len(urls) == 0 {
		return fail("wget: missing URL")
	}
	out := io.Writer(io.Discard)
	if file == "-" {
		out = os.Stdout
	}
	for _, url := range urls {
		if fetch(method, url, timeout, out) != 0 {
			return 1
		}
	}
	return 0
}

func fetch(method, url string, timeout time.Duration, out io.Writer) int {
	client := http.Client{Timeout: timeout}
	response, err := client.Do(request(method, url))
	if err != nil {
		return fail("%v", err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		return fail("%s: %s", url, response.Status)
	}
	if _, err := io.Copy(out, response.Body); err != nil {
		return fail("%v", err)
	}
	return 0
}

// netcat: nc [-z] [-v] [-w SECONDS] HOST PORT
func netcat(args []string) int {
	var rest []string
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-w":
			i++
		case "-z", "-v", "-zv", "-vz":
		default:
			rest = append(rest, args[i])
		}
	}
	if len(rest) != 2 {
		return fail("usage: nc [-zv] [-w SECONDS] HOST PORT")
	}
	return dial(net.JoinHostPort(rest[0], rest[1]))
}

// curl: curl [-fsSLkg] [-o FILE] [-m SECONDS] [-I] [-X METHOD] [-H HEADER] [-K -] URL.
// Other flags are refused; what -K reads is not looked at. Without -f a status of 400
// or more is no failure.
func curl(args []string) int {
	method, timeout, failing := "GET", 10*time.Second, false
	var urls []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--fail":
			failing = true
		case arg == "--silent", arg == "--show-error", arg == "--location":
		case arg == "--output", arg == "--max-time":
			i++
		case strings.HasPrefix(arg, "--"):
			return fail("curl: option %s: is unknown", arg)
		case strings.HasPrefix(arg, "-"):
			for _, flag := range arg[1:] {
				switch flag {
				case 'f':
					failing = true
				case 'I':
					method = "HEAD"
				case 's', 'S', 'L', 'k', 'g':
				case 'o', 'm', 'H':
					i++
				case 'X':
					i++
					method = args[i]
				case 'K':
					i++
					io.Copy(io.Discard, os.Stdin)
				default:
					return fail("curl: option -%c: is unknown", flag)
				}
			}
		default:
			urls = append(urls, arg)
		}
	}
	if len(urls) == 0 {
		return fail("curl: (2) no URL specified")
	}
	for _, url := range urls {
		response, err := (&http.Client{Timeout: timeout}).Do(request(method, url))
		if err != nil {
			return fail("curl: (7) %v", err)
		}
		response.Body.Close()
		if failing && response.StatusCode >= 400 {
			return fail("curl: (22) %s", response.Status)
		}
	}
	return 0
}

func request(method, url string) *http.Request {
	if !strings.Contains(url, "://") {
		url = "http://" + url
	}
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		os.Exit(fail("%v", err))
	}
	return r
}
