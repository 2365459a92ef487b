import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runGroup, sumResults } from "./run-tests.mjs";

/** No limit is reached by fixtures that end on their own, however busy the machine is. */
const patient = { idleMs: 120_000, totalMs: 120_000, endMs: 60_000 };

/** Waits long enough for a busy machine to start Node and the loader, and to run a first test. */
const hanging = { idleMs: 12_000, totalMs: 120_000, endMs: 4_000 };

const fixture = (...names: string[]) => ({
  name: "fixture",
  files: names.map((name) => `tools/testdata/${name}.ts`),
});
const runFixture = (...names: string[]) => runGroup(fixture(...names), patient);

describe("a group of test files", { concurrency: true }, () => {
  test("passed, failed and skipped tests are counted once each, at the leaf", async () => {
    const result = await runFixture("mixed");
    assert.equal(result.passed, 2);
    assert.deepEqual(
      result.failures.map((failure) => failure.case.replace(/ \(.*/, "")),
      ["fixture: suite > fails", "fixture: outer > inner"],
    );
    assert.match(result.failures[0]?.message ?? "", /1 !== 2/);
    assert.match(result.failures[1]?.case ?? "", /\(tools\/testdata\/mixed\.ts:\d+\)/);
    assert.equal(result.skipped.length, 1);
  });

  test("a file that throws while it loads is a failure, and the others run", async () => {
    const result = await runFixture("throws", "mixed");
    assert.equal(result.passed, 2);
    assert.ok(result.failures.some(({ message }) => message.includes("while loading")));
    assert.equal(result.failures.length, 3);
  });

  test("names and messages may hold every kind of line separator", async () => {
    const result = await runFixture("line-separators");
    assert.equal(result.passed, 1);
    assert.equal(result.failures.length, 1);
    assert.match(result.failures[0]?.case ?? "", /fails at \u2028 and \u2029/);
    assert.match(result.failures[0]?.message ?? "", /message \u2028 and \u2029/);
  });

  test("a test that hangs is ended and named", async () => {
    const result = await runGroup(fixture("hangs"), hanging);
    assert.equal(result.passed, 1);
    assert.match(
      result.failures[0]?.message ?? "",
      /no test began or ended for 12 s; it hung in: never ends/,
    );
  });

  test("what keeps the process alive is named", async () => {
    const result = await runGroup(fixture("leaves-server"), hanging);
    assert.match(result.failures[0]?.message ?? "", /something keeps the process alive/);
    assert.match(result.output, /still active: TCPServerWrap/);
  });

  test("a process that ends before its tests do has failed", async () => {
    const result = await runFixture("exits");
    assert.equal(result.failures.length, 1);
  });

  test("files without a test have failed, and so has a run without a group", async () => {
    assert.match((await runFixture("empty")).failures[0]?.message ?? "", /ran no test/);
    assert.equal(sumResults([]).failed, 1);
  });
});
