import type { Node } from "../ast/nodes.ts";
import type { FileDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import type { LinkContext } from "./link-types.ts";
import { report } from "./report.ts";

// What protoc holds a descriptor to; its own tables are made for no more.
const MAX_PACKAGE_LENGTH = 511;
const MAX_PACKAGE_PARTS = 101;
const MAX_NAME_LENGTH = 65_535;
const MAX_FIELDS = 65_535;

/** Checks that no name is too long, and no message too large. */
export function checkLimits(file: FileDefinition, context: LinkContext): void {
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
    const text = `This name, with all that it stands in, is longer than ${MAX_NAME_LENGTH} characters.`;
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
    for (const oneof of message.oneofs) check(oneof, oneof.nameNode);
    fields.push(...message.fields, ...message.extensions);
    enums.push(...message.enums);
    pending.push(...message.messages);
  }
  for (const field of fields) check(field, field.node.name);
  for (const declared of enums) {
    check(declared, declared.nameNode);
    for (const value of declared.values) check(value, value.nameNode);
  }
  for (const service of file.services) {
    check(service, service.nameNode);
    for (const method of service.methods) check(method, method.nameNode);
  }
}
