import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { Metadata, type MetadataInit, writeMetadata } from "./metadata.ts";
import { MetadataError, type MetadataErrorCode } from "./metadata-error.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

function written(init: MetadataInit): string[] {
  const fields: string[] = [];
  writeMetadata(init, { field: (name, value) => fields.push(name, value) });
  return fields;
}

function refuses(code: MetadataErrorCode, action: () => unknown, message?: RegExp): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof MetadataError);
    assert.equal(error.code, code);
    if (message) assert.match(error.message, message);
    return true;
  });
}

test("names are case-insensitive and hold several values in order", () => {
  const metadata = new Metadata({ Tag: "a" });
  metadata.append("TAG", "b").append("other", "x");
  assert.equal(metadata.get("tag"), "a");
  assert.deepEqual(metadata.getAll("Tag"), ["a", "b"]);
  assert.deepEqual(
    [...metadata],
    [
      ["tag", "a"],
      ["tag", "b"],
      ["other", "x"],
    ],
  );
  assert.equal(metadata.size, 3);
  metadata.set("tag", "c");
  assert.deepEqual(metadata.toJSON(), { other: ["x"], tag: ["c"] });
  metadata.set("tag", ["d", "e"]);
  assert.deepEqual(metadata.getAll("tag"), ["d", "e"]);
  assert.equal(metadata.delete("TAG"), true);
  assert.equal(metadata.delete("tag"), false);
  assert.equal(metadata.has("tag"), false);
  assert.equal(metadata.get("tag"), undefined);
  assert.deepEqual(metadata.getAll("tag"), []);
});

test("-bin names hold bytes, by type too", () => {
  const metadata = new Metadata({ "trace-bin": bytes(1, 2, 255) });
  const value: Uint8Array | undefined = metadata.get("trace-bin");
  assert.deepEqual(value, bytes(1, 2, 255));
  const text: string | undefined = metadata.get("text");
  assert.equal(text, undefined);
  // @ts-expect-error text under a -bin name
  refuses("RPC_METADATA_BINARY", () => metadata.set("trace-bin", "AQI="));
  // @ts-expect-error bytes under another name
  refuses("RPC_METADATA_TEXT", () => metadata.append("trace", bytes(1)));
  assert.deepEqual(written(metadata), ["trace-bin", "AQL/"]);
  metadata.append("trace-bin", bytes());
  assert.deepEqual(metadata.getAll("trace-bin"), [bytes(1, 2, 255), bytes()]);
});

test("later changes to given bytes change nothing", () => {
  const given = bytes(1);
  const metadata = new Metadata({ "a-bin": given });
  given[0] = 2;
  assert.deepEqual(metadata.get("a-bin"), bytes(1));
});

test("made from metadata, records and iterables", () => {
  const record = { a: "1", B: ["2", "3"], "c-bin": bytes(4), gone: undefined };
  const expected = ["a", "1", "b", "2", "b", "3", "c-bin", "BA"];
  assert.deepEqual(written(record), expected);
  assert.deepEqual(written(new Metadata(record)), expected);
  assert.deepEqual(written(new Metadata(new Metadata(record))), expected);
  assert.deepEqual(written(new Map([["a", "1"]])), ["a", "1"]);
  assert.deepEqual(
    written([
      ["a", "1"],
      ["c-bin", bytes(4)],
    ]),
    ["a", "1", "c-bin", "BA"],
  );
  assert.deepEqual(written(Object.create({ inherited: "x" })), []);
  const merged = new Metadata({ a: "0" }).merge(record);
  assert.deepEqual(merged.getAll("a"), ["0", "1"]);
  const twice = merged.merge(merged);
  assert.equal(twice.size, 10);
});

test("invalid names are refused", () => {
  for (const name of ["", "a b", "ä", "a:b", "a\n", "a/b"]) {
    refuses("RPC_METADATA_NAME", () => new Metadata().set(name, "x"));
    refuses("RPC_METADATA_NAME", () => written({ [name]: "x" }));
  }
  new Metadata().set("a_b-c.d0", "x");
});

test("names of HTTP and gRPC are refused with a hint", () => {
  for (const name of [
    ":path",
    "grpc-status",
    "Grpc-Foo",
    "content-type",
    "TE",
    "user-agent",
    "host",
  ]) {
    refuses("RPC_METADATA_RESERVED", () => new Metadata().append(name, "x"));
    refuses("RPC_METADATA_RESERVED", () => written({ [name]: "x" }));
  }
  refuses("RPC_METADATA_RESERVED", () => written({ "grpc-timeout": "1S" }), /timeoutMs/);
  assert.deepEqual(written({ "grpc-trace-bin": bytes(0) }), ["grpc-trace-bin", "AA"]);
});

