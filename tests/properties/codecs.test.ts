// Random messages of random contracts through every form and both implementations.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { arbitraryMessage } from "./src/arbitrary-message.ts";
import { arbitrarySchema } from "./src/arbitrary-schema.ts";
import { checkMessage, interpretedType } from "./src/check-message.ts";
import {
  generate,
  linkText,
  loadGenerated,
  messageTypes,
  removeGenerated,
} from "./src/load-schema.ts";
import { printSchema } from "./src/schema.ts";

after(removeGenerated);

describe("random messages of random contracts", () => {
  // The same ones in every run; `npm run fuzz -- --only contracts` looks for others.
  const schemas = fc.sample(arbitrarySchema, { seed: 20_261_126, numRuns: 30 });
  const kinds = new Set<string>();

  for (const [index, schema] of schemas.entries()) {
    test(`contract ${index}`, async () => {
      const text = printSchema(schema);
      const file = linkText(text);
      const generated = messageTypes(await loadGenerated(generate(file)));
      const messages = file.messages.filter(({ name }) => !name.startsWith("EnumHolder"));
      assert.equal(messages.length, schema.messages.length);
      for (const descriptor of messages) {
        for (const { type, label } of schema.messages.flatMap(({ fields }) => fields)) {
          kinds.add(`${label} ${type.kind === "scalar" ? type.scalar : type.kind}`);
        }
        const type = generated.get(descriptor.typeName);
        assert.ok(type, descriptor.typeName);
        fc.assert(
          fc.property(arbitraryMessage(descriptor), (init) =>
            checkMessage(type, interpretedType(type), init),
          ),
          { seed: index, numRuns: 8 },
        );
      }
    });
  }

  test("had every kind of field with every type", () => {
    assert.ok(kinds.size > 100, `${kinds.size} of ${7 * 18}`);
  });
});
