import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { StringValue } from "@tramline/protobuf/wkt";
import { MESSAGE_PREFIX_LENGTH } from "./message-prefix.ts";
import { MessageRun, type MessageSource, NO_MESSAGE } from "./message-run.ts";
import { sendMessage } from "./send-message.ts";

/** A connection with one output, which others write to as well. */
class Output {
  bytes = new Uint8Array(4096);
  position = 0;
  isReserved = false;
  /** The writes in order: the writer of each, and its bytes. */
  readonly written: string[] = [];

  /** Somebody writes a frame. */
  write(name: string): void {
    if (this.isReserved) {
      this.isReserved = false;
      this.bytes = new Uint8Array(4096);
      this.position = 0;
    }
    this.bytes.fill(0xee, this.position, this.position + 20);
    this.position += 20;
    this.written.push(name);
  }
}

class Outlet {
  readonly writer: { readonly output: Output };
  localEnded = false;
  isQueueing = false;
  commits = 0;

  constructor(output: Output) {
    this.writer = { output };
  }

  reserve(): number {
    const { output } = this.writer;
    if (this.isQueueing) return -1;
    assert.ok(!output.isReserved);
    output.isReserved = true;
    return output.position;
  }

  commit(start: number, end: number): void {
    const { output } = this.writer;
    assert.ok(output.isReserved);
    assert.equal(start, output.position);
    output.isReserved = false;
    output.position = end;
    this.commits += 1;
    this.take(output.bytes.subarray(start, end));
  }

  release(): void {
    this.writer.output.isReserved = false;
  }

  sendData(bytes: Uint8Array): void {
    this.take(bytes);
  }

  private take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1);
      assert.equal(bytes[at], 0);
      at += MESSAGE_PREFIX_LENGTH;
      this.writer.output.written.push(StringValue.decode(bytes.subarray(at, at + length)).value);
      at += length;
    }
  }
}

function setUp() {
  const output = new Output();
  const outlet = new Outlet(output);
  const sent = { sentType: StringValue, maxSendBytes: 2000 } as const;
  return { output, outlet, sent, run: new MessageRun(outlet, sent) };
}

/** A source of messages, with what is done between them. */
function sourceOf(messages: readonly unknown[]): MessageSource {
  let at = 0;
  return {
    takeNow(): unknown {
      while (at < messages.length) {
        const message = messages[at++];
        if (typeof message !== "function") return message;
        message();
      }
      return NO_MESSAGE;
    },
  };
}

