import { FieldDescriptorProto_Type as Type } from "@tramline/protobuf/wkt";
import type { FieldDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import { enumOf, type LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks that the entry messages made for map fields have names of their own. */
export function checkMapNames(message: MessageDefinition, context: LinkInput): void {
  const { reporter } = context;
  const { file } = message;
  const seen = new Map<string, MessageDefinition>();
  for (const nested of message.messages) {
    const other = seen.get(nested.name);
    if (other === undefined) {
      seen.set(nested.name, nested);
    } else if (other.isMapEntry || nested.isMapEntry) {
      const text = `The entry type "${nested.name}" of a map field has the name of another nested message.`;
      report(reporter, file, message.nameNode, "MAP_ENTRY_NAME", text);
    }
  }
  const others = [
    ...message.fields.map((field) => ({ name: field.name, what: "a field" })),
    ...message.enums.map((declared) => ({ name: declared.name, what: "an enum" })),
    ...message.oneofs.map((oneof) => ({ name: oneof.name, what: "a oneof" })),
  ];
  for (const { name, what } of others) {
    if (seen.get(name)?.isMapEntry !== true) continue;
    const text = `The entry type "${name}" of a map field has the name of ${what}.`;
    report(reporter, file, message.nameNode, "MAP_ENTRY_NAME", text);
  }
}

/** Checks the types of a map field's keys and values. */
export function checkMapTypes(
  field: FieldDefinition,
  entry: MessageDefinition,
  context: LinkInput,
): void {
  const [key, value] = entry.fields;
  if (key?.type === undefined || value?.type === undefined) return;
  const { reporter } = context;
  switch (key.proto.type) {
    case Type.ENUM:
      report(reporter, field.file, key.type, "MAP_KEY", "An enum cannot be the key of a map.");
      break;
    case Type.FLOAT:
    case Type.DOUBLE:
    case Type.BYTES:
    case Type.MESSAGE:
    case Type.GROUP:
      report(
        reporter,
        field.file,
        key.type,
        "MAP_KEY",
        "Floating point numbers, bytes and messages cannot be the key of a map.",
        { hint: "Keys are integers, booleans or strings." },
      );
      break;
    default:
      break;
  }
  const first = enumOf(value)?.values[0];
  if (first !== undefined && first.proto.number !== 0) {
    const text = "The first value of an enum must be 0 for it to be the value of a map.";
    report(reporter, field.file, value.type, "MAP_VALUE", text);
  }
}
