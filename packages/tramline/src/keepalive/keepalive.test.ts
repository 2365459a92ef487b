import assert from "node:assert/strict";
import { test } from "node:test";
import { ErrorCode } from "@tramline/http2";
import { ConfigurationError } from "../configuration-error.ts";
import { channelKeepalive } from "./channel-keepalive.ts";
import { PingInterval } from "./ping-interval.ts";
import { KEEPALIVE_PRESETS, type KeepalivePreset } from "./presets.ts";
import { checkKeepalivePair, serverKeepalive } from "./server-keepalive.ts";

const invalid = (text: RegExp) => (error: unknown) =>
  error instanceof ConfigurationError && text.test(error.message);

test("left out, a channel checks every 5.5 minutes, and only while calls are open", () => {
  assert.deepEqual(channelKeepalive(undefined, 1_800_000), {
    timeMs: 330_000,
    timeoutMs: 20_000,
    withoutStreams: false,
  });
});

test("false switches the checks off", () => {
  assert.equal(channelKeepalive(false, 1_800_000).timeMs, Infinity);
  assert.deepEqual(serverKeepalive(false).pings, { minTimeMs: 0, withoutStreams: true });
});

test("what is given takes the place of a default, undefined does not", () => {
  const settings = channelKeepalive({ timeMs: 5000, timeoutMs: undefined }, 1_800_000);
  assert.deepEqual(settings, { timeMs: 5000, timeoutMs: 20_000, withoutStreams: false });
});

test("each preset's two sides fit each other, and the default sides do", () => {
  for (const preset of Object.keys(KEEPALIVE_PRESETS) as KeepalivePreset[]) {
    checkKeepalivePair(preset, preset);
  }
  checkKeepalivePair(undefined, undefined);
});

test("a pair that cannot work is an error that names both values", () => {
  const early = /timeMs 10000: the server permits one PING in 300000 ms/;
  assert.throws(() => checkKeepalivePair({ timeMs: 10_000 }, undefined), invalid(early));
  const idle = /withoutCalls true: the server does not permit/;
  assert.throws(() => checkKeepalivePair({ withoutCalls: true }, undefined), invalid(idle));
  checkKeepalivePair({ timeMs: 10_000, withoutCalls: true }, false);
});

test("values that cannot work throw with what was expected", () => {
  assert.throws(
    () => channelKeepalive({ timeMs: 500 }, 9e9),
    invalid(/timeMs.*from 1000, got 500/),
  );
  assert.throws(() => channelKeepalive({ timeoutMs: Infinity }, 9e9), invalid(/timeoutMs.*finite/));
  assert.throws(
    () => channelKeepalive({ timeMs: 60_000, withoutCalls: true }, 60_000),
    invalid(/less than idleTimeoutMs \(60000\)/),
  );
  assert.throws(() => serverKeepalive({ minTimeMs: Number.NaN }), invalid(/minTimeMs/));
  const preset = "aws" as KeepalivePreset;
  assert.throws(
    () => channelKeepalive(preset, 9e9),
    invalid(/"aws-alb", "gke", "envoy", got "aws"/),
  );
  const flag = "yes" as unknown as boolean;
  assert.throws(
    () => serverKeepalive({ permitWithoutCalls: flag }),
    invalid(/true or false, got "yes"/),
  );
});

test("too_many_pings doubles the time of later connections, other GOAWAYs do not", () => {
  const interval = new PingInterval(channelKeepalive({ timeMs: 10_000 }, 9e9));
  interval.onGoaway(ErrorCode.NO_ERROR, "too_many_pings");
  interval.onGoaway(ErrorCode.ENHANCE_YOUR_CALM, "H2_RAPID_RESET");
  assert.equal(interval.current.timeMs, 10_000);
  assert.equal(interval.factor, 1);
  interval.onGoaway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
  assert.equal(interval.current.timeMs, 20_000);
  assert.equal(interval.factor, 2);
  for (let i = 0; i < 40; i++) interval.onGoaway(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
  assert.ok(interval.current.timeMs < 4 * 60 * 60_000, "doubled without end");
});
