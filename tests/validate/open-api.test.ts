// Rules in the schemas of an OpenAPI document: valid for two validators of others, and of one mind with the rules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { registerSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import { validate as validateDocument } from "@hyperjump/json-schema/openapi-3-1";
import { Validator } from "@seriousme/openapi-schema-validator";
import { openApi } from "@tramline/gateway";
import { standardSchema } from "@tramline/validate";
import { Described, FormService } from "./gen/forms/v1/forms.ts";

const document = JSON.parse(JSON.stringify(openApi([FormService]))) as ReturnType<typeof openApi>;

test("the document is valid for @seriousme/openapi-schema-validator", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    document as unknown as Parameters<Validator["validate"]>[0],
  );
  assert.ok(valid, JSON.stringify(errors, null, 2));
});

test("the document and its schemas are valid for @hyperjump/json-schema", async () => {
  const check = await validateDocument("https://spec.openapis.org/oas/3.1/schema-base");
  const { valid, ...output } = check(document as unknown as Parameters<typeof check>[0], "BASIC");
  assert.ok(valid, JSON.stringify(output).slice(0, 2000));
});

const uri = "https://forms.example/described";
registerSchema(
  {
    $ref: "#/components/schemas/forms.v1.Described",
    components: document.components,
  } as unknown as Parameters<typeof registerSchema>[0],
  uri,
  "https://json-schema.org/draft/2020-12/schema",
);

const valid: Readonly<Record<string, unknown>> = {
  code: "a.b",
  flavor: "sweet",
  other: "y",
  address: "192.0.2.1",
  ratio: 1,
  outside: -1,
  large: "2",
  numbers: [1, 2],
  counts: { ab: 7 },
  raw: "AQID",
  maybe: "",
  agreed: true,
  plan: "PLAN_FREE",
  must: "",
  boxed: 4,
  left: "",
  unportable: "AAA",
  passedOver: "two",
};

/** Changes of the valid message, and whether it is valid with them. */
const changes: readonly (readonly [change: Record<string, unknown>, isValid: boolean])[] = [
  [{}, true],
  [{ code: "a.bc" }, false],
  [{ code: "b.c" }, false],
  [{ code: "a.B" }, false],
  [{ flavor: "salty" }, false],
  [{ other: "x" }, false],
  [{ address: "" }, false],
  [{ ratio: 0 }, false],
  [{ ratio: 1.5 }, false],
  [{ ratio: undefined }, true],
  [{ outside: 10 }, false],
  [{ outside: 11 }, true],
  [{ large: "3" }, false],
  [{ numbers: [] }, false],
  [{ numbers: [1, 2, 3] }, false],
  [{ numbers: [1, 1] }, false],
  [{ numbers: [0] }, false],
  [{ counts: {} }, false],
  [{ counts: { abc: 7 } }, false],
  [{ counts: { a: 8 } }, false],
  [{ counts: { a: 7, b: 7, c: 7 } }, false],
  [{ raw: "AQIDBA==" }, false],
  [{ maybe: "a" }, false],
  [{ maybe: "ab" }, true],
  [{ agreed: false }, false],
  [{ plan: "PLAN_PAID" }, false],
  [{ must: undefined }, false],
  [{ boxed: 5 }, false],
  [{ boxed: null }, true],
  [{ left: undefined }, false],
  [{ left: undefined, right: "r" }, true],
  [{ right: "r" }, false],
];

for (const [change, isValid] of changes) {
  test(`${JSON.stringify(change)} ${isValid ? "keeps" : "violates"} both the rules and the schema`, async () => {
    const value = JSON.parse(JSON.stringify({ ...valid, ...change })) as never;
    const { issues } = standardSchema(Described)["~standard"].validate(value);
    assert.equal(issues === undefined, isValid, JSON.stringify(issues));
    assert.equal((await validate(uri, value)).valid, isValid);
  });
}

test("a pattern that ECMAScript reads otherwise is left out, as are rules that are passed over", () => {
  const { properties } = document.components.schemas["forms.v1.Described"] as {
    properties: Record<string, unknown>;
  };
  assert.deepEqual(properties["unportable"], { type: "string" });
  assert.deepEqual(properties["passedOver"], { type: "string" });
  assert.deepEqual(properties["address"], { type: "string", minLength: 1, format: "ipv4" });
});

test("examples keep the rules that they can", () => {
  const content = document.paths["/v1/signUps"]?.["post"]?.requestBody?.content;
  const example = content?.["application/json"]?.example as Record<string, unknown>;
  assert.equal(example["email"], "ada@example.com");
  assert.equal(example["age"], 18);
  const described = document.paths["/v1/describe"]?.["post"]?.requestBody?.content;
  const other = described?.["application/json"]?.example as Record<string, unknown>;
  assert.equal(other["flavor"], "sweet");
  assert.equal(other["large"], "1");
  assert.deepEqual(other["numbers"], [1]);
  assert.equal(other["code"], "a.c");
  assert.equal(other["ratio"], 1);
  assert.equal(other["outside"], 11);
  assert.equal(other["boxed"], 4);
});
