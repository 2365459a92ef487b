import {
  type DynamicMessage,
  dynamicType,
  type ExtensibleMessage,
  type FieldShape,
  type MessageDescriptor,
  type Registry,
  setExtension,
  Writer,
} from "@tramline/protobuf";
import fc from "fast-check";
import { inheritedNames } from "./hostile-names.ts";
import { foreignNumbers } from "./schema.ts";

const int32 = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
const uint32 = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const int64 = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 3n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
/** Any text that UTF-8 can hold. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(...inheritedNames),
  fc.nat(300).map((length) => "x".repeat(length)),
);

/** How deep messages lie in one another here. */
const maxDepth = 3;

/**
 * Literals of messages of a type: with some of the fields, of any value that both binary and JSON can hold.
 *
 * @param contents what an Any may hold
 */
export function arbitraryMessage(
  type: MessageDescriptor,
  contents: readonly MessageDescriptor[] = [],
  depth = 0,
): fc.Arbitrary<DynamicMessage> {
  const known = wellKnown(type, contents, depth);
  if (known !== undefined) return known;
  const required: Record<string, fc.Arbitrary<unknown>> = {};
  const optional: Record<string, fc.Arbitrary<unknown>> = {};
  for (const member of type.members) {
    if (member.kind === "oneof") {
      const cases = member.fields.filter((field) => !isTooDeep(field, depth));
      if (cases.length === 0) continue;
      optional[member.localName] = fc.oneof(
        ...cases.map((field) =>
          singular(field, contents, depth).map((value) => ({ case: field.localName, value })),
        ),
      );
    } else if (member.required) {
      required[member.localName] = singular(member, contents, depth);
    } else if (!isTooDeep(member.map?.value ?? member, depth)) {
      optional[member.localName] = ofMember(member, contents, depth);
    }
  }
  return fc
    .tuple(fc.record(required), fc.record(optional, { requiredKeys: [], noNullPrototype: true }))
    .map(([some, others]) => ({ ...some, ...others }));
}

function isTooDeep(field: FieldShape, depth: number): boolean {
  return field.message !== undefined && depth >= maxDepth;
}

function ofMember(
  field: FieldShape,
  contents: readonly MessageDescriptor[],
  depth: number,
): fc.Arbitrary<unknown> {
  const maxLength = depth === 0 ? 5 : 2;
  if (field.map !== undefined) {
    const { key, value } = field.map;
    const entry = fc.tuple(singular(key, contents, depth), singular(value, contents, depth));
    return fc.array(entry, { maxLength }).map((entries) => new Map(entries));
  }
  const one = singular(field, contents, depth);
  return field.repeated ? fc.array(one, { maxLength }) : one;
}

function singular(
  field: FieldShape,
  contents: readonly MessageDescriptor[],
  depth: number,
): fc.Arbitrary<unknown> {
  switch (field.type) {
    case "message":
      return field.message === undefined
        ? fc.constant({})
        : arbitraryMessage(field.message, contents, depth + 1);
    case "enum": {
      const numbers = (field.enum?.values ?? []).map(({ number }) => number);
      const named = fc.constantFrom(...numbers);
      return field.openEnum ? fc.oneof(named, int32) : named;
    }
    case "double":
      return fc.double();
    case "float":
      return fc.float();
    case "bool":
      return fc.boolean();
    case "string":
      return text;
    case "bytes":
      return fc.uint8Array({ maxLength: 12 });
    case "int32":
    case "sint32":
    case "sfixed32":
      return int32;
    case "uint32":
    case "fixed32":
      return uint32;
    default: {
      const isSigned = field.type !== "uint64" && field.type !== "fixed64";
      if (field.jstype === "number") return isSigned ? fc.maxSafeInteger() : fc.maxSafeNat();
      const integer = isSigned ? int64 : uint64;
      return field.jstype === "string" ? integer.map(String) : integer;
    }
  }
}

