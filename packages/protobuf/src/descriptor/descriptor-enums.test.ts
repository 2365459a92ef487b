import assert from "node:assert/strict";
import { test } from "node:test";
import * as generated from "../wkt/gen/google/protobuf/descriptor.ts";
import * as enums from "./descriptor-enums.ts";

test("the linker's numbers are those of descriptor.proto", () => {
  const known = new Map<string, object>(Object.entries(generated));
  assert.ok(Object.keys(enums).length > 8);
  for (const [name, values] of Object.entries(enums)) {
    assert.deepEqual(values, known.get(name), name);
  }
});
