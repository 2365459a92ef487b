// Validators on generated messages: what violations say, values in CEL, and hostile messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileSync } from "@tramline/compiler";
import { createFileRegistry, dynamicType, type MessageInit } from "@tramline/protobuf";
import { createValidator, ValidateError } from "@tramline/validate";
import { Free, Plan, Shapes, SignUpRequest, Slow, Tree } from "./gen/forms/v1/forms.ts";

const validator = createValidator({ now: () => Date.UTC(2024, 0, 1) });

/** A form without violations, but for what is given. */
function form(changes: MessageInit<SignUpRequest> = {}): SignUpRequest {
  return SignUpRequest.create({
    email: "ada@example.com",
    displayName: "Ada",
    age: 36,
    contact: { case: "phoneNumber", value: "12345" },
    plan: Plan.FREE,
    ...changes,
  });
}

/** Violations as lines. */
function found(changes: MessageInit<SignUpRequest>): string[] {
  return validator
    .validate(SignUpRequest, form(changes))
    .map(({ fieldPath, ruleId, message, forKey }) => {
      return `${fieldPath} ${ruleId}${forKey ? " (key)" : ""}: ${message}`;
    });
}

test("a valid message has no violations", () => {
  assert.deepEqual(found({}), []);
});

const cases: readonly (readonly [MessageInit<SignUpRequest>, ...string[]])[] = [
  [{ email: "ada" }, "email string.email: must be a valid email address"],
  [{ email: "" }, "email string.email_empty: value is empty, which is not a valid email address"],
  [{ displayName: "𝒜".repeat(20) }],
  [{ displayName: "𝒜".repeat(21) }, "display_name string.max_len: must be at most 20 characters"],
  [{ age: 150 }, "age int32.gte_lt: must be greater than or equal to 18 and less than 150"],
  [
    { addresses: [{ street: "a", zipCode: "12345" }, { zipCode: "1" }] },
    "addresses[1].street required: value is required",
    "addresses[1].zip_code zip_code: must have 5 digits, got 1",
  ],
  [
    {
      labels: new Map([
        ["A", "x"],
        ["b", ""],
      ]),
    },
    'labels["A"] string.pattern (key): does not match regex pattern `^[a-z]+$`',
    'labels["b"] string.min_len: must be at least 1 characters',
  ],
  [{ password: "a", passwordAgain: "b" }, " passwords_match: the two passwords must be equal"],
  [{ contact: { case: undefined } }, "contact required: exactly one field is required in oneof"],
  [
    { contact: { case: "phoneNumber", value: "1" } },
    "phone_number string.min_len: must be at least 5 characters",
  ],
  [{ contact: { case: "faxNumber", value: "" } }],
  [{ born: { seconds: 1_800_000_000n, nanos: 0 } }, "born timestamp.lt_now: must be less than now"],
  [{ born: { seconds: 0n, nanos: 0 } }],
  [{ score: { value: 0n } }, "score int64.gt: must be greater than 0"],
  [
    { nickName: "a", anonymous: true },
    " message.oneof: only one of nick_name, anonymous can be set",
  ],
  [{ plan: 7 }, "plan enum.defined_only: value must be one of the defined enum values"],
  [{ plan: Plan.UNSPECIFIED }, "plan enum.not_in: must not be in list [0]"],
  [{ serial: "9007199254740993" }],
  [
    { serial: "9007199254740994" },
    "serial int64.lte: must be less than or equal to 9007199254740993",
  ],
];

for (const [changes, ...lines] of cases) {
  const printed = JSON.stringify(changes, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value instanceof Map ? [...value] : value,
  );
  test(`${printed} has ${lines.length === 0 ? "no violation" : lines.join(", ")}`, () => {
    assert.deepEqual(found(changes), lines);
  });
}

test("a violation has its path as buf.validate and as JavaScript have it, and that of its rule", () => {
  const [violation] = validator.validate(
    SignUpRequest,
    form({ addresses: [{ street: "a", zipCode: "1" }] }),
  );
  assert.deepEqual(violation?.path, ["addresses", 0, "zipCode"]);
  assert.deepEqual(
    violation?.field.map(({ fieldNumber, fieldName }) => [fieldNumber, fieldName]),
    [
      [4, "addresses"],
      [2, "zip_code"],
    ],
  );
  assert.equal(violation?.rulePath, "cel[0]");
});

test("no more than maxViolations are looked for", () => {
  const fast = createValidator({ maxViolations: 1 });
  assert.equal(fast.validate(SignUpRequest, SignUpRequest.create()).length, 1);
  assert.equal(validator.validate(SignUpRequest, SignUpRequest.create()).length, 5);
  const addresses = Array.from({ length: 100_000 }, () => ({}));
  assert.equal(validator.validate(SignUpRequest, form({ addresses })).length, 100);
  for (const maxViolations of [0, Number.NaN]) {
    assert.throws(() => createValidator({ maxViolations }), /invalid maxViolations: expected/);
  }
});

test("a type without rules, in it or in what it holds, is known as such", () => {
  assert.equal(validator.hasRules(Free), false);
  assert.equal(validator.hasRules(Tree), true);
  assert.deepEqual(validator.validate(Free, Free.create()), []);
});

