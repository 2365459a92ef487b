// Message types as Standard Schemas: the published interface, and how a form and a fetch handler use them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { standardSchema, ValidateError } from "@tramline/validate";
import { SignUpRequest, Tree } from "./gen/forms/v1/forms.ts";

const json = {
  email: "ada@example.com",
  displayName: "Ada",
  age: 36,
  phoneNumber: "12345",
  plan: "PLAN_FREE",
};

/** What a form library does: errors by the name of the field. */
async function formErrors(
  schema: StandardSchemaV1,
  values: unknown,
): Promise<Record<string, string>> {
  const result = await schema["~standard"].validate(values);
  const errors: Record<string, string> = {};
  for (const { message, path = [] } of result.issues ?? []) {
    const name = path.map((step) => (typeof step === "object" ? step.key : step)).join(".");
    errors[name] ??= message;
  }
  return errors;
}

test("the schema is one of the published interface, with the types of both ends", () => {
  const schema = standardSchema(SignUpRequest);
  const published: StandardSchemaV1<
    StandardSchemaV1.InferInput<typeof schema>,
    SignUpRequest
  > = schema;
  assert.equal(published["~standard"].version, 1);
  assert.equal(published["~standard"].vendor, "tramline");
});

test("a valid value becomes a message", () => {
  const result = standardSchema(SignUpRequest)["~standard"].validate(json);
  assert.ok(result.issues === undefined);
  assert.equal(result.value.displayName, "Ada");
  assert.deepEqual(result.value.contact, { case: "phoneNumber", value: "12345" });
});

test("a form gets the errors of its fields by name", async () => {
  const schema = standardSchema(SignUpRequest);
  assert.deepEqual(await formErrors(schema, json), {});
  assert.deepEqual(
    await formErrors(schema, {
      ...json,
      email: "ada",
      displayName: "",
      addresses: [{ street: "a", zipCode: "12345" }, { zipCode: "1" }],
      labels: { b: "" },
      password: "a",
    }),
    {
      "": "the two passwords must be equal",
      email: "must be a valid email address",
      displayName: "must be at least 1 characters",
      "addresses.1.street": "value is required",
      "addresses.1.zipCode": "must have 5 digits, got 1",
      "labels.b": "must be at least 1 characters",
    },
  );
});

test("a value that is not a message of the type has an issue where it is wrong", () => {
  const { validate } = standardSchema(SignUpRequest)["~standard"];
  const issues = (value: unknown) => (validate(value).issues ?? []).map(({ path }) => path);
  assert.deepEqual(issues({ ...json, age: "old" }), [["age"]]);
  assert.deepEqual(issues({ ...json, addresses: [{}, { street: 1 }] }), [
    ["addresses", 1, "street"],
  ]);
  assert.deepEqual(issues({ ...json, labels: { "a.b": 1 } }), [["labels", "a.b"]]);
  assert.deepEqual(issues({ ...json, unknown: 1 }), [["unknown"]]);
  for (const value of [undefined, null, 1, "", [], () => 1])
    assert.deepEqual(issues(value), [undefined]);
});

test("fields that the type lacks are passed over if wanted", () => {
  const schema = standardSchema(SignUpRequest, { json: { ignoreUnknownFields: true } });
  assert.equal(schema["~standard"].validate({ ...json, unknown: 1 }).issues, undefined);
});

test("a schema of literals takes what a message is created of", () => {
  const { validate } = standardSchema(SignUpRequest, { input: "message" })["~standard"];
  const literal = {
    ...json,
    phoneNumber: undefined,
    plan: 1,
    contact: { case: "faxNumber", value: "" },
  };
  const result = validate(literal);
  assert.ok(result.issues === undefined);
  assert.equal(result.value.displayName, "Ada");
  assert.deepEqual(
    validate({ ...literal, age: 1 }).issues?.map(({ path }) => path),
    [["age"]],
  );
  assert.equal(validate({ ...literal, age: "x" }).issues?.length, 1);
  assert.equal(validate(null).issues?.length, 1);
});

/** Values that throw when they are read, or throw things that cannot be read themselves. */
const exotic: readonly (readonly [string, () => unknown])[] = [
  [
    "a getter that throws",
    () => ({
      get email() {
        throw new Error("no email here");
      },
    }),
  ],
  [
    "a getter that throws undefined",
    () => ({
      get email() {
        throw undefined;
      },
    }),
  ],
  [
    "a getter that throws what has no text",
    () => ({
      get email() {
        throw Object.create(null);
      },
    }),
  ],
  [
    "a getter that throws an error whose message throws",
    () => ({
      get email() {
        throw Object.defineProperty(new Error(), "message", {
          get() {
            throw new Error("again");
          },
        });
      },
    }),
  ],
  [
    "a proxy that throws for everything",
    () => {
      const refuse = (): never => {
        throw new Error("not here");
      };
      return new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse, getPrototypeOf: refuse });
    },
  ],
  [
    "a proxy that was revoked",
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ["a symbol", () => Symbol("s")],
  ["a bigint", () => 1n],
  ["a symbol in a field", () => ({ email: Symbol("s") })],
  ["an object without a prototype in a field", () => ({ email: Object.create(null) as unknown })],
  ["a list that is a proxy", () => ({ addresses: new Proxy([], { get: () => Symbol("s") }) })],
];

for (const input of ["json", "message"] as const) {
  for (const [name, make] of exotic) {
    test(`${name} is an issue, and does not throw (${input})`, () => {
      const schema = (input === "json"
        ? standardSchema(SignUpRequest)
        : standardSchema(SignUpRequest, { input })) as unknown as StandardSchemaV1;
      const result = schema["~standard"].validate(make()) as StandardSchemaV1.Result<unknown>;
      assert.ok((result.issues?.length ?? 0) > 0);
      for (const { message } of result.issues ?? []) assert.equal(typeof message, "string");
    });
  }
}

test("a value within itself is an issue", () => {
  const tree: Record<string, unknown> = {};
  tree["child"] = tree;
  for (const schema of [standardSchema(Tree), standardSchema(Tree, { input: "message" })]) {
    const { validate } = (schema as unknown as StandardSchemaV1)["~standard"];
    assert.equal((validate(tree) as StandardSchemaV1.Result<unknown>).issues?.length, 1);
  }
});

test("a rule that fails for a value is an issue", () => {
  const { validate } = standardSchema(SignUpRequest, {
    validator: {
      hasRules: () => true,
      validate() {
        throw new ValidateError("VALIDATE_RULE_FAILED", "forms.v1.SignUpRequest", "no result");
      },
    },
  })["~standard"];
  assert.match(validate(json).issues?.[0]?.message ?? "", /no result/);
});
