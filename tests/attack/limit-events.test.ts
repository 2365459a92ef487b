/** Reaches each limit of SECURITY.md on a server, and expects an event with the limit's name. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { createServer, type ServerLimitEvent, type ServerOptions } from "tramline";
import { Target } from "./gen/attack/target.ts";
import { requestBlock } from "./wire/field-block.ts";
import { CANCEL, Flag, FrameBatch, FrameType, preface } from "./wire/frames.ts";
import { chunk, emptyMessage, gzipBomb, prefixed } from "./wire/messages.ts";

const { END_HEADERS, END_STREAM } = Flag;
const long = "x".repeat(3000);

/** What a client does to reach a limit of a server with these options. */
interface Scene {
  readonly options: ServerOptions;
  /** Frames behind the preface and SETTINGS. Left out: the socket stays silent, without a preface. */
  readonly sends?: (batch: FrameBatch) => void;
  /** How many connections do it. Default 1. */
  readonly connections?: number;
  /** Whether what the server sends is read. Default true. */
  readonly reads?: boolean;
}

/** Writes `count` requests of a method, with stream numbers from 1 on. */
function requests(count: number, method: string, each?: (batch: FrameBatch, id: number) => void) {
  return (batch: FrameBatch): void => {
    for (let id = 1; id < 2 * count; id += 2) {
      batch.headers(id, requestBlock(method), END_HEADERS);
      each?.(batch, id);
    }
  };
}

const reset = (batch: FrameBatch, id: number) => batch.word(FrameType.RST_STREAM, id, CANCEL);
const wholeCall = (batch: FrameBatch, id: number) => batch.data(id, emptyMessage, END_STREAM);
const body = (bytes: number) => (batch: FrameBatch, id: number) =>
  batch.data(id, prefixed(chunk(bytes)));
const pings = (count: number) => (batch: FrameBatch) => {
  for (let i = 0; i < count; i++) batch.frame(FrameType.PING, 0, 0, Buffer.alloc(8));
};
const large = requestBlock("Echo", ["long", long]);
const zipped = requestBlock("Collect", ["grpc-encoding", "gzip"]);
const tls = {
  cert: readFileSync(new URL("../e2e/testdata/server.pem", import.meta.url), "utf8"),
  key: readFileSync(new URL("../e2e/testdata/server.key", import.meta.url), "utf8"),
};
const MANY = 1_000_000;

/** By the limit's name in SECURITY.md. */
const scenes: Readonly<Record<string, Scene>> = {
  maxReceiveBytes: {
    options: { maxReceiveBytes: 1000 },
    sends: requests(1, "Echo", (batch, id) => batch.data(id, prefixed(chunk(5000)), END_STREAM)),
  },
  maxConnections: { options: { maxConnections: 1 }, connections: 2 },
  "limits.maxConcurrentStreams": {
    options: { limits: { maxConcurrentStreams: 2 } },
    sends: requests(3, "Ignore"),
  },
  "limits.maxAbandonedHandlers": {
    options: { limits: { maxAbandonedHandlers: 1 } },
    sends: requests(5, "Stubborn", (batch, id) => {
      wholeCall(batch, id);
      reset(batch, id);
    }),
  },
  "limits.maxConcurrentCalls": {
    options: { limits: { maxConcurrentCalls: 1 } },
    sends: requests(2, "Ignore"),
  },
  "limits.callsPerSecond": {
    options: { limits: { callsPerSecond: 1 } },
    sends: requests(3, "Echo", wholeCall),
  },
  "limits.maxFieldSectionSize": {
    options: { limits: { maxFieldSectionSize: 1000 } },
    sends: (batch) => batch.headers(1, large, END_HEADERS | END_STREAM),
  },
  "limits.maxHeaderBlockBytes": {
    options: { limits: { maxFieldSectionSize: 1000, maxHeaderBlockBytes: 5000 } },
    sends(batch) {
      batch.headers(1, large, END_STREAM);
      for (let i = 0; i < 3; i++) batch.frame(FrameType.CONTINUATION, 0, 1, Buffer.alloc(1000));
    },
  },
  "limits.maxContinuationFrames": {
    options: { limits: { maxContinuationFrames: 2 } },
    sends(batch) {
      batch.headers(1, requestBlock("Echo"), END_STREAM);
      for (let i = 0; i < 3; i++) batch.frame(FrameType.CONTINUATION, 0, 1, Buffer.alloc(1));
    },
  },
  "limits.oversizedHeaderBurst": {
    options: { limits: { maxFieldSectionSize: 1000, oversizedHeaderBurst: 4000 } },
    sends(batch) {
      for (let id = 1; id < 20; id += 2) batch.headers(id, large, END_HEADERS | END_STREAM);
    },
  },
  "limits.amplifiedBurst": {
    options: { limits: { amplifiedBurst: 1000, amplifiedBytesPerSecond: 1000 } },
    sends(batch) {
      batch.headers(1, zipped, END_HEADERS);
      for (let i = 0; i < 3; i++) batch.data(1, gzipBomb(1024 * 1024));
    },
  },
  "limits.rapidResetBurst": {
    options: { limits: { rapidResetBurst: 5, rapidResetPerSecond: 1 } },
    sends: requests(2000, "Echo", reset),
  },
  "limits.controlFrameBurst": {
    options: { keepalive: false, limits: { controlFrameBurst: 10, controlFramesPerSecond: 1 } },
    sends: pings(100),
  },
  "limits.maxUnreadControlBytes": {
    options: {
      keepalive: false,
      limits: { controlFrameBurst: MANY, maxUnreadControlBytes: 1000 },
    },
    sends: pings(600_000),
    reads: false,
  },
  "limits.maxHeldBytesPerConnection": {
    options: { limits: { maxHeldBytesPerConnection: 65_536 } },
    sends: requests(10, "Ignore", body(10_000)),
  },
  "limits.maxHeldBytes": {
    options: { limits: { maxHeldBytes: 65_536 } },
    sends: requests(4, "Ignore", body(10_000)),
    connections: 4,
  },
  "limits.connectionBurst": {
    options: { limits: { connectionBurst: 2, connectionsPerSecond: 1 } },
    connections: 4,
  },
  "keepalive.minTimeMs": { options: {}, sends: pings(5) },
  "keepalive.timeoutMs": {
    options: { keepalive: { timeMs: 1000, timeoutMs: 50 } },
    sends: requests(1, "Ignore"),
  },
  "timeouts.tlsHandshakeTimeoutMs": { options: { tls, timeouts: { tlsHandshakeTimeoutMs: 50 } } },
  "timeouts.prefaceTimeoutMs": { options: { timeouts: { prefaceTimeoutMs: 50 } } },
  "timeouts.headerTimeoutMs": {
    options: { timeouts: { headerTimeoutMs: 50 } },
    sends: (batch) => batch.headers(1, requestBlock("Echo"), END_STREAM),
  },
  "timeouts.bodyTimeoutMs": {
    options: { timeouts: { bodyTimeoutMs: 50 } },
    sends: requests(1, "Echo"),
  },
  "timeouts.maxConnectionIdleMs": {
    options: { timeouts: { maxConnectionIdleMs: 50 } },
    sends: requests(1, "Echo", wholeCall),
  },
  "timeouts.maxConnectionAgeMs": {
    options: { timeouts: { maxConnectionAgeMs: 50 } },
    sends: requests(1, "Ignore"),
  },
  "timeouts.maxConnectionAgeGraceMs": {
    options: { timeouts: { maxConnectionAgeMs: 50, maxConnectionAgeGraceMs: 50 } },
    sends: requests(1, "Ignore"),
  },
};

