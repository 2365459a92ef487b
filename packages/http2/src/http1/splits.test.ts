import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echo, Http1Peer } from "./http1.test.support.ts";

/** Everything that can be seen of a connection. */
function seen(peer: Http1Peer): unknown {
  return {
    output: peer.output(),
    requests: peer.requests.map(({ fields, body, trailers, isEnded }) => {
      return { fields, body, trailers, isEnded };
    }),
    closedBy: peer.closedBy?.message,
    isEnded: peer.isEnded,
    limits: peer.limitEvents.map(({ limit }) => limit),
  };
}

/** A generator of numbers below `most`, the same for each run. */
function random(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const pieces = [
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "\r\n",
  "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\nhello, world",
  "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi",
  "POST /c HTTP/1.1\r\nhost:a\r\nTRANSFER-ENCODING:chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
  "POST /t HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\n\r\n2\r\nab\r\n0\r\nA: b\r\nC: d\r\n\r\n",
  "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "HEAD / HTTP/1.0\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\n\n",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n",
];

describe("bytes of HTTP/1.1, however they are split", () => {
  test("each byte by itself, each request", () => {
    for (const piece of pieces) {
      const text = `${piece}GET /last HTTP/1.1\r\nHost: z\r\n\r\n`;
      const whole = seen(new Http1Peer(echo).send(text));
      const single = new Http1Peer(echo);
      for (const character of text) single.send(character);
      assert.deepEqual(seen(single), whole, JSON.stringify(piece));
      for (let at = 1; at < text.length; at++) {
        const halves = new Http1Peer(echo).send(text.slice(0, at)).send(text.slice(at));
        assert.deepEqual(seen(halves), whole, `${JSON.stringify(piece)} at ${at}`);
      }
    }
  });

  test("several requests, with random bytes changed, in random pieces", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const below = random(seed);
      let text = "";
      for (let i = 0; i < 4; i++) text += pieces[below(pieces.length)] ?? "";
      if (seed % 2 === 0) {
        const at = below(text.length);
        text = text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
      }
      const whole = seen(new Http1Peer(echo).send(text));
      for (let run = 0; run < 5; run++) {
        const peer = new Http1Peer(echo);
        for (let at = 0; at < text.length; ) {
          const size = 1 + below(40);
          peer.send(text.slice(at, at + size));
          at += size;
        }
        assert.deepEqual(seen(peer), whole, `seed ${seed}: ${JSON.stringify(text)}`);
      }
    }
  });

  test("the limit of a head, at each split", () => {
    for (const extra of [0, 1, 5000]) {
      const frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n";
      const value = "v".repeat(16 * 1024 - frame.length + extra);
      const text = frame.replace("X: ", `X: ${value}`);
      const limits = { maxFieldSectionSize: 16 * 1024 };
      const whole = seen(new Http1Peer(echo, { limits }).send(text));
      for (const size of [1000, 16_383, 16_384]) {
        const peer = new Http1Peer(echo, { limits });
        for (let at = 0; at < text.length; at += size) peer.send(text.slice(at, at + size));
        assert.deepEqual(seen(peer), whole, `${extra} ${size}`);
      }
    }
  });
});
