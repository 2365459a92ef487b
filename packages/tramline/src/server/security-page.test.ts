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

test("SECURITY.md names limits and timeouts that exist, in all of its tables", () => {
  const { callBurst, callsPerSecond, ...limits } = serverLimits({ callsPerSecond: 1 });
  const { keepalive, pings } = serverKeepalive(undefined);
  const known: Readonly<Record<string, object>> = {
    limits: { ...defaultLimits, ...limits, callBurst, callsPerSecond },
    timeouts: { ...defaultTimeouts, ...serverTimeouts(undefined) },
    keepalive: { ...keepalive, ...pings },
    shedLoad: { maxDelayMs: 0 },
  };
  const names = [...page.matchAll(/`(\w+)\.(\w+)`/g)].filter(([, group = ""]) => group in known);
  assert.ok(names.length > 40, `${names.length} names`);
  const unknown = names.filter(([, group = "", name = ""]) => !(name in (known[group] ?? {})));
  assert.deepEqual(
    unknown.map(([name]) => name),
    [],
  );
});

test("SECURITY.md has the figures of HTTP/1.1 and WebSockets that the code has", () => {
  const source = (path: string) =>
    readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const constant = (path: string, name: string) => {
    const [, value = ""] = new RegExp(`\\bconst ${name} = ([^;]+);`).exec(source(path)) ?? [];
    const product = value.replaceAll("_", "").split("*").map(Number);
    return product.reduce((one, other) => one * other, 1);
  };
  const figures: readonly (readonly [text: string, path: string, name: string, of?: string])[] = [
    ["chunks of fewer than N bytes", "http2/src/http1/http1-lifecycle.ts", "SMALL_CHUNK_BYTES"],
    ["| chunk extensions | N bytes", "http2/src/http1/chunked-body.ts", "MOST_EXTENSION_BYTES"],
    ["read and dropped for N s", "http2/src/net/close-timeout.ts", "CLOSE_TIMEOUT_MS", "s"],
    ["s: N of an address, and", "http2/src/limits/allowance.ts", "DROPPED_BURST_BYTES"],
    [
      ", and N a second in the long run. Beyond",
      "http2/src/limits/allowance.ts",
      "DROPPED_BYTES_PER_SECOND",
    ],
    ["N sockets of an address stay open", "http2/src/net/close-timeout.ts", "MOST_HELD"],
    ["others for N ms", "http2/src/net/close-timeout.ts", "CUT_TIMEOUT_MS"],
    [
      "longer than the window (N bytes)",
      "rpc/src/protocol/websocket/socket-message.ts",
      "WINDOW_BYTES",
    ],
    ["counts as N resets in", "http2/src/connection/abuse-guard.ts", "DROPPED_CONNECTION_RESETS"],
    ["more than N ms to decode", "rpc/src/framing/long-decode.ts", "LONG_DECODE_MS"],
    ["a second (N of an address at a", "http2/src/net/close-timeout.ts", "MOST_HELD"],
  ];
  const flat = page.replace(/\s+/g, " ");
  for (const [text, path, name, of] of figures) {
    const value = constant(path, name);
    assert.ok(value > 0, `${name} is not in ${path}`);
    const count = text.includes("N bytes") ? value.toLocaleString("en-US") : printed(value);
    const wanted = text.replace("N", of === "s" ? String(value / 1000) : count);
    assert.ok(flat.includes(wanted), `missing: ${wanted} (${name})`);
  }
});
