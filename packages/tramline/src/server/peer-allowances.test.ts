import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultLimits } from "@tramline/http2";
import { type PeerAllowanceOptions, peerAllowances } from "./peer-allowances.ts";

const table = (options: PeerAllowanceOptions) => peerAllowances(options, defaultLimits, () => 0);

describe("option trustedProxies", () => {
  test("addresses and ranges are kept no account of", () => {
    const allowances = table({ trustedProxies: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"] });
    for (const address of ["10.1.2.3", "::ffff:10.1.2.3", "192.0.2.7", "2001:db8:1::1"]) {
      assert.equal(allowances?.of(address), undefined, address);
    }
    for (const address of ["11.0.0.1", "192.0.2.8", "2001:db9::1", "fe80::1%eth0", undefined]) {
      assert.notEqual(allowances?.of(address), undefined, address);
    }
  });

  test("what is not an address is refused", () => {
    for (const entry of ["proxy", "10.0.0.0/33", "10.0.0.0/x", "", "::/129", 7]) {
      assert.throws(
        () => table({ trustedProxies: [entry as string] }),
        { code: "SERVER_OPTION_INVALID", message: /trustedProxies/ },
        String(entry),
      );
    }
    assert.throws(
      () => table({ trustedProxies: "10.0.0.1" as never }),
      /expected an array, got "10.0.0.1"/,
    );
    assert.throws(() => table({ countsByAddress: "no" as never }), /true or false/);
  });

  test("countsByAddress: false switches the account off", () => {
    assert.equal(table({ countsByAddress: false }), undefined);
    assert.notEqual(table({})?.of("10.0.0.1"), undefined);
  });
});
