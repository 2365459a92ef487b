/**
 * Sends hostile requests, whole, halved, and abandoned, and expects that the server holds nothing afterwards: no
 * connection, call, byte, handler, socket, or timer.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Allowance, AllowanceTable, ByteBudget } from "@tramline/http2";
import type { Server } from "tramline";
import { createTarget } from "./peers/tramline/target.ts";
import { requestBlock } from "./wire/field-block.ts";
import { Flag, FrameBatch, preface } from "./wire/frames.ts";
import * as hostile from "./wire/hostile-requests.ts";
import { gzipBomb, prefixed } from "./wire/messages.ts";
import { frame, handshakeKey, Opcode } from "./wire/web-socket-frames.ts";

/** Everything settles within the longest time that the server keeps a socket for, and some. */
const mostMs = 10_000;

/** The accounts of the server. Their classes are watched, because a server shows them to nobody. */
const budgets = new Set<ByteBudget>();
const allowances = new Set<Allowance>();
const { settle } = ByteBudget.prototype;
const { of } = AllowanceTable.prototype;

let server: Server;
let port = 0;
/** The sockets and timers of this process before an attack. */
let atRest = { sockets: 0, timers: 0 };

const sum = <T>(all: Iterable<T>, of: (one: T) => number) =>
  [...all].reduce((total, one) => total + of(one), 0);

function resources() {
  const kinds = process.getActiveResourcesInfo();
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  return { sockets: count("TCPSocketWrap"), timers: count("Timeout") };
}

/** Counts what the server holds. */
function held() {
  const { sockets, timers } = resources();
  return {
    connections: server.openConnections,
    calls: server.openCalls,
    bytes: sum(budgets, ({ heldBytes }) => heldBytes),
    promisedBytes: sum(budgets, ({ reservedBytes }) => reservedBytes),
    promises: sum(budgets, ({ reservations }) => reservations),
    bytesOfAddress: sum(allowances, ({ heldBytes }) => heldBytes),
    socketsOfAddress: sum(allowances, ({ held }) => held),
    abandonedHandlers: sum(allowances, ({ abandonedHandlers }) => abandonedHandlers),
    // Other tests of the process may end some of theirs.
    sockets: Math.max(0, sockets - atRest.sockets),
    timers: Math.max(0, timers - atRest.timers),
  };
}

/** Waits until nothing is held, or it is clear that something stays. */
async function settled(): Promise<ReturnType<typeof held>> {
  const endMs = performance.now() + mostMs;
  for (;;) {
    // The timer is over when the timers are counted.
    await sleep(20);
    const counts = held();
    if (Object.values(counts).every((count) => count === 0) || performance.now() > endMs) {
      return counts;
    }
  }
}

async function holdsNothing(): Promise<void> {
  const counts = Object.entries(await settled()).filter(([, count]) => count !== 0);
  assert.deepEqual(Object.fromEntries(counts), {});
  assert.ok(budgets.size > 0 && allowances.size > 0, "the accounts are watched");
}

function open(): Socket {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  return socket;
}

/** Sends bytes on a connection of their own, and reads until it is closed. */
async function sendAll(bytes: Buffer): Promise<void> {
  const socket = open();
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const text = bytes.toString("latin1").replace("\r\n", "\r\nConnection: close\r\n");
  socket.resume().write(Buffer.from(text, "latin1"));
  await closed;
}

/** Sends bytes and is gone, once the server has begun to respond or a while has passed. */
async function sendAndLeave(bytes: Buffer): Promise<void> {
  const socket = open();
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  await Promise.race([once(socket, "data").catch(() => {}), sleep(10, undefined, { ref: false })]);
  socket.destroy();
  await closed;
}

const requests = [
  ...hostile.nestedJson,
  ...hostile.costlyJson,
  ...hostile.largeJson,
  ...hostile.brokenText.slice(0, 8),
  ...hostile.lyingEnvelopes,
  ...hostile.gzipBombs,
  ...hostile.oversizedBodies,
  ...hostile.hugeQueries,
  ...hostile.manyFields,
  ...hostile.strangeOrigins(2),
];

const chat = (request: string) =>
  Buffer.concat([
    Buffer.from(
      "GET /attack.Target/Ignore HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${handshakeKey}\r\n` +
        "Sec-WebSocket-Protocol: tramline.v1\r\n\r\n",
    ),
    frame(Opcode.TEXT, request),
  ]);
const begun = chat('{"headers":[["content-type","application/connect+proto"]]}');
const body = frame(Opcode.BINARY, prefixed(Buffer.alloc(1000)));

