// Some servers tell files without their import lines: @grpc/grpc-js builds one file per package of what it
// has loaded, and lists no imports.

import type { DescriptorProto, FileDescriptorProto } from "@tramline/protobuf/wkt";
import { commonTypes } from "../common-types.ts";

/**
 * Adds to each file the imports that it lacks: the files that declare the types it uses. Those of
 * well-known types are added to the set where it lacks them.
 *
 * @param protos files by name; replaced by completed ones
 */
export function completeImports(protos: Map<string, FileDescriptorProto>): void {
  const declaredIn = new Map<string, string>();
  for (const [name, proto] of protos) {
    for (const typeName of declaredTypes(proto)) {
      if (!declaredIn.has(typeName)) declaredIn.set(typeName, name);
    }
  }
  // What is added while this runs is walked too; well-known files are complete.
  for (const [name, proto] of protos) {
    const imports = new Set(proto.dependency);
    for (const { type, scope } of usedTypes(proto)) {
      const file = fileOf(type, scope, declaredIn);
      if (file === undefined || file === name) continue;
      imports.add(file);
      const known = commonTypes().getFile(file);
      if (!protos.has(file) && known !== undefined) protos.set(file, known.proto);
    }
    if (imports.size > proto.dependency.length) {
      protos.set(name, { ...proto, dependency: [...imports] });
    }
  }
}

/** The file that declares a type, which is named in full with a leading dot, or from a scope. */
function fileOf(
  type: string,
  scope: string,
  declaredIn: ReadonlyMap<string, string>,
): string | undefined {
  const find = (name: string): string | undefined =>
    declaredIn.get(name) ??
    (commonTypes().getMessage(name) ?? commonTypes().getEnum(name))?.file.name;
  if (type.startsWith(".")) return find(type.slice(1));
  for (let at = scope; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    const found = find(`${at}.${type}`);
    if (found !== undefined) return found;
  }
  return find(type);
}

function declaredTypes(proto: FileDescriptorProto): string[] {
  const prefix = proto.package === undefined || proto.package === "" ? "" : `${proto.package}.`;
  const found = proto.enumType.map((enumeration) => prefix + (enumeration.name ?? ""));
  for (const [message, name] of messagesOf(proto)) {
    found.push(name);
    for (const enumeration of message.enumType) found.push(`${name}.${enumeration.name ?? ""}`);
  }
  return found;
}

interface UsedType {
  readonly type: string;
  /** Full name of the declaration around the use. */
  readonly scope: string;
}

function usedTypes(proto: FileDescriptorProto): UsedType[] {
  const scope = proto.package ?? "";
  const found: UsedType[] = [];
  const add = (type: string | undefined, from: string): void => {
    if (type !== undefined && type !== "") found.push({ type, scope: from });
  };
  for (const [message, name] of messagesOf(proto)) {
    for (const field of message.field) add(field.typeName, name);
    for (const extension of message.extension) {
      add(extension.typeName, name);
      add(extension.extendee, name);
    }
  }
  for (const extension of proto.extension) {
    add(extension.typeName, scope);
    add(extension.extendee, scope);
  }
  for (const service of proto.service) {
    for (const method of service.method) {
      add(method.inputType, scope);
      add(method.outputType, scope);
    }
  }
  return found;
}

/** All messages of a file with their full names, nested ones too. */
function messagesOf(proto: FileDescriptorProto): [DescriptorProto, string][] {
  const prefix = proto.package === undefined || proto.package === "" ? "" : `${proto.package}.`;
  const found: [DescriptorProto, string][] = proto.messageType.map((message) => [
    message,
    prefix + (message.name ?? ""),
  ]);
  // Grows while it is walked.
  for (const [message, name] of found) {
    for (const nested of message.nestedType) found.push([nested, `${name}.${nested.name ?? ""}`]);
  }
  return found;
}
