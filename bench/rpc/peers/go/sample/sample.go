// Package sample holds what the bench sends: the same data as peers/node/sample-data.ts.
package sample

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	pb "tramline/bench/benchpb"
)

const (
	EchoText      = "hello, world!"
	EchoNumber    = 1234
	TickText      = "tick tock"
	CountMessages = 10_000
	TransferBytes = 1024 * 1024
	Timeout       = 5 * time.Second
)

// Authorization is an entry of 200 characters.
var Authorization = "Bearer " + strings.Repeat("eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.Zm91bmRpbmctZW5naW5lZXI", 4)[:193]

// RetryServiceConfig has a policy that never acts, as no call of the benches fails.
const RetryServiceConfig = `{"methodConfig": [{
  "name": [{"service": "tramline.bench.v1.Bench"}],
  "retryPolicy": {
    "maxAttempts": 3,
    "initialBackoff": "0.1s",
    "maxBackoff": "1s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"]
  }
}]}`

// DocumentText is 2 KiB of text as logs and lists are.
var DocumentText = documentText(2048)

func documentText(length int) string {
	var text strings.Builder
	for line := 0; text.Len() < length; line++ {
		fmt.Fprintf(&text, "{\"line\":%d,\"sku\":\"SKU-%05d\",\"title\":\"Merino travel blanket\",\"cents\":%d}\n",
			line, line*7_919%100_000, line*104_729%100_000)
	}
	return text.String()[:length]
}

// Order makes an order of 428 bytes.
func Order() *pb.Order {
	money := func(cents int64) *pb.Money { return &pb.Money{Currency: "EUR", Cents: cents} }
	return &pb.Order{
		Id: "ord_01HZX3Q7M9K2V5T8B4N6C0D1E2",
		Customer: &pb.Customer{
			Id:    "cus_8f14e45fceea167a",
			Name:  "Marguerite Lindqvist",
			Email: "marguerite.lindqvist@example.com",
		},
		Items: []*pb.LineItem{
			{Sku: "SKU-77-1042-BLK", Title: "Merino travel blanket, black", Quantity: 2, Price: money(12_900)},
			{Sku: "SKU-13-0077-OAK", Title: "Bedside lamp with oak base", Quantity: 1, Price: money(5_450)},
			{Sku: "SKU-90-3311-XXL", Title: "Linen sheet set, extra wide", Quantity: 4, Price: money(8_925)},
		},
		Shipping:       &pb.Address{Street: "Östra Ågatan 14, 3 tr", City: "Uppsala", PostalCode: "753 31", Country: "SE"},
		Status:         pb.OrderStatus_ORDER_STATUS_PAID,
		PlacedAtMillis: 1_794_000_000_123,
		Total:          money(66_950),
		Labels:         map[string]string{"channel": "storefront-web", "campaign": "autumn-sale-2026"},
		Gift:           true,
		Discount:       0.125,
	}
}

// CallIdentifiers makes identifiers that differ on each call: xorshift to hex.
type CallIdentifiers struct{ state [4]uint32 }

func NewCallIdentifiers(seed uint32) *CallIdentifiers {
	identifiers := &CallIdentifiers{}
	for index := range identifiers.state {
		identifiers.state[index] = (seed + uint32(index) + 1) * 0x9e3779b1
	}
	return identifiers
}

func (c *CallIdentifiers) next() uint32 {
	mixed := c.state[3]
	mixed ^= mixed << 11
	mixed ^= mixed >> 8
	first := c.state[0]
	c.state[3], c.state[2], c.state[1] = c.state[2], c.state[1], first
	c.state[0] = mixed ^ first ^ (first >> 19)
	return c.state[0]
}

func (c *CallIdentifiers) fill(bytes []byte) {
	for index := 0; index < len(bytes); index += 4 {
		word := c.next()
		bytes[index], bytes[index+1], bytes[index+2], bytes[index+3] = byte(word>>24), byte(word>>16), byte(word>>8), byte(word)
	}
}

// RequestID is 32 random hex digits.
func (c *CallIdentifiers) RequestID() string {
	var random [16]byte
	c.fill(random[:])
	return hex.EncodeToString(random[:])
}

// Traceparent is 32 random hex digits and 16 more in the form of a W3C traceparent.
func (c *CallIdentifiers) Traceparent() string {
	var random [24]byte
	c.fill(random[:])
	text := make([]byte, 0, 55)
	text = append(text, "00-"...)
	text = hex.AppendEncode(text, random[:16])
	text = append(text, '-')
	text = hex.AppendEncode(text, random[16:])
	return string(append(text, "-01"...))
}
