import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CallHost } from "@tramline/rpc";
import { ForwardedFields } from "./forwarded-fields.ts";

interface Situation {
  readonly hops?: number;
  readonly peer?: string;
  readonly isTls?: boolean;
}

/** Forwards the fields of a request. */
function forward(
  given: readonly string[],
  { hops = 0, peer = "192.0.2.9:5000", isTls }: Situation,
) {
  const all = [":method", "POST", ":authority", "own.test", ...given];
  const section = { fields: all, memo: undefined, malformed: undefined, status: 0 };
  const fields = new ForwardedFields(section, hops);
  const authInfo = isTls === true ? {} : undefined;
  fields.begin({ peer, authInfo } as CallHost);
  assert.deepEqual(fields.fields.slice(0, 4), all.slice(0, 4));
  return { client: fields.client, fields: fields.fields.slice(4) };
}

const spoofed = [
  ...["x-forwarded-for", "198.51.100.1 ,203.0.113.2", "x-forwarded-proto", "https"],
  ...["x-a", "1", "x-forwarded-host", "other.test", "x-forwarded-for", "203.0.113.3"],
];

describe("the fields that name the client", () => {
  for (const [title, situation, given, client, expected] of [
    ["are added", {}, [], "192.0.2.9:5000", ["192.0.2.9", "http", "own.test"]],
    ["of TLS", { isTls: true }, [], "192.0.2.9:5000", ["192.0.2.9", "https", "own.test"]],
    [
      "of IPv6",
      { peer: "[2001:db8::1]:9" },
      [],
      "[2001:db8::1]:9",
      ["2001:db8::1", "http", "own.test"],
    ],
    [
      "of a client are those of nobody trusted",
      {},
      spoofed,
      "192.0.2.9:5000",
      ["198.51.100.1, 203.0.113.2, 203.0.113.3, 192.0.2.9", "http", "own.test"],
    ],
    [
      "of one trusted proxy",
      { hops: 1 },
      spoofed,
      "203.0.113.3",
      ["198.51.100.1, 203.0.113.2, 203.0.113.3, 192.0.2.9", "https", "other.test"],
    ],
    [
      "of two trusted proxies",
      { hops: 2 },
      spoofed,
      "203.0.113.2",
      ["198.51.100.1, 203.0.113.2, 203.0.113.3, 192.0.2.9", "https", "other.test"],
    ],
    [
      "with too few entries",
      { hops: 2 },
      ["x-forwarded-for", "1.1.1.1"],
      "192.0.2.9:5000",
      ["1.1.1.1, 192.0.2.9", "http", "own.test"],
    ],
  ] as const) {
    test(title, () => {
      const result = forward(given, situation);
      assert.equal(result.client, client);
      const [addresses, proto, host] = expected;
      const own = given.includes("x-a" as never) ? ["x-a", "1"] : [];
      assert.deepEqual(result.fields, [
        ...own,
        ...["x-forwarded-for", addresses, "x-forwarded-proto", proto, "x-forwarded-host", host],
      ]);
    });
  }

  test("of a Unix socket have no address", () => {
    const { client, fields } = forward([], { peer: "unix:" });
    assert.equal(client, "unix:");
    assert.deepEqual(fields, ["x-forwarded-proto", "http", "x-forwarded-host", "own.test"]);
  });
});