/** Those well-known types whose JSON form does not have every value. */
function wellKnown(
  type: MessageDescriptor,
  contents: readonly MessageDescriptor[],
  depth: number,
): fc.Arbitrary<DynamicMessage> | undefined {
  const nanos = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 }));
  switch (type.typeName) {
    case "google.protobuf.Timestamp":
      return fc.record({
        seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
        nanos,
      });
    case "google.protobuf.Duration":
      return fc
        .record({
          seconds: fc.bigInt({ min: 0n, max: 315_576_000_000n }),
          nanos,
          minus: fc.boolean(),
        })
        .map(({ minus, ...length }) =>
          minus ? { seconds: -length.seconds, nanos: 0 - length.nanos } : length,
        );
    case "google.protobuf.FieldMask":
      return fc.record({
        paths: fc.array(fc.stringMatching(/^[a-z]{1,3}(_[a-z]{1,3})?(\.[a-z]{1,3})?$/), {
          maxLength: 3,
        }),
      });
    case "google.protobuf.Value":
      return valueMessage(type, depth);
    case "google.protobuf.Any":
      return contents.length === 0 || depth >= maxDepth
        ? fc.constant({})
        : fc.constantFrom(...contents).chain((content) => packed(content, contents, depth));
    default:
      return undefined;
  }
}

/** An Any. */
function packed(
  content: MessageDescriptor,
  contents: readonly MessageDescriptor[],
  depth: number,
): fc.Arbitrary<DynamicMessage> {
  return arbitraryMessage(content, contents, depth + 1).map((init) => ({
    typeUrl: `type.googleapis.com/${content.typeName}`,
    value: dynamicType(content).encode(init).slice(),
  }));
}

/** A Value that holds something, and no number that JSON lacks. */
function valueMessage(type: MessageDescriptor, depth: number): fc.Arbitrary<DynamicMessage> {
  const cases = type.fields.filter((field) => !isTooDeep(field, depth));
  return fc.oneof(
    ...cases.map((field) =>
      (field.type === "double"
        ? fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
        : field.type === "enum"
          ? fc.constant(0)
          : singular(field, [], depth)
      ).map((value) => ({ kind: { case: field.localName, value } })),
    ),
  );
}

/** The same with extensions that a registry has, and with fields that nobody knows. */
export function arbitraryExtended(
  type: MessageDescriptor,
  registry: Registry,
  contents: readonly MessageDescriptor[],
): fc.Arbitrary<DynamicMessage> {
  const values = registry
    .getExtensionsOf(type)
    .map((extension) => fc.option(ofMember(extension, contents, 1), { nil: undefined }));
  return fc
    .tuple(
      arbitraryMessage(type, contents),
      fc.tuple(...values),
      fc.array(unknownField, { maxLength: 3 }),
    )
    .map(([message, extensions, unknown]) => {
      const carrier: ExtensibleMessage = {};
      if (unknown.length > 0) carrier.$unknown = Uint8Array.from(unknown.flat());
      registry.getExtensionsOf(type).forEach((extension, index) => {
        if (extensions[index] !== undefined) setExtension(carrier, extension, extensions[index]);
      });
      return { ...message, ...carrier };
    });
}

/** The bytes of a field of each wire type, groups in groups among them. */
const unknownField: fc.Arbitrary<number[]> = fc
  .tuple(
    fc.integer({ min: foreignNumbers.unknown, max: foreignNumbers.end - 1 }),
    fc.constantFrom(0, 1, 2, 3, 5),
    fc.uint8Array({ minLength: 8, maxLength: 12 }),
  )
  .map(([number, wireType, bytes]) => {
    const writer = new Writer();
    const tag = number * 8 + wireType;
    if (wireType === 0) writer.uint64(tag, BigInt(`0x${bytes.slice(0, 8).join("").slice(0, 14)}`));
    else if (wireType === 2) writer.bytesField(tag, bytes);
    else {
      writer.tag(tag);
      if (wireType !== 3) writer.raw(bytes.subarray(0, wireType === 1 ? 8 : 4));
      else {
        writer.bool(8, true);
        writer.tag(19);
        writer.tag(20);
        writer.tag(tag + 1);
      }
    }
    return [...writer.slice(0)];
  });
