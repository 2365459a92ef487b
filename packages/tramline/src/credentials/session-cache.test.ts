import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SessionCache, sessionEndMs } from "./session-cache.ts";

const HOUR_MS = 3_600_000;
const session = (untilMs: number) => ({ bytes: Uint8Array.of(1), certificate: undefined, untilMs });

describe("SessionCache", () => {
  it("forgets a session when its certificate has to be verified again", () => {
    const cache = new SessionCache();
    const kept = session(1000);
    cache.set("a", kept);
    assert.equal(cache.get("a", 999), kept);
    assert.equal(cache.get("a", 1000), undefined);
    assert.equal(cache.get("a", 0), undefined);
  });

  it("keeps the hundred that were set last", () => {
    const cache = new SessionCache();
    for (let i = 0; i < 101; i++) cache.set(`${i}`, session(1));
    assert.equal(cache.get("0", 0), undefined);
    assert.notEqual(cache.get("1", 0), undefined);
  });
});

describe("sessionEndMs", () => {
  it("is an hour away, or when the certificate expires", () => {
    assert.equal(sessionEndMs(5, Number.NaN), 5 + HOUR_MS);
    assert.equal(sessionEndMs(5, Date.now() + 2 * HOUR_MS), 5 + HOUR_MS);
    assert.equal(sessionEndMs(5, Date.now() - 1), 5);
    const soon = sessionEndMs(5, Date.now() + HOUR_MS / 2);
    assert.ok(soon > 5 && soon <= 5 + HOUR_MS / 2);
  });
});