const shapes: MessageInit<Shapes> = {
  small: -1,
  large: 9007199254740993n,
  text: "a",
  bytesValue: new Uint8Array([1]),
  list: [1, 2],
  nested: [
    { street: "x", zipCode: "12345" },
    { street: "y", zipCode: "12345" },
  ],
  byName: new Map([["k", { street: "z", zipCode: "12345" }]]),
  counts: new Map([[2, 3.5]]),
  wrapped: { value: 7 },
  choice: { case: "chosen", value: { street: "c", zipCode: "12345" } },
  json: { fields: new Map([["a", { kind: { case: "numberValue", value: 1 } }]]) },
  anyJson: { kind: { case: "stringValue", value: "j" } },
  duration: { seconds: 2n, nanos: 0 },
  plan: Plan.PAID,
  asText: "5",
};

test("CEL reads values of every shape, of generated and of dynamic messages", () => {
  const message = Shapes.create(shapes);
  assert.deepEqual(validator.validate(Shapes, message), []);
  const registry = createFileRegistry([]);
  assert.equal(registry.files.length, 0);
  const different = Shapes.create({ ...shapes, asText: "6" });
  assert.deepEqual(
    validator.validate(Shapes, different).map(({ ruleId }) => ruleId),
    ["shapes"],
  );
});

test("messages as deep as a decoder takes them are validated", () => {
  let tree: MessageInit<Tree> = { name: "long" };
  for (let depth = 0; depth < 90; depth++) tree = { child: tree };
  const [violation] = validator.validate(Tree, Tree.decode(Tree.encode(tree)));
  assert.equal(violation?.fieldPath, `${"child.".repeat(90)}name`);
});

test("a pattern takes time linear in its input, in standard rules and in CEL", () => {
  // Backtracking would try 2^60 ways.
  const text = `${"a".repeat(60)}!`;
  const violations = validator.validate(Slow, Slow.create({ text, byCel: text }));
  assert.deepEqual(
    violations.map(({ ruleId }) => ruleId),
    ["string.pattern", "this.matches('^(a+)+$')"],
  );
});

/** The error of a contract whose only message is `M`, with this in it. */
function contractError(body: string): string {
  const text = `syntax = "proto3"; import "buf/validate/validate.proto"; message M { ${body} } message E {}`;
  const { ok, files, diagnostics } = compileSync({
    files: ["m.proto"],
    resolve: (name) => (name === "m.proto" ? text : undefined),
  });
  assert.ok(ok, diagnostics.map(({ message }) => message).join("\n"));
  const descriptor = createFileRegistry(files).getMessage("M");
  assert.ok(descriptor !== undefined);
  try {
    createValidator().validate(descriptor, dynamicType(descriptor).create());
  } catch (error) {
    assert.ok(error instanceof ValidateError);
    return error.message;
  }
  return "none";
}

const mistakes: readonly (readonly [body: string, error: string])[] = [
  [
    "string a = 1 [(buf.validate.field).int32.gt = 1];",
    "VALIDATE_RULE_INVALID: M.a: invalid rules: expected string, got `int32`; use rules of `string` for this field",
  ],
  [
    'string a = 1 [(buf.validate.field).string.pattern = "("];',
    "VALIDATE_RULE_INVALID: M.a: invalid rules of `string`: error parsing regexp: missing closing ): `(`",
  ],
  [
    'option (buf.validate.message).cel_expression = "this.b == 1"; int32 a = 1;',
    'VALIDATE_RULE_INVALID: M: invalid CEL expression "this.b == 1": M has no field b',
  ],
  [
    "int32 a = 1 [(buf.validate.field).cel_expression = \"this.startsWith('a')\"];",
    "VALIDATE_RULE_INVALID: M.a: invalid CEL expression \"this.startsWith('a')\": no function int.startsWith(string)",
  ],
  [
    'int32 a = 1 [(buf.validate.field).cel_expression = "that > 1"];',
    'VALIDATE_RULE_INVALID: M.a: invalid CEL expression "that > 1": unknown name that',
  ],
  [
    'int32 a = 1 [(buf.validate.field).cel_expression = "f(this)"];',
    'VALIDATE_RULE_INVALID: M.a: invalid CEL expression "f(this)": unknown function f',
  ],
  [
    'E e = 1 [(buf.validate.field).cel_expression = "this.all(x, true)", (buf.validate.field).required = true];',
    "none",
  ],
  [
    'int32 a = 1 [(buf.validate.field).cel_expression = "1 / this > 0"];',
    'VALIDATE_RULE_FAILED: M.a: CEL expression "1 / this > 0" failed: int divide by zero',
  ],
  [
    'int32 a = 1 [(buf.validate.field).cel_expression = "this"];',
    'VALIDATE_RULE_FAILED: M.a: CEL expression "this" must return a bool or a string',
  ],
  [
    'option (buf.validate.message).oneof = {fields: ["x"]};',
    "VALIDATE_RULE_INVALID: M: invalid oneof rule: unknown field x",
  ],
];

for (const [body, error] of mistakes) {
  test(`${body} is ${error === "none" ? "compiled" : "an error"}`, () => {
    assert.equal(contractError(body), error);
  });
}
