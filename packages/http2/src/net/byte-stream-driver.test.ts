import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ByteStreamDriver } from "./byte-stream-driver.ts";
import type { DrivenConnection } from "./driven-connection.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);

/** A connection that notes what comes to it, and sends what a test says. */
class Scripted implements DrivenConnection {
  isReady = true;
  inputWaitMs = 0;
  received = "";
  readonly events: string[] = [];
  output: Uint8Array[] = [];
  /** The most that one call takes. */
  takes = Infinity;
  onReceived: () => void = () => {};

  receive(chunk: Uint8Array, end: number, start: number): number {
    const to = Math.min(end, start + this.takes);
    this.received += text(chunk.subarray(start, to));
    this.onReceived();
    return to;
  }
  takeOutput(): Uint8Array[] {
    return this.output.splice(0);
  }
  outputTaken(): void {}
  outputWritten(): void {
    this.events.push("written");
  }
  outputLost(): void {
    this.events.push("lost");
  }
  socketClosed(error: Error | undefined): void {
    this.events.push(`closed ${error?.message ?? "in order"}`);
  }
  onPeerSilent(): void {}
  onThrottled(): void {}
}

function setUp() {
  let peer: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancelled: unknown;
  const readable = new ReadableStream<Uint8Array>({
    start(controller) {
      peer = controller;
    },
    cancel(reason) {
      cancelled = reason ?? "cancelled";
    },
  });
  const written: string[] = [];
  const gates: (() => void)[] = [];
  let isHeld = false;
  const writable = new WritableStream<Uint8Array>({
    async write(chunk) {
      written.push(text(chunk));
      if (isHeld) await new Promise<void>((resolve) => gates.push(resolve));
    },
    close() {
      written.push("end");
    },
    abort() {
      written.push("abort");
    },
  });
  const driver = new ByteStreamDriver({ readable, writable });
  const connection = new Scripted();
  driver.attach(connection);
  return {
    driver,
    connection,
    written,
    peer: peer as ReadableStreamDefaultController<Uint8Array>,
    isCancelled: () => cancelled !== undefined,
    hold: () => {
      isHeld = true;
    },
    letGo: () => {
      isHeld = false;
      for (const gate of gates.splice(0)) gate();
    },
  };
}

/** Lets everything happen that waits for nothing but turns of the event loop. */
async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await turn();
}

describe("a connection on web streams", () => {
  test("receives chunks in order, and what it left of one again", async () => {
    const { connection, peer } = setUp();
    connection.takes = 2;
    peer.enqueue(bytes("abcde"));
    peer.enqueue(bytes("fg"));
    await settle();
    assert.equal(connection.received, "abcdefg");
    assert.deepEqual(connection.events, []);
  });

  test("receives no more while it has paused its input, not even of the same chunk", async () => {
    const { driver, connection, peer } = setUp();
    connection.takes = 2;
    connection.onReceived = () => driver.pauseInput();
    peer.enqueue(bytes("abcd"));
    await settle();
    assert.equal(connection.received, "ab");
    driver.resumeInput();
    await settle();
    assert.equal(connection.received, "abcd");
  });

  test("sends its pieces in order, and hears of it when they have been taken", async () => {
    const { driver, connection, written, hold, letGo } = setUp();
    hold();
    connection.output.push(bytes("a"), bytes("b"));
    driver.scheduleFlush();
    assert.deepEqual(written, [], "not within the turn");
    await settle();
    connection.output.push(bytes("c"));
    driver.scheduleFlush();
    driver.flushNow();
    await settle();
    assert.deepEqual([written, connection.events], [["a"], []]);
    letGo();
    await settle();
    assert.deepEqual(written, ["a", "b", "c"]);
    assert.deepEqual(connection.events, ["written", "written"]);
  });

  test("ends after its last output, and waits for the peer's end", async () => {
    const { driver, connection, written, peer } = setUp();
    connection.output.push(bytes("bye"));
    driver.end(false);
    let isClosed = false;
    void driver.closed.then(() => {
      isClosed = true;
    });
    peer.enqueue(bytes("late"));
    await settle();
    assert.deepEqual([written, connection.received, isClosed], [["bye", "end"], "", false]);
    peer.close();
    await driver.closed;
    assert.equal(connection.events.filter((event) => event === "lost").length, 1);
  });

  test("reads nothing more from a peer that is cut off", async () => {
    const { driver, connection, written, isCancelled } = setUp();
    connection.output.push(bytes("why"));
    driver.end(true);
    await driver.closed;
    assert.deepEqual([written, isCancelled()], [["why", "end"], true]);
  });

  test("hears of the peer's end, and sends the rest", async () => {
    const { driver, connection, written, peer } = setUp();
    connection.output.push(bytes("rest"));
    peer.close();
    await driver.closed;
    assert.equal(connection.events[0], "closed in order");
    assert.deepEqual(written, ["rest", "end"]);
  });

  test("hears of the failure of either stream, and lets go of the other", async () => {
    const reading = setUp();
    reading.peer.error(new Error("reset"));
    await settle();
    assert.equal(reading.connection.events[0], "closed reset");
    assert.deepEqual(reading.written, ["end"]);
    await reading.driver.closed;

    const { readable } = new TransformStream<Uint8Array, Uint8Array>();
    const writable = new WritableStream<Uint8Array>({
      write() {
        throw new Error("broken pipe");
      },
    });
    const driver = new ByteStreamDriver({ readable, writable });
    const connection = new Scripted();
    driver.attach(connection);
    connection.output.push(bytes("a"));
    driver.flushNow();
    await driver.closed;
    assert.deepEqual(connection.events, ["closed broken pipe", "lost", "closed in order"]);
  });

  test("is over at once when it is destroyed, whatever waits", async () => {
    const { driver, connection, isCancelled, hold, letGo } = setUp();
    hold();
    connection.output.push(bytes("a"));
    driver.flushNow();
    driver.pauseInput();
    await settle();
    driver.destroy();
    driver.destroy();
    await driver.closed;
    assert.equal(isCancelled(), true);
    // The memory of the write under way is in use until then.
    assert.equal(connection.events.includes("lost"), false);
    letGo();
    await settle();
    assert.equal(connection.events.filter((event) => event === "lost").length, 1);
  });
});
