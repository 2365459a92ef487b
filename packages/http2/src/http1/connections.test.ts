import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ByteBudget } from "../flow/byte-budget.ts";
import { defaultLimits } from "../limits.ts";
import type { Timers } from "../timers.ts";
import { echo, Http1Peer, okTemplate, type Serve, statusOf } from "./http1.test.support.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const post = (length: number, body = "", lines = "") =>
  `POST / HTTP/1.1\r\nHost: a\r\n${lines}Content-Length: ${length}\r\n\r\n${body}`;
const chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const later: Serve = () => {};

function finish(peer: Http1Peer, index: number, text = "done"): void {
  const exchange = peer.exchanges[index];
  exchange?.sendHeaders(okTemplate, []);
  exchange?.sendData(bytes(text), true);
}

describe("connections of HTTP/1.1", () => {
  test("requests sent ahead are served one after another, in order", () => {
    const peer = new Http1Peer(later);
    peer.send(post(2, "ab") + GET + GET);
    assert.equal(peer.requests.length, 1);
    assert.equal(peer.isPaused, true, "the client is held back");
    assert.equal(peer.unread, 2 * GET.length);
    finish(peer, 0, "first");
    peer.pump();
    assert.equal(peer.requests.length, 2);
    finish(peer, 1, "second");
    peer.pump();
    finish(peer, 2, "third");
    const bodies = [...peer.output().matchAll(/\r\n\r\n(first|second|third)/g)].map(([, b]) => b);
    assert.deepEqual(bodies, ["first", "second", "third"]);
    assert.equal(peer.connection.openStreams, 0);
    assert.equal(peer.connection.streamsStarted, 3);
  });

  test("nothing is read behind a request that closes the connection", () => {
    const peer = new Http1Peer(echo);
    peer.send(GET.replace("\r\n\r\n", "\r\nConnection: x, Close\r\n\r\n") + GET);
    assert.equal(peer.requests.length, 1);
    assert.match(peer.output(), /connection: close/);
    assert.equal(peer.isEnded, true);
    assert.equal(peer.closedBy, undefined);
  });

  test("100 (Continue), unless the response is there or the body is", () => {
    const expecting = (body: string) => post(5, body, "Expect: 100-continue\r\n");
    const waiting = new Http1Peer(echo).send(expecting(""));
    assert.equal(waiting.output(), "HTTP/1.1 100 Continue\r\n\r\n");
    assert.match(waiting.send("hello").output(), /^HTTP\/1\.1 200 .*hello$/s);
    assert.equal(waiting.isEnded, false);

    const refused = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("no"), true);
      exchange.stopReading();
    }).send(expecting(""));
    assert.match(refused.output(), /^HTTP\/1\.1 200 .*connection: close/s);
    assert.equal(refused.isEnded, true);

    const old = new Http1Peer(later).send(expecting("").replace("1.1", "1.0"));
    assert.equal(old.output(), "");
  });

  test("a small rest of a body that nobody reads is dropped, a large one ends the connection", () => {
    const serve: Serve = (exchange, request) => {
      if (request.isEnded) return echo(exchange, request);
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("no"), true);
      exchange.stopReading();
    };
    const small = new Http1Peer(serve).send(post(1000, "x".repeat(600)));
    assert.equal(small.isEnded, false);
    small.send("x".repeat(400) + GET);
    assert.equal(small.requests.length, 2);
    assert.equal(small.requests[0]?.body, "");

    const large = new Http1Peer(serve).send(post(1_000_000));
    assert.equal(statusOf(large.output()), 200);
    assert.equal(large.isEnded, true);

    const endless = new Http1Peer(serve).send(chunked);
    for (let i = 0; i < 5; i++) endless.send(`4000\r\n${"x".repeat(0x4000)}\r\n`);
    endless.output();
    assert.equal(endless.isEnded, true);
  });

  test("a response says that the connection closes behind it, where the request may not come to its end", () => {
    const early: Serve = (exchange, request) => {
      if (request.isEnded) return echo(exchange, request);
      exchange.sendHeaders(okTemplate, []);
      const start = exchange.reserve();
      if (start < 0) exchange.sendData(bytes("no"), true);
      else exchange.commit(start, start, true);
      exchange.stopReading();
    };
    for (const head of [chunked, post(1_000_000)]) {
      const peer = new Http1Peer(early).send(head);
      assert.match(peer.output(), /^HTTP\/1\.1 200 .*connection: close\r\n.*no$/s);
      assert.equal(peer.isEnded, true);
    }
    // So does one in pieces, whose head leaves before its end is known: the client may have handed a long request
    // without a known length to its system, and take the connection again.
    for (const head of [chunked, post(1_000_000)]) {
      const pieces = new Http1Peer((exchange) => {
        exchange.sendHeaders(okTemplate, []);
        exchange.sendData(bytes("n"), false);
        exchange.sendData(bytes("o"), true);
        exchange.stopReading();
      }).send(head);
      assert.match(pieces.output(), /connection: close/);
      assert.equal(pieces.isEnded, true);
    }
    // A rest that is known to be small is dropped, and the next request served.
    const small = new Http1Peer(early).send(post(1000));
    assert.doesNotMatch(small.output(), /connection: close/);
    assert.equal(small.isEnded, false);
    // What a client was told holds, even if its request ends before anybody stops reading.
    const whole = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("no"), true);
    }).send(`${chunked}0\r\n\r\n${GET}`);
    assert.match(whole.output(), /connection: close/);
    assert.equal(whole.isEnded, true);
    assert.equal(whole.requests.length, 1);
  });

  test("a body that is not consumed holds the client back", () => {
    const peer = new Http1Peer((_exchange, request) => {
      request.consumes = false;
    });
    peer.send(post(1_000_000));
    for (let i = 0; i < 20; i++) peer.send("x".repeat(20_000));
    const [request] = peer.requests;
    assert.equal(peer.isPaused, true);
    assert.ok((request?.body.length ?? 0) < 64 * 1024 + 400_000);
    const held = request?.body.length ?? 0;
    peer.exchanges[0]?.consume(held);
    assert.equal(peer.isPaused, false);
    peer.pump();
    assert.ok((request?.body.length ?? 0) > held);
  });

  test("a message that is waited for may be larger than the window", () => {
    const peer = new Http1Peer((_exchange, request) => {
      request.consumes = false;
    });
    peer.send(post(500_000));
    peer.exchanges[0]?.expect(500_000);
    for (let i = 0; i < 25; i++) peer.send("x".repeat(20_000));
    assert.equal(peer.isPaused, false);
    assert.equal(peer.requests[0]?.body.length, 500_000);
    assert.equal(peer.requests[0]?.isEnded, true);
  });

  test("the budget of a server: the request that exceeds it ends with 503", () => {
    const budget = new ByteBudget(10_000);
    const peer = new Http1Peer(
      (_exchange, request) => {
        request.consumes = false;
      },
      { budget },
    );
    peer.send(post(50_000) + "x".repeat(20_000));
    assert.equal(statusOf(peer.output()), 503);
    assert.match(peer.requests[0]?.failure?.message ?? "", /maxHeldBytes/);
    assert.equal(peer.limitEvents[0]?.limit, "maxHeldBytes");
    assert.equal(budget.heldBytes, 0);
    assert.equal(peer.isEnded, true);
  });

  test("nothing is counted as held once a connection is gone", () => {
    const budget = new ByteBudget(1_000_000);
    const peer = new Http1Peer(
      (exchange, request) => {
        request.consumes = false;
        exchange.sendHeaders(okTemplate, []);
        exchange.sendData(new Uint8Array(5000), false);
      },
      { budget },
    );
    peer.send(post(5000, "x".repeat(4000)));
    peer.connection.takeOutput();
    assert.ok(budget.heldBytes > 9000);
    peer.connection.socketClosed(undefined);
    assert.equal(budget.heldBytes, 0);
    assert.equal(peer.requests[0]?.failure?.origin, "connection");
  });

  test("tiny chunks draw on the allowance for what only abusers do", () => {
    const limits = { ...defaultLimits, controlFrameBurst: 100, controlFramesPerSecond: 1 };
    const peer = new Http1Peer(later, { limits });
    peer.send(chunked + "1\r\nx\r\n".repeat(200));
    assert.equal(peer.limitEvents.at(-1)?.limit, "controlFrameBurst");
    assert.equal(peer.isEnded, true);
    assert.equal(peer.wasCut, true);
    assert.equal(peer.requests[0]?.failure?.origin, "connection");
  });

  test("drain: at once when idle, else behind the response", () => {
    const idle = new Http1Peer(echo).send(GET);
    idle.output();
    idle.connection.drain();
    assert.equal(idle.isEnded, true);
    assert.equal(idle.output(), "");

    const busy = new Http1Peer(later).send(GET + GET);
    busy.connection.drain();
    assert.equal(busy.isEnded, false);
    finish(busy, 0);
    assert.match(busy.output(), /connection: close.*done$/s);
    assert.equal(busy.isEnded, true);
    busy.pump();
    assert.equal(busy.requests.length, 1);
  });

  test("the last response is written before the connection closes, however long that takes", () => {
    const peer = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(new Uint8Array(4_000_000), true);
    });
    peer.send(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") + GET);
    peer.connection.takeOutput();
    peer.connection.drain();
    assert.equal(peer.isEnded, false);
    assert.equal(peer.isPaused, true);
    peer.connection.outputWritten();
    assert.equal(peer.isEnded, true);
    assert.equal(peer.requests.length, 1);
  });

  test("an exchange that is over sends nothing", () => {
    const peer = new Http1Peer(later).send(GET);
    const [exchange] = peer.exchanges;
    peer.connection.socketClosed(undefined);
    finish(peer, 0);
    assert.equal(exchange?.isWritable, false);
    assert.equal(exchange?.reserve(), -1);
    assert.equal(peer.output(), "");
    exchange?.consume(5);
    exchange?.reset(8);
    exchange?.stopReading();
  });

  test("an exchange whose response is whole does not disturb the next one", () => {
    const peer = new Http1Peer(later).send(GET + GET);
    finish(peer, 0, "first");
    peer.pump();
    finish(peer, 0, "again");
    peer.exchanges[0]?.reset(8);
    finish(peer, 1, "second");
    assert.match(peer.output(), /first.*second$/s);
    assert.equal(peer.isEnded, false);
  });
});

