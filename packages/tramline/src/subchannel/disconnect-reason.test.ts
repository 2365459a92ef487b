import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionError, ErrorCode } from "@tramline/http2";
import { disconnectReason } from "./disconnect-reason.ts";
import { UnreachableError } from "./unreachable-error.ts";

const lost = (cause?: Error): UnreachableError =>
  new UnreachableError("127.0.0.1:1", "the connection ended", cause);
const withCode = (code: string): Error => Object.assign(new Error(code), { code });

test("the reasons that gRFC A94 lists", () => {
  assert.equal(disconnectReason(lost(), "goaway", "NO_ERROR"), "GOAWAY NO_ERROR");
  assert.equal(disconnectReason(lost(), "error", "PROTOCOL_ERROR"), "GOAWAY PROTOCOL_ERROR");
  for (const [code, reason] of [
    ["ECONNRESET", "connection reset"],
    ["ETIMEDOUT", "connection timed out"],
    ["ECONNABORTED", "connection aborted"],
    ["EPIPE", "socket error"],
    ["ERR_SOMETHING", "unknown"],
  ] as const) {
    assert.equal(disconnectReason(lost(withCode(code)), "error", undefined), reason);
    const wrapped = new Error("around it", { cause: withCode(code) });
    assert.equal(disconnectReason(lost(wrapped), "error", undefined), reason);
  }
  const silent = new ConnectionError(ErrorCode.NO_ERROR, "H2_PEER_SILENT", "no response to PING");
  assert.equal(disconnectReason(lost(silent), "error", undefined), "connection timed out");
  assert.equal(disconnectReason(lost(), "closed", undefined), "unknown");
  const broken = new ConnectionError(ErrorCode.PROTOCOL_ERROR, "H2_FRAME_SIZE", "too large");
  assert.equal(disconnectReason(lost(broken), "error", undefined), "unknown");
});

test("a chain of causes that is circular ends", () => {
  const error = new Error("around");
  error.cause = error;
  assert.equal(disconnectReason(lost(error), "error", undefined), "unknown");
});
