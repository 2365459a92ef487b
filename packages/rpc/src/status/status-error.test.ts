import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { BadRequest, ErrorInfo, QuotaFailure, RetryInfo } from "../google/rpc.ts";
import { Metadata } from "../metadata/metadata.ts";
import { MetadataError } from "../metadata/metadata-error.ts";
import { Code } from "./code.ts";
import { detailJson } from "./detail-fields.ts";
import { showDetail } from "./show-detail.ts";
import { decodeStatusRecord, detail, encodeStatusRecord } from "./status-details.ts";
import { StatusError } from "./status-error.ts";

/** A message type whose one field is text, encoded as its bytes. */
const Note = {
  typeName: "test.Note",
  encode: (message: { text?: string }) => new TextEncoder().encode(message.text ?? ""),
  decode: (bytes: Uint8Array) => ({ text: new TextDecoder().decode(bytes) }),
};
const Other = { ...Note, typeName: "test.Other" };

test("code by name or number, message with and without it", () => {
  const error = new StatusError("NOT_FOUND", "no order 7");
  assert.equal(error.code, "NOT_FOUND");
  assert.equal(error.codeNumber, 5);
  assert.equal(error.rawMessage, "no order 7");
  assert.equal(error.message, "NOT_FOUND: no order 7");
  assert.equal(error.name, "StatusError");
  assert.match(String(error.stack), /^StatusError|^Error/);
  assert.ok(error instanceof Error);
  assert.equal(new StatusError(Code.ABORTED).message, "ABORTED");
  assert.equal("cause" in new StatusError("ABORTED"), false);
});

test("an error is never OK", () => {
  assert.equal(new StatusError("OK", "x").code, "UNKNOWN");
  assert.equal(new StatusError(99 as Code, "x").code, "UNKNOWN");
  assert.equal(new StatusError("NO_SUCH" as "OK", "x").code, "UNKNOWN");
});

test("details go out and come back typed", () => {
  const sent = new StatusError("INVALID_ARGUMENT", "schlecht ☺", {
    details: [
      detail(Note, { text: "one" }),
      detail(Other, { text: "x" }),
      detail(Note, { text: "two" }),
    ],
  });
  const bytes = sent.encodeDetails();
  assert.ok(bytes);
  const fields = ["grpc-status", "3", "grpc-status-details-bin", toBase64(bytes), "k", "v"];
  const received = StatusError.fromTrailers(3, "schlecht ☺", Metadata.fromFields(fields));
  assert.deepEqual(received.detailsOf(Note), [{ text: "one" }, { text: "two" }]);
  assert.equal(received.detailsOf({ ...Note, typeName: "test.Absent" }).length, 0);
  assert.equal(received.metadata.get("k"), "v");
  assert.equal(new StatusError("ABORTED").encodeDetails(), undefined);
});

test("broken or contradicting details are ignored", () => {
  const record = encodeStatusRecord({
    code: 5,
    message: "",
    details: [detail(Note, { text: "x" })],
  });
  for (const value of ["!!", "CAU=x", toBase64(new Uint8Array([0x1a, 0x7f])), toBase64(record)]) {
    const error = StatusError.fromTrailers(
      3,
      "m",
      Metadata.fromFields(["grpc-status-details-bin", value]),
    );
    assert.equal(error.code, "INVALID_ARGUMENT");
    assert.deepEqual(error.details, []);
  }
});

test("google.rpc.Status in bytes", () => {
  const value = new Uint8Array(300).fill(7);
  const record = {
    code: 16,
    message: "é",
    details: [
      { typeUrl: "a/b", value },
      { typeUrl: "", value: new Uint8Array(0) },
    ],
  };
  const bytes = encodeStatusRecord(record);
  assert.deepEqual([...bytes.subarray(0, 7)], [0x08, 16, 0x12, 2, 0xc3, 0xa9, 0x1a]);
  assert.deepEqual(decodeStatusRecord(bytes), record);
  // Unknown fields of each wire type are passed over.
  const unknown = [0x20, 0x80, 0x01, 0x29, 1, 2, 3, 4, 5, 6, 7, 8, 0x32, 1, 9, 0x3d, 1, 2, 3, 4];
  assert.deepEqual(decodeStatusRecord(new Uint8Array([...unknown, 0x08, 2])), {
    code: 2,
    message: "",
    details: [],
  });
  assert.deepEqual(decodeStatusRecord(new Uint8Array()), { code: 0, message: "", details: [] });
  // A detail whose last value reaches over its end.
  assert.equal(decodeStatusRecord(new Uint8Array([0x1a, 2, 0x18, 0x80, 0x01])), undefined);
  for (let end = 1; end < bytes.length; end++) {
    const cut = decodeStatusRecord(bytes.subarray(0, end));
    assert.ok(cut === undefined || cut.details.length < 2);
  }
});

