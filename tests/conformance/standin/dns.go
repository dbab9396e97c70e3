package main

import (
	"encoding/binary"
	"net"
	"os"
	"strings"
)

// dns answers over UDP from a file of lines "ADDRESS NAME...". A name it does
// not know does not exist; one it knows has an A record and nothing else. The
// file is read anew for each question. RFC 1035, section 4.
func dns(address, hosts string) int {
	c, err := net.ListenPacket("udp", address)
	if err != nil {
		return fail("standin: %v", err)
	}
	packet := make([]byte, 512)
	for {
		n, from, err := c.ReadFrom(packet)
		if err != nil {
			return fail("standin: %v", err)
		}
		if reply := resolve(packet[:n], hosts); reply != nil {
			c.WriteTo(reply, from)
		}
	}
}

func resolve(query []byte, hosts string) []byte {
	name, end := question(query)
	if end == 0 {
		return nil
	}
	kind := binary.BigEndian.Uint16(query[end-4:])
	reply := append([]byte(nil), query[:end]...)
	reply[2], reply[3] = 0x85, 0x80 // an answer, authoritative, recursion as asked
	binary.BigEndian.PutUint16(reply[6:], 0)
	binary.BigEndian.PutUint32(reply[8:], 0)
	ip := lookup(name, hosts)
	if ip == nil {
		reply[3] |= 3 // no such name
		return reply
	}
	if kind == 1 {
		reply[7] = 1
		reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4)
		reply = append(reply, ip...)
	}
	return reply
}

// question returns the name asked for and where the question ends, 0 if the
// packet is not one question.
func question(query []byte) (string, int) {
	if len(query) < 12 || binary.BigEndian.Uint16(query[4:]) != 1 {
		return "", 0
	}
	var labels []string
	at := 12
	for at < len(query) && query[at] != 0 {
		next := at + 1 + int(query[at])
		if query[at] > 63 || next > len(query) {
			return "", 0
		}
		labels = append(labels, string(query[at+1:next]))
		at = next
	}
	if at+5 > len(query) {
		return "", 0
	}
	return strings.ToLower(strings.Join(labels, ".")), at + 5
}

func lookup(name, hosts string) net.IP {
	text, _ := os.ReadFile(hosts)
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		for i := 1; i < len(words); i++ {
			if strings.EqualFold(words[i], name) {
				return net.ParseIP(words[0]).To4()
			}
		}
	}
	return nil
}
