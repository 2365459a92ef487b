// A group of proto2 became a message of an edition that is encoded as one, and the other way round.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileSync, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry, dynamicType } from "@tramline/protobuf";
import { both } from "./both.ts";
import * as older from "./gen/old/evolution/closed.ts";

const text = `
edition = "2023";
package evolution.closed;

message Machine {
  string name = 1 [features.field_presence = LEGACY_REQUIRED];
  Engine engine = 7 [features.message_encoding = DELIMITED];
  repeated Wheel wheel = 8 [features.message_encoding = DELIMITED];
  // No longer a group.
  Engine spare = 20;

  message Engine {
    int32 power = 1;
    string maker = 2;
  }
  message Wheel {
    int32 size = 1;
  }
}
`;

const compiled = compileSync({
  files: ["closed.proto"],
  resolve: (name) => (name === "closed.proto" ? text : undefined),
});
assert.ok(compiled.ok, compiled.diagnostics.map((one) => renderDiagnostic(one)).join("\n"));
const descriptor = createFileRegistry(compiled.files).getMessage("evolution.closed.Machine");
assert.ok(descriptor);
const New = dynamicType(descriptor);

for (const { name, type: Old } of both(older.Machine)) {
  describe(`a group and a delimited message, ${name}`, () => {
    const init = { name: "m", engine: { power: 5 }, wheel: [{ size: 1 }, {}] };

    test("are the same on the wire", () => {
      const bytes = Old.encode(init);
      assert.deepEqual(New.decode(bytes), New.create(init));
      assert.deepEqual(New.encode(init), bytes);
      assert.deepEqual(Old.decode(New.encode(init)), Old.create(init));
    });

    test("and what is new in them is passed on", () => {
      const newer = { ...init, engine: { power: 5, maker: "x" }, spare: { power: 6 } };
      assert.deepEqual(New.decode(Old.encode(Old.decode(New.encode(newer)))), New.create(newer));
    });

    test("but not the same as a message with its length", () => {
      const bytes = New.encode({ name: "m", spare: { power: 6 } });
      // Field 20 as field 7.
      const moved = Uint8Array.from([10, 1, 109, 0x3a, ...bytes.slice(5)]);
      const read = New.decode(moved);
      assert.equal(read["engine"], undefined);
      assert.deepEqual(read["$unknown"], moved.slice(3));
    });
  });
}
