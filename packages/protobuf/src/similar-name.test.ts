import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, similarName } from "./similar-name.ts";
import * as web from "./similar-name-web.ts";

test("a name differs from a similar one in case, a swap, or a third of its letters", () => {
  const names = ["getOrder", "watchOrder", "tls"];
  assert.equal(similarName("GetOrder", names), "getOrder");
  assert.equal(similarName("getOrders", names), "getOrder");
  assert.equal(similarName("wacthOrder", names), "watchOrder");
  assert.equal(similarName("tsl", names), "tls");
  assert.equal(similarName("cancel", names), undefined);
  assert.equal(similarName("x".repeat(1_000_000), names), undefined);
});

test("what may be meant, or else all that there is", () => {
  assert.equal(didYouMean("tsl", ["tls", "ca"]), "; did you mean tls?");
  assert.equal(didYouMean("keepalive", ["tls", "ca"]), "; there are: tls, ca");
  assert.equal(didYouMean("keepalive", []), "");
});

test("browsers list names, and compare none", () => {
  assert.equal(web.didYouMean("tsl", ["tls", "ca"]), "; there are: tls, ca");
  assert.equal(web.didYouMean("keepalive", []), "");
  assert.equal(web.similarName("tsl", ["tls"]), undefined);
});
