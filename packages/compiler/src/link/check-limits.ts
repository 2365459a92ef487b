import { FeatureSet_ProtoLimitsFeature_EnforceProtoLimits as ProtoLimits } from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type {
  EnumDefinition,
  FileDefinition,
  MessageDefinition,
  OneofDefinition,
} from "../descriptor/definitions.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

// What protoc holds a descriptor to; its own tables are made for no more.
const MAX_PACKAGE_LENGTH = 511;
const MAX_PACKAGE_PARTS = 101;
const MAX_NAME_LENGTH = 65_535;
const MAX_FIELDS = 65_535;

/** The limits of edition 2026, which keep generated code within the limits of languages. */
const LIMITS_2026 = { fields: 1500, oneofs: 1000, oneofFields: 1200, values: 1700 };

/** Checks that no name is too long, and no message too large. */
export function checkLimits(file: FileDefinition, context: LinkInput): void {
  const { packageNode } = file;
  if (packageNode !== undefined) {
    const parts = file.package.split(".").length;
    const error = (text: string): void =>
      report(context.reporter, file, packageNode, "NAME_LENGTH", text);
    if (file.package.length > MAX_PACKAGE_LENGTH) {
      error(`The package's name is longer than ${MAX_PACKAGE_LENGTH} characters.`);
    } else if (parts > MAX_PACKAGE_PARTS) {
      error(`The package's name has more than ${MAX_PACKAGE_PARTS} parts.`);
    }
  }
  const check = (named: { readonly fullName: string }, node: Node): void => {
    if (named.fullName.length <= MAX_NAME_LENGTH) return;
    const text = `The full name is longer than ${MAX_NAME_LENGTH} characters.`;
    report(context.reporter, file, node, "NAME_LENGTH", text);
  };
  const pending: MessageDefinition[] = [...file.messages];
  const enums = [...file.enums];
  const fields = [...file.extensions];
  for (let message = pending.pop(); message !== undefined; message = pending.pop()) {
    check(message, message.nameNode);
    if (message.fields.length > MAX_FIELDS) {
      const text = `"${message.fullName}" has more than ${MAX_FIELDS} fields.`;
      report(context.reporter, file, message.nameNode, "FIELD_COUNT", text);
    }
    checkLimits2026(message, message.nameNode, "fields", message.fields.length, context);
    const oneofs = message.oneofs.filter(({ isSynthetic }) => !isSynthetic);
    checkLimits2026(message, message.nameNode, "oneofs", oneofs.length, context);
    for (const oneof of message.oneofs) {
      check(oneof, oneof.nameNode);
      checkLimits2026(oneof, oneof.nameNode, "oneofFields", oneof.fieldCount, context);
    }
    fields.push(...message.fields, ...message.extensions);
    enums.push(...message.enums);
    pending.push(...message.messages);
  }
  for (const field of fields) check(field, field.node.name);
  for (const declared of enums) {
    check(declared, declared.nameNode);
    checkLimits2026(declared, declared.nameNode, "values", declared.values.length, context);
    for (const value of declared.values) check(value, value.nameNode);
  }
  for (const service of file.services) {
    check(service, service.nameNode);
    for (const method of service.methods) check(method, method.nameNode);
  }
}

function checkLimits2026(
  definition: MessageDefinition | OneofDefinition | EnumDefinition,
  node: Node,
  limit: keyof typeof LIMITS_2026,
  count: number,
  context: LinkInput,
): void {
  const most = LIMITS_2026[limit];
  if (count <= most) return;
  const { file, features, name } = definition;
  if (features.enforceProtoLimits === ProtoLimits.LEGACY_NO_EXPLICIT_LIMITS) return;
  const what = limit === "oneofFields" ? "fields" : limit;
  const text = `"${name}" has ${count} ${what}, and ${most} are the most.`;
  report(context.reporter, file, node, "FIELD_COUNT", text, {
    notes: ['"features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS" turns this check off.'],
  });
}
