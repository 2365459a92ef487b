import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StringValue } from "@tramline/protobuf/wkt";
import { type Compressor, corruptMessage, inflatedTooLarge } from "../compression/compressor.ts";
import { StatusError } from "../status/status-error.ts";
import { MESSAGE_PREFIX_LENGTH, writeMessagePrefix } from "./message-prefix.ts";
import type { MessageReceiver, MessageTarget } from "./message-receiver.ts";
import { receiveBody } from "./receive-body.ts";

interface Value {
  readonly value: string;
}

function framed(text: string, isCompressed = false): Uint8Array {
  const encoded = StringValue.encode({ value: text });
  const bytes = new Uint8Array(MESSAGE_PREFIX_LENGTH + encoded.length);
  writeMessagePrefix(bytes, 0, encoded.length, isCompressed);
  bytes.set(encoded, MESSAGE_PREFIX_LENGTH);
  return bytes;
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A call that wants a number of messages. */
class Target implements MessageTarget<Value> {
  receiver: MessageReceiver<Value> | undefined = undefined;
  readonly maxReceiveBytes = 1000;
  readonly source = this;
  decoded = 0;
  wanted = 0;
  consumed = 0;
  expected = 0;
  readonly messages: string[] = [];
  error: StatusError | undefined = undefined;
  isViolation = false;
  inflationDebtMs = 0;
  compressor: Compressor | undefined = undefined;
  readonly messageType = {
    typeName: StringValue.typeName,
    decodeFrom: (...given: Parameters<typeof StringValue.decodeFrom>): Value => {
      this.decoded++;
      return StringValue.decodeFrom(...given);
    },
  };

  get isReceiving(): boolean {
    return this.error === undefined;
  }

  get wantedMessages(): number {
    return this.isReceiving ? this.wanted : 0;
  }

  findDecompressor(): Compressor | StatusError {
    return this.compressor ?? new StatusError("INTERNAL", "no encoding");
  }

  onMessage({ value }: Value): void {
    this.wanted--;
    this.messages.push(value);
  }

  onReceiveError(error: StatusError, isViolation: boolean): void {
    this.error = error;
    this.isViolation = isViolation;
  }

  onLongDecode(): void {}

  countInflated(): number {
    return 0;
  }

  consume(bytes: number): void {
    this.consumed += bytes;
  }

  expect(bytes: number): void {
    this.expected += bytes;
  }

  /** A reader asks for a message. */
  read(): string | undefined {
    const message = this.receiver?.pull();
    if (message === undefined) this.wanted++;
    return message?.value;
  }

  receive(bytes: Uint8Array): void {
    receiveBody(this, bytes, 0, bytes.length);
  }
}

const failureOf = (target: Target) => target.error?.message;

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a receiver", () => {
  it("decodes what is wanted, and leaves the rest as it came", () => {
    const target = new Target();
    target.wanted = 1;
    const body = joined(framed("a"), framed("b"), framed("c"));
    target.receive(body);
    assert.deepEqual(target.messages, ["a"]);
    assert.equal(target.decoded, 1);
    assert.equal(target.consumed, framed("a").length);
    assert.equal(target.read(), "b");
    assert.equal(target.consumed, framed("a").length * 2);
    assert.equal(target.read(), "c");
    assert.equal(target.read(), undefined);
    assert.equal(target.consumed, body.length);
    target.receive(framed("d"));
    assert.deepEqual(target.messages, ["a", "d"]);
  });

  it("needs no object for messages that come whole and are wanted", () => {
    const target = new Target();
    target.wanted = 2;
    target.receive(joined(framed("a"), framed("b")));
    assert.deepEqual(target.messages, ["a", "b"]);
    assert.equal(target.receiver, undefined);
  });

  it("opens the window for a message that a reader waits for, once", () => {
    const target = new Target();
    const body = framed("x".repeat(900));
    target.receive(body.subarray(0, 400));
    assert.equal(target.expected, 0, "nobody reads");
    assert.equal(target.read(), undefined);
    assert.equal(target.expected, body.length - 400);
    target.receive(body.subarray(400, 600));
    assert.equal(target.expected, body.length - 400);
    target.receive(body.subarray(600));
    assert.deepEqual(target.messages, ["x".repeat(900)]);
  });

  it("decodes a few small messages ahead of a reader who goes on, in order", () => {
    const target = new Target();
    const texts = Array.from({ length: 100 }, (_, i) => `${i}`);
    const body = joined(...texts.map((text) => framed(text)));
    target.receive(body);
    const read: (string | undefined)[] = [target.read()];
    const counts: number[] = [];
    const run: (Value | undefined)[] = [];
    for (;;) {
      const count = target.receiver?.pullRun(run) ?? 0;
      if (count === 0) break;
      counts.push(count);
      for (const value of run.slice(0, count)) read.push(value?.value);
      assert.equal(
        target.consumed,
        joined(...texts.slice(0, read.length).map((text) => framed(text))).length,
      );
    }
    assert.deepEqual(read, texts);
    assert.deepEqual(counts, [64, 35]);
    assert.equal(target.receiver?.isIdle, true);
  });

  it("decodes no more than 2 KiB ahead", () => {
    const target = new Target();
    const text = "x".repeat(600);
    target.receive(joined(...Array.from({ length: 8 }, () => framed(text))));
    assert.equal(target.receiver?.pullRun([]), 3);
    assert.equal(target.decoded, 3);
  });

  it("leaves what is compressed, broken, or incomplete to the read of that message", () => {
    const compressed = new Target();
    compressed.receive(joined(framed("a"), framed("b", true), framed("c")));
    assert.equal(compressed.receiver?.pullRun([]), 1);
    assert.equal(compressed.receiver?.pullRun([]), 0);
    assert.equal(compressed.read(), undefined);
    assert.equal(compressed.error?.code, "INTERNAL");

    const broken = new Target();
    const bad = framed("b");
    bad[MESSAGE_PREFIX_LENGTH + 1] = 100;
    broken.receive(joined(framed("a"), bad));
    assert.equal(broken.receiver?.pullRun([]), 1);
    assert.equal(failureOf(broken), undefined);
    assert.equal(broken.receiver?.pullRun([]), 0);
    assert.equal(failureOf(broken), undefined);
    assert.equal(broken.read(), undefined);
    assert.match(failureOf(broken) ?? "", /StringValue/);
    assert.equal(broken.receiver?.pullRun([]), 0);

    const incomplete = new Target();
    incomplete.receive(joined(framed("a"), framed("b").subarray(0, 6)));
    assert.equal(incomplete.receiver?.pullRun([]), 1);
    assert.equal(incomplete.receiver?.pullRun([]), 0);
    incomplete.receive(framed("b").subarray(6));
    assert.equal(incomplete.read(), "b");
  });

  it("inflates a message on request, one at a time", async () => {
    const target = new Target();
    const running: (() => void)[] = [];
    target.compressor = {
      name: "slow",
      compress: (bytes) => bytes,
      decompress: (bytes) =>
        new Promise((resolve) => {
          running.push(() => resolve(bytes.slice()));
        }),
    };
    target.receive(joined(framed("a", true), framed("b", true), framed("c")));
    assert.equal(running.length, 0);
    assert.equal(target.read(), undefined);
    assert.equal(target.read(), undefined);
    assert.equal(target.read(), undefined);
    assert.equal(running.length, 1);
    assert.equal(target.consumed, 0);
    let isDrained = false;
    target.receiver?.whenDrained(() => {
      isDrained = true;
    });
    running[0]?.();
    await settled();
    assert.deepEqual(target.messages, ["a"]);
    assert.equal(running.length, 2);
    assert.ok(!isDrained);
    running[1]?.();
    await settled();
    assert.deepEqual(target.messages, ["a", "b", "c"], "in order, what is not compressed too");
    assert.ok(isDrained);
  });

  it("returns at once what is inflated at once", () => {
    const target = new Target();
    target.compressor = { name: "plain", compress: (bytes) => bytes, decompress: (bytes) => bytes };
    const body = joined(framed("a", true), framed("b", true));
    target.receive(body);
    assert.equal(target.read(), "a");
    target.compressor = { ...target.compressor, decompressInPlace: (bytes) => bytes };
    assert.equal(target.read(), "b");
    assert.equal(target.consumed, body.length);
  });

  it("takes the call's error from whatever a compressor throws or returns", async () => {
    const fails: Partial<Compressor>[] = [
      { decompress: () => Promise.reject(new Error("broken")) },
      {
        decompress: () => {
          throw new Error("broken");
        },
      },
      {
        decompressInPlace: () => {
          throw new Error("broken");
        },
      },
      { decompress: () => new Uint8Array(1001) },
      { decompress: () => Promise.resolve(new Uint8Array([0xff, 0xff])) },
      { decompress: () => "text" as unknown as Uint8Array },
    ];
    for (const one of fails) {
      const target = new Target();
      target.compressor = {
        name: "bad",
        compress: (bytes) => bytes,
        decompress: (bytes) => bytes,
        ...one,
      };
      const body = joined(framed("a", true), framed("b"));
      target.receive(body);
      assert.equal(target.read(), undefined);
      await settled();
      assert.ok(target.error instanceof StatusError);
      assert.equal(target.consumed, body.length, "what is held is given back");
      assert.deepEqual(target.messages, []);
    }
  });

  it("drops what has come and what still comes once nobody reads", async () => {
    const target = new Target();
    target.receive(joined(framed("a"), framed("b").subarray(0, 3)));
    target.receiver?.drop();
    assert.equal(target.consumed, framed("a").length + 3);
    target.receive(framed("b").subarray(3));
    assert.equal(target.consumed, framed("a").length + framed("b").length);
    assert.equal(target.read(), undefined);
    await settled();
    assert.equal(target.decoded, 0);
  });

  it("tells broken framing and compression from limits and contracts", async () => {
    const compressor: Compressor = {
      name: "broken",
      compress: (bytes) => bytes,
      decompress: () => {
        throw corruptMessage("broken", undefined);
      },
    };
    const badFlag = framed("a");
    badFlag[0] = 2;
    const tooLarge = framed("x".repeat(1001));
    const notAMessage = joined(framed("").fill(0xff, 5), Uint8Array.of(0, 0, 0, 0, 1, 0xff));
    const cases: [body: Uint8Array, isViolation: boolean][] = [
      [badFlag, true],
      [framed("a", true), true],
      [tooLarge, false],
      [notAMessage, false],
    ];
    for (const [body, isViolation] of cases) {
      const target = new Target();
      target.compressor = compressor;
      target.wanted = 2;
      target.receive(body);
      await settled();
      assert.ok(target.error instanceof StatusError);
      assert.equal(target.isViolation, isViolation, target.error.message);
    }
  });

  it("inflates no further than is ordinary while its source is in debt, and the rest later", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const most: number[] = [];
    const compressor: Compressor = {
      name: "bomb",
      compress: (bytes) => bytes,
      async decompress(_, maxBytes) {
        most.push(maxBytes);
        if (maxBytes < 500) throw inflatedTooLarge("bomb", maxBytes);
        return StringValue.encode({ value: "y".repeat(500) });
      },
    };
    const target = new Target();
    target.compressor = compressor;
    target.inflationDebtMs = 20;
    target.wanted = 1;
    target.receive(framed("x", true));
    await settled();
    assert.deepEqual([most, target.messages], [[3 * 64], []]);
    test.mock.timers.tick(19);
    await settled();
    assert.equal(most.length, 1);
    test.mock.timers.tick(1);
    await settled();
    assert.deepEqual([most, target.error], [[3 * 64, 1000], undefined]);
    assert.deepEqual(target.messages, ["y".repeat(500)]);
  });

  it("waits for its turn where many calls inflate, and leaves the line when it is dropped", async () => {
    const running: (() => void)[] = [];
    const compressor: Compressor = {
      name: "slow",
      compress: (bytes) => bytes,
      decompress: (bytes) =>
        new Promise((resolve) => {
          running.push(() => resolve(bytes.slice()));
        }),
    };
    const targets = Array.from({ length: 10 }, (_, index) => {
      const target = new Target();
      target.compressor = compressor;
      target.receive(framed(`${index}`, true));
      assert.equal(target.read(), undefined);
      return target;
    });
    assert.ok(running.length >= 1 && running.length <= 4, `${running.length} at a time`);
    targets[4]?.receiver?.drop();
    targets[6]?.receiver?.drop();
    const order: string[] = [];
    while (running.length > 0) {
      running.shift()?.();
      await settled();
      for (const { messages } of targets) order.push(...messages.splice(0));
    }
    assert.deepEqual(order, ["0", "1", "2", "3", "5", "7", "8", "9"]);
  });
});