describe("timeouts of HTTP/1.1", () => {
  function timed(serve: Serve): { peer: Http1Peer; pass: (ms: number) => void } {
    const waiting = new Set<{ atMs: number; callback: () => void }>();
    let nowMs = 1000;
    const timers: Timers = {
      schedule(callback, delayMs) {
        const timer = { atMs: nowMs + delayMs, callback };
        waiting.add(timer);
        return { cancel: () => waiting.delete(timer) };
      },
    };
    const timeouts = {
      prefaceTimeoutMs: 1000,
      headerTimeoutMs: 200,
      bodyTimeoutMs: 500,
      maxConnectionIdleMs: 3000,
    };
    const peer = new Http1Peer(serve, { timers, timeouts });
    const pass = (ms: number) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...waiting].sort((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        waiting.delete(next);
        nowMs = next.atMs;
        peer.nowMs = nowMs;
        next.callback();
      }
      nowMs = untilMs;
      peer.nowMs = nowMs;
    };
    return { peer, pass };
  }

  test("a client that says nothing", () => {
    const { peer, pass } = timed(echo);
    pass(999);
    assert.equal(peer.isEnded, false);
    pass(2);
    assert.equal(peer.isEnded, true);
    assert.equal(peer.limitEvents[0]?.limit, "prefaceTimeoutMs");
    assert.equal(peer.output(), "");
  });

  test("a head that does not come whole, however many bytes come", () => {
    const { peer, pass } = timed(echo);
    peer.send(GET);
    peer.output();
    for (const character of "GET / HTTP/1.1\r\nX: y") {
      peer.send(character);
      pass(20);
    }
    assert.equal(statusOf(peer.output()), 408);
    assert.equal(peer.limitEvents[0]?.limit, "headerTimeoutMs");
    assert.equal(peer.isEnded, true);
  });

  test("a body that a call waits for", () => {
    const { peer, pass } = timed((exchange) => {
      exchange.awaitsBody = true;
    });
    peer.send(post(10, "ab"));
    pass(400);
    peer.send("c");
    pass(400);
    assert.equal(peer.isEnded, false);
    pass(700);
    assert.equal(statusOf(peer.output()), 408);
    assert.equal(peer.limitEvents[0]?.limit, "bodyTimeoutMs");
    assert.equal(peer.requests[0]?.failure?.origin, "localReset");
  });

  test("the rest of a body that nobody reads", () => {
    const { peer, pass } = timed((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("no"), true);
      exchange.stopReading();
    });
    peer.send(post(1000, "x"));
    peer.output();
    pass(150);
    peer.send("x");
    pass(100);
    assert.equal(peer.isEnded, true);
    assert.equal(peer.limitEvents[0]?.limit, "headerTimeoutMs");
  });

  test("an idle connection", () => {
    const { peer, pass } = timed(echo);
    peer.send(GET);
    pass(2900);
    peer.send(GET);
    pass(2900);
    assert.equal(peer.isEnded, false);
    pass(200);
    assert.equal(peer.isEnded, true);
    assert.equal(peer.limitEvents[0]?.limit, "maxConnectionIdleMs");
  });
});
