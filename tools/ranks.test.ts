import assert from "node:assert/strict";
import test from "node:test";
import { judge } from "./ranks.ts";

const manifests = new Map([
  ["protobuf", { name: "@tramline/protobuf" }],
  ["http2", { name: "@tramline/http2" }],
  ["rpc", { name: "@tramline/rpc", dependencies: { "@tramline/protobuf": "1.0.0" } }],
  [
    "tramline",
    { name: "tramline", dependencies: { "@tramline/rpc": "1.0.0", "@tramline/http2": "1.0.0" } },
  ],
  ["services", { name: "@tramline/services", dependencies: { tramline: "1.0.0" } }],
]);

const messages = (modules: Record<string, string>): string[] =>
  judge({ modules: new Map(Object.entries(modules)), manifests }).map(
    ({ at, message }) => `${at} ${message}`,
  );

test("imports of lower ranks, of own files and of allowed node: modules pass", () => {
  assert.deepEqual(
    messages({
      "packages/http2/src/net/socket.ts":
        'import net from "node:net"; import { a } from "../a.ts";',
      "packages/http2/src/a.ts": "export const a = 1;",
      "packages/rpc/src/b.ts": 'import { x } from "@tramline/protobuf/codegen/v1";',
      "packages/rpc/src/b.test.ts": 'import test from "node:test"; import { b } from "./b.ts";',
      "packages/tramline/src/c.ts": 'import { y } from "@tramline/rpc"; import fs from "node:fs";',
      "packages/services/src/d.ts": 'import { z } from "tramline";',
      "tests/soak/main.ts": 'import { z } from "tramline"; import "../shared.ts";',
    }),
    [],
  );
});

test("a higher rank, the same rank, and the package itself are refused", () => {
  const found = messages({
    "packages/rpc/src/up.ts": '\nimport { x } from "tramline";',
    "packages/http2/src/same.ts": 'import type { x } from "@tramline/protobuf";',
    "packages/tramline/src/self.ts": 'import { x } from "tramline";',
  });
  assert.match(
    found[0] ?? "",
    /^packages\/rpc\/src\/up\.ts:2 rpc \(rank 1\) may not import tramline \(rank 2\)/,
  );
  assert.match(found[1] ?? "", /http2 \(rank 0\) may not import protobuf \(rank 0\)/);
  assert.match(found[2] ?? "", /is this package itself/);
  assert.equal(found.length, 3);
});

test("node: outside its rooms is refused", () => {
  const found = messages({
    "packages/http2/src/frame/a.ts": 'import net from "node:net";',
    "packages/rpc/src/a.ts": 'import { Buffer } from "node:buffer";',
  });
  assert.match(found[0] ?? "", /http2 imports node: in src\/net\/ only/);
  assert.match(found[1] ?? "", /rpc runs outside Node too/);
});

test("a path that leaves its package is refused, from programs too", () => {
  const found = messages({
    "packages/rpc/src/a.ts": 'import "../../protobuf/src/index.ts";',
    "packages/rpc/src/b.ts": 'import "../testdata/x.ts";',
    "bench/codec/a.ts": 'import "../../packages/protobuf/src/wire/reader.ts";',
    "packages/rpc/src/c.ts": 'import "./a";',
  });
  assert.equal(found.filter((message) => / leaves /.test(message)).length, 3);
  assert.match(found[3] ?? "", /end relative imports in \.ts/);
});

test("packages of others are declared, and kept out of the core", () => {
  const found = messages({
    "packages/protobuf/src/a.ts": 'import "left-pad";',
    "packages/tramline/src/a.ts": 'import "@tramline/protobuf"; import "left-pad/x";',
  });
  assert.match(found[0] ?? "", /protobuf needs no package of others/);
  assert.match(found[1] ?? "", /"@tramline\/protobuf" is not among the dependencies/);
  assert.match(found[2] ?? "", /"left-pad" is not among the dependencies/);
});

test("a manifest may not name what its sources may not import", () => {
  const found = judge({
    modules: new Map(),
    manifests: new Map([
      ["rpc", { name: "@tramline/rpc", dependencies: { tramline: "1.0.0", "left-pad": "1.0.0" } }],
      ["cellar", { name: "@tramline/cellar" }],
    ]),
  }).map(({ message }) => message);
  assert.match(found[0] ?? "", /rpc \(rank 1\) depends on tramline \(rank 2\)/);
  assert.match(found[1] ?? "", /rpc depends on left-pad/);
  assert.match(found[2] ?? "", /cellar has no rank/);
});

test("an import cycle between files is refused, through types too", () => {
  const found = messages({
    "packages/rpc/src/a.ts": 'import { b } from "./b.ts";',
    "packages/rpc/src/b.ts": 'import type { A } from "./a.ts";',
  });
  assert.match(
    found[0] ?? "",
    /import cycle: packages\/rpc\/src\/a\.ts → packages\/rpc\/src\/b\.ts → packages\/rpc\/src\/a\.ts/,
  );
});
