import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { type TramResult, tram } from "../testdata/fake-terminal.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "tram-build-"));
  mkdirSync(path.join(cwd, "proto"));
  writeFileSync(
    path.join(cwd, "proto/options.proto"),
    `syntax = "proto2";
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions {
  optional string note = 50000 [retention = RETENTION_SOURCE];
  optional string kept = 50001;
}
`,
  );
  writeFileSync(
    path.join(cwd, "proto/order.proto"),
    `syntax = "proto3";
import "options.proto";
// An order.
message Order {
  option (note) = "n";
  option (kept) = "k";
  int64 unit_price = 1;
}
`,
  );
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const order = "proto/order.proto";

function run(...args: readonly string[]): Promise<TramResult> {
  return tram(["build", ...args], { cwd });
}

async function built(...args: readonly string[]): Promise<FileDescriptorSet> {
  const { status, stderr } = await run(...args, "-o", "out/x.binpb");
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  return FileDescriptorSet.decode(readFileSync(path.join(cwd, "out/x.binpb")));
}

function optionsOf(set: FileDescriptorSet): string {
  const bytes = set.file.at(-1)?.messageType[0]?.options?.$unknown ?? new Uint8Array(0);
  return Buffer.from(bytes).toString("latin1");
}

describe("tram build", () => {
  test("writes files and all that they import, with places and comments", async () => {
    const set = await built(order);
    assert.deepEqual(
      set.file.map(({ name }) => name),
      ["google/protobuf/descriptor.proto", "options.proto", "order.proto"],
    );
    const comments = set.file[2]?.sourceCodeInfo?.location.map((one) => one.leadingComments);
    assert.ok(comments?.includes(" An order.\n"));
    assert.equal(set.file[2]?.messageType[0]?.field[0]?.jsonName, "unitPrice");
  });

  test("leaves out imports, places, and options for readers of the source", async () => {
    const set = await built(order, "--exclude-imports", "--exclude-source-info");
    assert.deepEqual(
      set.file.map(({ name }) => name),
      ["order.proto"],
    );
    assert.equal(set.file[0]?.sourceCodeInfo, undefined);
    assert.match(optionsOf(set), /k$/);
    assert.doesNotMatch(optionsOf(set), /n/);
  });

  test("keeps those options when asked to", async () => {
    assert.match(optionsOf(await built(order, "--retain-options")), /n[^]*k$/);
  });

  test("takes the flags of protoc and buf for what it does anyway", async () => {
    const flags = ["--include-imports", "--include-source-info", "--as-file-descriptor-set"];
    assert.deepEqual(await built(order, ...flags), await built(order));
    const { status, stderr } = await run(order, "--include-imports", "--exclude-imports");
    assert.equal(status, 2);
    assert.match(stderr, /--include-imports and --exclude-imports do not go together/);
  });

  test("writes JSON, custom options by their names, when the file's name says so", async () => {
    const { status, stdout } = await run(order, "--exclude-imports", "-o", "x.json");
    assert.equal(status, 0);
    assert.equal(stdout, "✓ 1 file → x.json\n");
    const set = JSON.parse(readFileSync(path.join(cwd, "x.json"), "utf8")) as {
      readonly file: readonly { readonly name: string; readonly messageType: readonly object[] }[];
    };
    assert.equal(set.file[0]?.name, "order.proto");
    const [message] = set.file[0]?.messageType ?? [];
    assert.deepEqual((message as { options?: unknown }).options, { "[kept]": "k" });
  });

  test("writes the text format, and compresses, when the file's name says so", async () => {
    assert.equal((await run(order, "--exclude-imports", "-o", "x.txtpb")).status, 0);
    const text = readFileSync(path.join(cwd, "x.txtpb"), "utf8");
    assert.match(text, /^file \{\n {2}name: "order\.proto"\n[^]*\[kept\]: "k"/);
    assert.equal((await run(order, "-o", "x.binpb.gz")).status, 0);
    const set = FileDescriptorSet.decode(gunzipSync(readFileSync(path.join(cwd, "x.binpb.gz"))));
    assert.deepEqual(set, await built(order));
  });

  test("writes to stdout, and nothing else there", async () => {
    const printed = async (...args: readonly string[]): Promise<Buffer> => {
      const chunks: Uint8Array[] = [];
      const onBytes = (chunk: Uint8Array): void => void chunks.push(chunk);
      const result = await tram(["build", order, "-o", "-", ...args], { cwd, onBytes });
      const { status, stdout, stderr } = result;
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      return chunks.length === 0 ? Buffer.from(stdout) : Buffer.concat(chunks);
    };
    assert.deepEqual(FileDescriptorSet.decode(await printed()), await built(order));
    const json = JSON.parse((await printed("--format", "json")).toString()) as { file: unknown[] };
    assert.equal(json.file.length, 3);
  });

  test("refuses bytes for a terminal, and formats that there are not", async () => {
    const terminal = await tram(["build", "-o", "-"], { cwd, isTerminal: true });
    assert.equal(terminal.status, 2);
    assert.match(terminal.stderr, /Bytes are not for a terminal\.\n.*--format json/);
    const yaml = await run("-o", "x.yaml");
    assert.equal(yaml.status, 2);
    assert.match(
      yaml.stderr,
      /x\.yaml: descriptors are not written as yaml\.\n.*binpb, json, txtpb/,
    );
    const alone = await run("--format", "json");
    assert.equal(alone.status, 2);
    assert.match(alone.stderr, /--format goes with --out/);
  });

  test("without a file to write only checks", async () => {
    const { status, stdout } = await run();
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "✓ 3 files\n" });
    writeFileSync(path.join(cwd, order), "syntax = ");
    const broken = await run("-o", "x.binpb");
    assert.equal(broken.status, 1);
    assert.match(broken.stderr, /error\[/);
    assert.deepEqual(readdirSync(cwd), ["proto"]);
  });

  test("a file that cannot be written is an error that names it", async () => {
    const { status, stderr } = await run("-q", "-o", "proto");
    assert.equal(status, 1);
    assert.match(stderr, /error: proto cannot be written: /);
  });
});

test("bytes that are no UTF-8 are told of, with their place", async () => {
  const before =
    'syntax = "proto2";\n// \ufffd is meant: é\nmessage A {\n  optional bytes é = 1 [default = "';
  const source = Buffer.concat([
    Buffer.from(before),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"];\n}\n'),
  ]);
  writeFileSync(path.join(cwd, "proto/latin.proto"), source);
  const { status, stderr } = await run("proto/latin.proto", "-o", "x.binpb");
  assert.equal(status, 1);
  const column = before.length - before.lastIndexOf("\n");
  assert.match(stderr, new RegExp(`proto/latin.proto:4:${column}: the byte 0xff is not UTF-8`));
  assert.match(stderr, /Save the file as UTF-8.*\\xff/s);
});
