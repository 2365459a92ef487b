// Random messages of random contracts through every form and both implementations.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import {
  createRegistry,
  descriptorOf,
  fromJson,
  type JsonObject,
  type JsonType,
  type JsonValue,
  type MessageType,
  type Registry,
  toJson,
} from "@tramline/protobuf";
import fc from "fast-check";
import { arbitraryExtended, arbitraryMessage } from "./src/arbitrary-message.ts";
import { arbitrarySchema } from "./src/arbitrary-schema.ts";
import { checkMessage, interpretedType, jsonOutcome } from "./src/check-message.ts";
import { contentsOf } from "./src/contents.ts";
import {
  generate,
  jsonTypes,
  linkText,
  loadGenerated,
  messageTypes,
  removeGenerated,
} from "./src/load-schema.ts";
import { isHolder, printSchema, type SchemaSpec } from "./src/schema.ts";

after(removeGenerated);

/** What is no message, or an odd part of one. */
const oddJson: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(
    ...[
      null,
      true,
      0,
      -1,
      1.5,
      1e300,
      -0,
      "",
      "0",
      "1e2",
      "-5",
      " 1",
      "NaN",
      "-Infinity",
      "AQ==",
      "true",
    ],
    ...["2026-01-31T12:00:00Z", "1.5s", "a,b.c", "18446744073709551616", "__proto__", "\ud800"],
    ...[[], [null], [[]], {}, { "@type": "" }, { a: null }],
  ),
  fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as JsonValue),
);

/** Puts something into a place of it, or takes that out. */
function damage(json: JsonValue, at: number, odd: JsonValue, key: string): JsonValue {
  if (typeof json !== "object" || json === null) return odd;
  const keys = Object.keys(json);
  const name = keys[at % (keys.length + 1)];
  const copy = (Array.isArray(json) ? [...json] : { ...json }) as JsonObject;
  if (name === undefined) {
    if (Array.isArray(copy)) copy.push(odd);
    else copy[key] = odd;
  } else if (at % 7 === 0) {
    delete copy[name];
  } else {
    copy[name] = damage(copy[name] ?? null, Math.floor(at / (keys.length + 1)), odd, key);
  }
  return Array.isArray(copy) ? Object.values(copy) : copy;
}

/** By generated code and by descriptor, damaged JSON is the same message, or wrong in the same way. */
function checkDamaged(
  json: JsonType<object>,
  binary: MessageType<object>,
  registry: Registry,
  numRuns: number,
  counts: { taken: number; refused: number },
): void {
  const names = descriptorOf(binary).fields.flatMap(({ name, jsonName }) => [name, jsonName]);
  const key = fc.constantFrom("none", "__proto__", "[none]", "@type", "value", ...names);
  const interpreted = interpretedType(binary);
  fc.assert(
    fc.property(
      arbitraryMessage(descriptorOf(binary), contentsOf(descriptorOf(binary).file)),
      fc.nat(),
      oddJson,
      key,
      fc.boolean(),
      (init, at, odd, name, ignoreUnknownFields) => {
        const good = toJson(interpreted, interpreted.create(init), { registry });
        const bad = damage(good, at, odd, name);
        const options = { registry, ignoreUnknownFields };
        const expected = jsonOutcome(() => fromJson(interpreted, bad, options));
        assert.deepEqual(
          jsonOutcome(() => json.fromJson(bad, options)),
          expected,
        );
        const text = JSON.stringify(bad);
        assert.deepEqual(
          jsonOutcome(() => json.parse(text, options)),
          jsonOutcome(() => fromJson(interpreted, JSON.parse(text) as JsonValue, options)),
        );
        if ("code" in expected && "path" in expected) counts.refused++;
        else counts.taken++;
      },
    ),
    { seed: 7, numRuns },
  );
}

describe("random messages of random contracts", () => {
  // The same ones in every run; `npm run fuzz -- --only contracts` looks for others.
  const schemas = fc.sample(arbitrarySchema, { seed: 20_261_126, numRuns: 32 });
  const kinds = new Set<string>();
  const damaged = { taken: 0, refused: 0 };

  for (const [index, schema] of schemas.entries()) {
    test(`contract ${index}, ${schema.syntax}`, async () => {
      const text = printSchema(schema);
      const file = linkText(text);
      const exports = await loadGenerated(generate(file));
      const binary = messageTypes(exports);
      const json = jsonTypes(exports);
      const messages = file.messages.filter(({ name }) => !isHolder(name));
      assert.equal(messages.length, schema.messages.length);
      noteKinds(schema, kinds);
      const registry = createRegistry(file);
      for (const descriptor of messages) {
        const codecs = {
          binary: binary.get(descriptor.typeName),
          json: json.get(descriptor.typeName),
        };
        assert.ok(codecs.binary && codecs.json, descriptor.typeName);
        const generated = { binary: codecs.binary, json: codecs.json };
        const interpreted = interpretedType(generated.binary);
        fc.assert(
          fc.property(arbitraryExtended(descriptor, registry, contentsOf(file)), (init) =>
            checkMessage(generated, interpreted, init, registry),
          ),
          { seed: index, numRuns: 8 },
        );
        checkDamaged(generated.json, generated.binary, registry, 10, damaged);
      }
    });
  }

  test("had every kind of field with every type, in each syntax", () => {
    assert.ok(kinds.size > 220, `${kinds.size} of ${4 * 7 * 18}`);
  });

  test("were damaged to what is taken, and to what is not", () => {
    assert.ok(damaged.taken > 100 && damaged.refused > 100, JSON.stringify(damaged));
  });
});

function noteKinds(schema: SchemaSpec, kinds: Set<string>): void {
  for (const { type, label } of schema.messages.flatMap(({ fields }) => fields)) {
    const what = type.kind === "scalar" ? type.scalar : type.kind;
    kinds.add(`${schema.syntax} ${label} ${what}`);
  }
}
