import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { defaultLimits, defaultTimeouts } from "@tramline/http2";
import { serverKeepalive } from "../keepalive/server-keepalive.ts";
import { DEFAULT_MAX_RECEIVE_BYTES } from "../message-defaults.ts";
import { DEFAULT_MAX_CONNECTIONS } from "./places.ts";
import { serverLimits } from "./server-limits.ts";
import { serverTimeouts } from "./server-timeouts.ts";
import { shedLoad } from "./shed-load.ts";

const page = readFileSync(new URL("../../../../SECURITY.md", import.meta.url), "utf8");
const rows = new Map(
  [...page.matchAll(/^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(([, name, value]) => [
    name,
    value,
  ]),
);

const of =
  (group: string) =>
  ([name, value]: [string, number]) =>
    [`${group}.${name}`, value] as const;

/** As the page writes a number: MiB and KiB where they are round, else with commas. */
function printed(value: number, isTime = false): string {
  if (value === Infinity) return isTime ? "Infinity" : "none";
  if (value % (1024 * 1024) === 0) return `${value / (1024 * 1024)} MiB`;
  if (value % 1024 === 0) return `${value / 1024} KiB`;
  return value.toLocaleString("en-US");
}

test("SECURITY.md has each limit and timeout with its default", () => {
  const { keepalive, pings } = serverKeepalive(undefined);
  const { callBurst: _ofCallsPerSecond, ...limits } = serverLimits(undefined);
  const wanted = [
    ["maxReceiveBytes", DEFAULT_MAX_RECEIVE_BYTES],
    ["maxConnections", DEFAULT_MAX_CONNECTIONS],
    ["shedLoad.maxDelayMs", shedLoad(undefined)?.maxDelayMs ?? Infinity],
    ["keepalive.minTimeMs", pings.minTimeMs],
    ["keepalive.timeoutMs", keepalive.timeoutMs],
    ...Object.entries({ ...defaultLimits, ...limits }).map(of("limits")),
    ...Object.entries({ ...defaultTimeouts, ...serverTimeouts(undefined) }).map(of("timeouts")),
  ] as const;
  for (const [name, value] of wanted)
    assert.equal(rows.get(name), printed(value, name.startsWith("timeouts.")), name);
  const names = [...wanted.map(([name]) => name), "turnShare"];
  assert.deepEqual(new Set(rows.keys()), new Set<string>(names), "no other rows");
  assert.ok(page.includes(`after \`keepalive.timeMs\` (${printed(keepalive.timeMs)})`));
});
