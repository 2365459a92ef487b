// The options of calls are judged alike on Node and in browsers.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallOptions } from "./call-options.ts";
import * as forNode from "./check-call-options.ts";
import * as forBrowsers from "./check-call-options-web.ts";

// The same names, of the same types.
const ofBrowsers: typeof forNode = forBrowsers;

const { signal } = new AbortController();

const good: readonly unknown[] = [
  {},
  { timeoutMs: 5, deadline: undefined, signal, metadata: { a: "b" }, waitForReady: true },
  { deadline: new Date(), compression: "gzip", callCredentials() {}, maxReceiveBytes: 1 },
  { deadline: 5, onHeaders() {}, onTrailers() {}, interceptors: [() => {}], context: null },
  { context: { deadlineMs: 5 } },
];

const bad: readonly [options: unknown, names: RegExp][] = [
  [5, /options of the call: expected an object, got 5/],
  [null, /options of the call: expected an object, got null/],
  [{ timeout: 5 }, /unknown option timeout of the call; .*timeoutMs/],
  [{ timeoutMs: "5" }, /option timeoutMs: expected a number.*, got "5"/],
  [{ deadline: "now" }, /option deadline: expected a Date/],
  [{ signal: new AbortController() }, /option signal: expected an AbortSignal/],
  [{ metadata: 5 }, /option metadata: expected Metadata/],
  [{ waitForReady: 1 }, /option waitForReady: expected /],
  [{ compression: true }, /option compression: expected /],
  [{ callCredentials: {} }, /option callCredentials: expected a function/],
  [{ interceptors: [5] }, /option interceptors/],
  [{ maxReceiveBytes: 0 }, /option maxReceiveBytes: expected a number greater than 0, got 0/],
  [{ onHeaders: 5 }, /option onHeaders: expected a function, got 5/],
  [{ onTrailers: [] }, /option onTrailers: expected a function, got an array/],
  [{ context: {} }, /option context: expected the context/],
];

test("options as they should be", () => {
  for (const options of good) {
    assert.equal(forNode.checkCallOptions(options as CallOptions), undefined);
    assert.equal(ofBrowsers.checkCallOptions(options as CallOptions), undefined);
  }
});

test("options that are not", () => {
  for (const [options, text] of bad) {
    for (const { checkCallOptions } of [forNode, ofBrowsers]) {
      const error = checkCallOptions(options as CallOptions);
      assert.equal(error?.code, "INTERNAL");
      assert.match(error.rawMessage, /^(invalid|unknown option) /);
      assert.match(error.rawMessage, new RegExp(`(${text.source})|did you mean timeoutMs`));
    }
  }
});

test("requests that are still to come", () => {
  for (const { promisedRequests } of [forNode, ofBrowsers]) {
    const error = promisedRequests(Promise.resolve());
    assert.match(
      error.rawMessage,
      /^invalid requests: expected an iterable.*an object \(Promise\)/,
    );
  }
});
