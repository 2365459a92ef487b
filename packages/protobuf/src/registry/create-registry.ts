import type { FileDescriptor } from "../descriptor/descriptor.ts";
import { DescriptorError } from "../descriptor/descriptor-error.ts";
import { type FileSource, linkSource } from "../descriptor/embedded-file.ts";
import { linkFile } from "../descriptor/link-file.ts";
import { reflectiveJson } from "../json/reflective-json.ts";
import type {
  FileDescriptorProto,
  FileDescriptorSet,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { FileRegistry, type Registry } from "./registry.ts";

/** A source of a registry: a file, a declaration of one, or another registry. */
export type RegistryInput =
  | FileDescriptor
  | Registry
  | FileSource
  | { readonly file: FileDescriptor | FileSource };

/**
 * A registry of the files given (descriptors, or what generated code exports as `file_…`), those that
 * the given types and services (generated ones, or their descriptors) are declared in,
 * and everything they import. Of two files with one name the first is kept.
 */
export function createRegistry(...inputs: readonly RegistryInput[]): Registry {
  const registry = new FileRegistry(reflectiveJson);
  for (const input of inputs) {
    if ("files" in input) {
      for (const file of input.files) registry.add(file);
    } else {
      const file = "file" in input ? input.file : input;
      registry.add(typeof file === "function" ? linkSource(file) : file);
    }
  }
  return registry;
}

/**
 * Links a set of files, given in any order, and returns a registry of them.
 * Every import must be among them or in `base`, whose files the result holds too;
 * weak and option imports may be missing. A file given twice is taken once.
 *
 * @throws DescriptorError when the files do not make a contract. Safe for
 *   descriptors of unknown origin: time and depth are bounded by their size.
 */
export function createFileRegistry(
  files: FileDescriptorSet | readonly FileDescriptorProto[],
  base?: Registry,
): Registry {
  const registry = new FileRegistry(reflectiveJson);
  for (const file of base?.files ?? []) registry.add(file);
  const context = {
    file: (name: string) => registry.getFile(name),
    type: (typeName: string) => registry.getMessage(typeName) ?? registry.getEnum(typeName),
  };
  for (const proto of importsFirst("file" in files ? files.file : files)) {
    if (registry.getFile(proto.name ?? "") !== undefined) continue;
    const file = linkFile(proto, context);
    refuseDuplicates(file, registry);
    registry.add(file);
  }
  return registry;
}

/** Two files of one registry must not declare the same name. */
function refuseDuplicates(file: FileDescriptor, registry: FileRegistry): void {
  for (const declared of [
    ...file.messages,
    ...file.enums,
    ...file.enums.flatMap((enumType) => enumType.values),
    ...file.services,
    ...file.extensions,
  ]) {
    const name = "typeName" in declared ? declared.typeName : declared.fullName;
    if (registry.get(name) !== undefined) {
      throw new DescriptorError(
        "DESCRIPTOR_DUPLICATE_NAME",
        file.name,
        `${name} is declared in another file too`,
      );
    }
  }
}

/** Sorts files so that each comes after its imports; refuses import cycles. */
function importsFirst(files: readonly FileDescriptorProto[]): FileDescriptorProto[] {
  const byName = new Map<string, FileDescriptorProto>();
  for (const file of files) {
    const name = file.name ?? "";
    if (!byName.has(name)) byName.set(name, file);
  }
  const sorted: FileDescriptorProto[] = [];
  const state = new Map<FileDescriptorProto, "open" | "done">();
  for (const root of byName.values()) {
    // A stack of its own: import chains may be longer than the call stack is deep.
    const stack = [{ file: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === 0) {
        if (state.get(top.file) === "done") {
          stack.pop();
          continue;
        }
        state.set(top.file, "open");
      }
      const name = top.file.dependency[top.next++];
      if (name === undefined) {
        state.set(top.file, "done");
        sorted.push(top.file);
        stack.pop();
        continue;
      }
      const imported = byName.get(name);
      if (imported === undefined) continue;
      const importedState = state.get(imported);
      if (importedState === "open") {
        throw new DescriptorError(
          "DESCRIPTOR_IMPORT_CYCLE",
          top.file.name ?? "",
          `imports ${JSON.stringify(name)}, which imports it in turn`,
        );
      }
      if (importedState === undefined) stack.push({ file: imported, next: 0 });
    }
  }
  return sorted;
}
