import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { peerOf } from "./peer.ts";

test("a client's address is written as channels write those of servers", () => {
  for (const [remoteAddress, remoteFamily, expected] of [
    ["127.0.0.1", "IPv4", "127.0.0.1:52100"],
    ["::ffff:127.0.0.1", "IPv6", "127.0.0.1:52100"],
    ["::1", "IPv6", "[::1]:52100"],
    ["::ffff:1234", "IPv6", "[::ffff:1234]:52100"],
    [undefined, undefined, "unix:"],
  ] as const) {
    const socket = { remoteAddress, remoteFamily, remotePort: 52100 } as Socket;
    assert.equal(peerOf(socket), expected);
  }
});
