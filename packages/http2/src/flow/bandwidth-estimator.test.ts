import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BandwidthEstimator } from "./bandwidth-estimator.ts";

const KIB = 1024;
const FIRST = 64 * KIB;
const LARGEST = 8 * 1024 * KIB;

/**
 * A sender that always has data, on a path with a bottleneck: what does not fit the path waits in a queue
 * in front of the bottleneck, which the PING's acknowledgement goes through as well.
 */
function windowOn(
  path: { readonly roundTripMs: number; readonly bytesPerMs: number },
  rounds: number,
  unread = 0,
): { readonly window: number; readonly queueMs: number } {
  let nowMs = 0;
  const estimator = new BandwidthEstimator(FIRST, LARGEST, () => nowMs);
  let queueMs = 0;
  for (let round = 0; round < rounds; round++) {
    const inFlight = estimator.window;
    const roundTripMs = Math.max(path.roundTripMs, inFlight / path.bytesPerMs);
    queueMs = roundTripMs - path.roundTripMs;
    estimator.want();
    if (estimator.count(1)) {
      estimator.count(inFlight - 1);
      nowMs += roundTripMs;
      estimator.end(unread);
    }
  }
  return { window: estimator.window, queueMs };
}

describe("BandwidthEstimator", () => {
  test("a long path with a quick reader fills within a few round trips", () => {
    assert.equal(windowOn({ roundTripMs: 50, bytesPerMs: 1024 * KIB }, 4).window, LARGEST);
  });

  test("a long path with little bandwidth has a queue of no more than three round trips", () => {
    const { window, queueMs } = windowOn({ roundTripMs: 50, bytesPerMs: 8 * KIB }, 50);
    assert.ok(window >= 50 * 8 * KIB, `${window}`);
    assert.ok(queueMs <= 150, `${queueMs}`);
  });

  test("on a short path a saturated reader has no long queue in front of it", () => {
    const { window, queueMs } = windowOn({ roundTripMs: 0.1, bytesPerMs: 512 * KIB }, 50);
    assert.equal(window, 256 * KIB);
    assert.ok(queueMs < 1, `${queueMs}`);
  });

  test("does not grow while the reader leaves most of a window unread", () => {
    const path = { roundTripMs: 50, bytesPerMs: 1024 * KIB };
    assert.equal(windowOn(path, 10, FIRST).window, FIRST);
  });

  test("shrinks when a shorter round trip shows that the earlier ones were a queue", () => {
    let nowMs = 0;
    const estimator = new BandwidthEstimator(FIRST, LARGEST, () => nowMs);
    const measure = (bytes: number, roundTripMs: number) => {
      estimator.want();
      assert.ok(estimator.count(bytes));
      nowMs += roundTripMs;
      assert.ok(estimator.end(0));
    };
    measure(FIRST, 20);
    measure(256 * KIB, 40);
    // Four times 19 ms of 256 KiB in 40 ms.
    assert.equal(estimator.window, Math.ceil((256 * KIB * 19 * 4) / 40));
    measure(1000, 0.5);
    assert.equal(estimator.window, 256 * KIB);
  });

  test("sends one PING at a time, and takes no acknowledgement that it did not ask for", () => {
    const estimator = new BandwidthEstimator(FIRST, LARGEST, () => 0);
    assert.equal(estimator.count(10), false);
    assert.equal(estimator.end(0), false);
    estimator.want();
    assert.equal(estimator.count(10), true);
    assert.equal(estimator.count(10), false);
    assert.equal(estimator.end(0), true);
    assert.equal(estimator.end(0), false);
  });
});