test("anything thrown becomes a status", () => {
  const own = new StatusError("ABORTED", "x");
  assert.equal(StatusError.from(own), own);

  const failure = new Error("disk full");
  const unknown = StatusError.from(failure);
  assert.equal(unknown.code, "UNKNOWN");
  assert.equal(unknown.rawMessage, "disk full");
  assert.equal(unknown.cause, failure);

  const controller = new AbortController();
  controller.abort();
  assert.equal(StatusError.from(controller.signal.reason).code, "CANCELLED");
  assert.equal(
    StatusError.from(new DOMException("late", "TimeoutError")).code,
    "DEADLINE_EXCEEDED",
  );
  assert.equal(StatusError.from(new MetadataError("RPC_METADATA_NAME", "m")).code, "INTERNAL");
  assert.equal(StatusError.from("text").rawMessage, "text");
  assert.equal(StatusError.from(undefined).code, "UNKNOWN");
  assert.equal(StatusError.from({ secret: 1 }).rawMessage.includes("secret"), false);

  const foreign = Object.assign(new Error("NOT_FOUND: x"), {
    name: "StatusError",
    codeNumber: 5,
    rawMessage: "x",
  });
  assert.equal(StatusError.from(foreign).code, "NOT_FOUND");
});

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

test("printing an error shows the fields of details that google.rpc has", () => {
  const error = new StatusError("INVALID_ARGUMENT", "bad", {
    details: [
      detail(BadRequest, {
        fieldViolations: [
          {
            field: "id",
            description: "empty",
            localizedMessage: { locale: "de", message: "leer" },
          },
        ],
      }),
      detail(ErrorInfo, { reason: "R", domain: "d", metadata: { k: "v", l: "w" } }),
      detail(RetryInfo, { retryDelay: { seconds: 1n, nanos: 500_000_000 } }),
      detail(QuotaFailure, { violations: [{ quotaId: "q", quotaValue: 7n }] }),
      { typeUrl: "type.googleapis.com/shop.v1.Reason", value: Uint8Array.of(1) },
    ],
  });
  const received = StatusError.fromTrailers(
    error.codeNumber,
    "bad",
    Metadata.fromFields(["grpc-status-details-bin", toBase64(error.encodeDetails() as Uint8Array)]),
  );
  for (const [one, what] of [
    [error, "made"],
    [received, "received"],
  ] as const) {
    const text = inspect(one).replace(/\s+/g, " ");
    for (const part of [
      "google.rpc.BadRequest { fieldViolations: [ { field: 'id', description: 'empty', localizedMessage: { locale: 'de', message: 'leer' } } ] }",
      "google.rpc.ErrorInfo { reason: 'R', domain: 'd', metadata: { k: 'v', l: 'w' } }",
      "google.rpc.RetryInfo { retryDelay: '1.5 s' }",
      "google.rpc.QuotaFailure { violations: [ { quotaId: 'q', quotaValue: 7n } ] }",
    ]) {
      assert.ok(text.includes(part), `${what}: ${part} in ${text}`);
    }
  }
  assert.deepEqual(Object.keys(received.details[0] ?? {}), ["typeUrl", "value"]);
  assert.match(
    inspect(received.details[4]),
    /^shop\.v1\.Reason \{ value: Uint8Array\(1\) \[ 1 \] \}$/,
  );
  const broken = { typeUrl: "x/google.rpc.BadRequest", value: Uint8Array.of(10, 99) };
  assert.match(inspect(showDetail(broken)), /^google\.rpc\.BadRequest \{ value: /);
});

test("the text of what is not a StatusError can be left out", () => {
  const hidden = StatusError.withoutText(new Error("secret"));
  assert.equal(hidden.message, "UNKNOWN: the handler threw an error");
  assert.match(String(hidden.cause), /secret/);
  assert.equal(StatusError.withoutText("secret").rawMessage, "the handler threw an error");
  const timeout = StatusError.withoutText(new DOMException("secret", "TimeoutError"));
  assert.equal(timeout.message, "DEADLINE_EXCEEDED: the handler threw an error");
  const own = new StatusError("NOT_FOUND", "no order");
  assert.equal(StatusError.withoutText(own), own);
});

test("details in JSON have Durations in seconds, and texts as they are", () => {
  const retry = detail(RetryInfo, { retryDelay: { seconds: 1n, nanos: 500_000_000 } });
  assert.deepEqual(detailJson("google.rpc.RetryInfo", retry.value), { retryDelay: "1.5s" });
  const info = detail(ErrorInfo, { reason: "R", metadata: { retryDelay: "5 s" } });
  assert.deepEqual(detailJson("google.rpc.ErrorInfo", info.value), {
    reason: "R",
    metadata: { retryDelay: "5 s" },
  });
});
