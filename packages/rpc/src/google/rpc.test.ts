import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "../metadata/metadata.ts";
import { detail } from "../status/status-details.ts";
import { StatusError } from "../status/status-error.ts";
import { BadRequest, ErrorInfo, RetryInfo, Status } from "./rpc.ts";

const refusal = new StatusError("INVALID_ARGUMENT", "bad order", {
  details: [
    detail(BadRequest, { fieldViolations: [{ field: "items[0].count", description: "negative" }] }),
    detail(RetryInfo, { retryDelay: { seconds: 2n, nanos: 500_000_000 } }),
    detail(ErrorInfo, { reason: "BAD_ORDER", domain: "shop", metadata: { id: "7" } }),
  ],
});

test("details of google.rpc go out and come back typed", () => {
  const bytes = refusal.encodeDetails();
  assert.ok(bytes);
  const trailers = new Map([["grpc-status-details-bin", Buffer.from(bytes).toString("base64")]]);
  const received = StatusError.fromTrailers(
    3,
    "bad order",
    Metadata.fromFields([...trailers].flat()),
  );
  const [bad] = received.detailsOf(BadRequest);
  assert.equal(bad?.fieldViolations[0]?.field, "items[0].count");
  assert.equal(bad?.fieldViolations[0]?.description, "negative");
  assert.deepEqual(received.detailsOf(RetryInfo)[0]?.retryDelay, {
    seconds: 2n,
    nanos: 500_000_000,
  });
  assert.equal(received.detailsOf(ErrorInfo)[0]?.metadata.get("id"), "7");
});

test("the bytes are those of the contract's Status", () => {
  const bytes = refusal.encodeDetails();
  assert.ok(bytes);
  const status = Status.decode(bytes);
  assert.equal(status.code, 3);
  assert.equal(status.message, "bad order");
  assert.deepEqual(
    status.details.map(({ typeUrl }) => typeUrl),
    ["BadRequest", "RetryInfo", "ErrorInfo"].map(
      (name) => `type.googleapis.com/google.rpc.${name}`,
    ),
  );
  assert.deepEqual(Status.encode(status), bytes);
});

test("wrong fields of a detail do not compile, and throw in plain JavaScript", () => {
  // @ts-expect-error ErrorInfo has no such field
  assert.throws(() => detail(ErrorInfo, { cause: "x" }), /unknown property cause/);
});
