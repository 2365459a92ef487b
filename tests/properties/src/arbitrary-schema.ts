import fc from "fast-check";
import { hostileNames, nameKey } from "./hostile-names.ts";
import {
  type EnumSpec,
  type FieldSpec,
  foreignNumbers,
  keyTypes,
  type MessageSpec,
  type SchemaSpec,
  type Syntax,
  scalarTypes,
  type TypeSpec,
  wellKnownTypes,
} from "./schema.ts";

const plainName = fc.stringMatching(/^[a-z]{1,3}(_[a-z0-9]{1,3}){0,2}$/);
const name = fc.oneof(plainName, fc.constantFrom(...hostileNames));

const type: fc.Arbitrary<TypeSpec> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("scalar" as const),
      scalar: fc.constantFrom(...scalarTypes),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("message" as const, "enum" as const),
      index: fc.nat(5),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("wellKnown" as const),
      name: fc.constantFrom(...wellKnownTypes),
    }),
  },
);

/** Numbers of one to five bytes as tags, without those that the language keeps for itself. */
const fieldNumber = fc
  .oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 536_870_911 }))
  .map((number) => (number >= 19_000 && number <= 19_999 ? number - 10_000 : number))
  .map((number) =>
    number >= foreignNumbers.extensions && number < foreignNumbers.end ? number - 1000 : number,
  );

const field: fc.Arbitrary<FieldSpec> = fc.record({
  name,
  number: fieldNumber,
  type,
  label: fc.constantFrom("implicit", "optional", "required", "repeated", "map", "oneof", "group"),
  key: fc.constantFrom(...keyTypes),
  repacked: fc.boolean(),
  jstype: fc.constantFrom("JS_NORMAL", "JS_NORMAL", "JS_STRING", "JS_NUMBER"),
});

const message: fc.Arbitrary<MessageSpec> = fc
  .uniqueArray(field, {
    minLength: 0,
    maxLength: 10,
    comparator: (a, b) => a.number === b.number || nameKey(a.name) === nameKey(b.name),
  })
  .map((fields) => ({ name: "", oneof: "one_of_them", fields }));

/** The names of values of an enum must be no keywords of the body that they stand in. */
const valueName = name.filter((each) => !/^(option|reserved)$/.test(each));

const enumeration = (syntax: Syntax): fc.Arbitrary<EnumSpec> =>
  fc
    .record({
      closed: syntax === "proto3" ? fc.constant(false) : fc.boolean(),
      values: fc.uniqueArray(
        fc.tuple(valueName, fc.oneof(fc.integer({ min: -5, max: 20 }), fc.integer())),
        {
          minLength: 1,
          maxLength: 5,
          comparator: (a, b) => nameKey(a[0]) === nameKey(b[0]) || a[1] === b[1],
        },
      ),
    })
    .map(({ closed, values }) => {
      if (syntax === "proto2" || closed) return { closed, values };
      // The first value of an open enum is zero.
      const rest = values.filter(([, number]) => number !== 0);
      return { closed, values: [["ZERO_VALUE_OF_ENUM", 0], ...rest] as const };
    });

/** Extensions are numbered as they come, and in no oneof, map or group; none is required. */
const extensions: fc.Arbitrary<readonly FieldSpec[]> = fc
  .uniqueArray(field, { maxLength: 4, comparator: (a, b) => nameKey(a.name) === nameKey(b.name) })
  .map((fields) =>
    fields.map((each, index) => ({
      ...each,
      number: foreignNumbers.extensions + index,
      label: each.label === "repeated" ? "repeated" : "optional",
    })),
  );

/** A contract that the compiler takes, with all kinds of fields, and names that mean something elsewhere. */
export const arbitrarySchema: fc.Arbitrary<SchemaSpec> = fc
  .constantFrom<Syntax>("proto2", "proto3", "2023", "2024")
  .chain((syntax) =>
    fc.record({
      syntax: fc.constant(syntax),
      packageName: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join(".")),
      messages: fc.array(message, { minLength: 1, maxLength: 4 }),
      names: fc.uniqueArray(name, { minLength: 4, maxLength: 4, selector: nameKey }),
      enums: fc.array(enumeration(syntax), { minLength: 1, maxLength: 2 }),
      extensions,
    }),
  )
  .map(({ names, messages, ...schema }) => ({
    ...schema,
    messages: messages.map((each, index) => ({ ...each, name: names[index] ?? `M${index}` })),
  }));
