import assert from "node:assert/strict";
import { it } from "node:test";
import { addressBytes } from "./address-bytes.ts";

const hex = (text: string): string => Buffer.from(addressBytes(text)).toString("hex");

it("reads addresses of both kinds", () => {
  assert.equal(hex("127.0.0.1"), "7f000001");
  assert.equal(hex("::1"), `${"0".repeat(31)}1`);
  assert.equal(hex("::"), "0".repeat(32));
  assert.equal(hex("2001:db8::ff00:42:8329"), "20010db8000000000000ff0000428329");
  assert.equal(hex("1:2:3:4:5:6:7:8"), "00010002000300040005000600070008");
  assert.equal(hex("::ffff:10.0.0.255"), "00000000000000000000ffff0a0000ff");
  assert.equal(hex("fe80::1%eth0"), "fe800000000000000000000000000001");
});
