// The types of a contract as the CEL library knows them: descriptors of @bufbuild/protobuf, made of ours once
// for each file whose rules have CEL.

import {
  createFileRegistry as createEsRegistry,
  type DescExtension,
  type DescField,
  type DescMessage,
  type FileRegistry,
  fromBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { FieldShape, FileDescriptor, MessageDescriptor } from "@tramline/protobuf";
import { FileDescriptorSet } from "@tramline/protobuf/wkt/descriptor";

/** The types of some files and of all that they import. */
export class EsTypes {
  readonly registry: FileRegistry;
  private readonly fields = new WeakMap<FieldShape, DescField | DescExtension>();

  constructor(files: readonly FileDescriptor[]) {
    const all = withImports(files);
    const set = FileDescriptorSet.encode({
      file: [...all].map(({ proto }) => ({ ...proto, sourceCodeInfo: undefined })),
    });
    this.registry = createEsRegistry(fromBinary(FileDescriptorSetSchema, set));
  }

  message(descriptor: MessageDescriptor): DescMessage {
    const found = this.registry.getMessage(descriptor.typeName);
    if (found === undefined) throw new TypeError(`unknown message type ${descriptor.typeName}`);
    return found;
  }

  /** The field of a message, by number. */
  field(descriptor: MessageDescriptor, field: FieldShape): DescField {
    let found = this.fields.get(field) as DescField | undefined;
    if (found === undefined) {
      found = this.message(descriptor).fields.find(({ number }) => number === field.number);
      if (found === undefined) throw new TypeError(`unknown field ${field.name}`);
      this.fields.set(field, found);
    }
    return found;
  }
}

/** Files and all that they import, imports first. */
export function withImports(files: readonly FileDescriptor[]): ReadonlySet<FileDescriptor> {
  const names = new Set<string>();
  const all = new Set<FileDescriptor>();
  const add = (file: FileDescriptor): void => {
    if (names.has(file.name)) return;
    names.add(file.name);
    for (const imported of file.dependencies) add(imported);
    all.add(file);
  };
  for (const file of files) add(file);
  return all;
}