/** Rows without an event of their own, and what shows them. */
const withoutEvent: Readonly<Record<string, string>> = {
  "limits.rapidResetPerSecond": "refills limits.rapidResetBurst",
  "limits.controlFramesPerSecond": "refills limits.controlFrameBurst",
  "limits.oversizedHeaderBytesPerSecond": "refills limits.oversizedHeaderBurst",
  "limits.amplifiedBytesPerSecond": "refills limits.amplifiedBurst",
  "limits.connectionsPerSecond": "refills limits.connectionBurst",
  "shedLoad.maxDelayMs":
    "needs an event loop that is late; tests/e2e/load-shedding.test.ts reaches it",
  turnShare: "depends on the time that frames take; the attacks show it",
};

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

async function reach(name: string, { options, ...scene }: Scene): Promise<ServerLimitEvent> {
  const found = deferred<ServerLimitEvent>();
  const limit = name.replace(/^(limits|timeouts)\./, "");
  const others: string[] = [];
  const held = deferred<void>();
  const server = createServer({
    ...options,
    onLimit(event) {
      if (event.limit === limit) found.resolve(event);
      else others.push(event.limit);
    },
  });
  server.add(Target, {
    echo: (request) => request,
    async collect(all) {
      for await (const _ of all);
      return {};
    },
    // biome-ignore lint/correctness/useYield: it has nothing to say
    async *ignore(_requests, { signal }) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
    // biome-ignore lint/correctness/useYield: it has nothing to say
    async *stubborn() {
      await held.promise;
    },
  });
  const { port } = await server.listen("127.0.0.1:0");
  const sockets: Socket[] = [];
  const late = setTimeout(() => {
    found.reject(new Error(`no event ${limit}; others: ${others.join(", ") || "none"}`));
  }, 20_000);
  try {
    for (let i = 0; i < (scene.connections ?? 1); i++) {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => {});
      await once(socket, "connect");
      if (scene.reads !== false) socket.resume();
      if (scene.sends === undefined) continue;
      const batch = new FrameBatch();
      batch.raw(preface);
      batch.settings();
      batch.frame(FrameType.SETTINGS, Flag.ACK, 0);
      scene.sends(batch);
      socket.write(batch.copy());
    }
    return await found.promise;
  } finally {
    clearTimeout(late);
    held.resolve();
    for (const socket of sockets) socket.destroy();
    await server.close({ graceMs: 0 });
  }
}

const page = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
const rows = new Set([...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = ""]) => name));

test("each row of SECURITY.md has a scene, or says why it has none", () => {
  const known = [...Object.keys(scenes), ...Object.keys(withoutEvent)];
  assert.deepEqual([...rows].sort(), known.sort());
});

for (const [name, scene] of Object.entries(scenes)) {
  test(`a client that reaches ${name} causes an event of that name`, async () => {
    const { peer, action, detail, count } = await reach(name, scene);
    assert.match(peer, /^127\.0\.0\.1:\d+$/);
    assert.match(action, /^(closed|refused)-(connection|call)$|^throttled$/);
    assert.ok(detail.length > 10 && count === 1, detail);
  });
}

test("a message that inflates beyond maxReceiveBytes is one that reaches it", async () => {
  const { action, detail } = await reach("maxReceiveBytes", {
    options: { maxReceiveBytes: 100_000 },
    sends(batch) {
      batch.headers(1, zipped, END_HEADERS);
      batch.data(1, gzipBomb(1024 * 1024));
    },
  });
  assert.equal(action, "refused-call");
  assert.match(detail, /100000/);
});
