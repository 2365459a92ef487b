import type { FileDescriptor, MessageDescriptor } from "@tramline/protobuf";

/** Where a name is written: in a message, or at the top of a file. */
export interface Scope {
  readonly file: FileDescriptor;
  readonly message: MessageDescriptor | undefined;
}

/**
 * A type's name as it may be written in a scope: of "shop.v1.Order.Item" just "Item" within Order, "Order.Item" in
 * the rest of the package, and all of it elsewhere.
 */
export function shortName(typeName: string, { file, message }: Scope): string {
  for (let at = message; at !== undefined; at = at.parent) {
    if (typeName.startsWith(`${at.typeName}.`)) return typeName.slice(at.typeName.length + 1);
  }
  const { packageName } = file;
  const isInPackage = packageName !== "" && typeName.startsWith(`${packageName}.`);
  return isInPackage ? typeName.slice(packageName.length + 1) : typeName;
}