test("values are printable ASCII without white space at the ends", () => {
  assert.deepEqual(written({ a: "  b c ", d: "", e: "~ !" }), ["a", "b c", "d", "", "e", "~ !"]);
  for (const value of ["ü", "a\nb", "\t", "\x7f", "a\0"]) {
    refuses("RPC_METADATA_VALUE", () => written({ key: value }), /"key"/);
  }
  refuses("RPC_METADATA_VALUE", () => written({ token: "geheim\n" }), /^(?!.*geheim)/);
  refuses("RPC_METADATA_TEXT", () => written({ a: 1 as unknown as string }));
  refuses("RPC_METADATA_BINARY", () => written({ "a-bin": 1 as unknown as string }));
});

test("a refused value leaves the metadata as it was", () => {
  const metadata = new Metadata({ a: "1" });
  refuses("RPC_METADATA_VALUE", () => metadata.set("a", ["2", "\n"]));
  assert.deepEqual(metadata.getAll("a"), ["1"]);
});

test("received fields: protocol's own hidden, the array untouched", () => {
  const fields = Object.freeze([
    ":path",
    "/a/b",
    "content-type",
    "application/grpc",
    "te",
    "trailers",
    "grpc-timeout",
    "1S",
    "user-agent",
    "x/1",
    "grpc-previous-rpc-attempts",
    "2",
    "a",
    "1",
    "__proto__",
    "p",
    "t-bin",
    "AQ==,Ag, AwQ",
    "text",
    "1,2",
  ]);
  const metadata = Metadata.fromFields(fields);
  assert.equal(metadata.size, 8);
  assert.equal(metadata.get("content-type"), undefined);
  assert.equal(metadata.get("user-agent"), "x/1");
  assert.deepEqual(metadata.getAll("t-bin"), [bytes(1), bytes(2), bytes(3, 4)]);
  assert.equal(metadata.get("text"), "1,2");
  assert.deepEqual(Object.keys(metadata.toJSON()), [
    "user-agent",
    "grpc-previous-rpc-attempts",
    "a",
    "__proto__",
    "t-bin",
    "text",
  ]);
  metadata.set("a", "2");
  assert.equal(fields[13], "1");
  // Passing on what was received leaves out what is reserved.
  assert.deepEqual(written(metadata), [
    "__proto__",
    "p",
    "t-bin",
    "AQ==",
    "t-bin",
    "Ag",
    "t-bin",
    "AwQ",
    "text",
    "1,2",
    "a",
    "2",
  ]);
});

test("setting and appending to received metadata keeps what was received", () => {
  const metadata = Metadata.fromFields(["a", "1", "b", "2"]);
  metadata.set("b", "3").append("c", "4");
  assert.deepEqual(metadata.toJSON(), { a: ["1"], b: ["3"], c: ["4"] });
});

test("broken base64 from a peer is told when it is read, not before", () => {
  const metadata = Metadata.fromFields(["t-bin", "A!"]);
  assert.deepEqual(metadata.toJSON(), { "t-bin": ["A!"] });
  refuses("RPC_METADATA_BASE64", () => metadata.get("t-bin"), /"t-bin"/);
});

test("base64 both ways against Node's own", () => {
  for (let length = 0; length < 70; length++) {
    const given = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    const padded = Buffer.from(given).toString("base64");
    const bare = padded.replace(/=+$/, "");
    assert.equal(encodeBase64(given), bare);
    assert.deepEqual(decodeBase64(bare), given);
    assert.deepEqual(decodeBase64(padded), given);
  }
  for (const text of ["A", "AAAAA", "A=", "A===", "AA=A", "AA=", "A-_A", "AA AA", "AAé=", "="]) {
    assert.equal(decodeBase64(text), undefined, text);
  }
  for (const text of ["AA\n==", " AAAA", "AAAA\t", "AA\fAA", "AAAA\r\n", "\u00a0AAAA"]) {
    assert.equal(decodeBase64(text), undefined, JSON.stringify(text));
  }
  assert.deepEqual(decodeBase64("AB=="), bytes(0), "bits beyond the last byte");
});

test("console.log shows the entries", () => {
  const metadata = new Metadata({ tag: ["a", "b"], "t-bin": bytes(0) });
  assert.equal(inspect(metadata), "Metadata { tag: [ 'a', 'b' ], 't-bin': [ 'AA' ] }");
  assert.match(inspect(Metadata.deferred({ tag: "a" })), /tag/, "of what was not looked at before");
});
