import assert from "node:assert/strict";
import { test } from "node:test";
import { StatusError } from "@tramline/rpc";
import type { Subchannel } from "../subchannel/subchannel.ts";
import { connectionFailure } from "./connection-failure.ts";

/** As much of a subchannel as its failure is told by. */
function failed(port: number, message: string, cause?: Error): Subchannel {
  return {
    address: { kind: "tcp", host: "10.0.0.1", port },
    lastError: new StatusError("UNAVAILABLE", message, { cause }),
  } as unknown as Subchannel;
}

test("each address is named once, with its errno or what was said", () => {
  const errno = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = connectionFailure("dns:///orders", [
    failed(1, "cannot connect to 10.0.0.1:1: refused", errno),
    failed(2, "cannot connect to 10.0.0.1:2: it speaks HTTP/1"),
    failed(3, "the handshake failed"),
  ]);
  assert.equal(
    error.rawMessage,
    "no connection to dns:///orders: 10.0.0.1:1 ECONNREFUSED; " +
      "cannot connect to 10.0.0.1:2: it speaks HTTP/1; 10.0.0.1:3: the handshake failed",
  );
});

test("an address that is the target, and one reason of several addresses, are told once", () => {
  const errno = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const one = (target: string) =>
    connectionFailure(target, [failed(1, "cannot connect", errno)]).rawMessage;
  assert.equal(one("10.0.0.1:1"), "no connection to 10.0.0.1:1: ECONNREFUSED");
  assert.equal(one("dns:///10.0.0.1:1"), "no connection to dns:///10.0.0.1:1: ECONNREFUSED");
  assert.equal(one("ipv4:10.0.0.1:1"), "no connection to ipv4:10.0.0.1:1: ECONNREFUSED");
  assert.equal(
    one("ipv4:10.0.0.2:1,10.0.0.1:1"),
    "no connection to ipv4:10.0.0.2:1,10.0.0.1:1: 10.0.0.1:1 ECONNREFUSED",
  );
  const several = connectionFailure("dns:///orders", [
    failed(1, "a certificate", errno),
    failed(2, "the certificate has expired"),
    failed(3, "the certificate has expired"),
    failed(4, "the certificate has expired"),
  ]);
  assert.equal(
    several.rawMessage,
    "no connection to dns:///orders: 10.0.0.1:1 ECONNREFUSED; " +
      "10.0.0.1:2, 10.0.0.1:3: the certificate has expired; 1 more",
  );
});
