import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { defaultLimits, defaultTimeouts } from "@tramline/http2";

const page = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
const rows = new Map(
  [...page.matchAll(/^\| `([\w.]+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(([, name, value]) => [
    name,
    value,
  ]),
);

/** As the page writes a number: MiB and KiB where they are round, else with commas. */
function printed(value: number): string {
  if (value === Infinity) return "Infinity";
  if (value % (1024 * 1024) === 0) return `${value / (1024 * 1024)} MiB`;
  if (value % 1024 === 0) return `${value / 1024} KiB`;
  return value.toLocaleString("en-US");
}

test("SECURITY.md has each limit and timeout with its default", () => {
  const wanted = [
    ...Object.entries(defaultLimits).map(([name, value]) => [`limits.${name}`, value] as const),
    ...Object.entries(defaultTimeouts).map(([name, value]) => [`timeouts.${name}`, value] as const),
  ];
  for (const [name, value] of wanted) assert.equal(rows.get(name), printed(value), name);
});
