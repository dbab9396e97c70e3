package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// What matters of Kafka and ZooKeeper to those who connect. Both speak lines here:
// whoever connects to a broker is told the address to come back by, as
// KAFKA_ADVERTISED_LISTENERS has it for the listener he came by.

// listeners takes "NAME://HOST:PORT,…" apart.
func listeners(text string) map[string]string {
	all := map[string]string{}
	for _, one := range strings.Split(text, ",") {
		if name, address, ok := strings.Cut(one, "://"); ok {
			all[name] = address
		}
	}
	return all
}

// broker refuses what the real one refuses: a listener without a protocol, one
// among brokers that is not announced, a ZooKeeper that does not serve.
func broker() int {
	listens := listeners(os.Getenv("KAFKA_LISTENERS"))
	tells := listeners(os.Getenv("KAFKA_ADVERTISED_LISTENERS"))
	protocols := os.Getenv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")
	if keeper := os.Getenv("KAFKA_ZOOKEEPER_CONNECT"); keeper != "" {
		said, err := say(keeper, "srvr")
		if err != nil || !strings.Contains(said, "Mode:") {
			return fail("kafka: ZooKeeper does not serve: %v %s", err, said)
		}
	} else if os.Getenv("CLUSTER_ID") == "" || os.Getenv("KAFKA_NODE_ID") == "" {
		return fail("kafka: neither ZooKeeper nor CLUSTER_ID and KAFKA_NODE_ID")
	}
	if tells[os.Getenv("KAFKA_INTER_BROKER_LISTENER_NAME")] == "" {
		return fail("kafka: the listener among brokers is not announced")
	}
	for name := range tells {
		if listens[name] == "" {
			return fail("kafka: %s is announced, and is no listener", name)
		}
	}
	failed := make(chan error)
	for name, address := range listens {
		if !strings.Contains(","+protocols, ","+name+":") {
			return fail("kafka: no protocol for %s", name)
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			return fail("kafka: %v", err)
		}
		go accept(l, failed, func(c net.Conn) { fmt.Fprintln(c, tells[name]) })
	}
	fmt.Println("kafka: started")
	return fail("kafka: %v", <-failed)
}

// keeper answers `srvr`, the one command that ZooKeeper allows by itself.
func keeper() int {
	failed := make(chan error)
	l, err := net.Listen("tcp", ":"+os.Getenv("ZOOKEEPER_CLIENT_PORT"))
	if err != nil {
		return fail("zookeeper: %v", err)
	}
	go accept(l, failed, func(c net.Conn) {
		if line, _ := bufio.NewReader(c).ReadString('\n'); strings.TrimSpace(line) == "srvr" {
			fmt.Fprint(c, "Zookeeper version: standin\nMode: standalone\n")
		}
	})
	fmt.Println("zookeeper: serves")
	return fail("zookeeper: %v", <-failed)
}

func accept(l net.Listener, failed chan<- error, answer func(net.Conn)) {
	for {
		c, err := l.Accept()
		if err != nil {
			failed <- err
			return
		}
		go func() {
			defer c.Close()
			c.SetDeadline(time.Now().Add(5 * time.Second))
			answer(c)
		}()
	}
}

// say sends a line, where there is one, and returns all that comes back.
func say(address, line string) (string, error) {
	c, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Second))
	if line != "" {
		fmt.Fprintln(c, line)
	}
	said, err := io.ReadAll(c)
	return strings.TrimSpace(string(said)), err
}

// bootstrap does as a client of Kafka does: it asks, and comes back by the address
// that it is told, where it is to be told the same. It prints that.
func bootstrap(address string) int {
	told, err := say(address, "")
	if err != nil {
		return fail("%s: %v", address, err)
	}
	again, err := say(told, "")
	if err != nil || again != told {
		return fail("%s tells %q, where %q answers: %v", address, told, again, err)
	}
	fmt.Println(told)
	return 0
}