/** Bytes of WebSockets that are left open, or that the server ends. */
const sockets: Readonly<Record<string, Buffer>> = {
  "a handshake alone": begun.subarray(0, begun.indexOf("\r\n\r\n") + 4),
  "a call that nobody ends": begun,
  "half of a frame": Buffer.concat([begun, body.subarray(0, 500)]),
  "body that nobody reads": Buffer.concat([begun, ...Array.from({ length: 60 }, () => body)]),
  "more body than the window": Buffer.concat([begun, ...Array.from({ length: 99 }, () => body)]),
  "a request that is not JSON": chat("{"),
  "a frame without a mask": Buffer.concat([begun, frame(Opcode.BINARY, "a", { isMasked: false })]),
};

/** Bytes of HTTP/2 behind the preface. */
function http2(write: (batch: FrameBatch) => void): Buffer {
  const batch = new FrameBatch();
  batch.raw(preface);
  batch.settings();
  write(batch);
  return batch.copy();
}

const large = Buffer.from([0, 0, 0x3f, 0, 0]);
const streams: Readonly<Record<string, Buffer>> = {
  "the preface alone": http2(() => {}),
  "headers that do not end": http2((batch) => batch.headers(1, requestBlock("Echo"), 0)),
  "calls that nobody ends": http2((batch) => {
    for (let id = 1; id < 200; id += 2) batch.headers(id, requestBlock("Ignore"), Flag.END_HEADERS);
  }),
  "messages that are not whole": http2((batch) => {
    for (let id = 1; id < 40; id += 2) {
      batch.headers(id, requestBlock("Echo"), Flag.END_HEADERS);
      batch.data(id, Buffer.concat([large, Buffer.alloc(1000)]));
    }
  }),
  "gzip bombs": http2((batch) => {
    for (let id = 1; id < 20; id += 2) {
      batch.headers(id, requestBlock("Collect", ["grpc-encoding", "gzip"]), Flag.END_HEADERS);
      batch.data(id, gzipBomb(4 * 1024 * 1024 - 64), Flag.END_STREAM);
    }
  }),
  "responses that nobody reads": http2((batch) => {
    for (let id = 1; id < 20; id += 2) {
      batch.headers(id, requestBlock("Feed"), Flag.END_HEADERS);
      batch.data(id, Buffer.alloc(5), Flag.END_STREAM);
    }
  }),
  "handlers that work on": http2((batch) => {
    for (let id = 1; id < 20; id += 2) {
      batch.headers(id, requestBlock("Stubborn"), Flag.END_HEADERS);
      batch.data(id, Buffer.alloc(5), Flag.END_STREAM);
    }
  }),
  "a frame that HTTP/2 forbids": http2((batch) => batch.data(0, Buffer.alloc(1))),
};

describe("nothing is held behind", () => {
  // Within the suite: other files of the process have tests of their own.
  before(async () => {
    // Called when a connection is over.
    ByteBudget.prototype.settle = function (this: ByteBudget) {
      budgets.add(this);
      settle.call(this);
    };
    AllowanceTable.prototype.of = function (this: AllowanceTable, address) {
      const allowance = of.call(this, address);
      if (allowance !== undefined) allowances.add(allowance);
      return allowance;
    };
    server = createTarget({}, true);
    const { address } = await server.listen("127.0.0.1:0");
    port = Number(address.slice(address.lastIndexOf(":") + 1));
    atRest = resources();
    // What is made once, at the first request, is there before the count.
    await sendAll(hostile.post("/v1/pages", "application/json", '{"name":"a"}'));
    await settled();
    atRest = resources();
  });

  after(async () => {
    ByteBudget.prototype.settle = settle;
    AllowanceTable.prototype.of = of;
    await server.close({ graceMs: 0 });
  });

  test("requests that are responded to", async () => {
    await Promise.all(requests.map(({ bytes }) => sendAll(bytes)));
    await holdsNothing();
  });

  test("requests whose clients do not wait for the response", async () => {
    await Promise.all(requests.map(({ bytes }) => sendAndLeave(bytes)));
    await holdsNothing();
  });

  test("requests that are cut in the middle", async () => {
    const halves = requests.map(({ bytes }) => bytes.subarray(0, bytes.length >> 1));
    await Promise.all([...halves, ...hostile.stalledBodies].map(sendAndLeave));
    await holdsNothing();
  });

  for (const [name, bytes] of [...Object.entries(sockets), ...Object.entries(streams)]) {
    test(name, async () => {
      await Promise.all(Array.from({ length: 4 }, () => sendAndLeave(bytes)));
      await holdsNothing();
    });
  }
});
