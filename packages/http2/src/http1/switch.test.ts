import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Allowance } from "../limits/allowance.ts";
import { defaultLimits } from "../limits.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import { Http1Peer, okTemplate, type Serve, statusOf } from "./http1.test.support.ts";

const switching = new HeaderTemplate([":status", "101", "sec-websocket-accept", "value"]);

const head = (
  fields = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n",
  line = "GET /a",
) => `${line} HTTP/1.1\r\nHost: a.test\r\n${fields}\r\n`;

const switches: Serve = (exchange) => exchange.sendHeaders(switching, []);

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

describe("a switch to another protocol", () => {
  it("passes bytes on as they are, both ways, those that came with the head included", () => {
    const peer = new Http1Peer(switches);
    peer.send(`${head()}raw`).send("\r\n0\r\n\r\nmore");
    const [exchange] = peer.exchanges;
    exchange?.sendData(bytesOf("first"), false);
    exchange?.sendData(bytesOf(" second"), false);
    assert.equal(peer.requests[0]?.body, "raw\r\n0\r\n\r\nmore");
    assert.match(
      peer.output(),
      /^HTTP\/1\.1 101 Switching Protocols\r\nsec-websocket-accept: value\r\ndate: [^\r]+\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nfirst second$/,
    );
  });

  it("holds a client back that is ahead of the reader", () => {
    const peer = new Http1Peer((exchange, request) => {
      request.consumes = false;
      exchange.sendHeaders(switching, []);
    });
    peer.send(head()).send("a".repeat(65_536)).send("b".repeat(1000));
    assert.equal(peer.requests[0]?.body.length, 65_536);
    assert.equal(peer.unread, 1000);
    peer.exchanges[0]?.consume(65_536);
    peer.pump();
    assert.equal(peer.requests[0]?.body.length, 66_536);
  });

  it("ends the connection behind what was sent last", () => {
    const peer = new Http1Peer(switches);
    peer.send(head());
    const [exchange] = peer.exchanges;
    exchange?.sendData(bytesOf("bye"), true);
    exchange?.stopReading();
    assert.ok(!peer.isEnded, "the last bytes are not written");
    assert.match(peer.output(), /bye$/);
    assert.ok(peer.isEnded);
    assert.equal(peer.closedBy, undefined);
  });

  it("counts a mistake that ends the connection in full, whatever its request has earned", () => {
    const allowance = new Allowance({ ...defaultLimits, rapidResetBurst: 40 }, 0);
    const mistaken = () => {
      const peer = new Http1Peer(switches, { allowance, now: () => 0 });
      peer.send(head());
      const [exchange] = peer.exchanges;
      exchange?.sendData(bytesOf("bye"), true);
      exchange?.stopReading();
      exchange?.blame();
      return peer;
    };
    const connects: (string | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      connects.push(allowance.connect(0));
      assert.match(mistaken().output(), /bye$/);
    }
    assert.deepEqual(
      [...connects, allowance.connect(0)],
      [undefined, "rapidResetBurst", "rapidResetBurst"],
    );
    assert.ok(!allowance.resets.take(() => 0, 1), "both have cost 20");
  });

  it("goes on while the connection drains, and fails with it", () => {
    const peer = new Http1Peer(switches);
    peer.send(head());
    peer.connection.drain();
    peer.send("still");
    assert.equal(peer.requests[0]?.body, "still");
    assert.ok(!peer.isEnded);
    peer.connection.socketClosed(undefined);
    assert.equal(peer.requests[0]?.failure?.origin, "connection");
  });

  it("is offered by a GET without a body alone, of HTTP/1.1, with both fields", () => {
    const offers = (text: string) => {
      const peer = new Http1Peer((exchange) => {
        exchange.sendHeaders(okTemplate, []);
        exchange.sendData(bytesOf("ok"), true);
      });
      peer.send(text);
      assert.equal(statusOf(peer.output()), 200, text);
      return peer.requests[0]?.fields.includes("upgrade") === true;
    };
    assert.ok(offers(head()));
    assert.ok(offers(head("Connection: upgrade\r\nUpgrade: h2c, WebSocket\r\n")));
    assert.ok(!offers(head("Upgrade: websocket\r\n")));
    assert.ok(!offers(head("Connection: upgrade\r\n")));
    assert.ok(!offers(head("Connection: upgrade\r\nUpgrade: h2c\r\n")));
    assert.ok(!offers(head("Connection: upgrade\r\nUpgrade: websockets\r\n")));
    assert.ok(!offers(head(undefined, "POST /a")));
    assert.ok(!offers(head("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n")));
    assert.ok(!offers(head().replace("HTTP/1.1", "HTTP/1.0")));
  });

  it("leaves a connection in HTTP/1.1 whose offer is not taken", () => {
    const peer = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytesOf("ok"), true);
    });
    peer.send(head() + head("", "GET /b"));
    assert.equal(peer.requests.length, 2);
    assert.ok(!peer.isEnded);
  });
});
