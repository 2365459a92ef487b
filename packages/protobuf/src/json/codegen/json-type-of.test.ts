import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ours } from "../../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../../dynamic/testdata/random-message.ts";
import { fromJsonString } from "../from-json.ts";
import { registry } from "../json.test.support.ts";
import { JsonError } from "../json-error.ts";
import type { JsonValue } from "../json-value.ts";
import { toJson, toJsonString } from "../to-json.ts";
import { jsonTypeOf } from "./json-type-of.ts";

const OPTIONS = [
  { registry },
  { registry, alwaysEmitImplicit: true },
  { registry, alwaysEmitImplicit: true, useProtoFieldName: true, enumAsInteger: true },
];

/** Returns the result of a function, or the code of the error that it throws. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof JsonError, String(error));
    return `${error.code} ${error.path}`;
  }
}

/** The same JSON with one value somewhere in it replaced. */
function mutate(json: JsonValue, random: Random): JsonValue {
  const replacements: readonly JsonValue[] = [null, "x", "", 5, -1.5, true, [], {}, [null], "NaN"];
  if (typeof json !== "object" || json === null || random.below(4) === 0) {
    return random.pick(replacements);
  }
  const keys = Object.keys(json);
  if (keys.length === 0) return random.pick(replacements);
  const key = random.pick(keys);
  const copy = structuredClone(json) as Record<string, JsonValue>;
  copy[key] = mutate(copy[key] ?? null, random);
  if (random.below(10) === 0) copy["unknown"] = 1;
  return copy;
}

describe("the JSON codec object of a descriptor does what the interpreter does", () => {
  for (const typeName of ["test.Everything", "test.old.Old"]) {
    const descriptor = ours(typeName);
    const type = jsonTypeOf(descriptor);

    test(`prints and parses random messages ${typeName}`, () => {
      const random = new Random(11);
      for (let i = 0; i < 60; i++) {
        const message = randomMessage(descriptor, random);
        for (const options of OPTIONS) {
          assert.deepEqual(type.toJson(message, options), toJson(descriptor, message, options));
          const text = type.print(message, options);
          assert.deepEqual(
            JSON.parse(text),
            JSON.parse(toJsonString(descriptor, message, options)),
          );
          assert.deepEqual(type.parse(text, options), message);
        }
      }
    });

    test(`accepts and rejects the same texts for ${typeName}`, () => {
      const random = new Random(13);
      let rejected = 0;
      for (let i = 0; i < 400; i++) {
        const json = toJson(descriptor, randomMessage(descriptor, random), { registry });
        const text = JSON.stringify(mutate(json, random));
        for (const ignoreUnknownFields of [false, true]) {
          const options = { registry, ignoreUnknownFields };
          const expected = outcome(() => fromJsonString(descriptor, text, options));
          assert.deepEqual(
            outcome(() => type.parse(text, options)),
            expected,
            text,
          );
          if (typeof expected === "string") rejected += 1;
        }
      }
      assert.ok(rejected > 50);
    });
  }

  test("the codec object of a type is made once", () => {
    assert.equal(jsonTypeOf(ours("test.Everything")), jsonTypeOf(ours("test.Everything")));
  });
});
