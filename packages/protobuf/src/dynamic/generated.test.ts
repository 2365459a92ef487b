// The interpreter and generated code are two codecs with one behaviour.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import * as wkt from "../wkt/index.ts";
import { dynamicType } from "./dynamic-type.ts";
import { Random, randomMessage } from "./testdata/random-message.ts";

const types = [
  wkt.FileDescriptorSet,
  wkt.Struct,
  wkt.Any,
  wkt.Timestamp,
  wkt.DoubleValue,
  wkt.UInt64Value,
  wkt.Api,
  wkt.Type,
];

describe("interpreted and generated", () => {
  for (const type of types) {
    test(type.typeName, () => {
      const generated = type as unknown as ReturnType<typeof dynamicType>;
      const dynamic = dynamicType(descriptorOf(type));
      assert.deepEqual(dynamic.create(), generated.create());
      const random = new Random(11);
      for (let i = 0; i < 40; i++) {
        const message = randomMessage(descriptorOf(type), random);
        const bytes = dynamic.encode(message);
        assert.deepEqual(generated.encode(message), bytes);
        assert.deepEqual(generated.decode(bytes), message);
        assert.deepEqual(dynamic.decode(bytes), generated.decode(bytes));
        assert.deepEqual(dynamic.create(message), generated.create(message));
      }
    });
  }
});
