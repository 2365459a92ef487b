import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { caseWarmupMs } from "./case-warmup.ts";
import { cases } from "./cases.ts";

function named(name: string) {
  const found = cases.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
}

describe("the warm-up of a case", () => {
  it("is the implementation's", () => {
    assert.equal(caseWarmupMs(named("unary-100"), 500, cases), 500);
  });

  it("is left out in TLS after the same case in cleartext alone", () => {
    const tls = named("tls-unary-100");
    assert.equal(caseWarmupMs(tls, 500, cases), 0);
    assert.equal(caseWarmupMs(tls, 500, [tls]), 500);
    assert.equal(caseWarmupMs(tls, 500, [named("unary-1"), tls]), 500);
  });

  it("is left out for mixed pairs", () => {
    const mixed = named("unary-100-against-tonic");
    assert.equal(caseWarmupMs(mixed, 500, [mixed]), 0);
  });

  it("is at least the case's own, the same for every implementation", () => {
    const connect = named("tls-connect");
    const own = connect.warmupMs ?? 0;
    assert.ok(own > 2_500);
    for (const usualMs of [0, 500, 2_500]) {
      assert.equal(caseWarmupMs(connect, usualMs, cases), own);
      assert.equal(caseWarmupMs(connect, usualMs, [connect]), own);
    }
  });
});
