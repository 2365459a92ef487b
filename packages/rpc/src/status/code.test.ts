import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, codeFromNumber, codeName, parseCode } from "./code.ts";
import { codeFromHttpStatus } from "./http-status.ts";
import { codeFromHttp2Error } from "./http2-error.ts";

test("names and numbers belong together", () => {
  for (const [name, number] of Object.entries(Code)) assert.equal(codeName(number), name);
  assert.equal(Object.keys(Code).length, 17);
  assert.equal(Code.UNAUTHENTICATED, 16);
  assert.equal(codeName(17), "UNKNOWN");
});

test("unassigned numbers mean UNKNOWN", () => {
  assert.equal(codeFromNumber(5), Code.NOT_FOUND);
  for (const number of [-1, 17, 1.5, Number.NaN])
    assert.equal(codeFromNumber(number), Code.UNKNOWN);
});

test("a grpc-status value is decimal digits", () => {
  assert.equal(parseCode("0"), Code.OK);
  assert.equal(parseCode("16"), Code.UNAUTHENTICATED);
  for (const text of ["", "17", "-1", "+1", "1 ", "0x1", "00005x", "99999"]) {
    assert.equal(parseCode(text), Code.UNKNOWN, text);
  }
});

test("HTTP statuses", () => {
  const table = {
    400: 13,
    401: 16,
    403: 7,
    404: 12,
    429: 14,
    500: 2,
    502: 14,
    503: 14,
    504: 14,
    200: 2,
  };
  for (const [status, code] of Object.entries(table))
    assert.equal(codeFromHttpStatus(Number(status)), code);
});

test("HTTP/2 error codes", () => {
  const codes = [13, 13, 13, 13, 13, 13, 13, 14, 1, 13, 13, 8, 7, 13, 2];
  codes.forEach((code, errorCode) => {
    assert.equal(codeFromHttp2Error(errorCode), code, `error code ${errorCode}`);
  });
});
