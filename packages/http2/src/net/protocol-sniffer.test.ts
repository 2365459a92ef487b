import assert from "node:assert/strict";
import { test } from "node:test";
import type { DrivenConnection } from "./driven-connection.ts";
import { ProtocolSniffer } from "./protocol-sniffer.ts";

/** Takes whatever it receives. */
const connection = {
  inputWaitMs: 0,
  receive: (_bytes: Uint8Array, end: number) => end,
} as unknown as DrivenConnection;

/** Returns what was decided for a client that sends the pieces, each 400 ms after the former. */
function decide(...pieces: string[]): [isHttp2: boolean, waitedMs: number][] {
  const decided: [boolean, number][] = [];
  const sniffer = new ProtocolSniffer({
    choose: (isHttp2, waitedMs) => {
      decided.push([isHttp2, waitedMs]);
      return connection;
    },
    sink: { end() {} },
    listener: {},
    timers: { schedule: () => ({ cancel() {} }) },
    timeoutMs: 10_000,
    nowMs: 1000,
  });
  pieces.forEach((piece, i) => {
    const bytes = Buffer.from(piece);
    sniffer.receive(bytes, bytes.length, 0, 1000 + i * 400, Infinity);
  });
  return decided;
}

test("the time for the preface goes on when the protocol is known", () => {
  assert.deepEqual(decide("PRI * HTTP/2.0"), [[true, 0]]);
  assert.deepEqual(decide("P", "RI", " * HTTP/2.0"), [[true, 800]]);
  assert.deepEqual(decide("P", "OST / HTTP/1.1"), [[false, 400]]);
  assert.deepEqual(decide("PRI"), []);
});
