// standin plays the programs that a stack runs, so that what is generated for
// them can be tried without them. What it does depends on the name it is called
// by:
//
//	node, any other name   a server, whatever the arguments say (server.go);
//	                       but `node -e SCRIPT` only fetches the URL in SCRIPT
//	wget, curl, nc         clients with the flags that health checks use
//	kafka, zookeeper       servers (broker.go), and the client
//	kafka-broker-api-versions --bootstrap-server HOST:PORT
//	emqx                   `emqx ctl status`: whether the server is there
//	mailpit                `mailpit readyz`: the same
//
// and, as `standin`, on its first argument:
//
//	serve NAME ADDRESS...  the server, on these addresses
//	dns ADDRESS HOSTS      a name server for the names of a hosts file (dns.go)
//	dial HOST:PORT         opens a connection
//	bootstrap HOST:PORT    asks a broker, and comes back by what it is told
//	scan HOST [PORT...]    prints every TCP port that accepts, of these or of all
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
	case "curl":
		return curl(args)
	case "nc":
		return netcat(args)
	case "kafka":
		return broker()
	case "zookeeper":
		return keeper()
	case "kafka-broker-api-versions":
		if len(args) == 2 && args[0] == "--bootstrap-server" {
			return bootstrap(args[1])
		}
		return fail("usage: kafka-broker-api-versions --bootstrap-server HOST:PORT")
	case "emqx":
		if strings.Join(args, " ") != "ctl status" {
			return fail("usage: emqx ctl status")
		}
		port, _, _ := strings.Cut(os.Getenv("PORT"), ",")
		return dial("127.0.0.1:" + port)
	case "mailpit":
		if strings.Join(args, " ") != "readyz" {
			return application(args)
		}
		return dial("127.0.0.1:8025")
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
	case command == "bootstrap" && len(args) == 2:
		return bootstrap(args[1])
	case command == "scan" && len(args) >= 2:
		return scan(args[1], args[2:])
	}
	return fail("usage: standin serve|dns|dial|bootstrap|scan")
}

func fail(format string, a ...any) int {
	fmt.Fprintf(os.Stderr, format+"\n", a...)
	return 1
}

func dial(address string) int {
	c, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return fail("%v", err)
	}
	c.Close()
	return 0
}

func scan(host string, ports []string) int {
	if len(ports) == 0 {
		for port := 1; port < 1<<16; port++ {
			ports = append(ports, fmt.Sprint(port))
		}
	}
	open := make([]bool, len(ports))
	next := make(chan int)
	var all sync.WaitGroup
	for range 512 {
		all.Go(func() {
			for i := range next {
				address := net.JoinHostPort(host, ports[i])
				c, err := net.DialTimeout("tcp", address, time.Second)
				if err == nil {
					c.Close()
					open[i] = true
				}
			}
		})
	}
	for i := range ports {
		next <- i
	}
	close(next)
	all.Wait()
	for i, is := range open {
		if is {
			fmt.Println(ports[i])
		}
	}
	return 0
}
