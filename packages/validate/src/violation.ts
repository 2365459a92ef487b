// Violations of rules, and the paths in them.

import type {
  ExtensionDescriptor,
  FieldDescriptor,
  FieldShape,
  OneofDescriptor,
} from "@tramline/protobuf";
import type {
  FieldPathElement,
  Violations as ViolationsMessage,
} from "@tramline/protobuf/buf/validate";

/** A rule that a message does not keep. */
export interface Violation {
  /**
   * The field, from the message that was validated: `lines[0].price`, `labels["color"]`. Names are those of the
   * contract. Empty for a rule of the whole message.
   */
  readonly fieldPath: string;
  /** The same as buf.validate.FieldPath has it. */
  readonly field: readonly FieldPathElement[];
  /**
   * The same as properties of JavaScript and ProtoJSON: `["lines", 0, "unitPrice"]`. Members of a oneof are
   * steps by their own name, without the oneof's.
   */
  readonly path: readonly (string | number)[];
  /** The id of the rule: `string.min_len`, `required`, or what a CEL rule has as its id. */
  readonly ruleId: string;
  /** The rule, as a path in buf.validate.FieldRules: `string.min_len`. Empty for a rule of a message. */
  readonly rulePath: string;
  /** The same as buf.validate.FieldPath has it. */
  readonly rule: readonly FieldPathElement[];
  /** The problem, for people: `must be at least 3 characters`. */
  readonly message: string;
  /** Whether the key of a map violates the rule, and not the value. */
  readonly forKey: boolean;
}

/** A rule of a plan: what violations of it say. */
export interface PlannedRule {
  readonly id: string;
  readonly path: readonly FieldPathElement[];
}

/** A step on the way to a value: the field, and within a list or map the index or key. */
export interface Step {
  readonly member: FieldDescriptor | OneofDescriptor;
  readonly key: ElementKey | undefined;
}

/** An index of a list, or a key of a map. */
export type ElementKey = string | number | bigint | boolean;

/** The element of a path for a field, an extension, or a oneof. */
export function pathElement(
  member: FieldDescriptor | ExtensionDescriptor | OneofDescriptor,
  key?: ElementKey,
): FieldPathElement {
  if (member.kind === "oneof") {
    return { fieldName: member.name, subscript: { case: undefined } };
  }
  const element: FieldPathElement = {
    fieldNumber: member.number,
    fieldName: member.kind === "extension" ? `[${member.fullName}]` : member.name,
    fieldType: typeNumber(member),
    subscript: { case: undefined },
  };
  if (key === undefined) return element;
  if (member.map === undefined) {
    element.subscript = { case: "index", value: BigInt(key) };
  } else {
    element.keyType = typeNumber(member.map.key);
    element.valueType = typeNumber(member.map.value);
    element.subscript = keySubscript(member.map.key, key);
  }
  return element;
}

const group = 10;

/** The number of a type in FieldDescriptorProto.Type. */
function typeNumber(field: FieldShape): FieldPathElement["fieldType"] {
  return field.delimited ? group : field.proto.type;
}

function keySubscript(field: FieldDescriptor, key: ElementKey): FieldPathElement["subscript"] {
  switch (field.type) {
    case "bool":
      return { case: "boolKey", value: key as boolean };
    case "string":
      return { case: "stringKey", value: key as string };
    case "uint32":
    case "uint64":
    case "fixed32":
    case "fixed64":
      return { case: "uintKey", value: BigInt(key) };
    default:
      return { case: "intKey", value: BigInt(key) };
  }
}

/** A path as text: `a.b[0].c["k"]`. */
export function printPath(elements: readonly FieldPathElement[]): string {
  let text = "";
  for (const { fieldName, subscript } of elements) {
    text += `${text === "" ? "" : "."}${fieldName}`;
    if (subscript.case === "stringKey") text += `[${JSON.stringify(subscript.value)}]`;
    else if (subscript.case !== undefined) text += `[${subscript.value}]`;
  }
  return text;
}

/** A path as properties. */
export function propertyPath(steps: readonly Step[]): (string | number)[] {
  const path: (string | number)[] = [];
  for (const { member, key } of steps) {
    path.push(member.kind === "oneof" ? member.localName : member.jsonName);
    if (key !== undefined) path.push(typeof key === "number" ? key : String(key));
  }
  return path;
}

/** Violations as the message that protovalidate's users expect in the details of an error. */
export function violationsMessage(violations: readonly Violation[]): ViolationsMessage {
  return {
    violations: violations.map(({ field, rule, ruleId, message, forKey }) => ({
      field: field.length === 0 ? undefined : { elements: [...field] },
      rule: rule.length === 0 ? undefined : { elements: [...rule] },
      ruleId,
      message,
      forKey: forKey ? true : undefined,
    })),
  };
}
