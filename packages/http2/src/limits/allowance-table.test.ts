import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AllowanceTable } from "./allowance-table.ts";

const now = () => 0;

describe("AllowanceTable", () => {
  test("an address keeps its allowance, and networks of one host count as one", () => {
    const table = new AllowanceTable({ now });
    const same: [string | undefined, string | undefined][] = [
      ["10.0.0.1", "10.0.0.1"],
      ["10.0.0.1", "::ffff:10.0.0.1"],
      ["2001:db8::1", "2001:0db8:0:0:ffff::2"],
      ["fe80::1%eth0", "fe80::2"],
      ["::1", "0:0:0:0:0:0:0:1"],
      [undefined, undefined],
    ];
    for (const [a, b] of same) assert.equal(table.of(a), table.of(b), `${a} ${b}`);
    const different: [string | undefined, string | undefined][] = [
      ["10.0.0.1", "10.0.0.2"],
      ["2001:db8::1", "2001:db8:0:1::1"],
      ["10.0.0.1", undefined],
      ["::1", "127.0.0.1"],
    ];
    for (const [a, b] of different) assert.notEqual(table.of(a), table.of(b), `${a} ${b}`);
  });

  test("lets new connections of an address that is used up in one by one, and none waits long", () => {
    const allowance = new AllowanceTable({ now }).of("10.0.0.1");
    assert.ok(allowance);
    assert.deepEqual(
      [1000, 1000, 1001, 1200].map((atMs) => allowance.entryWaitMs(atMs)),
      [10, 20, 29, 10],
    );
    const waits = Array.from({ length: 100 }, () => allowance.entryWaitMs(2000));
    assert.equal(Math.max(...waits), 100);
  });

  test("names what only abusers do before the number of connections", () => {
    const limits = { connectionBurst: 1, rapidResetBurst: 100 };
    const allowance = new AllowanceTable({ now, limits }).of("10.0.0.1");
    assert.deepEqual(
      [allowance?.connect(0), allowance?.connect(0)],
      [undefined, "connectionBurst"],
    );
    allowance?.resets.drain(now, 90);
    assert.equal(allowance?.connect(0), "rapidResetBurst");
    const other = new AllowanceTable({ now }).of("10.0.0.2");
    other?.headerBytes.drain(now, 16 * 1024 * 1024);
    assert.equal(other?.connect(0), "oversizedHeaderBurst");
  });

  test("lets an address send a little behind the ends of its connections, and refills that with time", () => {
    const allowance = new AllowanceTable({ now }).of("10.0.0.1");
    const chunk = 1024 * 1024;
    const read = (atMs: number) => {
      let chunks = 0;
      while (chunks < 100 && allowance?.permitsDropped(chunk, atMs) === true) chunks += 1;
      return chunks;
    };
    assert.equal(read(0), 16);
    assert.equal(read(1000), 4);
    assert.equal(read(1_000_000), 16);
  });

  test("is bounded: the address that connected longest ago is forgotten", () => {
    const table = new AllowanceTable({ now, maxAddresses: 3 });
    const [a, b] = [table.of("10.0.0.1"), table.of("10.0.0.2")];
    table.of("10.0.0.3");
    assert.equal(table.of("10.0.0.1"), a);
    table.of("10.0.0.4");
    assert.equal(table.size, 3);
    assert.equal(table.of("10.0.0.1"), a);
    assert.notEqual(table.of("10.0.0.2"), b);
  });

  test("keeps no account of trusted addresses", () => {
    const table = new AllowanceTable({ now, isTrusted: (address) => address === "10.0.0.1" });
    assert.equal(table.of("10.0.0.1"), undefined);
    assert.equal(table.size, 0);
  });

  test("refills with time", () => {
    let nowMs = 0;
    const table = new AllowanceTable({
      limits: { rapidResetBurst: 10, rapidResetPerSecond: 5 },
      now: () => nowMs,
    });
    const take = (amount: number) =>
      table.of("10.0.0.1")?.resets.take(() => nowMs, amount) ?? assert.fail("no allowance");
    assert.ok(take(10));
    assert.ok(!take(1));
    nowMs = 1000;
    assert.ok(take(5));
    assert.ok(!take(1));
    nowMs = 1e6;
    assert.ok(take(10));
    assert.ok(!take(1), "it never holds more than a burst");
  });
});
