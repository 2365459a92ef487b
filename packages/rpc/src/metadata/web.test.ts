// Browsers judge names and values of metadata as Node does.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as names from "./field-name.ts";
import * as webNames from "./field-name-web.ts";
import * as values from "./field-value.ts";
import * as webValues from "./field-value-web.ts";
import { MetadataError } from "./metadata-error.ts";

// The same names, of the same types.
const ofNames: typeof names = webNames;
const ofValues: typeof values = webValues;

/** The result of a step, or the code of its error. */
function outcome(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    assert.ok(error instanceof MetadataError);
    assert.match(error.message, /^invalid metadata /);
    return error.code;
  }
}

const fieldNames = [
  ...["", "x", "X-Trace", "a_b.c-d9", "a b", "ü", "a:b", ":path", "-bin", "x-bin", "X-BIN", "xbin"],
  ...[
    "content-type",
    "content-types",
    "Content-Length",
    "te",
    "tea",
    "user-agent",
    "host",
    "hosts",
  ],
  ...["connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "cookie"],
  ...["grpc-", "grpc-trace-bin", "grpc-tags-bin", "grpc-tags-bin2", "grpc-retry-pushback-ms"],
  ...["grpc-status", "grpc-status-details-bin", "grpc-message", "grpc-message-type"],
  ...["grpc-encoding", "grpc-accept-encoding", "grpc-timeout", "grpc-previous-rpc-attempts"],
  ...["content-encoding", "accept-encoding", "accept", "connect-protocol-version"],
  ...["connect-timeout-ms", "connect-content-encoding", "connect-accept-encoding", "connect-x"],
];

test("names", () => {
  for (const name of fieldNames) {
    const judge = (code: typeof names) => [
      code.isBinaryName(name),
      code.isReservedName(name),
      code.isProtocolName(name),
      code.foldName(name),
      outcome(() => code.settableName(name)),
    ];
    assert.deepEqual(judge(ofNames), judge(names), name);
  }
});

test("values, both ways", () => {
  const all = ["", " padded ", "~", "é", "a\nb", "AQI", "AQI=", "A", "x".repeat(100)];
  for (const name of ["x", "x-bin"]) {
    for (const value of [...all, new Uint8Array(0), Uint8Array.of(1, 2), 5 as unknown as string]) {
      assert.deepEqual(
        outcome(() => ofValues.wireValue(name, value)),
        outcome(() => values.wireValue(name, value)),
        `${name}: ${String(value)}`,
      );
    }
    for (const wire of all) {
      assert.deepEqual(
        outcome(() => ofValues.valueFromWire(name, wire)),
        outcome(() => values.valueFromWire(name, wire)),
        `${name}: ${wire}`,
      );
    }
  }
});
