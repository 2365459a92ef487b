import assert from "node:assert/strict";
import { test } from "node:test";
import { formatAddress, uniqueAddresses } from "./address.ts";

test("addresses as text", () => {
  assert.equal(formatAddress({ kind: "tcp", host: "127.0.0.1", port: 50051 }), "127.0.0.1:50051");
  assert.equal(formatAddress({ kind: "tcp", host: "::1", port: 80 }), "[::1]:80");
  assert.equal(formatAddress({ kind: "unix", path: "/run/a.sock" }), "unix:/run/a.sock");
  assert.equal(formatAddress({ kind: "unix", path: "\0a" }), "unix-abstract:a");
});

test("duplicates go, the order stays", () => {
  const one = { kind: "tcp", host: "10.0.0.1", port: 1 } as const;
  const two = { kind: "tcp", host: "10.0.0.2", port: 1 } as const;
  assert.deepEqual(uniqueAddresses([two, one, { ...two }]), [two, one]);
});
