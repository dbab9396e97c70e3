// standin plays the programs that a stack runs, so that what is generated for
// them can be tried without them. What it does depends on the name it is called
// by:
//
//	node, any other name   a server, whatever the arguments say (server.go);
//	                       but `node -e SCRIPT` only fetches the URL in SCRIPT
//	wget, nc               clients with the flags that health checks use
//
// and, as `standin`, on its first argument:
//
//	serve NAME ADDRESS...  the server, on these addresses
//	dns ADDRESS HOSTS      a name server for the names of a hosts file (dns.go)
//	dial HOST:PORT         opens a connection
//	scan HOST              prints every TCP port that accepts
package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func main() {
	os.Exit(run(filepath.Base(os.Args[0]), os.Args[1:]))
}

func run(name string, args []string) int {
	switch name {
	case "wget":
		return wget(args)
	case "nc":
		return netcat(args)
	case "standin":
	default:
		return application(args)
	}
	switch command := strings.Join(args[:min(1, len(args))], ""); {
	case command == "serve" && len(args) > 2:
		return serve(args[1], args[2:])
	case command == "dns" && len(args) == 3:
		return dns(args[1], args[2])
	case command == "dial" && len(args) == 2:
		return dial(args[1])
	case command == "scan" && len(args) == 2:
		return scan(args[1])
	}
	return fail("usage: standin serve|dns|dial|scan")
}

func fail(format string, a ...any) int {
	fmt.Fprintf(os.Stderr, format+"\n", a...)
	return 1
}

func dial(address string) int {
	c, err := net.DialTimeout("tcp", address, 2*time.Second)
	if err != nil {
		return fail("%v", err)
	}
	c.Close()
	return 0
}

func scan(host string) int {
	var open [1 << 16]bool
	var all sync.WaitGroup
	ports := make(chan int)
	for range 512 {
		all.Go(func() {
			for port := range ports {
				address := net.JoinHostPort(host, fmt.Sprint(port))
				c, err := net.DialTimeout("tcp", address, time.Second)
				if err == nil {
					c.Close()
					open[port] = true
				}
			}
		})
	}
	for port := 1; port < len(open); port++ {
		ports <- port
	}
	close(ports)
	all.Wait()
	for port, is := range open {
		if is {
			fmt.Println(port)
		}
	}
	return 0
}