describe("a run of messages", () => {
  it("leaves as one piece, and now and then while it goes on", () => {
    const { output, outlet, run } = setUp();
    for (const value of ["a", "b", "c"]) run.add({ value });
    assert.deepEqual(output.written, []);
    run.flush();
    assert.deepEqual(output.written, ["a", "b", "c"]);
    assert.equal(outlet.commits, 1);
    run.flush();
    assert.equal(outlet.commits, 1);
    for (let i = 0; i < 100; i++) run.add({ value: "0123456789" });
    run.flush();
    assert.equal(output.written.length, 103);
    assert.ok(outlet.commits > 2 && outlet.commits < 10, `${outlet.commits}`);
    assert.ok(!output.isReserved);
  });

  it("does not keep the memory of the output once it has been flushed", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const { output, run } = setUp();
    run.add({ value: "a" });
    run.addFrom(sourceOf([{ value: "b" }, { value: "c" }]), 10);
    run.flush();
    assert.deepEqual(output.written, ["a", "b", "c"]);
    const memory = new WeakRef(output.bytes);
    output.bytes = new Uint8Array(4096);
    for (let i = 0; i < 20 && memory.deref() !== undefined; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    assert.ok(memory.deref() === undefined, "the memory is still referenced");
  });

  it("keeps its messages when something else is written in between", () => {
    const { output, run } = setUp();
    run.add({ value: "a" });
    output.write("frame");
    run.add({ value: "b" });
    run.add({ value: "c" });
    output.write("frame");
    run.flush();
    assert.deepEqual(output.written, ["frame", "a", "frame", "b", "c"]);
    run.add({ value: "d" });
    run.flush();
    assert.equal(output.written.at(-1), "d");
  });

  it("keeps its messages when the next one sends something, is too large, or cannot be encoded", () => {
    const { output, sent, outlet, run } = setUp();
    run.add({ value: "a" });
    run.add({
      get value() {
        if (output.written.length === 0) output.write("frame");
        return "b";
      },
    });
    run.add({ value: "c" });
    assert.throws(() => run.add({ value: "x".repeat(2001) }), { code: "RESOURCE_EXHAUSTED" });
    run.add({ value: "d" });
    for (const broken of [undefined, 5, { value: 5 }]) {
      assert.throws(() => run.add(broken as never), { code: "INTERNAL" });
    }
    run.add({ value: "e" });
    run.add({ value: "y".repeat(1500) });
    run.add({ value: "f" });
    run.flush();
    sendMessage(outlet, sent, { value: "g" }, false);
    assert.deepEqual(output.written, [
      "frame",
      "a",
      "b",
      "c",
      "d",
      "e",
      "y".repeat(1500),
      "f",
      "g",
    ]);
    assert.ok(!output.isReserved);
  });

  it("waits in the queue where messages have to, and touches no reservation of another", () => {
    const { output, outlet, run } = setUp();
    const other = new Outlet(output);
    run.add({ value: "a" });
    other.isQueueing = true;
    sendMessage(other, { sentType: StringValue, maxSendBytes: 2000 }, { value: "other" }, false);
    assert.ok(output.isReserved, "the run's");
    run.add({ value: "b" });
    run.flush();
    outlet.isQueueing = true;
    run.add({ value: "c" });
    run.flush();
    assert.deepEqual(output.written, ["other", "a", "b", "c"]);
  });

  it("is dropped when its exchange is over", () => {
    const { output, outlet, run } = setUp();
    run.add({ value: "a" });
    outlet.localEnded = true;
    run.flush();
    assert.deepEqual(output.written, []);
    assert.ok(!output.isReserved);
  });

  it("takes messages from a source until it has none, up to a piece and a number", () => {
    const { output, outlet, run } = setUp();
    const few = sourceOf(["a", "b", "c"].map((value) => ({ value })));
    assert.equal(run.addFrom(few, 2), 2);
    assert.equal(run.addFrom(few, 5), 1);
    assert.deepEqual(output.written, []);
    run.flush();
    assert.deepEqual(output.written, ["a", "b", "c"]);
    assert.equal(outlet.commits, 1);
    // The first opens the run; 17 bytes each.
    const many = sourceOf(Array.from({ length: 100 }, () => ({ value: "0123456789" })));
    assert.equal(run.addFrom(many, 100), 31);
    assert.equal(outlet.commits, 2);
    assert.equal(run.addFrom(many, 100), 31);
    assert.equal(outlet.commits, 3);
    assert.ok(!output.isReserved);
  });

  it("sends what it has taken in order, around messages that are not small and output of others", () => {
    const { output, run } = setUp();
    const large = "y".repeat(1500);
    const source = sourceOf([
      { value: "a" },
      { value: "" },
      {
        get value() {
          if (output.written.length === 0) output.write("frame");
          return "b";
        },
      },
      { value: "c" },
      { value: large },
      () => output.write("another frame"),
      { value: "d" },
      () => output.write("a third"),
      { value: "e" },
    ]);
    while (run.addFrom(source, 100) > 0);
    run.flush();
    const expected = ["frame", "a", "", "b", "c", large, "another frame", "d"];
    assert.deepEqual(output.written.toSorted(), [...expected, "a third", "e"].toSorted());
    const ours = output.written.filter((text) => !/frame|third/.test(text));
    assert.deepEqual(ours, ["a", "", "b", "c", large, "d", "e"]);
    assert.ok(!output.isReserved);
  });

  it("has sent those before one of a source that fails", () => {
    const failing = [5, undefined, { value: 5 }, { valve: "x" }, { value: "x".repeat(2001) }];
    for (const message of failing) {
      const { output, run } = setUp();
      const source = sourceOf([{ value: "a" }, { value: "b" }, message, { value: "c" }]);
      const code = typeof (message as { value: unknown } | undefined)?.value === "string";
      assert.throws(() => run.addFrom(source, 100), {
        code: code ? "RESOURCE_EXHAUSTED" : "INTERNAL",
      });
      assert.deepEqual(output.written, ["a", "b"]);
      assert.equal(run.addFrom(source, 100), 1);
      run.flush();
      assert.deepEqual(output.written, ["a", "b", "c"]);
      assert.ok(!output.isReserved);
    }
  });
});
